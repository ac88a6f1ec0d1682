"""What the demo promises, as far as it can be tried without a Home Assistant."""
