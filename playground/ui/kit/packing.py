"""Numbers on their way to the browser: a header in JSON and arrays, in one binary message.

Layout, little endian: the length of the header (uint32); the header, JSON in UTF-8, padded with
spaces to a multiple of four bytes; then the arrays (float32), one after the other. The header's
``arrays`` says the name and the shape of each. ``static/kit/packing.js`` reads it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import AnyArray


def packed(header: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> bytes:
    """Return a header and arrays as one message.

    Parameters
    ----------
    header
        What JSON can hold; no key ``arrays``.
    arrays
        By name, of any shape; sent in single precision. What is not finite stays so.

    Examples
    --------
    >>> message = packed({"type": "paths"}, {"points": np.zeros((3, 2))})
    >>> len(message) % 4, message[4:21]
    (0, b'{"type": "paths",')
    """
    shapes = [[name, list(array.shape)] for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": shapes}, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    parts = [np.ascontiguousarray(array, dtype="<f4").tobytes() for array in arrays.values()]
    return b"".join([struct.pack("<I", len(text)), text, *parts])
