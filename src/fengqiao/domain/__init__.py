"""The rules of petitions and disputes in plain Python: no Django, no wall clock, no files."""
