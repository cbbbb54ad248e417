"""The figures in `measured.md` count what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.measure import (
    SHARED,
    flags_of_listed,
    interval,
    is_grave,
    listed_sentences,
    read_doubts,
    read_errors,
    read_pairs,
)
from tests.checks.planted import KINDS, plant
from tests.conftest import ROOT

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared folder beside the checkout")


def test_an_interval_contains_its_share_and_narrows_with_more_pairs() -> None:
    low, high = interval(10, 100)
    assert low < 10 < high
    assert interval(1000, 10_000)[1] < high
    assert interval(0, 100)[0] == 0


def test_every_error_is_counted_with_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "seeds.tsv").write_text(
        "article\tline\tsentence\tarabic\tenglish\na\t1\t1\tنص\tText\na\t2\t1\tآخر\tOther\n", encoding="utf-8"
    )
    head = "## a\n\n| sentence | kind | Arabic | English | note |\n|---|---|---|---|---|\n"
    table = f"{head}| 2.1 | word | آخر | Other | x |\n"
    (tmp_path / "errors.md").write_text(table, encoding="utf-8")
    (error,) = read_errors(tmp_path)
    assert (error.kind, error.pair) == ("word", ("آخر", "Other"))


@needs_shared
def test_the_listed_errors_can_all_be_read() -> None:
    assert len(read_errors(ROOT / "eval")) >= 150


@needs_shared
def test_most_listed_errors_are_in_a_flagged_sentence_and_few_sound_sentences_are_flagged() -> None:
    errors = read_errors(ROOT / "eval")
    _, flags = flags_of_listed()
    flagged = {pair for pair, found in flags.items() if is_grave(found)}
    assert sum(error.pair in flagged for error in errors) >= 0.6 * len(errors)
    sound = flags.keys() - {error.pair for error in errors}
    assert len(sound & flagged) <= 0.03 * len(sound)


@needs_shared
def test_every_listed_sentence_has_the_doubt_of_the_model() -> None:
    doubts = read_doubts(ROOT / "eval", 14.5)
    assert doubts.keys() == set(listed_sentences(ROOT / "eval").values())
    assert all(0 < doubt < 30 for doubt in doubts.values())


@needs_shared
def test_every_kind_of_fault_is_planted_the_same_for_the_same_seed() -> None:
    pairs = [pair for name in ("ntrex", "xquad", "nllb-seed-ary") for pair in read_pairs(name)]
    assert len(KINDS) >= 20
    for kind in KINDS:
        faults = plant(kind, pairs, 3)
        assert faults
        assert faults == plant(kind, pairs, 3)
