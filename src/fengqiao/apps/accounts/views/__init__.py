"""Pages of people: the door, one's own settings, and the administrators' pages."""
