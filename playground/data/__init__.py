"""Data: generators, features, formulas, files, and the split into training and test points."""
