"""Names for the array types that the annotations of this package use."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
AnyFloatArray: TypeAlias = npt.NDArray[np.floating[Any]]  # where float32 is welcome too
