"""The honest numbers of a county: every rate with its definition, its whole and the cases behind it."""
