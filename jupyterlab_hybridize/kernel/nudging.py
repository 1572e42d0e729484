"""Inputs changed by no more than rounding: what changes with them is not determined by the program.

The bias of a layer before a batch normalisation has a gradient that is zero but for rounding, and Adam makes full steps
of it. Such values differ between any two ways to compute the same, so they say nothing about graphs.
"""

from __future__ import annotations

import random
import sys
from typing import Any

#: Relative size of a nudge by bytes of one number.
SIZES = {8: 4e-16, 4: 2e-7, 2: 1e-3}


def nudged(value: Any, generator: random.Random, depth: int = 0) -> Any:
    """The value with every float array and float tensor in it moved by about its last bit."""
    import numpy

    if depth > 8:
        return value
    if type(value) in (list, tuple):
        return type(value)(nudged(item, generator, depth + 1) for item in value)
    if type(value) is dict:
        return {key: nudged(item, generator, depth + 1) for key, item in value.items()}
    if isinstance(value, numpy.ndarray) and value.dtype.kind == "f":
        factor = 1.0 + SIZES.get(value.dtype.itemsize, 0.0) * generator.uniform(-1.0, 1.0)
        return value * numpy.asarray(factor, value.dtype)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.Tensor) and value.dtype.is_floating:
        factor = 1.0 + SIZES.get(value.dtype.size, 0.0) * generator.uniform(-1.0, 1.0)
        return value * tensorflow.cast(factor, value.dtype)
    return value
