"""Names of the array types that analytics computes with, and the lengths of time in seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HOUR_S = 3600
DAY_S = 24 * HOUR_S
