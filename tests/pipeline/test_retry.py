"""Broken outputs get a second attempt, which is kept if it is better; both are recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import SEEDS, FakeModels
from tests.fakes import FakeModel, english, fake_files
from tests.pipeline.made import (
    Swayed,
    files,
    repeat_until_finished,
    run_json,
    run_over,
    write_uneven_articles,
)
from translate.config.catalogue import FolderSource, ModelEntry
from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.pipeline.retry import CLAUSES, PENALTY, Attempts, Reviser
from translate.pipeline.run import RunResult
from translate.records import Change, Cut, Output, Sentence, Way
from translate.runs.conversions import read_article_json
from translate.text.glossary import Glossary, Term

SOURCE = "أعلنت الشركة عن خططها الكبيرة للاستثمار في البلاد، وقالت إنها ستوظف عمالا جددا في العام المقبل."
CLAUSE = "أعلنت الشركة عن خططها الكبيرة للاستثمار في البلاد،"
LOOP = "The company announced its plans and its plans and its plans and its plans and its plans."
GOOD = "The company announced its great plans to invest, and said it would hire new workers next year."


def revised(model: FakeModel, first: str, source: str = SOURCE, *, retry: bool = True) -> Attempts:
    reviser = Reviser(model, Glossary(), 1000, retry)
    (attempts,) = reviser.revise([source], [Output(first, 5, 5, finished=True)])
    return attempts


def test_a_good_output_is_not_tried_again() -> None:
    model = FakeModel()
    assert revised(model, GOOD).kept.way is Way.FIRST
    assert model.retries == []


def test_a_loop_gets_a_second_attempt_and_both_outputs_are_recorded() -> None:
    model = FakeModel(retry=lambda _: GOOD)
    attempts = revised(model, LOOP)
    assert (attempts.kept.way, attempts.kept.output.text) == (Way.PENALTY, GOOD)
    assert [(a.way, a.output.text) for a in attempts.not_kept] == [(Way.FIRST, LOOP)]
    assert model.retries == [(SOURCE,)]


def test_a_loop_that_a_penalty_does_not_stop_is_translated_clause_by_clause() -> None:
    def answer(text: str) -> str:
        if text == SOURCE:
            return LOOP
        sentence = "The company announced its great plans to invest."
        return sentence if text == CLAUSE else "It said it would hire new workers next year."

    attempts = revised(FakeModel(retry=answer), "")
    assert attempts.kept.way is Way.CLAUSES
    assert attempts.kept.output.text == (
        "The company announced its great plans to invest, It said it would hire new workers next year."
    )
    assert [a.way for a in attempts.not_kept] == [Way.FIRST, Way.PENALTY]


def test_the_first_attempt_is_kept_if_no_other_is_better() -> None:
    attempts = revised(FakeModel(retry=lambda _: LOOP), LOOP)
    assert attempts.kept.way is Way.FIRST


def test_an_attempt_that_invents_a_number_is_no_better_than_a_loop() -> None:
    looped = GOOD.replace("great plans", "great plans great plans")
    assert revised(FakeModel(retry=lambda _: GOOD), looped).kept.way is Way.PENALTY
    invented = GOOD.replace("new workers", "3,000 workers")
    assert revised(FakeModel(retry=lambda _: invented), looped).kept.way is Way.FIRST


def test_any_output_is_better_than_none() -> None:
    attempts = revised(FakeModel(retry=lambda text: "Plans." if text == SOURCE else ""), "")
    assert attempts.kept.output.text == "Plans."


def test_a_sentence_is_tried_twice_at_most() -> None:
    model = FakeModel(retry=lambda _: "")
    revised(model, "")
    assert len(model.retries) == 2


def test_without_retry_a_broken_output_stays_and_is_flagged() -> None:
    model = FakeModel()
    attempts = revised(model, LOOP, retry=False)
    assert model.retries == []
    assert attempts.kept.broken


def test_a_second_attempt_too_large_for_the_memory_does_not_end_the_run() -> None:
    class Small(FakeModel):
        def generate(self, texts: object, decoding: Decoding | None = None) -> list[Output]:
            raise OutOfMemory("one text")

    assert revised(Small(), LOOP).kept.output.text == LOOP


def test_second_attempts_use_more_beams_and_repetition_guards() -> None:
    assert (PENALTY.beams or 0) > 1
    assert (CLAUSES.beams or 0) > 1
    assert (PENALTY.repetition_penalty or 0) > 1


def test_glossary_and_punctuation_are_corrected_before_the_output_is_checked() -> None:
    glossary = Glossary((Term("الشركة", "the firm", ("the company",)), Term("البلاد", "homeland")))
    reviser = Reviser(FakeModel(), glossary, 1000)
    (attempts,) = reviser.revise([SOURCE], [Output(GOOD.replace(",", "،"), 5, 5, finished=True)])
    sentence = attempts.of(Sentence(SOURCE), glossary)
    assert sentence.output.text == GOOD.replace("The company", "The firm")
    assert sentence.changes == (
        Change("punctuation", "،", ","),
        Change("glossary", "The company", "The firm"),
    )
    assert [(f.name, f.detail) for f in sentence.flags] == [("term missing", "homeland (البلاد)")]


# --- in a run

Start = Callable[..., RunResult]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def start(source: Path, name: str, *, memory: bool = False, **checks: object) -> RunResult:
        batching: dict[str, object] = {"window_sentences": 40, "batch_tokens": 60}
        return run_over(source, tmp_path / name, memory=memory, batching=batching, checks=checks)

    return start


def sometimes_broken(text: str) -> str:
    return LOOP if sum(map(ord, text)) % 3 == 0 else english(text)


def sometimes_mended(text: str) -> str:
    return english(text) if sum(map(ord, text)) % 2 == 0 else LOOP


@pytest.mark.parametrize("memory", [False, True])
def test_a_stopped_run_with_retries_ends_with_the_bytes_of_an_undisturbed_one(
    fake_models: FakeModels, start: Start, tmp_path: Path, memory: bool
) -> None:
    articles = write_uneven_articles(tmp_path / "in", 30)
    fake_models.translator = Swayed(sometimes_broken, retry=sometimes_mended)
    facts = run_json(start(articles, "undisturbed").folder)["last_process"]
    assert 0 < facts["retries_kept"] < facts["sentences_retried"]

    def attempt() -> None:
        fake_models.translator = Swayed(sometimes_broken, retry=sometimes_mended, stop_after_batches=7)
        start(articles, "stopped", memory=memory)

    repeat_until_finished(attempt)
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")


def test_the_rejected_attempt_is_in_the_articles_file_and_read_back(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    fake_models.translator = FakeModel(lambda _: LOOP, retry=english)
    folder = start(SEEDS, "run").folder
    path = folder.path / "articles" / "002_21e234e622f5a1ea.json"
    (sentence, *_) = [s for line in folder.article(path.stem).lines for s in line.sentences]
    assert (sentence.way, sentence.output.text) == (Way.PENALTY, english(sentence.sentence.text))
    assert [a.output.text for a in sentence.not_kept] == [LOOP]
    assert "phrase loop" not in {f.name for f in sentence.flags}
    data = json.loads(path.read_text())
    assert data["lines"][0]["sentences"][0]["not_kept"][0]["translation"] == LOOP


def test_an_article_of_an_older_run_is_still_read(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    folder = start(SEEDS, "run").folder
    path = folder.path / "articles" / "002_21e234e622f5a1ea.json"
    sentences = [s for line in json.loads(path.read_text())["lines"] for s in line["sentences"]]
    assert not {"way", "changes", "not_kept"} & {key for sentence in sentences for key in sentence}
    assert all(s.way is Way.FIRST for line in read_article_json(path).lines for s in line.sentences)


def test_retries_and_glossary_make_another_run(fake_models: FakeModels, start: Start, tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    identities = [start(SEEDS, "plain").folder.started().identity]
    identities.append(start(SEEDS, "no-retry", retry=False).folder.started().identity)
    for english_name in ("Alibaba", "Ali-Baba"):
        names.write_text(f"علي بابا\t{english_name}\n", encoding="utf-8")
        identities.append(start(SEEDS, english_name, glossary=names).folder.started().identity)
    assert len(set(identities)) == len(identities)


def test_a_run_with_a_glossary_reports_its_changes(
    fake_models: FakeModels, start: Start, tmp_path: Path
) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("علي بابا\tAlibaba\tSentence\n", encoding="utf-8")
    article = start(SEEDS, "run", glossary=names).folder.article("000_c092617c02053add")
    (first, *_) = [s for line in article.lines for s in line.sentences]
    assert first.output.text.startswith("Alibaba")
    assert first.changes == (Change("glossary", "Sentence", "Alibaba"),)


# --- what is asked of a model


def test_the_decoding_of_a_batch_overrides_the_models_settings_for_that_batch_only() -> None:
    from translate.engines.loading import LoadedModel
    from translate.models.base import Constraints, Encoded, Family, Generated

    searches: list[Decoding] = []

    class Letters(Family):
        max_input_tokens = 10
        constraints = Constraints(end_ids=(0,))

        def encode(self, text: str) -> Encoded:
            return Encoded(tuple(map(ord, text)), 5)

        def decode(self, ids: Sequence[int]) -> str:
            return "".join(map(chr, ids))

        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            return [len(text) for text in texts]

    class Echo:
        name, device, compute_type = "echo", "cpu", "float32"
        parallel = 1

        def hypotheses(
            self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, count: int | None
        ) -> list[list[Generated]]:
            searches.append(decoding)
            return [[Generated(encoded.ids, finished=True)] for encoded in batch]

        def close(self) -> None:
            return None

    own = Decoding(beams=2, length_penalty=0.9)
    model = LoadedModel(FakeModel().identity, Letters(), Echo(), own)
    model.generate(["a"], Decoding(beams=5))
    model.generate(["a"])
    assert searches == [Decoding(beams=5, length_penalty=0.9), own]


def test_a_second_attempt_is_remembered_separately(tmp_path: Path) -> None:
    from translate.memory.model import RememberingModel
    from translate.memory.store import TranslationMemory

    memory = TranslationMemory(tmp_path / "memory.sqlite3")
    model = FakeModel(lambda _: "first", retry=lambda _: "second")
    remembering = RememberingModel(model, memory, Decoding())
    for _ in range(2):
        assert [o.text for o in remembering.generate(["خبر"])] == ["first"]
        assert [o.text for o in remembering.generate(["خبر"], PENALTY)] == ["second"]
    assert (len(model.batches), len(model.retries)) == (1, 1)
    remembering.close()


def test_a_glossary_term_is_no_invented_name() -> None:
    """The lexicon knows nothing of a translation that only the user's glossary has."""
    source, output = (
        "زار الوزير مصنع الريحان أمس.",
        "The minister visited Chicago Henderson Kowalski yesterday.",
    )

    def names(glossary: Glossary) -> set[str]:
        reviser = Reviser(FakeModel(), glossary, 1000, retry=False)
        (attempts,) = reviser.revise([source], [Output(output, 5, 5, finished=True)])
        return {flag.name for flag in attempts.kept.flags}

    assert "name added" in names(Glossary())
    assert names(Glossary((Term("مصنع الريحان", "Chicago Henderson Kowalski"),))) == set()
    assert names(Glossary((Term("مصنع الريحان", "Basil Works"),))) >= {"name added", "term missing"}


