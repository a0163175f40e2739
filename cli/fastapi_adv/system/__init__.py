"""Operating system: processes, git, signals and locks."""
