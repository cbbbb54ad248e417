"""Test text from glyphs of a page: reading order, rows, columns, tables, paragraphs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from translate.text.formats.bidi import is_leftward, reading_order, with_brackets_right
from translate.text.formats.pagelayout import paragraphs
from translate.text.formats.pagelines import PageLine, columns_of
from translate.text.formats.pagerows import UNKNOWN, Sign


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
        ("Meta AIو OpenAI (ChatGPT) ةكرش", "شركة OpenAI (ChatGPT) وMeta AI"),
        ("(Nissan) Leaf ةرايس", "سيارة (Nissan) Leaf"),
        ("»معن« :لاق", "قال: «نعم»"),
        (".ChatGPT", "ChatGPT."),
        (".%5.4", "5.4%."),
        ("OpenAI and Alibaba", "OpenAI and Alibaba"),
        # Words drawn one by one: the mark is where it would be in left-to-right text.
        ("جربلا 508، بتكم", "مكتب 508، البرج"),
        ("لاق OpenAI، ةكرش", "شركة OpenAI، قال"),
        ("2010. ةنس", "سنة 2010."),
        ("3.5% ةبسنب", "بنسبة 3.5%"),
        ("لصتا +966 50 123 4567", "+966 50 123 4567 اتصل"),
        ("+966501234567 :فتاه", "هاتف: +966501234567"),
        ("4567 123 50 966+ :فتاه", "هاتف: +966 50 123 4567"),
        ("(2024-2023) نيماع", "عامين (2023-2024)"),
        ("(2023-2024) نيماع", "عامين (2023-2024)"),
        ("ةادأ 15 Pro", "15 Pro أداة"),
        ("7009100 5188286 ضايرلا", "الرياض 5188286 7009100"),
    ],
)
def test_right_to_left_text_of_a_page_is_read_in_order(shown: str, read: str) -> None:
    assert with_brackets_right([reading_order(list(shown), leftward=True)]) == [read]


def test_a_grouped_number_drawn_left_to_right_is_read_left_to_right() -> None:
    shown = list("123 456 789 فتاه")
    words = [0] * 4 + [4] * 4 + [8] * 4 + list(range(-1, -5, -1))
    assert reading_order(shown, leftward=True, order=words) == "هاتف 123 456 789"
    assert reading_order(shown, leftward=True) == "هاتف 789 456 123"


def test_words_that_a_program_lays_out_by_themselves_are_read_in_the_order_of_the_file() -> None:
    shown = list("Pro. 15 iPhone زاهج 555-0199، فتاه")
    starts = [i for i, c in enumerate(shown) if i == 0 or shown[i - 1] == " "]
    order = [1000 - 100 * max(s for s in starts if s <= i) + i for i in range(len(shown))]
    read = reading_order(shown, leftward=True, order=order, separate_words=True)
    assert read == "هاتف 555-0199، جهاز iPhone 15 Pro."
    assert "iPhone 15 Pro" not in reading_order(shown, leftward=True, order=order)


def test_a_bracket_that_closes_on_a_later_line_follows_the_lines_around_it() -> None:
    lines = ["قال: »نعم", "لا«، وذهب", "في )أمس( هنا"]
    assert with_brackets_right(lines) == ["قال: «نعم", "لا»، وذهب", "في (أمس) هنا"]
    assert with_brackets_right(["قال: «نعم", "في (أمس) هنا"]) == ["قال: «نعم", "في (أمس) هنا"]


def test_arabic_words_in_an_english_line_are_read_in_order() -> None:
    shown = "He said ماع 25 رصم twice."
    assert reading_order(list(shown), leftward=False) == "He said مصر 25 عام twice."


def test_a_ligature_keeps_the_order_of_its_letters() -> None:
    assert reading_order(["م", "ا", "ل", "ك"], leftward=True) == "كلام"
    assert reading_order(["م", "لا", "س"], leftward=True) == "سلام"


def test_the_direction_of_a_page_is_the_direction_of_most_letters() -> None:
    assert is_leftward(["خبر جديد عن OpenAI", "2025"])
    assert not is_leftward(["News of مصر", ""])
    assert not is_leftward([])


def signs(text: str, right: float, bottom: float = 700.0, size: float = 10.0) -> list[Sign]:
    """Return the glyphs of an Arabic line that begins at `right`, in reading order."""
    width = size / 2
    return [Sign(c, right - (i + 1) * width, right - i * width, bottom, size) for i, c in enumerate(text)]


def lines(placed: Sequence[Sign]) -> list[PageLine]:
    return [line for column in columns_of(placed) for line in column]


def printed(text: str, bottom: float) -> PageLine:
    return PageLine(text, left=100, right=500, bottom=bottom, size=10, leftward=True, first_word=40)


def read(*pages: Sequence[Sign]) -> list[str]:
    return list(paragraphs([columns_of(page) for page in pages]))


@pytest.mark.parametrize("way", ["reading", "page"])
def test_vowel_marks_stay_on_their_letters(way: str) -> None:
    text = "مُدَرِّس قديم"
    laid: list[Sign] = []
    place = 200.0
    for character in text:
        if "\u064b" <= character <= "\u0652":
            laid.append(Sign(character, place + 1.0, place + 1.0, 704.0, 10.0))
        else:
            place -= 5.0
            laid.append(Sign(character, place, place + 5.0, 700.0, 10.0))
    assert [line.text for line in lines(laid if way == "reading" else laid[::-1])] == [text]


@pytest.mark.parametrize("gap", [2.0, 6.0, 14.0])
def test_words_drawn_one_by_one_form_one_line_with_any_gaps(gap: float) -> None:
    placed: list[Sign] = []
    for row, words in enumerate((("وصل", "القطار", "متأخرا"), ("إلى", "المحطة", "القديمة", "أمس"))):
        right = 500.0
        for word in words:
            placed += signs(word, right, 700.0 - 15 * row)
            right -= 5.0 * len(word) + gap
    random.Random(1).shuffle(placed)
    assert [line.text for line in lines(placed)] == ["وصل القطار متأخرا", "إلى المحطة القديمة أمس"]


def test_presentation_forms_of_old_fonts_become_letters() -> None:
    assert [line.text for line in lines(signs("ﺳﻼﻡ", 100.0))] == ["سلام"]


def test_characters_printed_twice_for_bold_type_are_read_once() -> None:
    once = signs("خبر عاجل", 100.0)
    twice = [*once, *(s._replace(left=s.left + 0.3, right=s.right + 0.3) for s in once)]
    assert [line.text for line in lines(twice)] == ["خبر عاجل"]


@pytest.mark.parametrize("size", [6.0, 8.33])
def test_an_exponent_does_not_become_a_part_of_its_number(size: float) -> None:
    line = [Sign(c, 100.0 + 5 * i, 105.0 + 5 * i, 700.0, 10.0) for i, c in enumerate("about 10")]
    raised = [Sign(c, 140.0 + 3 * i, 143.0 + 3 * i, 704.0, size) for i, c in enumerate("16")]
    assert [line.text for line in lines([*line, *raised])] == ["about 10¹⁶"]


def test_dots_drawn_as_separate_glyphs_form_one_letter_with_their_stem() -> None:
    placed = [
        *signs("ال", 200.0),
        Sign(UNKNOWN, 185.0, 190.0, 700.0, 10.0),
        Sign("ن", 187.0, 187.0, 695.0, 10.0),
    ]
    assert [line.text for line in lines(placed)] == ["الن"]


def test_two_columns_under_a_headline_and_over_a_note_are_read_one_after_the_other() -> None:
    page = signs("عنوان يمتد فوق العمودين كليهما هنا في الأعلى تماما", 500.0, 700.0)
    for row in range(4):
        bottom = 660.0 - 12.0 * row
        end = "." if row == 3 else ""
        page += signs(f"اليمين سطر {row} من العمود الأول{end}", 500.0, bottom)
        page += signs(f"اليسار سطر {row} من العمود الثاني{end}", 300.0, bottom - 5.0)
    page += signs("حاشية تمتد تحت العمودين كليهما من أول السطر إلى آخره", 500.0, 600.0)
    heading, first, second, note = read(page)
    assert (heading.split()[0], note.split()[0]) == ("عنوان", "حاشية")
    assert [int(c) for c in first if c.isdigit()] == [0, 1, 2, 3]
    assert [int(c) for c in second if c.isdigit()] == [0, 1, 2, 3]
    assert "اليسار" not in first


def test_a_table_is_read_row_by_row_with_its_cells_apart() -> None:
    rows = [
        ("المدينة", "2010", "2020"),
        ("الرياض", "51", "70"),
        ("جدة", "34", "37"),
        ("مكة المكرمة", "15", "23"),
    ]
    page: list[Sign] = []
    for number, row in enumerate(rows):
        for cell, right in zip(row, (500.0, 350.0, 200.0), strict=True):
            page += signs(cell, right, 700.0 - 15 * number)
    read_rows = [line.text for line in lines([s for s in page if not s.text.isdigit()] + _rightward(page))]
    assert read_rows == ["\t".join(row) for row in rows]


def _rightward(page: Sequence[Sign]) -> list[Sign]:
    """Return the digits in visual order."""
    digits = [sign for sign in page if sign.text.isdigit()]
    turned: list[Sign] = []
    for place in sorted({(s.baseline, s.left // 100) for s in digits}):
        cell = [s for s in digits if (s.baseline, s.left // 100) == place]
        turned += [s._replace(text=other.text) for s, other in zip(cell, reversed(cell), strict=True)]
    return turned


def test_the_gaps_of_justified_lines_are_not_columns() -> None:
    page: list[Sign] = []
    for row, words in enumerate(
        ("وصل القطار متأخرا أمس", "قال الوزير إنه آسف", "بدأ العمل في الليل", "عاد الناس إلى دورهم")
    ):
        right = 500.0
        for word in words.split():
            page += signs(word, right, 700.0 - 15 * row)
            right -= 5.0 * len(word) + 10.0 + row
    assert " ".join(read(page)).split()[:8] == [
        "وصل",
        "القطار",
        "متأخرا",
        "أمس",
        "قال",
        "الوزير",
        "إنه",
        "آسف",
    ]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    page = [
        *signs("سطر طويل يملأ عرض الصفحة كله حتى النهاية", 500.0, 700.0),
        *signs("ونهاية الفقرة.", 500.0, 688.0),
        *signs("فقرة أخرى تملأ عرض الصفحة كله حتى النهاي", 500.0, 676.0),
        *signs("ونهايتها.", 500.0, 664.0),
    ]
    assert [text.split()[0] for text in read(page)] == ["سطر", "فقرة"]


@pytest.mark.parametrize(
    "number", ["- 12 -", "Page 1 of 21", "صفحة 3 من 21", "3/21", "ص 4", "https://a.example/b\t1/2"]
)
def test_page_numbers_are_removed(number: str) -> None:
    page = [[*lines(signs("نص الصفحة الأولى كله.", 500.0)), printed(number, 20.0)]]
    assert list(paragraphs([page])) == ["نص الصفحة الأولى كله."]


def test_a_line_that_only_looks_like_a_page_number_is_kept() -> None:
    assert read(signs("أ", 500.0)) == ["أ"]
    page = [*signs("صفحة 3 من الكتاب القديم", 500.0, 700.0), *signs("نص الصفحة كله.", 500.0, 600.0)]
    assert read(page)[0] == "صفحة 3 من الكتاب القديم"


def test_a_running_head_is_read_once_and_splits_no_paragraph() -> None:
    body = [f"سطر طويل يملأ عرض الصفحة كله حتى {end}" for end in ("نصف", "ربع", "ثلث", "خمس", "سدس", "عشر")]
    pages = [
        [
            *signs("مجلة المدينة", 500.0, 780.0),
            *signs(body[2 * i], 500.0, 700.0),
            *signs(body[2 * i + 1], 500.0, 688.0),
        ]
        for i in range(3)
    ]
    assert read(*pages) == ["مجلة المدينة", " ".join(body)]
    assert " ".join(read(*pages[:2])).count("مجلة المدينة") == 2


def test_a_number_broken_after_its_hyphen_is_joined_again() -> None:
    page = [[printed(t, b) for t, b in (("هاتف 555-", 700.0), ("0199 أو غيره", 688.0))]]
    assert list(paragraphs([page])) == ["هاتف 555-0199 أو غيره"]
