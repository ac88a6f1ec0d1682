"""What a camera is and how it changes."""
