"""How we stay connected to a system."""
