"""A run on a cluster of several nodes writes the same bytes as on one machine, whatever process dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline import clusters, kills
from tests.pipeline.made import files
from translate.errors import RequestError
from translate.pipeline.cluster import Cluster
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
    work: Path, name: str, fault: str = "none", nodes: int = 2, **environment: str
) -> tuple[int, str]:
    process = clusters.started(
        nodes,
        fault,
        [*command(work, name), "--cluster", "auto", "--cpus-per-worker", "1"],
        {"TARJAMA_CACHE": str(work / "cache"), **environment},
    )
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out + err


@pytest.mark.parametrize("fault", ["none", "kill-worker", pytest.param("lose-node", marks=all_faults)])
def test_a_run_on_a_cluster_has_the_bytes_of_one_machine(work: Path, fault: str) -> None:
    code, printed = on_cluster(work, fault, fault, nodes=3)
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
    assert sum(node["windows"] for node in nodes.values()) > 3


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
    assert "a0009" in failed
    assert len(failed) <= 4
    assert "every worker that took window" in rows["a0009"].reason
    one = {row.id: row for row in RunFolder(work / "one").rows()}
    assert all(row == one[article_id] for article_id, row in rows.items() if article_id not in failed)


@all_faults
@pytest.mark.parametrize(
    ("ill", "code", "says"),
    [("model", 3, "weights"), ("disk", 4, "no space left; free some space")],
)
def test_an_error_that_stops_a_worker_stops_the_run_with_its_message(
    work: Path, ill: str, code: int, says: str
) -> None:
    hooks = ROOT / "tests/pipeline/cluster_hooks"
    ended, printed = on_cluster(
        work, ill, TARJAMA_TEST_ILL=ill, PYTHONPATH=os.pathsep.join(map(str, (hooks, ROOT)))
    )
    assert ended == code, printed
    assert says in " ".join(printed.split())
    assert "Traceback" not in printed
    assert on_cluster(work, ill)[0] == 0
    assert files(work / ill) == files(work / "one")


@pytest.mark.parametrize(
    ("address", "more", "says"),
    [
        ("elsewhere", {}, "choose local, auto or ray://HOST:PORT"),
        ("local", {"workers": 0}, "--workers 0: must be at least 1"),
        ("local", {"cpus_per_worker": 0}, "--cpus-per-worker 0"),
        ("auto", {"gpus_per_worker": -1}, "--gpus-per-worker -1"),
    ],
)
def test_impossible_cluster_settings_are_refused(address: str, more: dict[str, int], says: str) -> None:
    with pytest.raises(RequestError, match=says):
        Cluster(address, **more)


def test_options_of_a_cluster_without_one_are_refused(
    tarjama: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, _, printed = tarjama("run", tmp_path, "--workers", 2)
    assert (code, "--workers needs --cluster" in printed) == (2, True)
    code, _, printed = tarjama("run", tmp_path, "--cluster", "local", "--shard", "1/2")
    assert (code, "--shard and --cluster exclude each other" in printed) == (2, True)
