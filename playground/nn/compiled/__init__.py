"""The fast path: the same definitions, compiled by Numba into loops that let go of the GIL."""
