"""The faults of runs on several machines: a Ray cluster, simulated on this machine, and shards.

After a fault, the same run is finished on one machine, and its files are compared with those of an undisturbed run.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from tests.pipeline.clusters import INJECTED
from tests.reliability.faults import GATE, Kind, NotHere, Steps
from tests.reliability.process import COMMAND, ROOT, Bench, Child, Ended

__all__ = ["CLUSTER_KINDS", "NEEDS_RAY"]

_HOOKS = ROOT / "tests" / "pipeline" / "cluster_hooks"
_MERGE = ("merge", "run", "--quiet")
_HALF = 30  # articles
_SECONDS = 600.0  # limit for a run on a cluster, with its start, on a busy machine

CLUSTER_KINDS: dict[str, Kind] = {}
NEEDS_RAY: set[str] = set()


def _kind(name: str, code: int, says: str) -> Callable[[Callable[[Bench], Steps]], Kind]:
    def declare(inject: Callable[[Bench], Steps]) -> Kind:
        return CLUSTER_KINDS.setdefault(name, Kind(name, (code,), says, inject))

    return declare


def _on_cluster(
    bench: Bench, *options: str, nodes: int = 2, fault: str = "none", **environment: str
) -> Ended:
    """Run the command on a cluster of that many nodes; `environment` is for the processes of the cluster."""
    if find_spec("ray") is None:
        raise NotHere("the extra `cluster` is not installed")
    paths = os.pathsep.join(map(str, (_HOOKS, ROOT)))
    elsewhere = Bench(bench.path, {**bench.settings, "PYTHONPATH": paths, **environment}, bench.children)
    command = (str(nodes), fault, "--", *COMMAND, "--cluster", "auto", "--cpus-per-worker", "1", *options)
    child = elsewhere.start(command=command, module="tests.pipeline.clusters")
    child.patience_seconds = _SECONDS
    return child.end()


def _cluster_kind(
    name: str, code: int, says: str, *options: str, nodes: int = 2, fault: str = "none", **environment: str
) -> None:
    """Declare a kind of fault that needs nothing but this run on a cluster."""

    def inject(bench: Bench) -> Steps:
        yield _on_cluster(bench, *options, nodes=nodes, fault=fault, **environment)

    _kind(name, code, says)(inject)
    NEEDS_RAY.add(name)


_cluster_kind("cluster: a worker killed", 0, f"{INJECTED}: kill-worker", fault="kill-worker")
_cluster_kind("cluster: a machine lost", 0, f"{INJECTED}: lose-node", nodes=3, fault="lose-node")
_cluster_kind("cluster: the command killed", -signal.SIGKILL, "", fault="kill-driver")
_cluster_kind(
    "cluster: the process that reads the input killed", 0, f"{INJECTED}: kill-reader", fault="kill-reader"
)
_cluster_kind(
    "cluster: a worker dies after its last article, before its result", 0, "", TARJAMA_TEST_ILL="result"
)
_cluster_kind("cluster: no worker can load the model", 3, "weights cannot be read", TARJAMA_TEST_ILL="model")
_cluster_kind(
    "cluster: disk full on the machines of the workers", 4, "no space left", TARJAMA_TEST_ILL="disk"
)
_cluster_kind(
    "cluster: Ray reserves a GPU that does not exist",
    4,
    "finds no CUDA device",
    "--gpus-per-worker",
    "1",
    TARJAMA_TEST_GPUS="1",
)


@_kind("cluster: every worker crashes on one window", 1, "windows have no result because their workers died")
def _poison(bench: Bench) -> Steps:
    yield _on_cluster(bench, TARJAMA_TEST_POISON="00009")
    rows = [
        json.loads(line) for line in (bench.run / "summaries.jsonl").read_text("utf-8").split("\n") if line
    ]
    failed = [row for row in rows if row["status"] == "failed"]
    if not 1 <= len(failed) <= 8 or not all(
        "every worker that took window" in row["reason"] for row in failed
    ):
        raise AssertionError(f"other articles than those of one window failed: {failed}")
    again = bench.start(command=(*COMMAND, "--fresh")).end()
    if again.code != 0:
        yield again


@_kind("cluster: the folder is locked by a run on one machine", 4, "another process is writing this run")
def _locked(bench: Bench) -> Steps:
    first = bench.at_gate(GATE)
    first.patience_seconds = _SECONDS
    yield _on_cluster(bench)
    first.let_go()
    ended = first.end()
    if ended.code != 0:
        yield ended


@_kind("cluster: started on another kind of processor", 0, "another kind of processor")
def _other_processor(bench: Bench) -> Steps:
    _killed(bench.at_gate(GATE))
    record = bench.run / "worker-elsewhere-1-0.partial.jsonl"
    record.write_text('\n{"window": 0, "by": "GenuineIntel amx_int8"}\n', encoding="utf-8")
    yield _on_cluster(bench)


NEEDS_RAY |= {
    "cluster: every worker crashes on one window",
    "cluster: the folder is locked by a run on one machine",
    "cluster: started on another kind of processor",
}


# --- shards


@_kind("shard killed", -signal.SIGKILL, "")
def _shard_killed(bench: Bench) -> Steps:
    yield _killed(bench.at_gate(GATE, command=_shard(2)))
    yield from _all_finished(bench, _shard(1), _shard(2), _MERGE)
    _remove_shards(bench)


@_kind("shards merged before one is finished", 2, "unfinished: 2/2")
def _merged_early(bench: Bench) -> Steps:
    _killed(bench.at_gate(GATE, command=_shard(2)))
    problems = [*_all_finished(bench, _shard(1))]
    yield bench.start(command=_MERGE).end()
    yield from (*problems, *_all_finished(bench, _shard(2), _MERGE))
    _remove_shards(bench)


@_kind("merging of shards killed", -signal.SIGKILL, "")
def _merging_killed(bench: Bench) -> Steps:
    problems = [*_all_finished(bench, _shard(1), _shard(2))]
    yield _killed(bench.at_gate(_HALF, command=_MERGE))
    yield from (*problems, *_all_finished(bench, _MERGE))
    _remove_shards(bench)


def _shard(number: int) -> tuple[str, ...]:
    return (*COMMAND, "--quiet", "--shard", f"{number}/2")


def _killed(child: Child) -> Ended:
    child.process.kill()
    return child.end()


def _all_finished(bench: Bench, *commands: Sequence[str]) -> Steps:
    """Run these commands, and yield those that failed."""
    for command in commands:
        ended = bench.start(command=command).end()
        if ended.code != 0:
            yield ended


def _remove_shards(bench: Bench) -> None:
    for folder in bench.run.glob("shard-*"):
        shutil.rmtree(folder)
