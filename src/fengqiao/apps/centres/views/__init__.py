"""Pages of one-stop places and of units."""
