"""Commands: one module each, with its options."""
