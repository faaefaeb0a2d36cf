"""Pages: the mediator's list, and those behind a link."""
