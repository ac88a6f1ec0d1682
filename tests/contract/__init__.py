"""One suite that every system has to pass."""
