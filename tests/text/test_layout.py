"""Rows of tables and lines with hashtags: what is copied stays in its place, what is Arabic is translated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.translating import run_through
from translate.checks.registry import check_pair
from translate.records import Line, Output, Sentence, TranslatedLine, TranslatedSentence
from translate.text.layout import copied_parts, table_rows

WORDS = {
    "المدينة": "City",
    "الرياض": "Riyadh",
    "مكة المكرمة": "Mecca",
    "كأس العالم": "World Cup",
    "المغرب": "Morocco",
    "عاجل": "Urgent",
    "وصل القطار": "The train arrived",
    "فاز الفريق اليوم 🎉": "The team won today 🎉",
}


def english(folder: Path, text: str) -> list[str]:
    """The English lines of an article, read, cut to fit and read back from the run's file."""
    return [line.translation for line in run_through(folder / "a.txt", text, WORDS).lines]


def test_the_cells_of_a_table_stay_separate_and_its_figures_in_their_columns(tmp_path: Path) -> None:
    text = "المدينة\t2010\t٢٠٢٠\nالرياض\t\t7009100\n\tمكة المكرمة\t-\t2385509\t"
    assert english(tmp_path, text) == ["City\t2010\t2020", "Riyadh\t\t7009100", "\tMecca\t-\t2385509\t"]


def test_a_tab_within_running_text_is_a_space() -> None:
    assert table_rows(["قال الوزير\tإن العمل بدأ أمس", "وأضاف أن المدينة جميلة"]) == set()
    assert table_rows(["الاسم\tالمدينة", "سمير\tالرياض"]) == {0, 1}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "فاز الفريق اليوم 🎉 #كأس_العالم #المغرب @FIFAcom",
            "The team won today 🎉 #World_Cup #Morocco @FIFAcom",
        ),
        ("#عاجل وصل القطار #المغرب.", "#Urgent The train arrived #Morocco."),
        ("#عاجل: وصل القطار", "#Urgent: The train arrived"),
        ("@sami @lina وصل القطار https://a.example/b", "@sami @lina The train arrived https://a.example/b"),
        ("#كأس_العالم", "#World_Cup"),
        ("#مجهول وصل القطار", "?"),  # a word of the sentence, which the model sees
    ],
)
def test_hashtags_handles_and_links_around_a_sentence_are_all_there_and_still_tags(
    tmp_path: Path, line: str, read: str
) -> None:
    assert english(tmp_path, line) == [read]


@pytest.mark.parametrize(
    "line", ["القمة تعقد في #الرياض", "#كورونا ينتشر في المدينة", "تعلم لغة C# اليوم", "الرقم #5"]
)
def test_a_hashtag_inside_a_sentence_is_kept_in_it(line: str) -> None:
    assert copied_parts(line, is_row=False) is None


def test_the_arabic_hashtag_is_kept_if_its_translation_is_not_a_hashtag() -> None:
    sentence = Sentence("كأس العالم", written="#كأس_العالم", joint="#", tag=True)
    for output in ("", "...", "the cup of all the world of football that everybody wants"):
        one = TranslatedSentence(sentence, Output(output, 1, 1, finished=True))
        assert (
            TranslatedLine(Line(1, "#كأس_العالم", sentences=(sentence,)), (one,)).translation == "#كأس_العالم"
        )


def test_a_hashtag_that_is_kept_raises_no_flag_for_a_lost_link() -> None:
    laid_out = copied_parts("#كأس_العالم", is_row=False)
    assert laid_out is not None
    (sentence,) = laid_out.sentences
    assert [flag.name for flag in check_pair(sentence.source, "World Cup") if flag.name == "link lost"] == []
    assert "link lost" in [flag.name for flag in check_pair("اقرأ عن #كأس_العالم", "Read about it")]
