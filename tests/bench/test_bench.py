"""`tarjama bench` from the command to its numbers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.conftest import QuickBench

Tarjama = Callable[..., tuple[int, str, str]]

# Fields that users may rely on; a row may have more.
ROW_FIELDS = {
    "model",
    "engine",
    "compute_type",
    "workers",
    "threads",
    "beams",
    "tokens_per_second",
    "sentences_per_second",
    "overhead",
    "peak_memory_bytes",
}


def test_the_product_is_timed_against_the_bare_engine_its_defaults_and_a_loop(
    quick_bench: QuickBench,
) -> None:
    rows = quick_bench.document["rows"]
    assert [row["what"] for row in rows] == [
        "tarjama run",
        "bare engine",
        "bare engine, its defaults",
        "one sentence at a time",
    ]
    assert all(row.keys() >= ROW_FIELDS for row in rows)
    assert all(row["tokens_per_second"] > 0 for row in rows)
    assert all(row["beams"] == 2 for row in rows)


def test_the_product_is_timed_on_every_sentence_and_on_the_forced_length(quick_bench: QuickBench) -> None:
    run = quick_bench.document["rows"][0]
    assert run["sentences"] == 30
    length = run["tokens_per_second"] / run["sentences_per_second"]
    assert length == pytest.approx(quick_bench.document["machine"]["output_tokens"])


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no way to give a process fewer cores")
def test_no_contestant_uses_more_cores_than_the_process_may(quick_bench: QuickBench) -> None:
    assert quick_bench.document["machine"]["cores"] == 1
    assert all(row["workers"] * row["threads"] == 1 for row in quick_bench.document["rows"])


def test_the_pipelines_overhead_is_reported_as_a_share_of_the_time(quick_bench: QuickBench) -> None:
    run = quick_bench.document["rows"][0]
    assert 0 < run["overhead"] < 1


def test_the_ratios_are_those_of_the_rows(quick_bench: QuickBench) -> None:
    run, *others = quick_bench.document["rows"]
    ratios = {ratio["against"]: ratio["ratio"] for ratio in quick_bench.document["ratios"]}
    assert ratios == {
        other["what"]: pytest.approx(run["tokens_per_second"] / other["tokens_per_second"])
        for other in others
    }


def test_the_machine_is_reported_with_date_and_versions(quick_bench: QuickBench) -> None:
    machine = quick_bench.document["machine"]
    assert machine["cores"] >= 1
    assert machine["processor"]
    assert machine["date"]
    assert machine["versions"].keys() >= {"python", "ctranslate2", "torch", "transformers"}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux reports it for every process")
def test_each_contestant_is_reported_with_its_own_memory(quick_bench: QuickBench) -> None:
    peaks = [row["peak_memory_bytes"] for row in quick_bench.document["rows"]]
    assert all(20e6 < peak < 4e9 for peak in peaks)
    assert peaks[0] < peaks[3]  # the product loads no torch model; the loop does


def test_the_picture_can_be_shown_on_a_web_page(quick_bench: QuickBench) -> None:
    root = ElementTree.parse(quick_bench.picture).getroot()
    texts = "".join(root.itertext())
    assert root.tag.endswith("svg")
    assert "tarjama run" in texts
    assert "one sentence at a time" in texts


def test_a_bench_leaves_only_its_models_and_their_speeds_in_the_cache(quick_bench: QuickBench) -> None:
    # Above all no translation memory: invented text has no place in the user's.
    assert {path.name for path in quick_bench.cache.iterdir()} == {"bench", "models", "speeds.json"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model-shape", "opus"], "opus-mt-big"),
        (["--beams", "0"], "--beams 0: must be 1 to 16"),
        (["--sentences", "0"], "--sentences 0"),
        (["--rounds", "0"], "--rounds 0"),
        (["--output-tokens", "0"], "--output-tokens 0"),
        (["--picture", "no/such/folder/a.svg"], "no folder"),
        (["--device", "cuda"], "no CUDA device"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_is_built(
    tarjama: Tarjama, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ctranslate2

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    code, out, err = tarjama("bench", *arguments)
    assert code == 2
    assert out == ""
    assert message in err


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_bench_that_is_interrupted_leaves_no_process_and_no_files(
    quick_bench: QuickBench, tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "translate", "bench", "--model-shape", "tiny", "--rounds", "1000"],
        env={**os.environ, "TARJAMA_CACHE": str(quick_bench.cache), "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_for(lambda: bool(_children(process.pid)))
    children = _children(process.pid)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err
    # A child that is not watched yet when the signal arrives ends by itself when its work is done.
    _wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children), seconds=20.0)
    assert list(tmp_path.iterdir()) == []


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition was not met in time"
        time.sleep(0.02)
