"""The command of a cluster run and its messages, with the reader and the worker in this process; without Ray."""

from __future__ import annotations

import json
import pickle
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FakeModels
from tests.endpoint_server import EndpointServer, serving
from tests.fakes import FakeModel, english
from tests.pipeline.made import files, write_uneven_articles
from translate.errors import ExitCode
from translate.pipeline import cluster as cluster_module
from translate.pipeline import cluster_worker
from translate.pipeline.cluster_ray import Job
from translate.pipeline.cluster_worker import Assignment, Failure, Result, Worker
from translate.pipeline.run_models import RunModels
from translate.pipeline.windows import Window
from translate.records import Status
from translate.runs.atomic import write_atomic
from translate.runs.folder import RunFolder

Tarjama = Callable[..., tuple[int, str, str]]
PROFILE = (
    "[translation]\nmodel = 'embedded'\n"
    "[batching]\nwindow_sentences = 8\nbatch_tokens = 60\n[summary]\nmodel = 'lead'\n"
)


@dataclass
class Simulated:
    """A cluster of one machine, `node-7`; a test may replace a function before a run."""

    jobs: list[Job] = field(default_factory=list)
    answers: list[Result | Failure] = field(default_factory=list)
    before_reading: Callable[[], object] = lambda: None
    is_lost: Callable[[Job, int], bool] = lambda _job, _window: False
    free: dict[str, float] = field(default_factory=lambda: {"CPU": 4.0})

    def results(self, job: Job) -> Iterator[Result | Failure]:
        """Do the windows of a job, as Ray would: every object is pickled on its way."""
        self.jobs.append(job)
        self.before_reading()
        worker = Worker(
            pickle.loads(pickle.dumps(job.folder)),
            job.open_models,
            job.identities,
            job.cluster.gpus_per_worker,
        )
        read = pickle.loads(pickle.dumps(job.read))
        try:
            for item in read():
                if not isinstance(item, Failure) and self.is_lost(job, item.window.number):
                    continue
                (made,) = worker({"item": [pickle.dumps(item)]})["result"]
                self.answers.append(pickle.loads(made))
                yield self.answers[-1]
        finally:
            worker._models.close()  # else by the end of the worker's process


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> Simulated:
    cluster = Simulated()
    monkeypatch.setattr(cluster_module, "connected", lambda _: nullcontext())
    monkeypatch.setattr(cluster_module, "resources_of_nodes", lambda: {"node-7": {"CPU": 4.0}})
    monkeypatch.setattr(cluster_module, "free_resources", lambda: cluster.free)
    monkeypatch.setattr(cluster_module, "results", cluster.results)
    for module in (cluster_module, cluster_worker):
        monkeypatch.setattr(module, "this_node", lambda: "node-7")
    return cluster


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder with 12 articles in files and as rows, in 6 windows of two, and a profile."""
    source = write_uneven_articles(tmp_path / "in", 12)
    texts = [path.read_text(encoding="utf-8") for path in sorted(source.iterdir())]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts))
    (tmp_path / "p.toml").write_text(PROFILE)
    return tmp_path


def command(work: Path, name: str, source: str = "in", *more: object) -> tuple[object, ...]:
    return ("run", work / source, "--profile", work / "p.toml", "--output", work / name, *more)


ON_CLUSTER = ("--cluster", "auto", "--cpus-per-worker", "1")


def last_process(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / "run.json").read_text())["last_process"]
    return facts


def test_the_simulated_cluster_gives_the_files_of_one_machine(
    fake_models: FakeModels, simulated: Simulated, tarjama: Tarjama, work: Path
) -> None:
    for source in ("in", "a.jsonl"):
        assert tarjama(*command(work, f"one-{source}", source, "--no-memory"))[0] == 0
        assert tarjama(*command(work, f"many-{source}", source, *ON_CLUSTER))[0] == 0
        assert files(work / f"many-{source}") == files(work / f"one-{source}")
    assert len(simulated.answers) == 12


@pytest.mark.parametrize(
    ("source", "there"),
    [("in", "missing"), ("a.jsonl", "missing"), ("a.jsonl", "other"), ("a.jsonl", "shorter")],
)
def test_a_machine_that_lacks_the_input_ends_the_run_and_no_article_fails(
    fake_models: FakeModels, simulated: Simulated, tarjama: Tarjama, work: Path, source: str, there: str
) -> None:
    path, away = work / source, work / "away"

    def replace() -> None:
        path.rename(away)
        lines = [] if there == "missing" else away.read_text().split("\n")
        if there == "other":
            path.write_text("\n".join(lines[1:] + lines[:1]))
        elif there == "shorter":
            path.write_text("\n".join(lines[:5]))

    simulated.before_reading = replace
    code, _, printed = tarjama(*command(work, "run", source, *ON_CLUSTER))
    assert code == ExitCode.CANNOT_GO_ON
    assert f"node-7: {path}: " in printed
    run = RunFolder(work / "run")
    assert not run.done
    assert {row.status for row in run.rows()} == {Status.PENDING}

    simulated.before_reading = lambda: None
    path.unlink(missing_ok=True)
    away.rename(path)
    assert tarjama(*command(work, "run", source, *ON_CLUSTER))[0] == 0
    assert tarjama(*command(work, "one", source, "--no-memory"))[0] == 0
    assert files(work / "run") == files(work / "one")


def test_windows_of_dead_workers_are_repeated_one_by_one(
    fake_models: FakeModels, simulated: Simulated, tarjama: Tarjama, work: Path
) -> None:
    def is_lost(_job: Job, window: int) -> bool:
        return window == 3 or (window == 2 and len(simulated.jobs) == 1)

    simulated.is_lost = is_lost
    code, _, _ = tarjama(*command(work, "run", "in", *ON_CLUSTER))
    assert code == 1
    assert [job.windows_per_worker for job in simulated.jobs] == [2, 1, 1]
    failed = [row.id for row in RunFolder(work / "run").rows() if row.status is Status.FAILED]
    assert failed == ["006", "007"]


def test_a_resumed_run_names_the_other_processor_of_a_worker_once(
    fake_models: FakeModels,
    simulated: Simulated,
    tarjama: Tarjama,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RunModels, "processor_kind", lambda _self: "old avx2")
    fake_models.translator = FakeModel(stop_after_batches=4)
    assert tarjama(*command(work, "run", "in", *ON_CLUSTER))[0] == 130
    fake_models.translator = FakeModel(stop_after_batches=2)
    code, _, printed = tarjama(*command(work, "run", "in", *ON_CLUSTER))
    assert (code, "kind of processor" in printed) == (130, False)

    monkeypatch.setattr(RunModels, "processor_kind", lambda _self: "new avx512f")
    fake_models.translator = FakeModel()
    code, _, printed = tarjama(*command(work, "run", "in", *ON_CLUSTER))
    assert code == 0
    note = "started on another kind of processor (old avx2; here new avx512f)"
    assert " ".join(printed.split()).count(note) == 1
    assert set(json.loads((work / "run/run.json").read_text())["made_by"]) == {"old avx2", "new avx512f"}


def test_each_finished_article_is_looked_up_once_when_a_run_is_resumed(
    fake_models: FakeModels,
    simulated: Simulated,
    tarjama: Tarjama,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_models.translator = FakeModel(stop_after_batches=8)
    assert tarjama(*command(work, "run", "in", *ON_CLUSTER))[0] == 130
    finished = [row.id for row in RunFolder(work / "run").rows() if row.status is Status.DONE]
    looked_up: Counter[str] = Counter()
    original = RunFolder.has_article

    def has_article(folder: RunFolder, article_id: str) -> bool:
        looked_up[article_id] += 1
        return original(folder, article_id)

    monkeypatch.setattr(RunFolder, "has_article", has_article)
    fake_models.translator = FakeModel()
    assert tarjama(*command(work, "run", "in", *ON_CLUSTER))[0] == 0
    assert len(finished) >= 4
    looked_up[finished[0]] -= 1  # by the table
    assert [looked_up[article_id] for article_id in finished] == [1] * len(finished)


def test_batches_that_did_not_fit_the_memory_of_a_worker_are_counted(
    fake_models: FakeModels, simulated: Simulated, tarjama: Tarjama, work: Path
) -> None:
    fake_models.translator = FakeModel(largest_batch=2)
    assert tarjama(*command(work, "one", "in", "--no-memory"))[0] == 0
    assert tarjama(*command(work, "many", "in", *ON_CLUSTER))[0] == 0
    halved = last_process(work / "one")["batches_halved_for_memory"]
    assert halved > 6
    assert last_process(work / "many")["batches_halved_for_memory"] == halved


@pytest.mark.enable_socket
def test_the_usage_of_all_workers_and_its_price_are_recorded(
    simulated: Simulated, tarjama: Tarjama, work: Path
) -> None:
    with serving(EndpointServer(english)) as server:
        model = f"model = 'openai:m@{server.url}'\ninput_price = 2.0\noutput_price = 10.0\n"
        (work / "p.toml").write_text(PROFILE.replace("model = 'embedded'\n", model))
        usage = []
        for name, more in (("one", ("--no-memory",)), ("many", ON_CLUSTER)):
            code, _, printed = tarjama(*command(work, name, "in", *more))
            assert code == 0, printed
            usage.append(json.loads((work / name / "run.json").read_text())["endpoints"]["translation"])
    assert usage[0]["requests"] >= 48
    assert usage[0]["price"] > 0
    assert usage[1] == usage[0]


def test_a_worker_of_a_killed_command_writes_nothing_into_the_run_that_replaced_it(
    fake_models: FakeModels, simulated: Simulated, tarjama: Tarjama, work: Path
) -> None:
    """Its command was killed, and the same command with --fresh and another profile has started."""
    articles = work / "run/articles"

    def another_run() -> None:
        started = work / "run/started.json"
        write_atomic(started, json.dumps(json.loads(started.read_text()) | {"identity": "0123456789"}))

    class Slow(FakeModel):
        def generate(self, *arguments: Any) -> Any:
            made = super().generate(*arguments)
            if len(simulated.answers) == 2 and len(list(articles.glob("*.json"))) == 4:
                another_run()
            return made

    fake_models.translator = Slow()
    code, _, _ = tarjama(*command(work, "run", "in", *ON_CLUSTER))
    assert code == ExitCode.CANNOT_GO_ON
    failure = simulated.answers[-1]
    assert isinstance(failure, Failure)
    assert failure.message == (f"node-7: {work / 'run'}: this run was deleted, or replaced by another one")
    assert len(list(articles.glob("*.json"))) == 4
    records = {path: path.read_bytes() for path in (work / "run").glob("*.partial.jsonl")}
    (reader,) = simulated.jobs[0].read()
    worker = Worker(simulated.jobs[0].folder, simulated.jobs[0].open_models, {}, 0)
    (made,) = worker({"item": [pickle.dumps(Assignment(Window(9), frozenset()))]})["result"]
    assert reader == pickle.loads(made) == failure
    assert {path: path.read_bytes() for path in (work / "run").glob("*.partial.jsonl")} == records


def test_a_busy_cluster_and_a_long_silence_are_noted(
    fake_models: FakeModels,
    simulated: Simulated,
    tarjama: Tarjama,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulated.free = {"CPU": 1.0}
    simulated.before_reading = lambda: time.sleep(0.5)
    monkeypatch.setattr(cluster_module, "SILENCE_SECONDS", 0.1)
    code, _, printed = tarjama(
        *command(work, "run", "in", "--cluster", "auto", "--cpus-per-worker", "2", "--workers", "1")
    )
    assert code == 0
    printed = " ".join(printed.split())
    assert "no worker fits into the rest (1 CPUs and 0 GPUs are free)" in printed
    assert "no window was finished for 0.00166667 minutes" in printed

    monkeypatch.setattr(cluster_module, "SILENCE_SECONDS", 600.0)
    simulated.free = {"CPU": 4.0}
    _, _, printed = tarjama(*command(work, "other", "in", *ON_CLUSTER))
    assert "no worker fits" not in printed
    assert "no window was finished" not in printed
