"""The lock of a run folder: the kernel's where the file system has one, and a lease that other machines see."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import CannotGoOn, RunLocked
from translate.runs.atomic import writing

if TYPE_CHECKING:
    from filelock import LeaseCompromise

__all__ = ["NAME", "Lease", "held"]

NAME = ".lease"
# A holder that shows no sign of life for so long is taken for dead. All versions of Tarjama that share a folder have to
# agree on it.
LEASE_SECONDS = 60.0
_SPARE_SECONDS = 5.0
_NO_FLOCK = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOLCK)
_LOOK_SECONDS = 0.5


class Lease:
    """Says whether this process still holds its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lost = ""

    def lose(self, compromise: LeaseCompromise) -> None:
        """Note how the lease was lost; called by the thread that renews it."""
        self._lost = compromise.reason

    def check(self) -> None:
        """Raise CannotGoOn where the lease is lost, as after a long pause of this process."""
        if self._lost:
            raise CannotGoOn(
                f"{self._folder}: this process no longer holds the run folder ({self._lost}); another one may write "
                "it now; nothing is lost, and the same command goes on"
            )


@contextmanager
def held(folder: Path) -> Iterator[Lease]:
    """Hold a folder for writing; raises RunLocked where another process does.

    The kernel's lock goes with its process. Without it (`flock` on some network file systems), the lease decides: it
    names host and process and is renewed. One of a dead process of this host is taken over at once, one of another host
    after `LEASE_SECONDS` without a sign of life by the clock of the process that waits.
    """
    from filelock import FileLock, SoftFileLease, Timeout

    taken = RunLocked(
        f"{folder}: another process is writing this run; wait for it, or name another folder with --output"
    )
    state = Lease(folder)
    lease = SoftFileLease(
        folder / NAME, lease_duration=LEASE_SECONDS, on_compromise=state.lose, poll_interval=_LOOK_SECONDS
    )
    with ExitStack() as locks:
        with writing(folder / ".lock"):
            try:
                locks.enter_context(FileLock(folder / ".lock", timeout=0, fallback_to_soft=False))
            except Timeout:  # an OSError to Python, but no failure of writing
                raise taken from None
            except OSError as error:
                if error.errno not in _NO_FLOCK:
                    raise
            try:
                locks.enter_context(lease.acquire(timeout=LEASE_SECONDS + _SPARE_SECONDS))
            except Timeout:
                raise taken from None
        yield state
