"""The settings of a run on a Ray cluster."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from translate.config.profile import Profile, override
from translate.errors import RequestError

__all__ = ["Cluster"]

_HOST_AND_PORT = re.compile(r"(ray://)?[^\s/:]+(:[^\s/:]+)*:\d{1,5}")
_LEAST_GPU = 0.0001  # Ray's precision


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray cluster and the size of its workers.

    `address` is `local` (start Ray on this machine), `auto` (the cluster that this machine belongs to), `HOST:PORT`
    (the same, for a machine in several clusters) or `ray://HOST:PORT` (Ray Client: this machine need not belong to the
    cluster). `workers` is None for as many as the cluster has resources for. A worker may have a part of a GPU.
    Raises RequestError for another address, or a number that Ray cannot reserve.
    """

    address: str
    workers: int | None = None
    cpus_per_worker: int = 2
    gpus_per_worker: float = 0

    def __post_init__(self) -> None:
        if self.address not in ("local", "auto") and not _HOST_AND_PORT.fullmatch(self.address):
            raise RequestError(f"cluster {self.address!r}: choose local, auto, HOST:PORT or ray://HOST:PORT")
        for name, value in (("workers", self.workers), ("cpus-per-worker", self.cpus_per_worker)):
            if value is not None and value < 1:
                raise RequestError(f"--{name} {value}: must be at least 1")
        gpus = self.gpus_per_worker
        if not math.isfinite(gpus) or gpus < 0 or 0 < gpus < _LEAST_GPU or (gpus > 1 and gpus % 1):
            raise RequestError(
                f"--gpus-per-worker {gpus:g}: must be 0, a part of one GPU such as 0.5, or a whole number"
            )

    def placed(self, profile: Profile) -> Profile:
        """Return the profile with the devices of the workers, which may differ from those of this machine.

        Raises RequestError if the profile requires another device.
        """
        device, other = ("cuda", "cpu") if self.gpus_per_worker else ("cpu", "cuda")
        wanted = {profile.translation.device, profile.summary.device}
        if device == "cpu" and other in wanted:
            raise RequestError("--device cuda on a cluster needs --gpus-per-worker")
        if wanted == {other}:
            raise RequestError(f"--gpus-per-worker {self.gpus_per_worker:g} excludes --device cpu")
        changes: dict[str, Mapping[str, object]] = {
            table: {"device": device}
            for table, settings in (("translation", profile.translation), ("summary", profile.summary))
            if settings.device == "auto"
        }
        return override(profile, changes)

    def room(self, nodes: Mapping[str, Mapping[str, float]]) -> int:
        """Return the number of workers that fit into nodes with these resources; no worker spans two nodes."""
        return sum(self._fitting(resources) for resources in nodes.values())

    def _fitting(self, resources: Mapping[str, float]) -> int:
        fitting = int(resources.get("CPU", 0)) // self.cpus_per_worker
        if self.gpus_per_worker:
            gpus = int(resources.get("GPU", 0))
            # Ray never puts one worker on parts of two GPUs.
            shared = int(1 / self.gpus_per_worker + 1e-9) if self.gpus_per_worker < 1 else 0
            fitting = min(fitting, gpus * shared if shared else gpus // int(self.gpus_per_worker))
        return fitting
