"""Run the command on a Ray cluster of several nodes on this machine, with a fault, in a separate process.

python -m tests.pipeline.clusters NODES FAULT -- run IN --output OUT ...

`HOST:PORT` as a word of the command is replaced by the address of the cluster. With `--cluster ray://HOST:PORT`, the
cluster has a Ray Client server at this port. `TARJAMA_TEST_GPUS` is the number of GPUs that each node claims to have.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

CPUS_PER_NODE = 1
INJECTED = "fault injected"


def started(
    nodes: int, fault: str, arguments: Sequence[object], environment: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a process that runs the command on a cluster of that many nodes."""
    command = [sys.executable, "-m", "tests.pipeline.clusters", str(nodes), fault, "--", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def processes(name: bytes) -> list[int]:
    """Return the Ray processes of this cluster whose title contains `name`."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            title = (path / "cmdline").read_bytes()
            if b"ray::" in title and name in title and _is_ours(path):
                found.append(int(path.name))
        except OSError:
            continue
    return found


def _is_ours(process: Path) -> bool:
    """Return whether a process belongs to the cluster of this process."""
    return f"TARJAMA_TEST_CLUSTER={os.getpid()}".encode() in (process / "environ").read_bytes().split(b"\0")


def _kill_one(name: bytes) -> bool:
    """Kill a process with this title; return whether there was one."""
    for process in processes(name)[:1]:
        os.kill(process, signal.SIGKILL)
        return True
    return False


def _when(ready: Callable[[], bool], hurt: Callable[[], object], fault: str) -> None:
    """Call `hurt` as soon as `ready`, and report the fault on standard error."""

    def wait() -> None:
        while not ready():
            time.sleep(0.02)
        hurt()
        print(f"{INJECTED}: {fault}", file=sys.stderr, flush=True)

    threading.Thread(target=wait, daemon=True).start()


def main(nodes: int, fault: str, command: list[str]) -> int:
    """Run the command on a cluster; `fault` is `none`, or `kill-reader`, or one after the first articles.

    These are `kill-worker`, `lose-node`, `kill-driver` and `terminate`.
    """
    os.environ["TARJAMA_TEST_CLUSTER"] = str(os.getpid())
    os.environ["GRPC_ENABLE_FORK_SUPPORT"] = (
        "0"  # else Ray's server for clients crashes now and then; CLUSTER.md
    )
    from ray.cluster_utils import Cluster

    each: dict[str, Any] = {
        "num_cpus": CPUS_PER_NODE,
        "num_gpus": int(os.environ.get("TARJAMA_TEST_GPUS", "0")),
        "object_store_memory": 100 << 20,
    }
    ports = [word.rpartition(":")[2] for word in command if word.startswith("ray://")]
    client = {"ray_client_server_port": int(ports[0])} if ports else {}
    cluster = Cluster(initialize_head=True, head_node_args={**each, **client, "include_dashboard": False})
    others = [cluster.add_node(**each) for _ in range(nodes - 1)]
    os.environ["RAY_ADDRESS"] = cluster.address
    output = Path(command[command.index("--output") + 1])
    hurts: dict[str, Callable[[], object]] = {
        "kill-worker": lambda: _kill_one(b"Worker"),
        "lose-node": lambda: cluster.remove_node(others[-1], allow_graceful=False),
        "kill-driver": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "terminate": lambda: os.kill(os.getpid(), signal.SIGTERM),
    }
    if fault in hurts:
        _when(lambda: len(list((output / "articles").glob("*.json"))) >= 6, hurts[fault], fault)
    if fault == "kill-reader":
        _when(lambda: _kill_one(b"ReadWindows"), lambda: None, fault)
    from translate.cli import main as tarjama

    try:
        return tarjama([cluster.address if word == "HOST:PORT" else word for word in command])
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[4:]))
