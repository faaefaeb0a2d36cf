"""Schema history of organisations, named by hand."""
