"""A reader who does not know Arabic letters must be able to read which name is missing."""

from __future__ import annotations

import pytest

from eval.lexicon.spellings import count_sequences, join_letters
from translate.checks.registry import check_pair
from translate.checks.romanization import Speller, read_speller, romanize, spelling_model_text


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("ماريلاند", "Maryland"),
        ("بيروت", "Beirut"),
        ("والرياض", "Riyadh"),
        ("ولفرنسا", "France"),
        ("المانيا", "Germany"),
        ("ترامب", "Trump"),
        ("هواوي", "Huawei"),
        ("واشنطن", "Washington"),
    ],
)
def test_a_known_name_is_spelled_as_in_english_and_without_article_or_conjunction(
    arabic: str, latin: str
) -> None:
    assert romanize(arabic) == latin


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("وشاريبوف", "Sharipov"),
        ("موتشانغا", "Muchanga"),
        ("أوبانازاوا", "Obanazawa"),
        ("كيسلوسكي", "Kislosky"),
        ("وليد", "Walid"),
    ],
)
def test_an_unknown_name_is_spelled_by_its_letters(arabic: str, latin: str) -> None:
    assert romanize(arabic) == latin


@pytest.mark.parametrize("arabic", ["", "ففي", "۞", "ا" * 40, "abc"])
def test_what_is_no_name_has_no_spelling(arabic: str) -> None:
    assert romanize(arabic) is None


def test_an_ordinary_word_that_may_be_a_name_is_not_spelled_like_one() -> None:
    assert romanize("منشورا", surely_a_name=False) is None
    assert romanize("برانسون", surely_a_name=False) == "Branson"


def test_the_flag_of_a_lost_name_can_be_read_without_arabic() -> None:
    flags = check_pair(
        "التقى كوستيلو وبروفنزانو في باليرمو.", "Mr Henderson met Mr Dickinson in Chicago yesterday."
    )
    (lost,) = [flag for flag in flags if flag.name == "name lost"]
    assert "Costello? (كوستيلو)" in lost.detail
    assert "Brovenzano? (وبروفنزانو)" in lost.detail


def test_a_model_is_the_same_after_it_is_written_and_read() -> None:
    rows = [join_letters(steps) for steps in [[("", "u"), ("ع", ""), ("م", "m"), ("ر", "r"), ("", "e")]] * 3]
    assert rows[0] == (("ع", "u"), ("م", "m"), ("ر", "re"))
    counts = count_sequences(rows)
    text = spelling_model_text(counts)
    assert spelling_model_text(counts_of(read_speller(text))) == text
    assert Speller(counts).spellings("عمر") == read_speller(text).spellings("عمر")
    assert Speller(counts).spellings("عمر")[0][0] == "umre"


def counts_of(speller: Speller) -> dict[tuple[tuple[str, str], ...], dict[tuple[str, str], int]]:
    return {context: dict(following) for context, following in speller._counts.items()}
