"""Optimizers: rules race over surfaces, and over the loss of the learner's own network."""
