"""Pages of the working methods, and of the standards and rules of the county."""
