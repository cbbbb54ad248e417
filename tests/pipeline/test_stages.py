"""Stages that run in parallel write the same as stages in sequence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, english
from tests.pipeline.made import (
    Swayed,
    files,
    repeat_until_finished,
    run_json,
    run_over,
    write_uneven_articles,
)
from translate.config.profile import Decoding
from translate.errors import CannotGoOn, OutOfMemory, OutOfSpace
from translate.models.batches import Shortage
from translate.pipeline import stages
from translate.pipeline import windows as windows_module
from translate.pipeline.run import RunResult
from translate.pipeline.summarization import SummarySource
from translate.pipeline.threads import ahead
from translate.progress import Progress
from translate.records import Output
from translate.runs import folder as folder_module
from translate.runs.atomic import write_atomic
from translate.text.article import read_articles

Start = Callable[..., RunResult]
LOOP = "The company announced its plans and its plans and its plans and its plans and its plans."
PATIENCE_SECONDS = 20.0  # limit for events that should come immediately


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def start(
        source: Path, name: str, *, memory: bool = False, window: int = 24, tokens: int = 60
    ) -> RunResult:
        batching: dict[str, object] = {"window_sentences": window, "batch_tokens": tokens}
        return run_over(source, tmp_path / name, memory=memory, batching=batching)

    return start


def write_repeating_articles(folder: Path, count: int) -> Path:
    """Write articles with unique sentences and some repeated ones."""
    folder.mkdir()
    for n in range(count):
        sentences = [f"المقال رقم {n} يقول {'كلمة ' * (n % 5)}هذا." for n in (n, n // 3, n % 4, n % 7)]
        (folder / f"{n:03}.txt").write_text(" ".join(sentences), encoding="utf-8")
    return folder


def sometimes_broken(text: str) -> str:
    return LOOP if sum(map(ord, text)) % 5 == 0 else english(text)


@pytest.mark.parametrize("memory", [False, True])
def test_the_outputs_do_not_depend_on_how_many_batches_run_at_once(
    fake_models: FakeModels, start: Start, tmp_path: Path, memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_repeating_articles(tmp_path / "in", 40)
    for parallel in (1, 2, 7):
        monkeypatch.setenv("TARJAMA_CACHE", str(tmp_path / f"cache-{parallel}"))
        fake_models.translator = Swayed(sometimes_broken, retry=english)
        fake_models.translator.parallel = parallel
        start(articles, f"run-{parallel}", memory=memory)
    assert files(tmp_path / "run-1") == files(tmp_path / "run-2") == files(tmp_path / "run-7")


def test_a_sentence_that_later_windows_repeat_is_translated_once_in_a_run(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    articles = write_repeating_articles(tmp_path / "in", 40)
    facts = run_json(start(articles, "run", memory=True).folder)["last_process"]
    seen = fake_models.translator.sentences_seen
    assert len(seen) == len(set(seen)) == facts["sentences_translated"]
    assert facts["sentences_recalled"] > 0


def test_only_new_sentences_of_a_grown_folder_are_translated(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 30)
    start(articles, "yesterday", memory=True)
    before = set(fake_models.translator.sentences_seen)
    fake_models.translator = FakeModel()
    (articles / "015b.txt").write_text("الخبر الجديد الأول. الخبر الجديد الثاني.", encoding="utf-8")
    start(articles, "today", memory=True)
    assert len(fake_models.translator.sentences_seen) == 2
    assert not before & set(fake_models.translator.sentences_seen)


def test_a_resumed_run_keeps_its_first_batches_although_the_memory_has_grown(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_repeating_articles(tmp_path / "in", 40)
    fake_models.translator = Swayed()
    monkeypatch.setenv("TARJAMA_CACHE", str(tmp_path / "undisturbed-cache"))
    start(articles, "undisturbed", memory=True)
    whole = len(fake_models.translator.sentences_seen)
    monkeypatch.setenv("TARJAMA_CACHE", str(tmp_path / "stopped-cache"))
    translators = []

    def attempt() -> None:
        fake_models.translator = Swayed(stop_after_batches=5)
        translators.append(fake_models.translator)
        start(articles, "stopped", memory=True)

    repeat_until_finished(attempt)
    assert sum(len(translator.sentences_seen) for translator in translators) == whole
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")


class Waiting(FakeModel):
    """A translator whose second window waits until a summary has been started."""

    def __init__(self, summarising: threading.Event) -> None:
        super().__init__()
        self.waited = False
        self._summarising = summarising

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        if len(self.sentences_seen) >= 40 and not self.waited:
            self.waited = self._summarising.wait(PATIENCE_SECONDS)
        return super().generate(texts, decoding)


class Telling(FakeModel):
    """A summariser that sets an event when it starts."""

    def __init__(self, begun: threading.Event) -> None:
        super().__init__(lambda text: f"Of {len(text)} letters.", max_input_tokens=400)
        self._begun = begun

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        self._begun.set()
        return super().generate(texts, decoding)


def test_summaries_are_made_while_later_articles_still_translate(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 40)
    for cores, name in ((2, "alone"), (8, "beside")):
        monkeypatch.setattr(stages, "cores", lambda cores=cores: cores)
        begun = threading.Event()
        fake_models.summarizer = Telling(begun)
        fake_models.translator = Waiting(begun) if cores == 8 else FakeModel()
        start(articles, name)
    assert isinstance(fake_models.translator, Waiting)
    assert fake_models.translator.waited
    assert files(tmp_path / "alone") == files(tmp_path / "beside")


def test_an_interrupted_run_does_not_finish_the_summaries_made_beside_it(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 60)
    monkeypatch.setattr(stages, "cores", lambda: 8)
    stops: list[threading.Event] = []
    summarising = threading.Event()
    opened = SummarySource.open

    def kept(
        self: SummarySource, tokens: int, progress: Progress, short: Shortage, stop: threading.Event
    ) -> object:
        stops.append(stop)
        return opened(self, 1, progress, short, stop)  # a batch per article

    class Interrupted(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            if summarising.is_set():
                raise KeyboardInterrupt
            return super().generate(texts, decoding)

    class Slow(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            summarising.set()
            assert stops[0].wait(PATIENCE_SECONDS)
            return super().generate(texts, decoding)

    monkeypatch.setattr(SummarySource, "open", kept)
    fake_models.translator = Interrupted()
    fake_models.summarizer = Slow(max_input_tokens=400)
    with pytest.raises(KeyboardInterrupt):
        start(articles, "run")
    assert len(fake_models.summarizer.batches) == 1
    assert fake_models.translator.closed
    assert fake_models.summarizer.closed


def test_a_full_disk_ends_the_run_which_can_be_resumed(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 40)
    start(articles, "undisturbed")
    written: list[Path] = []

    def until_full(path: Path, text: str) -> None:
        if len(written) >= 25 and path.suffix == ".json":
            raise OutOfSpace(f"{path}: no space left")
        written.append(path)
        write_atomic(path, text)

    monkeypatch.setattr(folder_module, "write_atomic", until_full)
    with pytest.raises(OutOfSpace, match="no space left"):
        start(articles, "full")
    monkeypatch.setattr(folder_module, "write_atomic", write_atomic)
    start(articles, "full")
    assert files(tmp_path / "full") == files(tmp_path / "undisturbed")


def test_second_attempts_too_large_for_memory_are_counted_in_run_json(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    class Small(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            if decoding is not None:
                raise OutOfMemory(f"{len(texts)} texts")
            return super().generate(texts, decoding)

    articles = write_uneven_articles(tmp_path / "in", 8)
    fake_models.translator = Small(lambda _: "")
    facts = run_json(start(articles, "run").folder)["last_process"]
    assert facts["retries_lost_for_memory"] >= len(fake_models.translator.sentences_seen)
    assert facts["batches_halved_for_memory"] > 0


def test_reading_ahead_is_limited(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 120)
    read = worst = 0
    original = folder_module.RunFolder.write_article

    def counted(*arguments: object) -> Iterator[object]:
        nonlocal read
        for item in read_articles(*arguments):  # type: ignore[arg-type]
            read += 1
            yield item

    written = 0

    def write(self: folder_module.RunFolder, translated: object) -> None:
        nonlocal worst, written
        worst = max(worst, read - written)
        written += 1
        original(self, translated)  # type: ignore[arg-type]

    monkeypatch.setattr(windows_module, "read_articles", counted)
    monkeypatch.setattr(folder_module.RunFolder, "write_article", write)
    start(articles, "run", window=16)  # 4 articles
    assert written == read == 120
    assert worst <= 4 * 5 + 32  # windows in progress, and those waiting for the disk


# --- ahead


def test_a_failure_while_reading_ahead_is_raised_in_order() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise CannotGoOn("here")

    with ahead(items()) as coming:
        assert next(coming) == 1
        with pytest.raises(CannotGoOn, match="here"):
            next(coming)


def test_at_most_one_item_is_prepared_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for n in range(100):
            made.append(n)
            yield n

    with ahead(items()) as coming:
        for item in coming:
            assert len(made) <= item + 2
            if item == 5:
                break
    assert len(made) <= 7
