"""Test reading a file into an article whose sentences fit the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from translate.config.profile import InputSettings
from translate.errors import EmptyArticle, NotArabic, SourceNotSeen
from translate.records import Article, Cut, Document
from translate.text.article import fit_article, read_article, read_articles
from translate.text.cleaning import clean
from translate.text.furniture import load_furniture

# Counted by a person. sentencex alone finds 27, 16, 14, 33 and 18, with furniture, and joins the two sentences of the
# quotation in line 13 of the first.
SENTENCES_OF_THE_SEEDS = {
    "000_c092617c02053add": 28,
    "001_b016bf4549f9c029": 16,
    "002_21e234e622f5a1ea": 14,
    "003_b66f9316d09d4fc8": 25,
    "004_2f402499fab63223": 14,
}


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) + 1 for text in texts]


def _article(tmp_path: Path, text: str) -> Article:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    return read_article(Document(id="a", path=path), load_furniture())


def _seed(name: str) -> Article:
    return read_article(Document(id=name, path=SEEDS / f"{name}.txt"), load_furniture())


@pytest.mark.parametrize("name", SENTENCES_OF_THE_SEEDS)
def test_the_seeds_have_as_many_sentences_as_a_person_counted(name: str) -> None:
    assert len(_seed(name).sentences) == SENTENCES_OF_THE_SEEDS[name]


@pytest.mark.parametrize("name", SENTENCES_OF_THE_SEEDS)
@pytest.mark.parametrize("limit", [None, 6, 20])
def test_the_sentences_of_a_seed_contain_all_its_letters(name: str, limit: int | None) -> None:
    article = _seed(name)
    if limit is not None:
        article = fit_article(article, _words, limit)
        assert max(_words([s.text for s in article.sentences])) <= limit
    raw = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    assert [line.source for line in article.lines] == raw
    assert [line.number for line in article.lines] == list(range(1, len(raw) + 1))
    for line in article.lines:
        expected = "" if line.furniture else "".join(clean(line.source).split())
        assert "".join("".join(s.text for s in line.sentences).split()) == expected


def test_a_blank_line_and_a_missing_last_newline_keep_their_line_numbers(tmp_path: Path) -> None:
    article = _article(tmp_path, "عنوان\n\nفقرة أولى.\u2028فقرة ثانية.\n\n")
    assert [len(line.sentences) for line in article.lines] == [1, 0, 2, 0, 0]


def test_a_windows_line_ending_is_kept_in_the_source_and_not_in_the_sentence(tmp_path: Path) -> None:
    article = _article(tmp_path, "عنوان\r\nفقرة.\r\n")
    assert [line.source for line in article.lines] == ["عنوان\r", "فقرة.\r", ""]
    assert [s.text for s in article.sentences] == ["عنوان", "فقرة."]


def test_an_article_in_english_is_skipped_with_its_language_unless_any_is_wanted(tmp_path: Path) -> None:
    text = "The minister said that the work would begin next week. نعم\n"
    with pytest.raises(NotArabic, match=r"a\.txt: English, not Arabic \(use --any-language to translate it"):
        _article(tmp_path, text)
    documents = [Document(id="a", path=tmp_path / "a.txt")]
    ((_, article),) = read_articles(documents, load_furniture(), InputSettings(any_language=True))
    assert isinstance(article, Article)
    assert len(article.sentences) == 2


@pytest.mark.parametrize("text", ["😀 🎉 🚀", "2024 - 12:30", "... !!! ؟؟"])
def test_an_article_without_a_letter_is_empty_whatever_the_language(tmp_path: Path, text: str) -> None:
    with pytest.raises(EmptyArticle, match="no letters to translate"):
        _article(tmp_path, text)


def test_an_arabic_article_full_of_english_names_is_not_skipped(tmp_path: Path) -> None:
    assert _article(tmp_path, "استخدم Azure CLI مع Docker Compose ثم شغل الأمر").sentences


def test_english_furniture_does_not_make_an_article_english(tmp_path: Path) -> None:
    text = "خبر قصير هنا\n" + "Leave a Reply\nSubscribe to our newsletter\nAll rights reserved\n" * 3
    assert len(_article(tmp_path, text).sentences) == 1


def test_a_page_of_only_furniture_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyArticle, match="only 2 lines of web page boilerplate"):
        _article(tmp_path, "اترك تعليقاً\n\nزر الذهاب إلى الأعلى")


def test_every_split_is_recorded_and_survives_a_smaller_limit(tmp_path: Path) -> None:
    article = _article(
        tmp_path, "جاء الرجل ومعه الكتاب، ثم ذهب إلى البيت؛ وقال كلاما كثيرا جدا جدا.\nسطر آخر."
    )
    wide = fit_article(article, _words, 10)
    assert [s.cut for s in wide.sentences] == [Cut.CLAUSE, None, None]
    narrow = fit_article(wide, _words, 4)
    assert narrow.sentences[-2].cut is None
    assert sum(s.cut is None for s in narrow.sentences) == 2
    assert len(narrow.lines) == 2


def test_an_unseen_source_names_the_file_and_the_line(tmp_path: Path) -> None:
    article = _article(tmp_path, "\nنص")
    with pytest.raises(SourceNotSeen, match=r"a\.txt, line 2: 'ن' alone"):
        fit_article(article, lambda texts: [100 for _ in texts], 10)


def test_entities_and_breaks_of_an_export_are_removed(tmp_path: Path) -> None:
    article = _article(
        tmp_path, "وقّع &quot;الاتفاق&quot; بنسبة &#1637;&#1642;.\\nثم سافر&nbsp;الوفد.\\r\\n\\r\\nوعاد أمس.\n"
    )
    assert [s.text for s in article.sentences] == ['وقّع "الاتفاق" بنسبة ٥٪.', "ثم سافر الوفد.", "وعاد أمس."]
    assert len(article.lines) == 2
    assert article.lines[0].source.startswith("وقّع &quot;")


def test_a_path_with_a_backslash_is_not_changed(tmp_path: Path) -> None:
    assert (
        _article(tmp_path, "احفظ الملف في C:\\new\\notes ثم أغلقه").sentences[0].text.count("C:\\new\\notes")
        == 1
    )


def test_repairs_are_recorded_and_the_line_is_kept_as_written(tmp_path: Path) -> None:
    written = "ةديدج ةلحر يف ةرئاطلا ترداغ."
    article = _article(tmp_path, written)
    assert article.metadata["mended"] == "visual order (1 line)"
    assert article.lines[0].source == written
    assert article.sentences[0].text == ".غادرت الطائرة في رحلة جديدة"


def test_lines_of_only_figures_times_or_latin_are_copied_without_a_model(tmp_path: Path) -> None:
    lines = [
        "00:01:07,500 --> 00:01:09,000",
        "٢٣/٨/٢٠١٩",
        "٧٫٢٥٪",
        "4\t15\t٩",
        "+962 6 555 0101",
        "BX-77",
        "https://a.example/?q=1",
        "* * *",
        "👏👏",
        "٧، ٨؟",
    ]
    article = _article(tmp_path, "\n".join(["مواعيد القطارات في العاصمة.", *lines, ""]))
    assert [line.copied for line in article.lines[1:-1]] == [
        "00:01:07,500 --> 00:01:09,000",
        "23/8/2019",
        "7.25%",
        "4\t15\t9",
        "+962 6 555 0101",
        "BX-77",
        "https://a.example/?q=1",
        "* * *",
        "👏👏",
        "7, 8?",
    ]
    assert [s.text for s in article.sentences] == ["مواعيد القطارات في العاصمة."]


def test_a_line_with_one_arabic_word_still_goes_to_the_model(tmp_path: Path) -> None:
    article = _article(tmp_path, "عنوان الخبر هنا\n2019 م\n")
    assert article.lines[1].copied is None
    assert [s.text for s in article.lines[1].sentences] == ["2019 م"]
