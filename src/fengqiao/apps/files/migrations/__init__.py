"""Schema history of documents, named by hand."""
