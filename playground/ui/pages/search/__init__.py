"""The page of the search for hyperparameters."""
