"""The lock of a run folder: a file lock if the file system supports it, and a lease that works across machines."""

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
# A lease that is not renewed for this long is considered abandoned. All versions of Tarjama that share a folder must
# use the same value.
LEASE_SECONDS = 60.0
_SPARE_SECONDS = 5.0
_NO_FLOCK = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOLCK)
_LOOK_SECONDS = 0.5


class Lease:
    """The state of this process's lease of a run folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lost = ""

    def lose(self, compromise: LeaseCompromise) -> None:
        """Record why the lease was lost; called by the thread that renews it."""
        self._lost = compromise.reason

    def check(self) -> None:
        """Raise CannotGoOn if the lease was lost, for example after a long pause of this process."""
        if self._lost:
            raise CannotGoOn(
                f"{self._folder}: this process lost its lock on the run folder ({self._lost}); another process may be "
                "writing it; nothing is lost; run the same command again to resume"
            )


@contextmanager
def held(folder: Path) -> Iterator[Lease]:
    """Lock a folder for writing, and yield the lease; raises RunLocked if another process has the lock.

    The kernel releases a file lock when its process ends. If `flock` is not supported (some network file systems), only
    the lease is used: it names host and process, and is renewed. The lease of a dead process is taken over at once if
    it is from this host, and otherwise if it was not renewed for `LEASE_SECONDS`, by the clock of the waiting process.
    """
    from filelock import FileLock, SoftFileLease, Timeout

    taken = RunLocked(
        f"{folder}: another process is writing this run; wait for it, or choose another folder with --output"
    )
    state = Lease(folder)
    lease = SoftFileLease(
        folder / NAME, lease_duration=LEASE_SECONDS, on_compromise=state.lose, poll_interval=_LOOK_SECONDS
    )
    with ExitStack() as locks:
        with writing(folder / ".lock"):
            try:
                locks.enter_context(FileLock(folder / ".lock", timeout=0, fallback_to_soft=False))
            except Timeout:  # a subclass of OSError, but not a write error
                raise taken from None
            except OSError as error:
                if error.errno not in _NO_FLOCK:
                    raise
            try:
                locks.enter_context(lease.acquire(timeout=LEASE_SECONDS + _SPARE_SECONDS))
            except Timeout:
                raise taken from None
        yield state
