"""How many cores there are to work with."""

from __future__ import annotations

import math
import os
from pathlib import Path

from translate.engines.cgroups import cpu_quota


def cores(root: Path = Path("/")) -> int:
    """The cores that this process may use: `taskset` and a container's CPU quota may have made them fewer.

    A quota of 1.5 cores counts as two: a worker for each would stand still a quarter of the time, one alone would
    leave half a core unused.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cpu_quota(root)
    return allowed if quota is None else max(1, min(allowed, math.ceil(quota)))
