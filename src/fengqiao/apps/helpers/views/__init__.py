"""Pages of the directory: people and committees."""
