"""Sweeps (排查): who goes round when, one row a door while somebody walks, and what was told becomes a case."""
