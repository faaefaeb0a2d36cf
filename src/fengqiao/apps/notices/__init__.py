"""Notices to named units, with who has read them and what was done."""
