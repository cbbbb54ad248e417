"""Each sentence carries its part of the line as written."""

from __future__ import annotations

import random

import pytest

from translate.records import Cut, Sentence
from translate.text.cleaning import clean
from translate.text.lines import cleaned_parts, line_sentences, with_written


def written(line: str) -> list[str]:
    return [sentence.source for sentence in line_sentences(line)]


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("وصل الوزير. وغادر الوفد.", ["وصل الوزير.", "وغادر الوفد."]),
        ("بين 1990ـ2000 كبر. وعـــاد الوفد.", ["بين 1990ـ2000 كبر.", "وعـــاد الوفد."]),
        ("وصل\u200bالوفد اليوم. عددهم 10\u200b20 شخصا.", ["وصل\u200bالوفد اليوم.", "عددهم 10\u200b20 شخصا."]),
        (
            "قال &quot;نعم&quot; للجميع. عددهم &#1637; رجال.",
            ["قال &quot;نعم&quot; للجميع.", "عددهم &#1637; رجال."],
        ),
        ("حضر الوزيـر.وأضاف كلاما.", ["حضر الوزيـر.", "وأضاف كلاما."]),
        ("\tوصل\u00a0الوفد أمس.\r", ["وصل\u00a0الوفد أمس."]),
    ],
)
def test_a_sentence_carries_its_part_of_the_line_as_written(line: str, sources: list[str]) -> None:
    assert written(line) == sources


def test_a_sentence_that_cleaning_did_not_change_is_not_stored_twice() -> None:
    assert all(sentence.written is None for sentence in line_sentences("وصل الوزير. وغادر الوفد."))


def test_parts_without_a_letter_do_not_shift_the_sentences_after_them() -> None:
    assert written("قال الوزير\\n...\\nعدد\u200fهم 20") == ["قال الوزير\\n", "عدد\u200fهم 20"]


def test_a_split_sentence_is_split_as_written_too() -> None:
    line = "وصلـت الوفود، وبدأـت القمة"
    pieces = [Sentence("وصلت الوفود،", Cut.CLAUSE), Sentence("وبدأت القمة")]
    assert [s.source for s in with_written(line, pieces)] == ["وصلـت الوفود،", "وبدأـت القمة"]


def test_no_written_letter_is_lost_in_any_line() -> None:
    dice = random.Random(11)
    pieces = [
        "الوزير",
        "&quot;",
        "&#1635;",
        "\\n",
        ". ",
        ".",
        "وقال ",
        *"ابة1٢.؟ \u200b\u200c\u00ad\u200f\u0640\u064e\u00a0\tﻻa:",
    ]
    stored = 0
    for _ in range(3000):
        line = "".join(dice.choices(pieces, k=dice.randint(1, 25)))
        for sentence in line_sentences(line):
            stored += sentence.written is not None
            again = "".join("".join(cleaned_parts(sentence.source)).split())
            assert again == "".join(clean(sentence.text).split()), ascii(line)
    assert stored > 1000
