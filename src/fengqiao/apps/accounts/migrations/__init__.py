"""Schema history of accounts, named by hand."""
