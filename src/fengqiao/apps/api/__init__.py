"""The door for other programs: JSON over HTTP, versioned, with the same rules as the pages."""
