"""The catalogue of features: model, loading, selection, names."""
