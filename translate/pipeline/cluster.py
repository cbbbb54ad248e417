"""A run on a Ray cluster: one process reads the input, workers process windows, this process writes the rows.

    reader (a task)  ->  Ray Data: map_batches over a pool of workers  ->  this process: journal, bar, run.json

The workers write articles into the run folder, which all machines share. Ray drops failed tasks silently, so recorded
windows without a result are counted at the end, and their articles fail.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines.processors import COMMON
from translate.errors import CannotGoOn, ExitCode, ModelError, RequestError, TarjamaError
from translate.pipeline.cluster_worker import COUNTED, Assignment, Failure, Result, Worker
from translate.pipeline.run_models import RunModels
from translate.pipeline.translation import Tally
from translate.pipeline.windows import Window
from translate.progress import Progress
from translate.records import Document, Row, Status
from translate.runs.folder import RunFolder
from translate.runs.past_windows import PastWindows

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["Cluster", "Work", "do_windows_on"]

ATTEMPTS = 3  # per window, if its worker dies
_QUIET = {
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray cluster: `local`, `auto` (the cluster of this machine) or `ray://HOST:PORT`, with the size of its workers.

    `workers` is None for as many as the cluster has resources for. Raises RequestError for an unknown address or a
    number below its minimum.
    """

    address: str
    workers: int | None = None
    cpus_per_worker: int = 2
    gpus_per_worker: int = 0

    def __post_init__(self) -> None:
        if self.address not in ("local", "auto") and not self.address.startswith("ray://"):
            raise RequestError(f"cluster {self.address!r}: choose local, auto or ray://HOST:PORT")
        for name, value, least in (
            ("workers", self.workers, 1),
            ("cpus-per-worker", self.cpus_per_worker, 1),
            ("gpus-per-worker", self.gpus_per_worker, 0),
        ):
            if value is not None and value < least:
                raise RequestError(f"--{name} {value}: must be at least {least}")


@dataclass(slots=True)
class _Node:
    """The work done by one machine: windows, source tokens and seconds."""

    windows: int = 0
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a run: its documents, a reader of windows, a function that opens the models, and their identities."""

    documents: Sequence[Document]
    read: Callable[[PastWindows], Iterator[tuple[Window, tuple[str, ...]]]]
    open_models: Callable[[], RunModels]
    identities: dict[str, dict[str, str]]


@dataclass(slots=True)
class _Done:
    """The result: articles whose input has changed, engines of the workers, and the work of each machine."""

    changed: list[str] = field(default_factory=list)
    engines: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, _Node] = field(default_factory=lambda: defaultdict(_Node))
    workers: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the entry about the cluster in `run.json`."""
        return {
            "workers": self.workers,
            "nodes": {
                host: {
                    "windows": node.windows,
                    "source_tokens": node.tokens,
                    "seconds": round(node.seconds, 2),
                }
                for host, node in sorted(self.nodes.items())
            },
        }


def do_windows_on(
    cluster: Cluster, work: Work, folder: RunFolder, past: PastWindows, watcher: tuple[Tally, Progress]
) -> _Done:
    """Do the remaining work of a run on a cluster, and return what was done.

    Raises RequestError if the cluster is unreachable or too small, ModelError if a worker cannot load a model, and
    CannotGoOn if a worker cannot continue.
    """
    tally, progress = watcher
    done, seen = _Done(), set[int]()
    before = past.settled_in_all()
    tally.articles_read += before
    tally.articles_set_aside += before
    with _connected(cluster):
        for attempt in range(1, ATTEMPTS + 1):
            done.workers = _room(cluster, least=attempt == 1)
            progress.note(f"{done.workers} workers on a Ray cluster ({cluster.address})")
            for answer in _answers(cluster, done.workers, work, folder, (past, frozenset(seen))):
                if isinstance(answer, Failure):
                    raise _error(answer)
                if answer.number not in seen:
                    seen.add(answer.number)
                    _take(answer, folder, done, tally)
            past = PastWindows(folder.path, folder.settled())
            lost = past.unsettled() - seen
            if not lost and past.covered() == len(work.documents):
                break
            progress.note(
                f"{len(lost):,} windows have no result because their workers died (attempt {attempt})"
            )
    _fail(lost, work, past, folder, tally)
    for host, node in sorted(done.nodes.items()):
        progress.note(f"{host}: {node.windows:,} windows, {node.tokens:,} tokens in {node.seconds:,.0f} s")
    return done


def _take(result: Result, folder: RunFolder, done: _Done, tally: Tally) -> None:
    folder.write_rows(result.rows)
    done.changed.extend(result.changed)
    done.engines = done.engines or dict(result.engines)
    node = done.nodes[result.host]
    node.windows += 1
    node.tokens += int(result.counts.get("tokens_done", 0))
    node.seconds += result.seconds
    tally.articles_read += result.documents
    for name in COUNTED:
        setattr(tally, name, getattr(tally, name) + result.counts.get(name, 0))
    tally.report()


