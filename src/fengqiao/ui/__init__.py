"""What every screen is made of: shells, components, words, tags; it knows no capability."""
