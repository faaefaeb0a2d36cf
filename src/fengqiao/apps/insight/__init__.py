"""Reading across all cases: the desk's lists, filters, counts, look-up, export."""
