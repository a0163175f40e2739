"""What add, remove, update, diff and check have in common, one module per kind of thing."""
