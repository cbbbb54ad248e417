"""In table rows and lines with hashtags, Arabic parts are translated and other parts are copied in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.translating import run_through
from translate.checks.registry import check_pair
from translate.records import Line, Output, Sentence, TranslatedLine, TranslatedSentence
from translate.text.layout import copied_parts
from translate.text.tables import table_rows

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
    """Return the English lines of an article after reading, splitting, and storing it."""
    return [line.translation for line in run_through(folder / "a.txt", text, WORDS).lines]


def test_the_cells_of_a_table_stay_separate_and_its_figures_in_their_columns(tmp_path: Path) -> None:
    text = "المدينة\t2010\t٢٠٢٠\nالرياض\t\t7009100\n\tمكة المكرمة\t-\t2385509\t"
    assert english(tmp_path, text) == ["City\t2010\t2020", "Riyadh\t\t7009100", "\tMecca\t-\t2385509\t"]


def test_a_tab_within_running_text_is_a_space() -> None:
    assert table_rows(["قال الوزير\tإن العمل بدأ أمس", "وأضاف أن المدينة جميلة"]) == set()
    assert table_rows(["الاسم\tالمدينة", "سمير\tالرياض"]) == {0, 1}


COLUMNS = """\
المدينة        2010      ٢٠٢٠
الرياض      5188286   7009100
مكة المكرمة  1534731   2385509
المغرب                    12
               7         8
"""


def test_columns_that_are_parted_by_blanks_stay_apart(tmp_path: Path) -> None:
    assert english(tmp_path, COLUMNS)[:-1] == [
        "City        2010      2020",
        "Riyadh      5188286   7009100",
        "Mecca  1534731   2385509",
        "Morocco                    12",
        "7         8",
    ]


def test_a_table_drawn_with_bars_keeps_its_bars_and_rules(tmp_path: Path) -> None:
    text = "+--------+----+\n| المدينة | 2010 |\n+--------+----+\n| الرياض | ٧ |\n| المغرب | 8 |\nالمدينة | 2010\n"
    assert english(tmp_path, text)[:-1] == [
        "+--------+----+",
        "| City | 2010 |",
        "+--------+----+",
        "| Riyadh | 7 |",
        "| Morocco | 8 |",
        "City | 2010",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير  إن العمل بدأ أمس\nوأضاف  أن المدينة جميلة جدا",  # a blank too many
        "وصل القطار   متأخرا إلى المحطة القديمة في المدينة\nثم غادر   المحطة بعد ساعة من الوقت",
        "انتهى العمل.   وبدأت الراحة بعد يوم طويل في المصنع\nوصل القطار.   وغادر المدير المحطة بعد ساعة",
        "المدينة        2010",  # one line is no table
        "عاجل | وصل القطار\nقال المدير إن القطار وصل",
        "---\nوصل القطار",
    ],
)
def test_blanks_and_bars_in_running_text_part_nothing(text: str) -> None:
    assert table_rows(text.split("\n")) == set()


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
        ("RT @sami_k: وصل القطار #المغرب", "RT @sami_k: The train arrived #Morocco"),
        ("#كأس_العالم", "#World_Cup"),
        ("#مجهول وصل القطار", "?"),  # a word of the sentence, so the model sees it
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


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "line",
    [
        "-" * 200_000 + "x",
        " " * 200_000 + "س | ع",
        "س | " * 50_000,
        "س  " * 50_000,
        "س" + "." * 200_000 + "  ع",
    ],
)
def test_a_giant_line_beside_a_table_takes_no_hours(line: str) -> None:
    assert isinstance(table_rows([line, "المدينة | 7", "بيروت | 8", line]), set)
    copied_parts(line, is_row=True)
