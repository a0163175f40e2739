"""Resources as data: their grammar, their rules, and the changes of a project's resources. Pure."""
