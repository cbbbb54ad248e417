"""The part of a cluster run that talks to Ray: the connection, and the results of the windows from Ray Data.

Ray Data works only in a process of the cluster. Through Ray Client (`ray://`) this process is outside of it. So there
an actor runs Ray Data, as Ray's developers advise, and this process asks it for one result after the other.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines.processors import COMMON
from translate.errors import CannotGoOn, RequestError
from translate.pipeline.cluster_settings import Cluster
from translate.pipeline.cluster_worker import Assignment, Failure, FolderOfRun, Result, Worker
from translate.pipeline.run_models import RunModels

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["Job", "connected", "results"]

_CONNECTION_ATTEMPTS = 4
_QUIET = {
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
}


@dataclass(frozen=True, slots=True)
class Job:
    """The work for a cluster: its settings, the number of workers, and what each worker needs.

    `read` yields the windows; it runs in a process of the cluster. Of
    the `windows_per_worker`, a worker processes one, and the others wait for it; if it dies, Ray counts an attempt for
    all of them.
    """

    cluster: Cluster
    workers: int
    folder: FolderOfRun
    open_models: Callable[[], RunModels]
    identities: Mapping[str, Any]
    read: Callable[[], Iterator[Assignment | Failure]]
    windows_per_worker: int


def results(job: Job) -> Iterator[Result | Failure]:
    """Yield the result of each window; raises CannotGoOn if the cluster fails as a whole."""
    from ray.exceptions import RayError
    from ray.util.client import ray as client

    try:
        yield from _results_through_client(job) if client.is_connected() else _results_here(job)
    except (RayError, ConnectionError) as error:
        raise CannotGoOn(
            f"the Ray cluster failed: {_last_line(error)}; nothing is lost; run the same command again to resume"
        ) from error


def _last_line(error: Exception) -> str:
    """Return the cause: Ray puts the traceback of another process before it."""
    return str(error).strip().rpartition("\n")[2]


def _results_through_client(job: Job) -> Iterator[Result | Failure]:
    import ray

    inside: Any = ray.remote(_Inside).options(num_cpus=0, runtime_env={"env_vars": _QUIET}).remote(job)
    while (answer := ray.get(inside.next_result.remote())) is not None:
        yield answer


class _Inside:
    """An actor that runs Ray Data inside the cluster, for a client outside of it."""

    def __init__(self, job: Job) -> None:
        _set_up_ray_data()
        self._results = _results_here(job)

    def next_result(self) -> Result | Failure | None:
        """Return the next result; None after the last."""
        return next(self._results, None)


def _results_here(job: Job) -> Iterator[Result | Failure]:
    import ray.data

    cluster = job.cluster
    environment = {"TARJAMA_CORES": str(cluster.cpus_per_worker)}
    environment |= {name: os.environ[name] for name in COMMON if name in os.environ}
    windows = ray.data.read_datasource(_source(job), override_num_blocks=1, num_cpus=0, concurrency=1)
    rows = windows.map_batches(
        Worker,
        fn_constructor_args=(job.folder, job.open_models, job.identities, cluster.gpus_per_worker),
        batch_size=1,
        batch_format="numpy",
        compute=ray.data.ActorPoolStrategy(
            size=job.workers, max_tasks_in_flight_per_actor=job.windows_per_worker
        ),
        num_cpus=cluster.cpus_per_worker,
        num_gpus=cluster.gpus_per_worker,
        runtime_env={"env_vars": environment},
        ray_remote_args_fn=_of_a_worker,
    )
    for row in rows.iter_rows():
        answer: Result | Failure = pickle.loads(row["result"])  # noqa: S301 - made by this run's workers
        yield answer


def _of_a_worker() -> dict[str, int]:
    """Return Ray's options for a dead worker: restart it without limit, and retry its windows once."""
    return {"max_restarts": -1, "max_task_retries": 1}


def _source(job: Job) -> Any:
    from ray.data import Datasource, ReadTask
    from ray.data.block import BlockMetadata

    class Windows(Datasource):
        """A source with one task, which reads the input in order: a window depends on the articles before it."""

        def estimate_inmemory_data_size(self) -> None:
            return None

        def get_read_tasks(self, *_: object, **__: object) -> list[ReadTask]:
            unknown = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
            return [ReadTask(lambda: map(_block, job.read()), unknown)]

    source: Datasource = Windows()  # type: ignore[no-untyped-call]
    return source


def _block(item: Assignment | Failure) -> pa.Table:
    import pyarrow as pa

    return pa.table({"item": pa.array([pickle.dumps(item)], pa.large_binary())})


@contextmanager
def connected(cluster: Cluster) -> Iterator[None]:
    """Connect to the cluster, and keep Ray's own messages off the terminal.

    Raises RequestError if Ray is not installed or the cluster is unreachable.
    """
    if find_spec("ray") is None:
        raise RequestError("a cluster needs Ray: pip install 'tarjama[cluster]'")
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    with _without_stderr():  # Ray's C++ part writes there
        import ray

    local: dict[str, Any] = {"include_dashboard": False} if cluster.address == "local" else {}
    own = not ray.is_initialized()
    # Hides Ray's warnings and the standard output of its daemons.
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if own:
            try:
                with _without_stderr(), _own_handler_of_sigterm():
                    _connect(
                        ray.init,
                        address=cluster.address,
                        log_to_driver=False,
                        logging_level=logging.CRITICAL,
                        **local,
                    )
            except (ConnectionError, ImportError, RuntimeError, ValueError) as error:
                raise RequestError(f"no Ray cluster at {cluster.address}: {_last_line(error)}") from error
        try:
            _set_up_ray_data()
            yield
        finally:
            if own:
                ray.shutdown()


def _connect(initialize: Callable[..., object], **options: Any) -> None:
    """Connect, and try again if the server for this client died at its start.

    gRPC sometimes crashes when Ray starts a process for a new client:
    https://github.com/ray-project/ray/issues/63202 reports it for 7% of the connections.
    """
    for attempt in range(1, _CONNECTION_ATTEMPTS + 1):
        try:
            initialize(**options)
            return
        except ConnectionAbortedError:
            if attempt == _CONNECTION_ATTEMPTS:
                raise


@contextmanager
def _own_handler_of_sigterm() -> Iterator[None]:
    """Restore the handler of SIGTERM: `ray.init` replaces it by one that ends the process without a message."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None and signal.getsignal(signal.SIGTERM) is not before:
            signal.signal(signal.SIGTERM, before)


def _set_up_ray_data() -> None:
    """Make Ray Data silent, and a window its unit of work."""
    from ray.data import DataContext

    logging.getLogger("ray").setLevel(logging.CRITICAL)
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.max_errored_blocks = -1  # counted at the end
    context.target_max_block_size = 1  # a window is a block
    context.target_min_block_size = 1


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Discard what native code writes to standard error."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
