"""Curves through noisy points: how they fit, how they fail, and how far they can be trusted."""
