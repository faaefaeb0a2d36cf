"""The joint conference: its member units, its secretariat, and the page on which its secretary begins the day."""
