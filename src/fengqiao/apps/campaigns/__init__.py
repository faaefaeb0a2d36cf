"""Campaigns: matters that are to be solved together, each with what remains and what comes next."""
