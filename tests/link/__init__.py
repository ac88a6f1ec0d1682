"""How we stay connected."""