def _answers(
    cluster: Cluster, workers: int, work: Work, folder: RunFolder, past: tuple[PastWindows, frozenset[int]]
) -> Iterator[Result | Failure]:
    import ray.data

    environment = {"TARJAMA_CORES": str(cluster.cpus_per_worker)}
    environment |= {name: os.environ[name] for name in COMMON if name in os.environ}
    windows = ray.data.read_datasource(
        _source(partial(_items, work, *past)), override_num_blocks=1, num_cpus=0, concurrency=1
    )
    results = windows.map_batches(
        Worker,
        fn_constructor_args=(folder.path.absolute(), work.open_models, work.identities),
        batch_size=1,
        batch_format="numpy",
        compute=ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=2),
        num_cpus=cluster.cpus_per_worker,
        num_gpus=cluster.gpus_per_worker,
        runtime_env={"env_vars": environment},
        ray_remote_args_fn=_of_a_worker,
    )
    for row in results.iter_rows():
        answer: Result | Failure = pickle.loads(row["result"])  # noqa: S301 - made by this run's workers
        yield answer


def _of_a_worker() -> dict[str, int]:
    """Return Ray's options for a dead worker: restart it without limit, and retry its windows once."""
    return {"max_restarts": -1, "max_task_retries": 1}


def _items(work: Work, past: PastWindows, seen: frozenset[int]) -> Iterator[pa.Table]:
    """Yield a block for each remaining window; runs in the process that reads the input."""
    import pyarrow as pa

    def block(item: Assignment | Failure) -> pa.Table:
        return pa.table({"item": pa.array([pickle.dumps(item)], pa.large_binary())})

    try:
        for window, changed in work.read(past):
            if window.number in seen:
                continue
            settled = frozenset(a.id for a in window.articles if a.id in past.settled)
            yield block(Assignment(window, settled, changed))
    except TarjamaError as error:
        yield block(Failure(str(error), error.exit_code))


def _source(read: Callable[[], Iterator[pa.Table]]) -> Any:
    from ray.data import Datasource, ReadTask
    from ray.data.block import BlockMetadata

    class Windows(Datasource):
        """A source with one task, which reads the input in order: a window depends on the articles before it."""

        def estimate_inmemory_data_size(self) -> None:
            return None

        def get_read_tasks(self, *_: object, **__: object) -> list[ReadTask]:
            unknown = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
            return [ReadTask(read, unknown)]

    source: Datasource = Windows()  # type: ignore[no-untyped-call]
    return source


def _fail(lost: set[int], work: Work, past: PastWindows, folder: RunFolder, tally: Tally) -> None:
    """Write failed rows for the articles of `lost` windows; raises CannotGoOn if not all documents were read."""
    if past.covered() < len(work.documents):
        raise CannotGoOn(
            f"the process that reads the input died after {past.covered():,} of {len(work.documents):,} documents; "
            "nothing is lost; run the same command again to resume"
        )
    for number in sorted(lost):
        first, count = past.documents(number)
        reason = (
            f"every worker that took window {number} died ({2 * ATTEMPTS} attempts): out of memory or a crash of the "
            "engine; run its articles one by one to find the cause"
        )
        rows = [
            Row(document.id, Status.FAILED, reason=reason)
            for document in work.documents[first : first + count]
            if document.id not in past.settled
        ]
        folder.write_rows(rows)
        tally.articles_read += count
        tally.articles_set_aside += count
    tally.report()


def _error(failure: Failure) -> TarjamaError:
    if failure.exit_code is ExitCode.NO_MODEL:
        return ModelError(failure.message)
    if failure.exit_code is ExitCode.BAD_REQUEST:
        return RequestError(failure.message)
    return CannotGoOn(failure.message)


@contextmanager
def _connected(cluster: Cluster) -> Iterator[None]:
    """Connect to the cluster, and keep Ray's own messages off the terminal.

    Raises RequestError if Ray is not installed or the cluster is unreachable.
    """
    if find_spec("ray") is None:
        raise RequestError("a cluster needs Ray: pip install 'tarjama[cluster]'")
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    with _without_stderr():  # Ray's C++ part writes there
        import ray
        from ray.data import DataContext

    address = None if cluster.address == "local" else cluster.address
    local: dict[str, Any] = {"include_dashboard": False} if address is None else {}
    own = not ray.is_initialized()
    # Hides Ray's warnings and the standard output of its daemons.
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if own:
            try:
                with _without_stderr():
                    ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL, **local)
            except (ConnectionError, ImportError, RuntimeError, ValueError) as error:
                raise RequestError(f"no Ray cluster at {cluster.address}: {error}") from error
        try:
            logging.getLogger("ray.data").setLevel(logging.CRITICAL)
            context = DataContext.get_current()
            context.enable_progress_bars = False
            context.print_on_execution_start = False
            context.max_errored_blocks = -1  # counted at the end
            context.target_max_block_size = 1  # a window is a block
            context.target_min_block_size = 1
            yield
        finally:
            if own:
                ray.shutdown()


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


def _room(cluster: Cluster, *, least: bool) -> int:
    """Return the number of workers; raises RequestError if the cluster is too small for those requested.

    Without `least`, fewer workers are accepted, because a node may have been lost.
    """
    import ray

    resources: dict[str, float] = ray.cluster_resources()
    cpus, gpus = int(resources.get("CPU", 0)), int(resources.get("GPU", 0))
    most = cpus // cluster.cpus_per_worker
    if cluster.gpus_per_worker:
        most = min(most, gpus // cluster.gpus_per_worker)
    wanted = cluster.workers or most
    if most and not least:
        return min(wanted, most)
    if not most or wanted > most:
        raise RequestError(
            f"the cluster has {cpus} CPUs and {gpus} GPUs: room for {most} workers of {cluster.cpus_per_worker} CPUs "
            f"and {cluster.gpus_per_worker} GPUs, not {wanted or 'one'}"
        )
    return wanted
