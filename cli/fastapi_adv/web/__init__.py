"""Local page of `web`: choose features, see the project, take it. Only the command `web` imports this package."""
