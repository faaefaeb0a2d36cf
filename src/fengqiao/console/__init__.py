"""What a person types in a shell; every command is thin."""
