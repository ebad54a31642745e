"""The page ``/curves``: fits of noisy points, and what they are worth on new ones."""
