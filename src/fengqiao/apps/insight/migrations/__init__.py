"""Migrations of kept views."""
