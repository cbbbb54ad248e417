"""Run the command on a Ray cluster of several nodes on this machine, with a fault, in a separate process.

python -m tests.pipeline.clusters NODES FAULT -- run IN --output OUT ...
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


def workers() -> list[int]:
    """Return the processes of workers that process windows."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            title = (path / "cmdline").read_bytes()
            if b"ray::" in title and b"Worker" in title and _is_ours(path):
                found.append(int(path.name))
        except OSError:
            continue
    return found


def _is_ours(process: Path) -> bool:
    """Return whether a process belongs to the cluster of this process."""
    return f"TARJAMA_TEST_CLUSTER={os.getpid()}".encode() in (process / "environ").read_bytes().split(b"\0")


def _once_begun(output: Path, articles: int, hurt: Callable[[], None]) -> None:
    """Call `hurt` when the run has written some articles."""

    def wait() -> None:
        while len(list((output / "articles").glob("*.json"))) < articles:
            time.sleep(0.02)
        hurt()

    threading.Thread(target=wait, daemon=True).start()


def main(nodes: int, fault: str, command: list[str]) -> int:
    """Run the command on a cluster; `fault` is `none`, `kill-worker`, `lose-node` or `kill-driver`."""
    os.environ["TARJAMA_TEST_CLUSTER"] = str(os.getpid())
    from ray.cluster_utils import Cluster

    head: dict[str, Any] = {
        "num_cpus": CPUS_PER_NODE,
        "include_dashboard": False,
        "object_store_memory": 100 << 20,
    }
    cluster = Cluster(initialize_head=True, head_node_args=head)
    others = [
        cluster.add_node(num_cpus=CPUS_PER_NODE, object_store_memory=100 << 20) for _ in range(nodes - 1)
    ]
    os.environ["RAY_ADDRESS"] = cluster.address
    output = Path(command[command.index("--output") + 1])
    hurts: dict[str, Callable[[], None]] = {
        "kill-worker": lambda: os.kill(workers()[0], signal.SIGKILL),
        "lose-node": lambda: cluster.remove_node(others[-1], allow_graceful=False),
        "kill-driver": lambda: os.kill(os.getpid(), signal.SIGKILL),
    }
    if fault in hurts:
        _once_begun(output, 6, hurts[fault])
    from translate.cli import main as tarjama

    try:
        return tarjama(command)
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[4:]))
