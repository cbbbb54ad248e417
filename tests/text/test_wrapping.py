"""Wrapped paragraphs are found, reported, and joined on request; other short lines are not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from translate.config.profile import InputSettings
from translate.records import Article, Document
from translate.text.article import read_articles
from translate.text.furniture import load_furniture
from translate.text.wrapping import wrapped_paragraphs

FIRST = (
    "أعلنت هيئة المياه أمس أن السدود امتلأت بنسبة ثمانين في المئة بعد أمطار الأسبوع الماضي التي عمت الجنوب كله "
    "وأن المزارعين سيحصلون على حصصهم كاملة حتى نهاية الصيف من دون أي قيود على الري أو على الشرب"
)
SECOND = (
    "وأوضحت الهيئة أن أعمال الصيانة في السد الكبير تنتهي قبل نهاية الشهر القادم بكلفة تبلغ أربعة ملايين دينار "
    "يدفع نصفها صندوق التنمية. ودعت السكان إلى توفير المياه وإلى الإبلاغ عن أي تسرب في الشوارع والحدائق"
)
VERSE = """\
ألا أيها الطير الذي بات شاديا على غصن بان في الرياض وحيدا
تذكرني أرضا تركت ربوعها وأهلا كراما في الديار شهودا
وكنا إذا ما الليل أرخى ستوره جلسنا نغني للنجوم نشيدا
فيا ليت شعري هل تعود زماننا ونلقى رفاقا في الطريق وفودا
"""
POEM = """\
على ضفة النهر غنى الفتى
وناحت على الغصن تلك الحمامة
فقلت لها والدجى مقبل
أتبكين مثلي زمانا مضى
وأين الأحبة والدار قفر
"""


def read(path: Path, *, unwrap: bool = False) -> Article:
    ((_, article),) = read_articles([Document("a", path)], load_furniture(), InputSettings(unwrap=unwrap))
    assert isinstance(article, Article), article
    return article


def wrapped(width: int, quote: str = "") -> str:
    paragraphs = ("\n".join(quote + line for line in textwrap.wrap(p, width)) for p in (FIRST, SECOND))
    return "رسالة\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize("width", [40, 60, 72, 100])
@pytest.mark.parametrize("quote", ["", "> "], ids=["plain", "quoted"])
def test_wrapped_text_is_reported_and_translated_line_by_line_unless_asked(
    tmp_path: Path, width: int, quote: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(wrapped(width, quote), encoding="utf-8")
    article = read(path)
    (note,) = article.notes
    assert "of 2 paragraphs, translated line by line; --unwrap" in note
    assert all(line.joined is None for line in article.lines)


@pytest.mark.parametrize("quote", ["", "> ", ">> "])
def test_unwrap_translates_each_paragraph_at_its_first_line_and_keeps_the_lines(
    tmp_path: Path, quote: str
) -> None:
    path = tmp_path / "a.txt"
    text = wrapped(60, quote)
    path.write_text(text, encoding="utf-8")
    article = read(path, unwrap=True)
    assert "\n".join(line.source for line in article.lines) == text
    assert [s.text for s in article.lines[2].sentences] == [FIRST]
    starts = [line.number for line in article.lines if line.sentences]
    assert starts[:2] == [1, 3]
    assert len(starts) == 3
    second = article.lines[starts[2] - 1]
    assert " ".join(s.text for s in second.sentences) == SECOND
    assert {line.joined for line in article.lines} == {None, 3, second.number}
    assert "joined" in article.notes[0]


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_paragraphs_that_are_lines_are_not_called_wrapped(seed: Path) -> None:
    assert not read(seed).notes


@pytest.mark.parametrize(
    "text",
    [
        POEM,
        VERSE,
        "\n".join(f"- بند رقم {n} من قائمة طويلة من الطلبات التي وصلت" for n in range(8)),
        "\n".join(f"{n}. بند من قائمة طويلة من الطلبات التي وصلت أمس" for n in range(1, 8)),
        "\n".join(f"وصل القطار رقم {n} إلى المحطة في موعده صباح اليوم." for n in range(8)),
        "عنوان\n\n" + FIRST + "\n\n" + SECOND,
        "رئيس البلدية\nسامر الحلبي\nمدير الحدائق\nليلى حداد\nشارع البحر",
    ],
    ids=["poem", "verse", "bullets", "numbers", "sentences", "paragraphs", "address"],
)
def test_lists_verse_and_sentences_of_a_line_are_not_joined(text: str) -> None:
    assert wrapped_paragraphs(text.split("\n")) == []
