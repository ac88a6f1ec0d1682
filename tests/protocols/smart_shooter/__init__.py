"""Smart Shooter and CaptureGRID."""
