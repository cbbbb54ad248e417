"""The figures in `measured.md` count what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.measure import SHARED, interval, read_errors, read_pairs
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
def test_every_kind_of_fault_is_planted_the_same_for_the_same_seed() -> None:
    pairs = [pair for name in ("ntrex", "xquad", "nllb-seed-ary") for pair in read_pairs(name)]
    assert len(KINDS) >= 20
    for kind in KINDS:
        faults = plant(kind, pairs, 3)
        assert faults
        assert faults == plant(kind, pairs, 3)
