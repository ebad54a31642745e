"""How the functions of the compiled path are compiled.

Only the two entry points in ``kernels`` are ever called from Python. All others are spared the
wrappers that Numba makes for such calls, which is a quarter of the time that compiling takes.
Division by zero gives infinity, as in NumPy, and not an exception, which would keep loops from
using vectors.
"""

from __future__ import annotations

from typing import Any

from numba import njit

ONLY_FROM_COMPILED_CODE: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

part: Any = njit(error_model="numpy", **ONLY_FROM_COMPILED_CODE)
"""Compile a function that other compiled functions call."""

inlined: Any = njit(error_model="numpy", forceinline=True, **ONLY_FROM_COMPILED_CODE)
"""Compile a function that is built into its callers."""

entry: Any = njit(error_model="numpy", nogil=True, cache=True)
"""Compile a function that Python calls, without holding its lock; the result is kept on disk."""
