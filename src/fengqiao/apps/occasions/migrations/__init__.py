"""Migrations of evaluations and samples."""
