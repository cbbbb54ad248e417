"""A run on a Ray cluster: one process reads the input, workers process windows, this process writes the rows.

    reader (a task)  ->  Ray Data: map_batches over a pool of workers  ->  this process: journal, bar, run.json

The workers write articles into the run folder, which all machines share. Ray drops failed tasks silently, so recorded
windows without a result are counted at the end, and their articles fail.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

from translate.engines.processors import note_on_other_kinds
from translate.errors import CannotGoOn, ExitCode, ModelError, RequestError, TarjamaError
from translate.pipeline.cluster_nodes import free_resources, resources_of_nodes, this_node
from translate.pipeline.cluster_ray import Job, connected, results
from translate.pipeline.cluster_settings import Cluster
from translate.pipeline.cluster_worker import COUNTED, Assignment, Failure, FolderOfRun, Result
from translate.pipeline.run_models import RunModels
from translate.pipeline.tally import Tally
from translate.pipeline.windows import Window
from translate.progress import Progress
from translate.records import Document, Row, Status
from translate.runs.folder import RunFolder
from translate.runs.past_windows import PastWindows

__all__ = ["Work", "do_windows_on", "workers_of"]

ATTEMPTS = 3  # per window, if its worker dies
SILENCE_SECONDS = 600.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a run: its documents, a reader of windows, a function that opens the models, and their identities."""

    documents: Sequence[Document]
    read: Callable[[PastWindows], Iterator[tuple[Window, tuple[str, ...]]]]
    open_models: Callable[[], RunModels]
    identities: dict[str, dict[str, str]]


