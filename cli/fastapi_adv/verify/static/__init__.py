"""Static pass: every combination of features is checked without executing it.

A file is rendered once for each set of features that changes its text, and each rendering is parsed once. Rules about
a combination as a whole are checked on bit masks.
"""
