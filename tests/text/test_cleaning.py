"""Test the text that the model sees of a line, and how lines are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.text.cleaning import arabic_share, clean, comparable

ARABIC = st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.characters(
    min_codepoint=0xFB50, max_codepoint=0xFEFF
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("كتـــاب", "كتاب"),
        ("\u202bنص\u202c\u200f", "نص"),
        ("\ufeffمي\u200cخواهم", "ميخواهم"),
        ("ﻛﺘﺎﺏ ﻻ", "كتاب لا"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("كتابﹰا", "كتابًا"),
        ("ا\u0653", "آ"),
        ("5 km²", "5 km²"),
        ("أ\tب\u00a0ج\x0b\x00د\r", "أ ب ج د"),
        ("أ\u2028ب", "أ ب"),
    ],
)
def test_the_model_sees_plain_letters(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("عمّان ـ الأناضول: أعلن", "عمّان - الأناضول: أعلن"),
        ("بين 1975ـ1991", "بين 1975-1991"),
        ("القانون رقم 7ـ2019", "القانون رقم 7-2019"),
        ("من ٩ـ١٧", "من ٩-١٧"),
        ("الدوحةـالجزيرة", "الدوحة-الجزيرة"),
        ("سنة 1446هـ", "سنة 1446هـ"),
        ("سلّمه لـ«الأهرام»", "سلّمه لـ«الأهرام»"),
        ("مجموعة الـ77", "مجموعة الـ77"),
        ("من 4ـ 9 أشهر أو 2 ـ3 أعوام", "من 4-9 أشهر أو 2-3 أعوام"),
        ("من 4 ـ 9 أشهر", "من 4 - 9 أشهر"),
        ("جمـــيل", "جميل"),
        ("جـمـَـيل", "جمَيل"),
    ],
)
def test_a_tatweel_that_is_a_dash_or_ends_a_word_is_not_lost(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("سافر\u200bالفريق\u200bأمس", "سافر الفريق أمس"),
        ("بين 30\u200b40 طالبا", "بين 30 40 طالبا"),
        ("30\u00ad40", "30 40"),
        ("30\u206040 و30\ufeff40 و30\u200e40", "30 40 و30 40 و30 40"),
        ("سافر\u200cالفريق إلى\u200cدمشق", "سافر الفريق إلى دمشق"),
        ("الصحيفة\ufeffاليومية", "الصحيفة اليومية"),
        ("الرئيس\u200fقال والمدير\u061cزار وسافر\u00adالفريق", "الرئيس قال والمدير زار وسافر الفريق"),
        ("كتاب\u200cهم", "كتابهم"),
        ("مد\u00adينة ومد\u200dينة ومد\u2060ينة ومد\ufeffينة", "مدينة ومدينة ومدينة ومدينة"),
        ("\u200fقال\u200f (45\u200e)", "قال (45)"),
    ],
)
def test_removing_invisible_characters_joins_no_words_and_no_figures(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_the_model_sees_vowel_marks_and_arabic_digits_as_written() -> None:
    assert clean("مُدرّس ١٢٫٥٪") == "مُدرّس ١٢٫٥٪"


@given(st.text(ARABIC | st.characters()))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == " ".join(once.split())
    compared = comparable(text)
    assert comparable(compared) == compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُدَرِّسٌ", "مدرس"),
        ("١٬٢٣٤٫٥٪", "1,234.5%"),
        ("۳،۵", "3,5"),
        ("OpenAI", "openai"),
        ("كتاب ً آخر", "كتاب آخر"),
    ],
)
def test_different_spellings_compare_as_equal(one: str, other: str) -> None:
    assert comparable(one).casefold() == comparable(other).casefold()


def test_the_arabic_comma_between_words_is_kept() -> None:
    assert comparable("نعم، لا") == "نعم، لا"


@pytest.mark.parametrize(
    ("text", "share"), [("نص", 1.0), ("text", 0.0), ("نص ab", 0.5), ("123 !", 0.0), ("", 0.0), ("ﻧﺺ", 1.0)]
)
def test_the_share_of_arabic_counts_only_letters(text: str, share: float) -> None:
    assert arabic_share(text) == share
