"""Zeros that a model lost or added are corrected; nothing else about a number is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.checks.repair import repair_magnitude, repair_punctuation
from translate.records import Change

FLORES = Path(__file__).parents[3] / "shared" / "benchmarks" / "flores-dev"


@pytest.mark.parametrize(
    ("source", "text", "repaired", "change"),
    [
        ("مع وجود 3000 وظيفة شاغرة.", "with 30,000 vacancies.", "with 3,000 vacancies.", ("30,000", "3,000")),
        ("٣٠٠٠ شخص", "30000 people", "3000 people", ("30000", "3000")),
        ("١٬٥٠٠ شخص", "15,000 people", "1,500 people", ("15,000", "1,500")),
        ("100000 نموذج من 100", "1000000 of 100 models", "100000 of 100 models", ("1000000", "100000")),
        ("ارتفع 5.4% في 2010", "rose 54% in 2010", "rose 5.4% in 2010", ("54", "5.4")),
        ("بنسبة 10%", "by 1%.", "by 10%.", ("1", "10")),
        ("من 20 إلى 200", "from 2 to 2000", "from 2 to 200", ("2000", "200")),
        ("في عام 2010", "in 20,100", "in 2010", ("20,100", "2010")),
    ],
)
def test_a_number_of_the_wrong_magnitude_does_not_reach_the_reader(
    source: str, text: str, repaired: str, change: tuple[str, str]
) -> None:
    assert repair_magnitude(source, text) == (repaired, (Change("number", *change),))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("نحو 3000 شخص", "about 3 thousand people"),
        ("نحو 3000 شخص", "about 30 thousand people"),  # 3,000 thousand would be wrong too
        ("من 20 إلى 2000", "up to 200"),  # it is ambiguous which number is meant
        ("نحو 3000 شخص", "30,000 people, 30,000 of them men"),
        ("نحو 3000 شخص", "about 4,000 people"),
        ("طراز A30", "model A300"),
        ("الساعة 2:15", "at 215"),
        (
            "1,5 مليون",
            "15 million",
        ),  # a decimal comma: the English notation is not certain
        ("لا أرقام", "no figures"),
        ("1500 متر", "1.5 km"),
        ("5000 متر", "5 km"),
        ("ربح 50 سنتا", "earned $0.50"),
        ("100 سم", "1 metre"),
        ("15 ملم", "1.5 cm"),
        ("25%", "0.25"),
        ("3000000 دولار", "3 mln dollars"),
        ("تظاهر 10.000 شخص", "1,000 people"),  # ten thousand or ten: ambiguous
        ("سجل 10 أهداف في الدوري الفرنسي", "scored many goals in Ligue 1."),
    ],
)
def test_a_number_that_may_be_right_or_is_wrong_in_another_way_is_not_changed(source: str, text: str) -> None:
    assert repair_magnitude(source, text) == (text, ())


def test_no_human_translation_is_changed() -> None:
    if not FLORES.is_dir():
        pytest.skip("FLORES dev is not here")
    sides = [(FLORES / f"flores-dev.{code}").read_text(encoding="utf-8").split("\n") for code in ("ar", "en")]
    pairs = list(zip(*sides, strict=True))
    assert len(pairs) >= 997
    assert not [(s, e) for s, e in pairs if repair_magnitude(s, e)[1]]


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("from 1975ـ1991.", "from 1975-1991."),
        ("Amman ـ Anadolu", "Amman - Anadolu"),
        ("Ahـmad", "Ahmad"),
        ("the word ـmad", "the word mad"),
    ],
)
def test_removing_a_tatweel_joins_no_figures(written: str, repaired: str) -> None:
    assert repair_punctuation(written)[0] == repaired
