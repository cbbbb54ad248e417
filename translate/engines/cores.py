"""Find the cores and the memory that this process may use, with the limits of Linux control groups.

`taskset` and containers (control groups, versions 1 and 2) allow less than the machine has.

Sources: the kernel's Documentation/admin-guide/cgroup-v2.rst (cpu.max, memory.max) and cgroup-v1 (cpu.cfs_quota_us,
cpu.cfs_period_us, memory.limit_in_bytes). A limit of any group above counts too.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["cores", "cpu_quota", "memory_limit"]

# Version 1 writes "no limit" as the largest multiple of a page in 63 bits.
_NO_LIMIT_BYTES = 1 << 60


def cores(root: Path = Path("/")) -> int:
    """Return the number of usable cores, after `taskset` and a container's CPU quota.

    A quota of 1.5 cores counts as two: two workers would be idle a quarter of the time, but one would waste half a
    core. The environment variable `TARJAMA_CORES` sets a lower number, if several workers share a machine.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cpu_quota(root)
    if quota is not None:
        allowed = max(1, min(allowed, math.ceil(quota)))
    own = os.environ.get("TARJAMA_CORES", "")
    return max(1, min(allowed, int(own))) if own.isdecimal() else allowed


def cpu_quota(root: Path = Path("/")) -> float | None:
    """Return the CPU quota of this process in cores; None without a limit."""
    quotas = []
    for group in _groups(root, "cpu"):
        quota, _, period = _read(group / "cpu.max").partition(" ")
        if not quota:
            quota, period = _read(group / "cpu.cfs_quota_us"), _read(group / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit() and int(period) > 0:  # "max" and -1 are no limit
            quotas.append(int(quota) / int(period))
    return min(quotas, default=None)


def memory_limit(root: Path = Path("/")) -> int | None:
    """Return the memory limit of this process's group in bytes; None without a limit."""
    limits = [
        int(text)
        for group in _groups(root, "memory")
        for name in ("memory.max", "memory.limit_in_bytes")
        if (text := _read(group / name)).isdigit() and int(text) < _NO_LIMIT_BYTES
    ]
    return min(limits, default=None)


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """Return the folders of this process's groups and of their parents, for one controller."""
    mounts = root / "sys/fs/cgroup"
    for line in _read(root / "proc/self/cgroup").splitlines():
        parts = line.split(":", 2)
        if len(parts) != 3:
            continue
        controllers = parts[1].split(",")
        if parts[1] == "":
            mount = mounts
        elif controller in controllers:
            # Inside a container, the path may be the host's; then only the top of the mount is visible.
            mount = next((m for m in (mounts / parts[1], mounts / controller) if m.is_dir()), mounts)
        else:
            continue
        inner = Path(parts[2].lstrip("/"))
        for group in (inner, *inner.parents):
            if (mount / group).is_dir():
                yield mount / group


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
