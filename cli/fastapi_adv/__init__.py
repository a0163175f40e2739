"""Generates advanced FastAPI projects, and keeps them up to date."""
