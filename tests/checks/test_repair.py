"""Zeros that a model lost or added are put right, and nothing else about a number is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.checks.repair import repair_magnitude
from translate.records import Change

FLORES = Path(__file__).parents[3] / "shared" / "benchmarks" / "flores-dev"


@pytest.mark.parametrize(
    ("source", "text", "mended", "change"),
    [
        ("مع وجود 3000 وظيفة شاغرة.", "with 30,000 vacancies.", "with 3,000 vacancies.", ("30,000", "3,000")),
        ("٣٠٠٠ شخص", "30000 people", "3000 people", ("30000", "3000")),
        ("١٬٥٠٠ شخص", "15,000 people", "1,500 people", ("15,000", "1,500")),
        ("100000 نموذج من 100", "1000000 of 100 models", "100000 of 100 models", ("1000000", "100000")),
        ("ارتفع 5.4% في 2010", "rose 54% in 2010", "rose 5.4% in 2010", ("54", "5.4")),
        ("بنسبة 10%", "by 1%.", "by 10%.", ("1", "10")),
    ],
)
def test_a_number_of_the_wrong_magnitude_does_not_reach_the_reader(
    source: str, text: str, mended: str, change: tuple[str, str]
) -> None:
    assert repair_magnitude(source, text) == (mended, (Change("number", *change),))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("نحو 3000 شخص", "about 3 thousand people"),
        ("نحو 3000 شخص", "about 30 thousand people"),  # 3,000 thousand would be wrong too
        ("من 20 إلى 200", "from 2 to 2000"),  # which is which?
        ("نحو 3000 شخص", "30,000 people, 30,000 of them men"),
        ("نحو 3000 شخص", "about 4,000 people"),
        ("طراز A30", "model A300"),
        ("الساعة 2:15", "at 215"),
        (
            "1,5 مليون",
            "15 million",
        ),  # a comma for the decimal point: how it is written in English is not said
        ("لا أرقام", "no figures"),
    ],
)
def test_what_may_be_right_or_is_wrong_in_another_way_stays_as_it_was_written(source: str, text: str) -> None:
    assert repair_magnitude(source, text) == (text, ())


def test_no_translation_by_people_is_changed() -> None:
    if not FLORES.is_dir():
        pytest.skip("FLORES dev is not here")
    sides = [(FLORES / f"flores-dev.{code}").read_text(encoding="utf-8").split("\n") for code in ("ar", "en")]
    pairs = list(zip(*sides, strict=True))
    assert len(pairs) >= 997
    assert not [(s, e) for s, e in pairs if repair_magnitude(s, e)[1]]
