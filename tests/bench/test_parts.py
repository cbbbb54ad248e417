"""Test the parts of a bench without starting processes."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from translate.bench.contestants import Contestant, Job, Kind, Timing, Trial
from translate.bench.corpus import ARTICLE_SENTENCES, arabic_sentences, english_words, write_articles
from translate.bench.process import Process
from translate.bench.results import Ratio, Row
from translate.bench.shapes import SHAPES, Shape, build_model
from translate.bench.timing import affordable, in_turns
from translate.bench.ways import open_way
from translate.config.profile import InputSettings
from translate.errors import CannotGoOn, ModelError
from translate.progress import Silent
from translate.text.article import read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture

RUN = Contestant(Kind.RUN, "ctranslate2", "int8")
BARE = Contestant(Kind.BARE, "ctranslate2", "int8", workers=2, threads=1)


def timing(seconds: float, tokens: int = 100, model_seconds: float | None = None) -> Timing:
    return Timing(seconds, 10, tokens, 1, 1, model_seconds)


@dataclass
class Steady:
    """A contestant that takes a tenth of a second per sentence and records when it ran."""

    name: str = "a"
    log: list[str] = field(default_factory=list)

    def run(self, trial: Trial) -> Timing:
        self.log.append(self.name)
        return Timing(0.1 * trial.sentences, trial.sentences, 32 * trial.sentences, 1, 1)


# Text


def test_the_same_seed_gives_the_same_different_sentences() -> None:
    sentences = arabic_sentences(500)
    assert sentences == arabic_sentences(500)
    assert len(set(sentences)) == 500
    assert arabic_sentences(5, seed=2) != sentences[:5]


def test_sentences_are_as_long_as_those_of_news() -> None:
    words = [len(sentence.split()) for sentence in arabic_sentences(1000)]
    assert 18 <= sum(words) / len(words) <= 23  # FLORES dev: 21
    assert min(words) >= 4
    assert max(words) <= 50


def test_the_product_finds_every_sentence_in_the_articles_once(tmp_path: Path) -> None:
    sentences = arabic_sentences(2 * ARTICLE_SENTENCES + 1)
    write_articles(tmp_path, sentences)
    settings = InputSettings()
    documents = find_documents((tmp_path,), settings, None)
    found = [
        sentence.text
        for _, article in read_articles(documents, load_furniture(()), settings)
        for sentence in getattr(article, "sentences", ())
    ]
    assert len(documents) == 3
    assert found == sentences


def test_no_word_is_made_up_twice() -> None:
    words = english_words()
    some = [next(words) for _ in range(5000)]
    assert len(set(some)) == 5000


# Times


def test_a_row_reports_medians_so_that_one_disturbed_round_does_not_count() -> None:
    row = Row("opus-mt", RUN, Trial(10, 4), tuple(timing(s, model_seconds=0.9) for s in (1.0, 50.0, 1.0)))
    assert row.tokens_per_second == 100
    assert row.sentences_per_second == 10
    assert row.overhead == pytest.approx(0.1)


def test_a_ratio_is_taken_round_by_round() -> None:
    run = Row("m", RUN, Trial(10, 4), (timing(1.0), timing(10.0), timing(2.0)))
    bare = Row("m", BARE, Trial(10, 4), (timing(0.9), timing(9.0), timing(1.0)))
    ratio = Ratio.of(run, bare)
    assert ratio.rounds == pytest.approx((0.9, 0.9, 0.5))
    assert ratio.value == pytest.approx(0.9)


def test_a_contestant_that_cannot_time_its_engine_reports_no_overhead_instead_of_zero() -> None:
    assert Row("m", RUN, Trial(10, 4), (timing(1.0),)).overhead is None


def test_contestants_take_turns_and_none_is_always_first() -> None:
    log: list[str] = []
    runners = [Steady("a", log), Steady("b", log), Steady("c", log)]
    timings = in_turns(runners, [Trial(1, 1)] * 3, rounds=2)
    assert log == ["a", "b", "c", "c", "b", "a"]
    assert [len(taken) for taken in timings] == [2, 2, 2]


def test_a_slow_contestant_is_timed_on_fewer_sentences() -> None:
    assert affordable(Steady(), Trial(1000, 4)).sentences == 60
    assert affordable(Steady(), Trial(20, 4)).sentences == 20


def test_a_contestant_that_batches_is_timed_on_whole_batches() -> None:
    assert affordable(Steady(), Trial(1000, 4, batch=16)).sentences == 48
    assert affordable(Steady(), Trial(1000, 4, batch=64)).sentences == 64


# Processes


def test_a_job_reaches_the_other_process_as_it_is() -> None:
    job = Job(BARE, "model", "articles", "scratch", 32)
    assert Job.from_dict(json.loads(json.dumps(job.as_dict()))) == job


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    job = Job(BARE, str(tmp_path / "none"), str(tmp_path), str(tmp_path), 32)
    with Process(job) as process, pytest.raises(ModelError, match="none"):
        process.load()


def test_a_dead_process_is_reported_with_its_last_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\necho 'the last words' >&2\nexit 3\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    job = Job(BARE, "model", "articles", "scratch", 32)
    with Process(job) as process, pytest.raises(CannotGoOn, match="the last words"):
        process.load()


def test_the_shapes_have_the_published_numbers_of_parameters() -> None:
    # Of an encoder layer 4 w^2 + 2 w f, of a decoder layer 8 w^2 + 2 w f, and the embeddings; biases are small.
    def parameters(name: str) -> float:
        s = SHAPES[name]
        layers = s.layers * (12 * s.width**2 + 4 * s.width * s.feed_forward)
        return layers + s.vocabulary * s.width

    assert parameters("opus-mt") == pytest.approx(77e6, rel=0.02)
    assert parameters("opus-mt-big") == pytest.approx(239e6, rel=0.02)
    assert parameters("nllb-600m") == pytest.approx(615e6, rel=0.02)


# Models


def test_a_model_of_nllb_s_family_is_built_and_every_output_is_as_long_as_forced(tmp_path: Path) -> None:
    shape = Shape("small", "a test", "m2m100", 1, 32, 4, 64, 20_000, "relu", 256)
    model = build_model(shape, Silent())
    write_articles(tmp_path / "articles", arabic_sentences(6))
    for contestant in (RUN, BARE):
        way = open_way(Job(contestant, str(model), str(tmp_path / "articles"), str(tmp_path), 32))
        taken = way.run(Trial(6, 2, 4))
        assert (taken.sentences, taken.output_tokens) == (6, 6 * 32)
