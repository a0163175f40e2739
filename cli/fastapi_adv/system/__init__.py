"""Processes, signals and locks of the operating system."""
