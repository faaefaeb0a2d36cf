"""The working methods of places: what a pack says, which units go by it, and giving a unit another."""