@pytest.mark.parametrize("cut", [None, Cut.CLAUSE])  # flags of a cut sentence are computed again
def test_the_doubt_of_the_model_reaches_the_flags_of_the_sentence(cut: Cut | None) -> None:
    source = "في كثير من البلدان يعد التلويح باليد تحية ودية."
    text = "In many countries, petting a dog is a friendly greeting."
    output = Output(text, 12, 12, finished=True, log_probability=-1.1)
    for weight, flags in ((0.0, []), (14.5, ["content added"])):
        reviser = Reviser(FakeModel(), Glossary(), 1000, doubt_per_nat=weight)
        (attempts,) = reviser.revise([source], [output])
        sentence = attempts.of(Sentence(source, cut), Glossary())
        assert [flag.name for flag in sentence.flags] == flags


def test_a_run_flags_doubtful_content_also_in_outputs_from_the_memory(
    fake_models: FakeModels, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unsure(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            return [replace(output, log_probability=-1.1) for output in super().generate(texts, decoding)]

    measured = ModelEntry(source=FolderSource(folder=Path("/nowhere")), doubt_per_nat=14.5)
    monkeypatch.setattr("tests.conftest.fake_files", lambda name: replace(fake_files(name), entry=measured))
    fake_models.translator = Unsure(lambda _: "In many countries, petting a dog is a friendly greeting.")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "في كثير من البلدان يعد التلويح باليد تحية ودية.", encoding="utf-8"
    )
    for name in ("first", "again"):
        article = start(tmp_path / "in", name, memory=True).folder.article("a")
        (sentence,) = [s for line in article.lines for s in line.sentences]
        assert [flag.name for flag in sentence.flags] == ["content added"]
    assert len(fake_models.translator.batches) == 1
