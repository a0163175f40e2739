"""Verification of feature combinations: variants, judges and reports."""
