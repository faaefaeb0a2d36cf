"""Tags of mediation."""
