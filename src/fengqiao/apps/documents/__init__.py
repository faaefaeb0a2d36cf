"""Floor 2: the papers of a case, issued once, numbered, never edited."""
