"""Fengqiao 枫桥: one place for every grievance of a county, from the door to the archive."""

__version__ = "0.1.0"
