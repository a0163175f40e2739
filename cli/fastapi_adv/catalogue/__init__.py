"""Catalogue of features: model, loading, selection and project names."""
