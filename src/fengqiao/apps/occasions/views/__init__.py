"""Pages of what is planned and held."""