@dataclass(slots=True)
class _Node:
    """The work done by one machine: windows, source tokens and seconds."""

    windows: int = 0
    tokens: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Done:
    """The result: articles whose input has changed, engines of the workers, and the work of each machine.

    `used` are the counts of `RunModels.used` of all workers.
    """

    changed: list[str] = field(default_factory=list)
    engines: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, _Node] = field(default_factory=lambda: defaultdict(_Node))
    workers: int = 0
    used: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry about the cluster in `run.json`."""
        return {
            "workers": self.workers,
            "nodes": {
                name: {
                    "windows": node.windows,
                    "source_tokens": node.tokens,
                    "seconds": round(node.seconds, 2),
                }
                for name, node in sorted(self.nodes.items())
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
    kinds = list(past.made_by())
    there = FolderOfRun(folder.path.absolute(), folder.started().identity)
    tally.windows_done, before = past.settled_in_all()
    tally.articles_read += before
    tally.articles_set_aside += before
    _count_windows(tally, past)
    with connected(cluster):
        for attempt in range(1, ATTEMPTS + 1):
            nodes = resources_of_nodes()
            for name in nodes:
                tally.nodes.setdefault(name, 0)
            done.workers = _room(cluster, nodes, least=attempt == 1)
            progress.note(f"{done.workers} workers on a Ray cluster ({cluster.address})")
            if attempt == 1:
                _note_no_room(cluster, progress)
            tally.report()
            job = Job(
                cluster,
                done.workers,
                there,
                partial(_from_here, Path.cwd(), work.open_models),
                work.identities,
                partial(_from_here, Path.cwd(), partial(_items, work, there, past, frozenset(seen))),
                # After the first attempt, a window that kills its worker takes no other window along.
                windows_per_worker=2 if attempt == 1 else 1,
            )
            for answer in _noting_silence(results(job), progress):
                if isinstance(answer, Failure):
                    raise _error(answer)
                if answer.number not in seen:
                    seen.add(answer.number)
                    past.refresh()
                    _count_windows(tally, past)
                    _take(answer, folder, done, tally)
                    if others := [kind for kind in kinds if kind != answer.processor_kind]:
                        progress.note(note_on_other_kinds(others, answer.processor_kind))
                        kinds = []  # one note is enough
            past.refresh()
            lost = past.unsettled() - seen
            if not lost and past.covered() == len(work.documents):
                break
            progress.note(
                f"{len(lost):,} windows have no result because their workers died (attempt {attempt})"
            )
            past = PastWindows(folder.path, folder.settled())
    _fail(lost, work, past, folder, tally)
    for name, node in sorted(done.nodes.items()):
        progress.note(f"{name}: {node.windows:,} windows, {node.tokens:,} tokens in {node.seconds:,.0f} s")
    return done


def _note_no_room(cluster: Cluster, progress: Progress) -> None:
    free = free_resources()
    if not cluster.room({"all": free}):
        progress.note(
            f"waiting: other jobs use the cluster, and no worker fits into the rest ({free.get('CPU', 0):g} CPUs and "
            f"{free.get('GPU', 0):g} GPUs are free); `ray status` shows the jobs"
        )


def _noting_silence(answers: Iterator[_T], progress: Progress) -> Iterator[_T]:
    """Yield the answers, and note if the next one takes longer than `SILENCE_SECONDS`."""
    message = (
        f"no window was finished for {SILENCE_SECONDS / 60:g} minutes: the workers may still load the model, or wait "
        "for CPUs that other jobs use (see `ray status`)"
    )
    while True:
        timer = Timer(SILENCE_SECONDS, progress.note, (message,))
        timer.daemon = True
        timer.start()
        try:
            answer = next(answers)
        except StopIteration:
            return
        finally:
            timer.cancel()
        yield answer


def _count_windows(tally: Tally, past: PastWindows) -> None:
    tally.windows_known, documents = past.recorded()
    tally.all_windows_known = documents >= tally.articles_total


def _take(result: Result, folder: RunFolder, done: _Done, tally: Tally) -> None:
    folder.write_rows(result.rows)
    done.changed.extend(result.changed)
    done.engines = done.engines or dict(result.engines)
    done.used.update(result.used)
    node = done.nodes[result.node]
    node.windows += 1
    node.tokens += int(result.counts.get("tokens_done", 0))
    node.seconds += result.seconds
    tally.windows_done += 1
    tally.nodes[result.node] = node.windows
    tally.articles_read += result.documents
    for name in COUNTED:
        setattr(tally, name, getattr(tally, name) + result.counts.get(name, 0))
    tally.report()


def _from_here(directory: Path, call: Callable[[], _T]) -> _T:
    """Call in another process of the cluster, from the directory of the command, so that relative paths are valid."""
    with suppress(OSError):  # needed only for relative paths, which are then reported as missing
        os.chdir(directory)
    return call()


def _items(
    work: Work, folder: FolderOfRun, past: PastWindows, seen: frozenset[int]
) -> Iterator[Assignment | Failure]:
    """Yield each remaining window; runs in the process that reads the input."""
    try:
        folder.check()
        for window, changed in work.read(past):
            if window.number not in seen:
                settled = frozenset(a.id for a in window.articles if a.id in past.settled)
                yield Assignment(window, settled, changed)
            folder.check()  # because the next window will be recorded in it
    except TarjamaError as error:
        yield Failure(f"{this_node()}: {error}", error.exit_code)


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
        tally.windows_done += 1
    tally.report()


def _error(failure: Failure) -> TarjamaError:
    if failure.exit_code is ExitCode.NO_MODEL:
        return ModelError(failure.message)
    if failure.exit_code is ExitCode.BAD_REQUEST:
        return RequestError(failure.message)
    return CannotGoOn(failure.message)


def workers_of(cluster: Cluster) -> int:
    """Connect to the cluster, and return the number of workers that a run would have; raises the errors of a run."""
    with connected(cluster):
        return _room(cluster, resources_of_nodes(), least=True)


def _room(cluster: Cluster, nodes: Mapping[str, Mapping[str, float]], *, least: bool) -> int:
    """Return the number of workers; raises RequestError if the cluster is too small for those requested.

    Without `least`, fewer workers are accepted, because a node may have been lost.
    """
    most = cluster.room(nodes)
    wanted = cluster.workers or most
    if most and (wanted <= most or not least):
        return min(wanted, most)
    cpus, gpus = (int(sum(one.get(kind, 0) for one in nodes.values())) for kind in ("CPU", "GPU"))
    if cluster.gpus_per_worker and not gpus:
        raise RequestError(
            f"--gpus-per-worker {cluster.gpus_per_worker:g}: the cluster has no GPU; if a machine has one, start Ray "
            "there with --num-gpus"
        )
    each = f"{cluster.cpus_per_worker} CPUs and {cluster.gpus_per_worker:g} GPUs"
    raise RequestError(
        f"the cluster has {cpus} CPUs and {gpus} GPUs on {len(nodes)} machines: room for {most} workers of {each}, not "
        f"{wanted or 'one'}"
    )
