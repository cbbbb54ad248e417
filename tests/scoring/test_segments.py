from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest

from tests.scoring.fixtures import paired, write_texts
from translate.errors import ReferencesError, RunFolderError
from translate.scoring.matching import match_run
from translate.scoring.segments import ArticleSegments


def pair(hypothesis: str, reference: str) -> ArticleSegments:
    with TemporaryDirectory() as folder:
        texts = write_texts(Path(folder, "texts"), {"a": hypothesis})
        references = write_texts(Path(folder, "references"), {"a": reference})
        return paired(texts, references).articles[0]


def refusal(hypothesis: str, reference: str) -> str:
    with pytest.raises(ReferencesError) as caught:
        pair(hypothesis, reference)
    return str(caught.value)


def test_a_blank_reference_line_is_dropped_and_counted_and_the_rest_keep_their_numbers() -> None:
    article = pair("One.\nx\n\nTwo.", "One.\n \n\nTwo.")

    assert article.lines == (1, 4)
    assert article.hypotheses == article.references == ("One.", "Two.")
    assert article.dropped == 2


def test_an_output_missing_where_the_reference_has_text_is_scored_as_empty() -> None:
    article = pair("One.\n\nThree.", "One.\nTwo.\nThree.")

    assert article.hypotheses == ("One.", "", "Three.")
    assert article.empty == 1


def test_a_line_separator_inside_a_line_does_not_shift_the_lines_after_it() -> None:
    article = pair("One\u2028half.\x0c\x85\nTwo.", "One half.\nTwo.")

    assert article.lines == (1, 2)
    assert article.hypotheses[1] == "Two."


def test_windows_line_endings_are_no_part_of_the_text() -> None:
    assert pair("One.\r\nTwo.\r\n", "One.\nTwo.\n").hypotheses == ("One.", "Two.")


def test_unequal_line_counts_are_refused_with_both_files_and_both_counts() -> None:
    message = refusal("One.\nTwo.\nThree.", "One.\nTwo.")

    assert "texts/a.en.txt has 3 lines" in message
    assert "references/a.en.txt has 2" in message
    assert re.search(r"Line 3 of .*texts/a.en.txt has no counterpart", message)


def test_a_line_lost_in_the_middle_is_located() -> None:
    message = refusal("One.\n\nTwo.\nThree.", "One.\nTwo.\nThree.")

    assert re.search(r"Line 2 of .*texts/a.en.txt has no counterpart", message)


@pytest.mark.parametrize(
    ("hypothesis", "reference"),
    [
        ("One.\n", "One."),
        ("One.", "One.\n"),
        ("One.\n\n \n", "One."),
        ("One.", "One.\n\n\n"),
        ("One.\r\n", "One."),
    ],
)
def test_blank_lines_at_the_end_do_not_change_a_score(hypothesis: str, reference: str) -> None:
    assert pair(hypothesis, reference).hypotheses == ("One.",)


@pytest.mark.parametrize("hypothesis", ["One.", "One.\n"])
def test_a_missing_last_line_is_not_called_an_extra_blank_line(hypothesis: str) -> None:
    assert "Line 2 of" in refusal(hypothesis, "One.\nTwo.\n")


def test_a_run_is_scored_on_common_articles_and_the_others_are_named(tmp_path: Path) -> None:
    run = write_texts(tmp_path / "run", {"b": "B.", "news/a": "A.", "only-here": "X.", "blank": ""})
    references = write_texts(tmp_path / "refs", {"news/a": "A.", "b": "B.", "only-there": "Y.", "blank": ""})

    found = paired(run, references)

    assert [article.id for article in found.articles] == ["b", "news/a"]
    assert found.without_reference == ("only-here",)
    assert found.without_translation == ("only-there",)
    assert found.blank_references == ("blank",)


@pytest.mark.parametrize(("of_run", "of_reference"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_reference_that_was_copied_from_a_mac_is_found(
    tmp_path: Path, of_run: Literal["NFC", "NFD"], of_reference: Literal["NFC", "NFD"]
) -> None:
    name = "أخبار/إعلان"
    run = write_texts(tmp_path / "run", {unicodedata.normalize(of_run, name): "A."})
    references = write_texts(tmp_path / "refs", {unicodedata.normalize(of_reference, name): "A."})

    found = paired(run, references)

    assert [article.id for article in found.articles] == [unicodedata.normalize("NFC", name)]


def test_no_article_in_common_lists_the_ids_of_both_sides(tmp_path: Path) -> None:
    run = write_texts(tmp_path / "run", {f"a{n:02}": "A." for n in range(12)})
    references = write_texts(tmp_path / "refs", {"other": "A."})

    with pytest.raises(ReferencesError, match=r"References: other\..*a00, a01, .*a09 and 2 more") as caught:
        paired(run, references)

    assert "<id>.en.txt" in str(caught.value)


def test_blank_references_do_not_score_100(tmp_path: Path) -> None:
    run, references = (
        write_texts(tmp_path / "run", {"a": "A.\n"}),
        write_texts(tmp_path / "refs", {"a": "\n"}),
    )

    with pytest.raises(ReferencesError, match="blank"):
        paired(run, references)


def test_a_folder_that_is_no_run_is_refused_as_such(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run"):
        match_run(tmp_path, write_texts(tmp_path, {"a": "A."}))


def test_a_missing_folder_of_references_is_named(tmp_path: Path) -> None:
    run = write_texts(tmp_path / "run", {"a": "A."})

    with pytest.raises(ReferencesError, match="nowhere"):
        paired(run, tmp_path / "nowhere")


def test_a_reference_that_is_not_utf_8_is_named_with_line_and_byte(tmp_path: Path) -> None:
    run, references = (
        write_texts(tmp_path / "run", {"a": "A.\nB."}),
        write_texts(tmp_path / "refs", {"a": ""}),
    )
    (references / "a.en.txt").write_bytes(b"\xef\xbb\xbfA.\nB\xe9.")

    with pytest.raises(ReferencesError, match=r"a\.en\.txt is not UTF-8: byte 7 \(0xe9\), in line 2"):
        paired(run, references)


def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path: Path) -> None:
    run, references = (
        write_texts(tmp_path / "run", {"a": "A."}),
        write_texts(tmp_path / "refs", {"a": "\ufeffA."}),
    )

    assert paired(run, references).articles[0].references == ("A.",)
