"""A project on disk: state file, destination, staging."""
