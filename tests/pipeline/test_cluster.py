"""A run on a cluster of several nodes writes the same bytes as on one machine, whatever process dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline import clusters, kills
from tests.pipeline.made import files
from translate.records import Status
from translate.runs.folder import RunFolder

pytest.importorskip("ray", reason="the extra `cluster` is not installed")
ARTICLES = 24
SECONDS = 400  # a start takes long on a busy machine
pytestmark = pytest.mark.timeout(900)
all_faults = pytest.mark.skipif(
    not os.environ.get("TARJAMA_CLUSTER_ALL"), reason="takes minutes: `make cluster` runs every fault"
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, marian_folder: Path) -> Path:
    """Return a folder with articles, a profile, and `one`, the run on one machine."""
    folder = tmp_path_factory.mktemp("cluster")
    kills.write_articles(folder / "in", ARTICLES)
    (folder / "in/a-foreign.txt").write_text(
        "This article is in English, so it is left out of the run, every word."
    )
    profile = kills.write_profile(folder / "p.toml", marian_folder)
    profile.write_text(profile.read_text().replace("= 256", "= 32"))
    subprocess.run(
        [sys.executable, "-m", "translate", *map(str, command(folder, "one")), "--no-memory"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TARJAMA_CACHE": str(folder / "cache")},
        check=True,
        capture_output=True,
    )
    return folder


def command(folder: Path, name: str) -> list[object]:
    return ["run", folder / "in", "--profile", folder / "p.toml", "--output", folder / name]


def on_cluster(
    work: Path,
    name: str,
    fault: str = "none",
    nodes: int = 2,
    options: Sequence[str] = ("--cluster", "auto"),
    **environment: str,
) -> tuple[int, str]:
    process = clusters.started(
        nodes,
        fault,
        [*command(work, name), *options, "--cpus-per-worker", "1"],
        {"TARJAMA_CACHE": str(work / "cache"), **environment},
    )
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out + err


@pytest.mark.parametrize(
    ("fault", "address"),
    [pytest.param("none", "auto", marks=all_faults), ("kill-worker", "HOST:PORT")],
)
def test_a_run_on_a_cluster_has_the_bytes_of_one_machine(work: Path, fault: str, address: str) -> None:
    code, printed = on_cluster(work, fault, fault, nodes=3, options=("--cluster", address))
    assert code == 0, printed
    assert files(work / fault) == files(work / "one")
    facts, one = (json.loads((work / name / "run.json").read_text()) for name in (fault, "one"))
    assert facts["counts"] == one["counts"]
    assert facts["made_by"].keys() == one["made_by"].keys()
    assert "Traceback" not in printed
    assert [
        line for line in printed.split("\n") if "ray" in line.lower() and "on a Ray cluster" not in line
    ] == []
    nodes = facts["cluster"]["nodes"]
    windows = sum(node["windows"] for node in nodes.values())
    assert windows > 3
    shown = " ".join(printed.split())
    assert f"windows {windows}/{windows}," in shown
    for name, node in nodes.items():
        assert f"{name}: {node['windows']}" in shown


def test_a_command_outside_of_the_cluster_has_the_same_bytes(work: Path) -> None:
    pytest.importorskip("grpc", reason="Ray Client is not installed")
    address = f"ray://127.0.0.1:{20_000 + os.getpid() % 10_000}"
    code, printed = on_cluster(work, "client", options=("--cluster", address))
    assert code == 0, printed
    assert files(work / "client") == files(work / "one")
    assert "Traceback" not in printed
    assert [line for line in printed.split("\n") if "ray" in line.lower() and address not in line] == []


@all_faults
def test_a_client_connects_again_if_its_server_died_at_the_start(work: Path) -> None:
    pytest.importorskip("grpc", reason="Ray Client is not installed")
    hooks = ROOT / "tests/pipeline/cluster_hooks"
    code, printed = on_cluster(
        work,
        "client-again",
        options=("--cluster", f"ray://127.0.0.1:{20_000 + os.getpid() % 10_000}"),
        TARJAMA_TEST_ILL="client",
        PYTHONPATH=os.pathsep.join(map(str, (hooks, ROOT))),
        RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S="10",
    )
    assert (work / "cache/.died").exists()
    assert code == 0, printed
    assert "Traceback" not in printed
    assert files(work / "client-again") == files(work / "one")


@all_faults
def test_a_worker_without_its_promised_gpu_says_so(work: Path) -> None:
    options = ("--cluster", "auto", "--gpus-per-worker", "0.5")
    code, printed = on_cluster(work, "gpu", options=options)
    assert (code, "the cluster has no GPU" in printed) == (2, True), printed
    code, printed = on_cluster(work, "gpu", options=options, TARJAMA_TEST_GPUS="1")
    assert code == 4, printed
    assert "Ray reserved 0.5 GPUs for this worker (CUDA_VISIBLE_DEVICES: 0), but" in " ".join(printed.split())


@all_faults
def test_a_terminated_run_says_how_to_resume(work: Path) -> None:
    code, printed = on_cluster(work, "terminated", "terminate")
    assert (code, "run the same command again to resume" in " ".join(printed.split())) == (143, True), printed
    assert "Traceback" not in printed
    code, printed = on_cluster(work, "terminated")
    assert code == 0, printed
    assert files(work / "terminated") == files(work / "one")


@all_faults
def test_a_killed_driver_resumes_without_repeating_a_window(work: Path) -> None:
    assert on_cluster(work, "driver", "kill-driver")[0] == -9
    before = {path.name: path.stat().st_mtime_ns for path in (work / "driver/articles").glob("*.json")}
    assert before
    code, printed = on_cluster(work, "driver")
    assert code == 0, printed
    assert files(work / "driver") == files(work / "one")
    after = {path.name: path.stat().st_mtime_ns for path in (work / "driver/articles").glob("*.json")}
    assert before.items() <= after.items()


def test_a_window_that_kills_every_worker_fails_alone(work: Path) -> None:
    hooks = ROOT / "tests/pipeline/cluster_hooks"
    code, printed = on_cluster(
        work, "poison", TARJAMA_TEST_POISON="a0009", PYTHONPATH=os.pathsep.join(map(str, (hooks, ROOT)))
    )
    assert code == 1, printed
    rows = {row.id: row for row in RunFolder(work / "poison").rows()}
    failed = {article_id for article_id, row in rows.items() if row.status is Status.FAILED}
    assert failed == {"a0008", "a0009", "a0010", "a0011"}
    assert "every worker that took window" in rows["a0009"].reason
    one = {row.id: row for row in RunFolder(work / "one").rows()}
    assert all(row == one[article_id] for article_id, row in rows.items() if article_id not in failed)
