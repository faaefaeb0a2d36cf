"""The outside world: the data home, the embedded database."""
