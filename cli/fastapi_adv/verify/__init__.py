"""Proof that every combination of features works: variants, judges, reports."""
