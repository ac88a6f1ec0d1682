"""How Camlytics speaks, and what is made of it."""
