"""Migrations of the joint conference."""
