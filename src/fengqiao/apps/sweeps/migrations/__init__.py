"""Migrations of the directory of helpers."""
