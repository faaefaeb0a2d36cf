"""Pages of the lists: the desk, acts on many cases, kept views, looking up."""
