"""Drop root's capabilities for a while; Linux has them per thread, see capabilities(7)."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522  # two words of 32 bits for each set
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2  # to read, write and search regardless of file modes


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def file_modes_hold() -> Iterator[None]:
    """Enforce file modes for this thread, and for threads started meanwhile, also for root."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield  # an ordinary user has no such capabilities
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION_3, 0), (_Sets * 2)()
    _call(libc.capget, header, sets)
    before = sets[0].effective
    sets[0].effective = before & ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    _call(libc.capset, header, sets)
    try:
        yield
    finally:
        sets[0].effective = before
        _call(libc.capset, header, sets)


def _call(function: ctypes._NamedFuncPointer, header: _Header, sets: ctypes.Array[_Sets]) -> None:
    if function(ctypes.byref(header), ctypes.byref(sets)) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
