"""From printed lines to text: reading order, columns, paragraphs."""

from __future__ import annotations

import random

import pytest

from translate.text.formats.bidi import is_leftward, reading_order
from translate.text.formats.pagelayout import PageLine, Sign, paragraphs


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("رصم", "مصر"),
        (".2025 ماع", "عام 2025."),
        ("،2026 ربوتكأو 2025 ربمفون نيب", "بين نوفمبر 2025 وأكتوبر 2026،"),
        ("%50 نم رثكأ", "أكثر من 50%"),
        ("24,940 عقاوب", "بواقع 24,940"),
        ("2:15 ةعاسلا", "الساعة 2:15"),
        ("GPT-4 جذومن", "نموذج GPT-4"),
        ("Scale AI ةكرش", "شركة Scale AI"),
        ("iPhone 15 ازيم", "ميزا iPhone 15"),
        ("ةكرش )Scale AI( نم", "من (Scale AI) شركة"),
        ("ةكرش (Scale AI) نم", "من (Scale AI) شركة"),
        ("»معن« :لاق", "قال: «نعم»"),
        (".ChatGPT", "ChatGPT."),
        (".%5.4", "5.4%."),
        ("OpenAI and Alibaba", "OpenAI and Alibaba"),
    ],
)
def test_what_a_page_shows_from_right_to_left_is_read_in_order(shown: str, read: str) -> None:
    assert reading_order(list(shown), leftward=True) == read


def test_arabic_words_in_an_english_line_are_read_in_order() -> None:
    shown = "He said ماع 25 رصم twice."
    assert reading_order(list(shown), leftward=False) == "He said مصر 25 عام twice."


def test_a_ligature_keeps_the_order_of_its_letters() -> None:
    assert reading_order(["م", "ا", "ل", "ك"], leftward=True) == "كلام"
    assert reading_order(["م", "لا", "س"], leftward=True) == "سلام"


def test_the_direction_of_a_page_is_that_of_most_letters() -> None:
    assert is_leftward(["خبر جديد عن OpenAI", "2025"])
    assert not is_leftward(["News of مصر", ""])
    assert not is_leftward([])


def signs(text: str, right: float, width: float = 5.0) -> list[Sign]:
    """The signs of an Arabic line that begins at `right`, in the order of reading."""
    return [(c, right - (i + 1) * width, right - i * width, 10.0) for i, c in enumerate(text)]


def line(text: str, right: float, bottom: float) -> PageLine:
    return PageLine.of(signs(text, right), bottom, leftward=True)


@pytest.mark.parametrize("way", ["reading", "page"])
def test_vowel_marks_stay_on_their_letters(way: str) -> None:
    text = "مُدَرِّس قديم"
    laid: list[Sign] = []
    place = 200.0
    for character in text:
        if "\u064b" <= character <= "\u0652":
            laid.append((character, place + 1.0, place + 1.0, 10.0))
        else:
            place -= 5.0
            laid.append((character, place, place + 5.0, 10.0))
    placed = laid if way == "reading" else laid[::-1]
    assert PageLine.of(placed, 0.0, leftward=True).text == text


def test_signs_that_stand_apart_are_two_words_without_a_space_in_the_file() -> None:
    placed = [*signs("خبر", 100.0), *signs("عاجل", 80.0)]
    assert PageLine.of(placed, 0.0, leftward=True).text == "خبر عاجل"


def test_letter_forms_of_old_fonts_become_letters() -> None:
    assert PageLine.of(signs("ﺳﻼﻡ", 100.0), 0.0, leftward=True).text == "سلام"


def test_two_columns_under_a_headline_are_read_one_after_the_other() -> None:
    page = [line("عنوان يمتد فوق العمودين كليهما هنا في الأعلى تماما", 500.0, 700.0)]
    for row in range(4):
        bottom = 660.0 - 12.0 * row
        page.append(
            line(
                f"اليمين سطر {row} من العمود الأول." if row == 3 else f"اليمين سطر {row} من العمود الأول",
                500.0,
                bottom,
            )
        )
        page.append(line(f"اليسار سطر {row} من العمود الثاني", 300.0, bottom))
    random.Random(0).shuffle(page)
    heading, first, second = paragraphs([page])
    assert heading.startswith("عنوان")
    assert [int(c) for c in first if c.isdigit()] == [0, 1, 2, 3]
    assert [int(c) for c in second if c.isdigit()] == [0, 1, 2, 3]
    assert "اليسار" not in first


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    page = [
        line("سطر طويل يملأ عرض الصفحة كله حتى النهاية", 500.0, 700.0),
        line("ونهاية الفقرة.", 500.0, 688.0),
        line("فقرة أخرى تملأ عرض الصفحة كله حتى النهاي", 500.0, 676.0),
        line("ونهايتها.", 500.0, 664.0),
    ]
    assert [text.split()[0] for text in paragraphs([page])] == ["سطر", "فقرة"]


def test_page_numbers_are_no_sentences() -> None:
    page = [line("نص الصفحة الأولى كله.", 500.0, 700.0), line("- 12 -", 300.0, 20.0)]
    assert list(paragraphs([page])) == ["نص الصفحة الأولى كله."]
    assert list(paragraphs([[line("أ", 500.0, 700.0)]])) == ["أ"]
