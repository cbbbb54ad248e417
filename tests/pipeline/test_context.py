"""Test runs with context sentences: the same inputs in any batch and after an interruption."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, english
from tests.pipeline.made import files, run_json, run_over, write_uneven_articles
from translate.config.profile import load_profile, override
from translate.errors import ProfileError, RequestError
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.pipeline.run import RunResult
from translate.records import Output
from translate.text.context import own_text, split_context

Start = Callable[..., RunResult]


class Reader(FakeModel):
    """A fake model that reads sentences before each one; its answer shows how many."""

    def __init__(self, **options: int) -> None:
        super().__init__(lambda text: f"{english(own_text(text))[:-1]} after {len(split_context(text)[0])}.")
        self.takes_context = True
        self._stop_after = options.get("stop_after_batches")


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def start(
        source: Path, name: str, *, context: int = 2, tokens: int = 60, window: int = 24, memory: bool = False
    ) -> RunResult:
        return run_over(
            source,
            tmp_path / name,
            memory=memory,
            batching={"window_sentences": window, "batch_tokens": tokens},
            translation={"context_sentences": context},
        )

    return start


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_uneven_articles(tmp_path / "articles", 7)


def test_every_sentence_is_read_after_the_two_before_it_in_its_article(
    fake_models: FakeModels, start: Start, source: Path
) -> None:
    fake_models.translator = Reader()
    result = start(source, "run")
    for row in result.rows:
        sentences = [s for line in result.folder.article(row.id).lines for s in line.sentences]
        texts = [s.sentence.text for s in sentences]
        assert [s.output.text.split()[-1] for s in sentences] == ["0.", "1.", "2.", "2."]
        for n, text in enumerate(texts):
            assert "\x1e".join(texts[max(0, n - 2) : n + 1]) in fake_models.translator.sentences_seen, text
    assert run_json(result.folder)["settings"]["translation"]["context_sentences"] == 2


def test_batches_windows_and_an_interruption_change_no_context(
    fake_models: FakeModels, start: Start, source: Path, tmp_path: Path
) -> None:
    fake_models.translator = Reader()
    start(source, "whole")
    for name, options in {"small": {"tokens": 20}, "windows": {"window": 5}}.items():
        fake_models.translator = Reader()
        start(source, name, **options)
        for path in sorted((tmp_path / "whole" / "articles").iterdir()):
            assert path.read_bytes() == (tmp_path / name / "articles" / path.name).read_bytes(), path.name
    fake_models.translator = Reader(stop_after_batches=2)
    with pytest.raises(KeyboardInterrupt):
        start(source, "stopped")
    fake_models.translator = Reader()
    start(source, "stopped")
    assert files(tmp_path / "stopped") == files(tmp_path / "whole")


def test_the_memory_keeps_a_sentence_by_the_sentences_before_it_and_an_import_by_itself(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    source = tmp_path / "articles"
    source.mkdir()
    (source / "a.txt").write_text("قال الوزير كلمته الأولى. عاد إلى البيت مساء اليوم.", encoding="utf-8")
    fake_models.translator = Reader()
    start(source, "first", memory=True)
    (source / "a.txt").write_text("قالت الوزيرة كلمتها الثانية. عاد إلى البيت مساء اليوم.", encoding="utf-8")
    start(source, "second", memory=True)
    assert len(fake_models.translator.sentences_seen) == 4  # the second sentence twice: after two others
    start(source, "third", memory=True)
    assert len(fake_models.translator.sentences_seen) == 4
    memory = TranslationMemory()
    memory.remember(IMPORTED, ["عاد إلى البيت مساء اليوم."], [Output("He went home.", 1, 1, finished=True)])
    memory.close()
    result = start(source, "imported", memory=True)
    (translated,) = [line.translation for line in result.folder.article("a").lines if line.translation]
    assert translated.endswith("He went home.")


def test_no_context_leaves_a_runs_name_and_inputs_unchanged(
    fake_models: FakeModels, start: Start, source: Path
) -> None:
    result = start(source, "run", context=0)
    assert not any("\x1e" in text for text in fake_models.translator.sentences_seen)
    assert "context_sentences" not in run_json(result.folder)["settings"]["translation"]


def test_a_model_that_reads_no_context_ends_in_a_clear_error(
    start: Start, source: Path, fake_models: FakeModels
) -> None:
    assert not fake_models.translator.takes_context
    with pytest.raises(RequestError, match="context_sentences to 0"):
        start(source, "run")


def test_a_wrong_number_of_sentences_is_refused_with_the_limit() -> None:
    with pytest.raises(ProfileError, match="context_sentences"):
        override(load_profile("embedded"), {"translation": {"context_sentences": 21}})
