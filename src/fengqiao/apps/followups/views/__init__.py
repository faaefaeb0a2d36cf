"""Pages of evaluation and follow-up."""
