"""Test the exchange of names in pairs, and the count of names in translations."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.training import exchange
from eval.training.exchange import exchange_names, read_names
from tests.benchmarks.names import count_names
from translate.errors import InputError
from translate.training.pairs import Pair

NAMES = "أحمد\tahmed\t100\nسارة\tsara\t50\nمارس\tmarch\t3\nداود\tdavid\t40\nداود\tdawood\t4\n"


@pytest.fixture
def names_file(tmp_path: Path) -> Path:
    path = tmp_path / "names.tsv"
    path.write_text(NAMES, encoding="utf-8")
    return path


def test_a_name_is_exchanged_at_the_same_place_on_both_sides(names_file: Path) -> None:
    names = read_names(names_file)
    new = exchange_names(
        Pair("وصل داود وأحمد أمس.", "David and Ahmed arrived yesterday."), names, random.Random(3)
    )
    assert new is not None
    first, joined = new.source.split()[1:3]
    english = new.target.split()
    assert english[2].lower() in names.spellings[joined.removeprefix("و")]
    assert english[0].lower() in names.spellings[first]


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("وصل أحمد.", "He arrived."),  # the English lacks the name
        ("وصل أحمد وأحمد.", "Ahmed and Ahmed arrived."),  # ambiguous
        ("وصل في مارس.", "He arrived in March."),  # a month and a surname
    ],
)
def test_a_pair_without_a_certain_name_is_not_changed(names_file: Path, arabic: str, english: str) -> None:
    assert exchange_names(Pair(arabic, english), read_names(names_file), random.Random(1)) is None


def test_one_seed_gives_one_file(names_file: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("قالت سارة نعم.\tSara said yes.\nلا.\tNo.\n", encoding="utf-8")
    outputs = [tmp_path / "a.tsv", tmp_path / "b.tsv"]
    for output in outputs:
        assert exchange.main([str(pairs), "--names", str(names_file), "--output", str(output)]) == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert len(outputs[0].read_text(encoding="utf-8").splitlines()) == 1


def test_a_malformed_list_of_names_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("أحمد\tahmed\nسارة\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_names(path)


def test_names_count_as_found_in_their_own_line_alone() -> None:
    references = ["Yesterday Müller met Sara.", "The sea near Gaza was calm."]
    assert count_names(["Muller met Sarah.", "Sara saw Gaza."], references) == (2, 3)


def test_translations_of_another_length_are_refused() -> None:
    with pytest.raises(InputError, match="2 reference lines"):
        count_names(["one"], ["one", "two"])
