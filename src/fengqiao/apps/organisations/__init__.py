"""Regions, units, grids, duties and local holidays: the map of who exists and who answers for what."""
