"""One-stop places: what is behind one door, who is at the windows, and the queue."""
