"""One module per command: what it does, after the options are read."""
