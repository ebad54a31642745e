"""Names for the array types that the annotations of this package use.

``playground.nn.arrays`` has them too: neither of the two packages knows the other.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
AnyFloatArray: TypeAlias = npt.NDArray[np.floating[Any]]  # where float32 is welcome too
