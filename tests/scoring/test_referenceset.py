from __future__ import annotations

from pathlib import Path

import pytest

from tests.scoring.fixtures import write_texts
from translate.errors import ReferencesError
from translate.scoring.referenceset import PlainFiles, references_from_files, references_from_folders


def plain_file(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def test_a_plain_test_set_is_resampled_by_line(tmp_path: Path) -> None:
    found = references_from_files(PlainFiles((plain_file(tmp_path / "ref.en", "One.", "Two."),)))

    assert (found.name, found.unit, found.plain) == ("ref.en", "line", True)
    assert found.texts[0].references[0].count == 2
    assert [part.numbers for part in found.texts[0].articles] == [(1, 2)]


def test_a_file_of_names_separates_the_articles_even_if_interleaved(tmp_path: Path) -> None:
    plain = PlainFiles(
        (plain_file(tmp_path / "ref", "One.", "Two.", "", "Three."),),
        documents=plain_file(tmp_path / "docs", "x", "y", "", "x"),
    )

    found = references_from_files(plain)

    assert found.unit == "article"
    assert {part.id: part.numbers for part in found.texts[0].parts} == {"x": (1, 4), "y": (2,)}


def test_blank_lines_separate_the_articles_on_request(tmp_path: Path) -> None:
    reference = plain_file(tmp_path / "ref", "One.", "Two.", "", "", "Three.")

    found = references_from_files(PlainFiles((reference,), blank_line_documents=True))

    assert {part.id: part.numbers for part in found.texts[0].parts} == {"1": (1, 2), "2": (5,)}


def test_boundaries_that_separate_nothing_are_refused(tmp_path: Path) -> None:
    reference = plain_file(tmp_path / "ref", "One.", "Two.")

    with pytest.raises(ReferencesError, match="no blank lines between articles"):
        references_from_files(PlainFiles((reference,), blank_line_documents=True))


def test_a_line_without_the_name_of_its_article_is_refused_by_number(tmp_path: Path) -> None:
    plain = PlainFiles(
        (plain_file(tmp_path / "ref", "One.", "Two."),), documents=plain_file(tmp_path / "docs", "x", "")
    )

    with pytest.raises(ReferencesError, match="line 2: no name"):
        references_from_files(plain)


@pytest.mark.parametrize("which", ["source", "documents", "second reference"])
def test_files_of_different_lengths_are_refused_with_both_counts(tmp_path: Path, which: str) -> None:
    reference = plain_file(tmp_path / "ref", "One.", "Two.")
    short = plain_file(tmp_path / "short", "One.")
    plain = {
        "source": PlainFiles((reference,), source=short),
        "documents": PlainFiles((reference,), documents=short),
        "second reference": PlainFiles((reference, short)),
    }[which]

    with pytest.raises(
        ReferencesError, match=r"has 2 lines and .*short has 1;|short has 1 line and .*has 2;"
    ):
        references_from_files(plain)


def test_several_folders_give_an_article_several_references(tmp_path: Path) -> None:
    one = write_texts(tmp_path / "one", {"a": "One.", "b/c": "Two."})
    two = write_texts(tmp_path / "two", {"a": "First.\n"})

    found = references_from_folders([one, two])

    assert {text.id: len(text.references) for text in found.texts} == {"a": 2, "b/c": 1}
    assert found.unit == "article"


def test_missing_and_misnamed_references_are_distinguished(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReferencesError, match="not a folder of references"):
        references_from_folders([tmp_path / "nowhere"])
    with pytest.raises(ReferencesError, match=r"no references; they are named <id>\.en\.txt"):
        references_from_folders([tmp_path / "empty"])
    with pytest.raises(ReferencesError, match="no such file"):
        references_from_files(PlainFiles((tmp_path / "nowhere",)))
    with pytest.raises(ReferencesError, match="is a folder"):
        references_from_files(PlainFiles((tmp_path / "empty",)))


def test_a_source_is_found_in_any_unicode_form_of_its_name(tmp_path: Path) -> None:
    references = write_texts(tmp_path / "references", {"caf\u00e9": "One."})
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "cafe\u0301.txt").write_text("واحد", encoding="utf-8")

    (text,) = references_from_folders([references], sources).texts

    assert text.source is not None
    assert text.source.lines == ("واحد",)
