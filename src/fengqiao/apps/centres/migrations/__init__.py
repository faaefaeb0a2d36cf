"""Migrations of the centres."""
