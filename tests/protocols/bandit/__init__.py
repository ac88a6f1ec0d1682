"""How a Bandit speaks, and what is made of it."""
