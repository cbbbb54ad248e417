"""For a sentence with a flagged fact, the hypothesis with the fewest flags is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, FakeNBest, english
from tests.pipeline.made import files, repeat_until_finished, run_json, run_over, write_uneven_articles
from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.memory.model import RememberingModel
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.pipeline.retry import HYPOTHESES, Attempts, Reviser
from translate.pipeline.run import RunResult
from translate.records import Output, Way
from translate.text.glossary import Glossary, Term

SOURCE = "وقالت شركة Grit إنها ستوظف 3000 عامل جديد في العام المقبل."
RIGHT = "The company Grit said it would hire 3,000 new workers in the coming year."
LOST = RIGHT.replace("3,000 ", "")
BOTH_LOST = LOST.replace("Grit ", "")
INVENTED = RIGHT.replace("3,000", "7,000")
SHORT = "Grit would hire 3,000 new workers."
LOOP = RIGHT.replace("new workers", "new workers new workers new workers new workers")


def revised(
    model: FakeModel, first: str, *, retry: bool = True, glossary: Glossary | None = None
) -> Attempts:
    reviser = Reviser(model, glossary or Glossary(), 1000, retry)
    (attempts,) = reviser.revise([SOURCE], [Output(first, 5, 5, finished=True)])
    return attempts


def kept(first: str, *hypotheses: str) -> str:
    return revised(FakeNBest(several=lambda _: hypotheses), first).kept.output.text


def test_a_lost_figure_is_recovered_from_another_hypothesis_and_the_first_output_is_recorded() -> None:
    model = FakeNBest(several=lambda _: [LOST, RIGHT])
    attempts = revised(model, LOST)
    assert (attempts.kept.way, attempts.kept.output.text) == (Way.HYPOTHESES, RIGHT)
    assert [(a.way, a.output.text) for a in attempts.not_kept] == [(Way.FIRST, LOST)]
    assert model.asked == [(SOURCE,)]


def test_a_glossary_term_is_recovered_from_another_hypothesis() -> None:
    glossary = Glossary((Term("شركة", "firm"),))
    firm = RIGHT.replace("company", "firm")
    assert revised(FakeNBest(several=lambda _: [firm]), RIGHT, glossary=glossary).kept.output.text == firm


def test_the_hypothesis_with_the_fewest_flags_is_kept_and_of_equals_the_likeliest() -> None:
    assert kept(BOTH_LOST, LOST, RIGHT) == RIGHT
    assert kept(LOST, RIGHT.replace("coming", "next"), RIGHT) == RIGHT.replace("coming", "next")


def test_an_output_is_kept_if_no_hypothesis_has_fewer_flags() -> None:
    model = FakeNBest(several=lambda _: [LOST.replace("coming", "next"), INVENTED])
    attempts = revised(model, LOST)
    assert attempts.kept.output.text == LOST
    assert attempts.not_kept == ()


def test_empty_and_looping_hypotheses_are_not_chosen() -> None:
    assert kept(INVENTED, SHORT, LOOP) == INVENTED
    assert kept(INVENTED, SHORT, LOOP, RIGHT) == RIGHT


def test_a_sentence_without_a_flagged_fact_is_not_searched_again() -> None:
    model = FakeNBest(several=lambda _: [RIGHT])
    for first in (RIGHT, RIGHT.removesuffix(".")):
        assert revised(model, first).kept.output.text == first
    revised(model, LOST, retry=False)
    assert model.asked == []


def test_a_model_without_hypotheses_still_translates() -> None:
    assert revised(FakeModel(), LOST).kept.output.text == LOST


def test_a_search_too_large_for_the_memory_does_not_end_the_run() -> None:
    class Small(FakeNBest):
        def hypotheses(self, texts: object, count: int) -> list[list[Output]]:
            raise OutOfMemory("one text")

    reviser = Reviser(Small(), Glossary(), 1000)
    (attempts,) = reviser.revise([SOURCE], [Output(LOST, 5, 5, finished=True)])
    assert attempts.kept.output.text == LOST
    assert reviser.shortage.attempts_lost == 1


def test_each_sentence_is_searched_alone() -> None:
    model = FakeNBest(several=lambda _: [RIGHT])
    other = SOURCE.replace("المقبل", "الحالي")
    outputs = [Output(LOST, 5, 5, finished=True)] * 2
    Reviser(model, Glossary(), 1000).revise([SOURCE, other], outputs)
    assert model.asked == [(SOURCE,), (other,)]


# --- in the memory


def test_hypotheses_are_remembered_and_an_imported_translation_has_none(tmp_path: Path) -> None:
    memory = TranslationMemory(tmp_path / "memory.sqlite3")
    model = FakeNBest(several=lambda text: [f"one {text}", f"two {text}"])
    remembering = RememberingModel(model, memory, Decoding())
    memory.remember(IMPORTED, ["imported"], [Output("By a person.", 1, 1, finished=True)])
    texts = ["a", "imported", "b", "a"]
    expected = [["one a", "two a"], [], ["one b", "two b"], ["one a", "two a"]]
    for _ in range(2):
        found = remembering.hypotheses(texts, HYPOTHESES)
        assert [[output.text for output in outputs] for outputs in found] == expected
    assert model.asked == [("a", "b")]
    assert remembering.recall(["a"]) is None  # a hypothesis is not remembered as a translation
    remembering.close()


# --- in a run

Start = Callable[..., RunResult]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def start(source: Path, name: str, *, memory: bool = False) -> RunResult:
        batching: dict[str, object] = {"window_sentences": 40, "batch_tokens": 60}
        return run_over(source, tmp_path / name, memory=memory, batching=batching)

    return start


def several(text: str) -> list[str]:
    figure = "".join(char for char in text if char.isdigit())[:2]
    words = english(text).split()
    words[1] = figure or words[1]
    return [english(text), " ".join(words)]


@pytest.mark.parametrize("memory", [False, True])
def test_a_stopped_run_with_hypotheses_ends_with_the_bytes_of_an_undisturbed_one(
    fake_models: FakeModels, start: Start, tmp_path: Path, memory: bool
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 30)
    fake_models.translator = FakeNBest(several=several)
    facts = run_json(start(articles, "undisturbed").folder)["last_process"]
    assert facts["retries_kept"] > 20

    def attempt() -> None:
        fake_models.translator = FakeNBest(several=several, stop_after_batches=7)
        start(articles, "stopped", memory=memory)

    repeat_until_finished(attempt)
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")


def test_the_chosen_hypothesis_does_not_depend_on_other_articles(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 6)
    fake_models.translator = FakeNBest(several=several)
    together = start(articles, "together").folder
    for path in sorted(articles.iterdir()):
        fake_models.translator = FakeNBest(several=several)
        alone = start(path, f"alone-{path.stem}").folder
        assert alone.article(path.stem).lines == together.article(path.stem).lines
