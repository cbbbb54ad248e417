"""Runs as one file for other tools."""
