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


MORE_NAMES = f"""{NAMES}سام\tsam
وسام\twissam
احمد\tahmed
حمد\thamad
دونالد\tdonald
لندن\tlondon
عبد\tabdel
الله\tallah
"""


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("قال سام لوسام نعم.", "Sam told him yes."),  # Wissam, or "and Sam"
        ("قال أحمد ولأحمد بيت.", "Ahmed, who has a house, spoke."),  # the second one has two prefixes
        ("قابل أحمد احمد.", "Ahmed met his namesake."),
        ("مُحمد هنا.", "Hamad is here."),  # a part of Muhammad with a vowel mark
        ("دونالد هنا.", "McDonald is here."),
        ("سارة هنا.", "Saraí is here."),
        ("أحمد هنا.", "AHMED: Ahmed is here."),
        ("وصل إلى لندن.", "He came to London."),
        ("عبد الرحمن هنا.", "Abdel Rahman is here."),
        ("رسول الله.", "Messenger of Allah."),
    ],
)
def test_no_part_of_a_word_or_name_and_no_city_is_exchanged(
    tmp_path: Path, arabic: str, english: str
) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(MORE_NAMES, encoding="utf-8")
    assert exchange_names(Pair(arabic, english), read_names(path), random.Random(1)) is None


def test_a_new_name_is_another_one_and_no_two_persons_get_the_same(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(MORE_NAMES, encoding="utf-8")
    names = read_names(path)
    for seed in range(40):
        new = exchange_names(Pair("وصل داود وسارة.", "David and Sara arrived."), names, random.Random(seed))
        assert new is not None
        first, _, second, _ = new.target.split()
        assert len({first, second, "David", "Sara"}) == 4
    path.write_text("سارة\tsara\nداود\tdavid\n", encoding="utf-8")
    assert exchange_names(Pair("سارة هنا.", "Sara, not David."), read_names(path), random.Random(1)) is None


def test_a_list_of_names_may_have_a_byte_order_mark_spaces_and_unused_names(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("\ufeffأحمد \t ahmed\t 2\r\nسارة\tsara\t0\r\n", encoding="utf-8")
    assert list(read_names(path).pool) == [("أحمد", "Ahmed")]


def test_the_pairs_are_not_replaced_by_their_exchanged_ones(
    names_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("قالت سارة نعم.\tSara said yes.\n", encoding="utf-8")
    before = pairs.read_bytes()
    assert exchange.main([str(pairs), "--names", str(names_file), "--output", str(pairs)]) == 2
    assert "is also an input" in capsys.readouterr().err
    assert pairs.read_bytes() == before
    assert exchange.main([str(pairs), "--names", str(names_file), "--output", str(pairs / "x.tsv")]) == 4


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
