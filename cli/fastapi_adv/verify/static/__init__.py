"""The static pass: every combination of features is looked at, none is executed.

Each file is rendered once for every set of features that it can tell apart, each rendering is read once, and what the
combination as a whole must hold is checked on bit masks.
"""
