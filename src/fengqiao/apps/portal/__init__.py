"""The petitioner's own pages: say it, see where it is, add, urge, disagree; no account needed."""
