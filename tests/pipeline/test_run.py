"""Test runs from end to end with fake models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import SEEDS, FakeModels
from tests.fakes import FakeModel, english
from tests.pipeline.made import files, repeat_until_finished, run_json
from translate.config.profile import load_profile, override
from translate.errors import ExitCode, RunFolderError
from translate.pipeline.run import RunRequest, RunResult, run
from translate.pipeline.run_facts import library_versions
from translate.pipeline.tally import Tally
from translate.progress import Advance, Silent
from translate.records import Status
from translate.runs.folder import RunFolder

Run = Callable[..., RunResult]


@pytest.fixture
def start(tmp_path: Path) -> Run:
    def start(
        source: Path = SEEDS,
        *,
        window: int = 2048,
        batch_tokens: int = 256,
        fresh: bool = False,
        memory: bool = False,
        name: str = "run",
    ) -> RunResult:
        profile = override(
            load_profile("embedded"),
            {"batching": {"window_sentences": window, "batch_tokens": batch_tokens}},
        )
        request = RunRequest((source,), profile, tmp_path, tmp_path / name, fresh=fresh, memory=memory)
        return run(request, Silent())

    return start


def write_articles(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        text = (
            f"عنوان المقال رقم {n}\n\nالجملة الأولى من المقال {n}. الجملة الثانية من المقال {n} أطول قليلا."
        )
        (folder / f"{n:03}.txt").write_text(text, encoding="utf-8")
    return folder


def test_every_line_of_every_seed_has_its_line_in_the_translation(
    fake_models: FakeModels, start: Run
) -> None:
    result = start()
    assert result.exit_code is ExitCode.OK
    for seed in sorted(SEEDS.glob("*.txt")):
        source = seed.read_text(encoding="utf-8").split("\n")
        lines = (result.folder.path / "articles" / f"{seed.stem}.en.txt").read_text().split("\n")
        assert len(lines) == len(source)
        furniture = [line.line.furniture for line in result.folder.article(seed.stem).lines]
        for text, line, pattern in zip(source, lines, furniture, strict=True):
            assert bool(line) == (bool(text.strip()) and pattern is None)


def test_no_sentence_is_lost_and_none_is_translated_twice(fake_models: FakeModels, start: Run) -> None:
    result = start(batch_tokens=64)
    seen = fake_models.translator.sentences_seen
    assert len(seen) == len(set(seen))
    sentences = {
        s.text for seed in SEEDS.glob("*.txt") for s in result.folder.article(seed.stem).article.sentences
    }
    assert sentences == set(seen)


@pytest.mark.parametrize("batch_tokens", [1, 40, 10_000])
def test_each_sentence_gets_its_own_translation_under_every_batch_size(
    fake_models: FakeModels, start: Run, batch_tokens: int
) -> None:
    folder = start(batch_tokens=batch_tokens).folder
    for seed in SEEDS.glob("*.txt"):
        for line in folder.article(seed.stem).lines:
            for sentence in line.sentences:
                assert sentence.output.text == english(sentence.sentence.text)


def test_a_resumed_run_gives_the_same_bytes_as_an_undisturbed_one(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    articles = write_articles(tmp_path / "in", 40)
    start(articles, window=10, batch_tokens=30, name="undisturbed")
    whole = len(fake_models.translator.sentences_seen)
    translators = []

    def attempt() -> None:
        fake_models.translator = FakeModel(stop_after_batches=4)
        translators.append(fake_models.translator)
        start(articles, window=10, batch_tokens=30, name="stopped")

    repeat_until_finished(attempt)
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")
    assert sum(len(translator.sentences_seen) for translator in translators) < 2 * whole


def test_a_finished_run_loads_no_model(fake_models: FakeModels, start: Run) -> None:
    start()
    fake_models.opened.clear()
    assert start().was_done
    assert fake_models.opened == []


def test_sentences_translated_in_another_run_are_not_translated_again(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    start(memory=True, name="first")
    fake_models.translator.batches.clear()
    facts = run_json(start(memory=True, name="second").folder)["last_process"]
    assert fake_models.translator.batches == []
    assert (facts["sentences_translated"], facts["sentences_recalled"] > 0) == (0, True)
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_without_the_memory_nothing_is_read_from_it_or_written_to_it(
    fake_models: FakeModels, start: Run
) -> None:
    start(memory=False, name="first")
    start(memory=True, name="second")
    start(memory=False, name="third")
    seen = fake_models.translator.sentences_seen
    assert len(seen) == 3 * len(set(seen))


def test_a_run_stopped_between_batches_resumes_from_the_memory(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    articles = write_articles(tmp_path / "in", 40)
    start(articles, batch_tokens=30, name="undisturbed")
    whole = len(fake_models.translator.sentences_seen)
    translators = []

    def attempt() -> None:
        fake_models.translator = FakeModel(stop_after_batches=4)
        translators.append(fake_models.translator)
        start(articles, batch_tokens=30, memory=True, name="stopped")

    repeat_until_finished(attempt)
    assert sum(len(translator.sentences_seen) for translator in translators) == whole
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")


def test_fresh_repeats_the_run(fake_models: FakeModels, start: Run) -> None:
    before = files(start().folder.path)
    fake_models.translator.batches.clear()
    result = start(fresh=True)
    assert not result.was_done
    assert fake_models.translator.batches
    assert files(result.folder.path) == before


def test_another_article_is_not_taken_for_the_same_run(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    articles = write_articles(tmp_path / "in", 2)
    start(articles)
    (articles / "001.txt").write_text("خبر آخر تماما.", encoding="utf-8")
    with pytest.raises(RunFolderError, match="the articles have changed"):
        start(articles)


def test_a_bad_article_is_a_row_with_its_reason_and_stops_no_other(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    articles = write_articles(tmp_path / "in", 2)
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 4)
    (articles / "empty.txt").write_bytes(b"")
    (articles / "english.txt").write_text("This one is in English, all of it.", encoding="utf-8")
    (articles / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    result = start(articles)
    rows = {row.id: row for row in result.rows}
    assert {i: r.status for i, r in rows.items()} == {
        "000": Status.DONE,
        "001": Status.DONE,
        "binary": Status.FAILED,
        "empty": Status.SKIPPED,
        "english": Status.SKIPPED,
        "photo": Status.SKIPPED,
    }
    assert all(row.reason for row in rows.values() if row.status is not Status.DONE)
    assert "jpg" in rows["photo"].reason
    assert result.exit_code is ExitCode.SOME_FAILED


def test_interruptions_of_a_run_are_in_run_json(fake_models: FakeModels, start: Run) -> None:
    fake_models.translator = FakeModel(stop_after_batches=1)
    with pytest.raises(KeyboardInterrupt):
        start()
    fake_models.translator = FakeModel()
    result = start()
    assert [d["by"] for d in run_json(result.folder)["disturbances"]] == ["Interrupted"]
    assert not list(result.folder.path.glob("*.partial.jsonl"))


def test_resuming_with_another_library_version_is_reported_at_once_and_in_run_json(
    fake_models: FakeModels, start: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.pipeline import run as run_module

    class Telling(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    notes: list[str] = []
    now = library_versions()
    fake_models.translator = FakeModel(stop_after_batches=1)
    monkeypatch.setattr(run_module, "library_versions", lambda: now | {"ctranslate2": "4.0"})
    with pytest.raises(KeyboardInterrupt):
        start()
    fake_models.translator = FakeModel()
    monkeypatch.setattr(run_module, "library_versions", lambda: now)
    profile = override(load_profile("embedded"), {"batching": {"batch_tokens": 256}})
    result = run(RunRequest((SEEDS,), profile, tmp_path, tmp_path / "run", memory=False), Telling())
    (disturbance,) = run_json(result.folder)["disturbances"]
    assert disturbance["versions"] == {"ctranslate2": "4.0"}
    assert "ctranslate2 4.0" in notes[0]


def test_a_translated_article_is_shown_before_its_summary_is_finished(
    fake_models: FakeModels, start: Run, tmp_path: Path
) -> None:
    fake_models.summarizer = FakeModel(stop_after_batches=0, max_input_tokens=400)
    with pytest.raises(KeyboardInterrupt):
        start()
    rows = RunFolder(tmp_path / "run").rows()
    assert [row.status for row in rows] == [Status.PENDING] * 5
    assert all(row.title and row.sentences and "not summarised yet" in row.reason for row in rows)


def test_a_batch_too_large_for_memory_is_halved_and_counted_in_run_json(
    fake_models: FakeModels, start: Run
) -> None:
    fake_models.translator = FakeModel(largest_batch=2)
    result = start()
    assert run_json(result.folder)["last_process"]["batches_halved_for_memory"] > 0
    assert all(row.status is Status.DONE for row in result.rows)


def test_a_line_break_in_an_output_does_not_shift_the_lines_after_it(
    fake_models: FakeModels, start: Run
) -> None:
    fake_models.translator = FakeModel(lambda _: "One.\nTwo.\u2028Three.")
    folder = start().folder.path
    for seed in SEEDS.glob("*.txt"):
        lines = (folder / "articles" / f"{seed.stem}.en.txt").read_text().split("\n")
        assert len(lines) == len(seed.read_text(encoding="utf-8").split("\n"))


def test_a_sentence_over_the_input_limit_is_split_and_the_split_is_recorded(
    fake_models: FakeModels, start: Run
) -> None:
    fake_models.translator = FakeModel(max_input_tokens=12)
    folder = start().folder
    seen = fake_models.translator.sentences_seen
    assert max(fake_models.translator.count_tokens(seen)) <= 12
    cuts = [s.cut for seed in SEEDS.glob("*.txt") for s in folder.article(seed.stem).article.sentences]
    assert any(cut is not None for cut in cuts)
    data = json.loads((folder.path / "articles" / "004_2f402499fab63223.json").read_text())
    assert any(s["cut"] == "clause" for line in data["lines"] for s in line["sentences"])


def test_the_progress_bar_counts_every_batch_and_article(fake_models: FakeModels, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    def observe(tally: Tally) -> None:
        heard.append((tally.articles_done, tally.sentences_done))

    run(RunRequest((SEEDS,), load_profile("embedded"), tmp_path, tmp_path / "run"), Silent(), observe)
    assert heard == sorted(heard)
    assert heard[-1] == (5, len(fake_models.translator.sentences_seen))


def test_the_time_left_includes_the_summaries_of_unread_articles(
    fake_models: FakeModels, tmp_path: Path
) -> None:
    profile = override(load_profile("embedded"), {"batching": {"window_sentences": 1}})
    folder = write_articles(tmp_path / "in", 8)
    estimates: list[float | None] = []
    expected: list[float] = []

    def observe(tally: Tally) -> None:
        tally.summary_seconds_a_word = 1.0
        estimates.append(tally.summary_seconds_left)
        if not tally.words_summarised and tally.articles_read:
            expected.append(tally.summary_seconds_left or 0.0)

    run(RunRequest((folder,), profile, tmp_path, tmp_path / "run"), Silent(), observe)
    words = sum(len(s.split()) for s in fake_models.translator.sentences_seen)
    assert expected[0] == pytest.approx(words, rel=0.2)
    assert estimates[-1] == 0.0


class Told(Silent):
    """A Progress that keeps the descriptions of a run's tasks."""

    def __init__(self) -> None:
        self.tasks: list[str] = []

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        self.tasks.append(description)
        yield lambda _units: None


@pytest.mark.parametrize(("summarizer", "loaded"), [("none", 1), ("lead", 1), ("embedded", 2)])
def test_no_loading_is_reported_without_a_model(
    fake_models: FakeModels, tmp_path: Path, summarizer: str, loaded: int
) -> None:
    profile = override(load_profile("embedded"), {"summary": {"model": summarizer}})
    progress = Told()
    run(RunRequest((SEEDS,), profile, tmp_path, tmp_path / "run", memory=False), progress)
    assert sum(task.startswith("Loading") for task in progress.tasks) == loaded
