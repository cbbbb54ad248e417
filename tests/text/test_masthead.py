"""Lines above an article of a news site are furniture; headlines of articles are not."""

from __future__ import annotations

import pytest

from translate.text.furniture import load_furniture

PARAGRAPH = (
    "افتتحت البلدية صباح الاثنين مكتبة عامة تضم قاعات للأطفال ومساحات واسعة للقراءة، بعد أعمال استمرت عاما ونصف العام "
    "بتمويل من أهالي الحي الذين جمعوا الكتب من بيوتهم."
)
FURNITURE = load_furniture()


def found(*lines: str) -> dict[int, str]:
    """Return the furniture of a page with these lines and a paragraph."""
    return FURNITURE.find([*lines, "", PARAGRAPH])


def test_site_name_section_repeated_headline_credit_and_byline_of_a_copied_page_are_left_out() -> None:
    page = (
        "صوت الجبل",
        "ثقافة",
        "مكتبة متنقلة تصل إلى القرى البعيدة",
        "مكتبة متنقلة تصل إلى القرى البعيدة",
        "صورة: أرشيف",
        "صوت الجبل - هالة سليم",
        "الأحد 2 نوفمبر 2025 - 08:00",
    )
    names = ["site-name", "section-label", "repeated-headline", "photo-credit", "byline", "date"]
    assert list(found(*page).values()) == names
    assert 2 not in found(*page)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "حرب المناخ",
            "سياسة",
            "خمسة أسئلة عن مؤتمر الأطراف",
        ),  # no byline, so the first line may be the headline
        ("صوت الجبل", "صوت الجبل - هالة سليم"),  # nothing would be left for the headline
        ("المغرب", "المغرب - مصر 2-1 في مباراة الافتتاح"),
        ("نعم", "نعم"),
        ("صورة البلاد في الصحافة الأجنبية",),
        ("تقرير: نصف السكان يفضلون المشي إلى العمل كل يوم.",),
        ("الصفحة الأخيرة من الكتاب",),
    ],
)
def test_headlines_that_look_like_the_head_of_a_page_are_kept(lines: tuple[str, ...]) -> None:
    assert found(*lines) == {}


@pytest.mark.parametrize("line", ["صفحة 3 من 21", "Page 1 of 21", "- 12 -"])
def test_page_numbers_within_copied_text_are_furniture(line: str) -> None:
    assert FURNITURE.find([PARAGRAPH, line, PARAGRAPH]) == {1: "page-number"}


def test_a_line_that_is_repeated_below_the_first_paragraph_is_kept() -> None:
    refrain = "عد إلى البحر يا صديقي القديم"
    assert FURNITURE.find([PARAGRAPH, refrain, PARAGRAPH, refrain]) == {}


def test_a_document_that_was_not_copied_from_a_page_keeps_its_cover() -> None:
    assert FURNITURE.find(["حدائق المدن في الشرق", "حدائق المدن في الشرق", PARAGRAPH], document=True) == {}
