from __future__ import annotations

from pathlib import Path

import pytest

from tests.articles import article_of, line_of, start_run
from tests.corpus.privileges import file_modes_hold
from tests.scoring.fixtures import SENTENCES, translated, write_full_run, write_texts
from translate.errors import ReferencesError, RequestError
from translate.records import Line, TranslatedLine
from translate.scoring.compare import compare_systems
from translate.scoring.matching import Matched, match_systems
from translate.scoring.referenceset import PlainFiles, references_from_files, references_from_folders
from translate.scoring.systems import load_systems

TEXT = "\n".join(SENTENCES)
OUTPUT = "\n".join(translated(SENTENCES))


def matched(references: Path, *arguments: str) -> Matched:
    found = references_from_folders([references])
    return match_systems(load_systems(arguments, found), found)


@pytest.fixture
def references(tmp_path: Path) -> Path:
    return write_texts(tmp_path / "references", {"a": TEXT, "b": "\n\nOne."})


def test_texts_are_matched_by_article_and_line_whatever_the_order_of_files(
    tmp_path: Path, references: Path
) -> None:
    mine = write_texts(tmp_path / "mine", {"b": "x\ny\nOne", "a": OUTPUT + "\n", "c": "No reference."})

    found = matched(references, f"mine={mine}")

    (of_mine,) = found.segments
    assert [(article.id, article.lines) for article in of_mine.articles] == [
        ("a", tuple(range(1, 11))),
        ("b", (3,)),
    ]
    assert of_mine.articles[1].hypotheses == ("One",)
    assert of_mine.articles[1].dropped == 2
    assert of_mine.without_reference == ("c",)


def test_only_articles_that_every_system_has_share_the_table(tmp_path: Path, references: Path) -> None:
    all_of_them = write_texts(tmp_path / "all", {"a": OUTPUT, "b": "\n\nOne"})
    some = write_texts(tmp_path / "some", {"a": OUTPUT})

    found = matched(references, f"all={all_of_them}", f"some={some}")

    assert [[article.id for article in one.articles] for one in found.segments] == [["a"], ["a"]]
    assert found.left_out == ("b",)
    assert found.segments[1].without_translation == ("b",)


def test_a_file_with_a_missing_line_is_refused_with_that_line(tmp_path: Path, references: Path) -> None:
    short = translated(SENTENCES)
    del short[4]
    mine = write_texts(tmp_path / "mine", {"a": "\n".join(short)})

    with pytest.raises(ReferencesError, match=r"mine: .*has 9 lines and .*has 10; .*Line 5 of .*a\.en\.txt"):
        matched(references, f"mine={mine}")


def test_an_extra_blank_line_is_refused_with_its_place(tmp_path: Path, references: Path) -> None:
    mine = write_texts(tmp_path / "mine", {"b": "\nx\n\nOne."})

    with pytest.raises(
        ReferencesError, match=r"has 4 lines and .*has 3; .*Line 2 of .*b\.en\.txt has no counterpart"
    ):
        matched(references, f"mine={mine}")


def test_articles_with_nothing_in_common_are_refused_with_the_names_of_both(
    tmp_path: Path, references: Path
) -> None:
    mine = write_texts(tmp_path / "mine", {"z": OUTPUT})

    with pytest.raises(ReferencesError, match=r"References: a, b\. mine: z\."):
        matched(references, f"mine={mine}")


def test_runs_over_different_texts_of_one_name_do_not_share_a_table(tmp_path: Path, references: Path) -> None:
    one = write_full_run(tmp_path / "one", {"a": [(f"سطر {n}", s) for n, s in enumerate(SENTENCES)]})
    other = write_full_run(tmp_path / "other", {"a": [(f"سطر {n % 9}", s) for n, s in enumerate(SENTENCES)]})

    with pytest.raises(ReferencesError, match=r"different sources: line 10 differs"):
        matched(references, f"one={one}", f"other={other}")


def test_a_run_brings_its_source_and_its_name(tmp_path: Path, references: Path) -> None:
    run = write_full_run(tmp_path / "one", {"a": [(f"سطر {n}", s) for n, s in enumerate(SENTENCES)]})

    found = matched(references, str(run))

    assert found.systems[0].name == "fake"
    assert not found.systems[0].finished
    assert found.sources == tuple(f"سطر {n}" for n in range(10))


def test_two_runs_of_one_model_are_named_by_their_folders(tmp_path: Path, references: Path) -> None:
    lines = {"a": [(f"سطر {n}", s) for n, s in enumerate(SENTENCES)]}
    one, other = (write_full_run(tmp_path / name, lines) for name in ("one", "other"))

    assert [system.name for system in matched(references, str(one), str(other)).systems] == ["one", "other"]


def test_several_references_are_taken_line_by_line_where_there_are_any(tmp_path: Path) -> None:
    one = write_texts(tmp_path / "one", {"a": "One.\n\n\nFour."})
    two = write_texts(tmp_path / "two", {"a": "First.\nSecond.\n\n\n"})
    mine = write_texts(tmp_path / "mine", {"a": "1\n2\n3\n4"})
    found = references_from_folders([one, two])

    ((article,),) = (
        one.articles for one in match_systems(load_systems([f"m={mine}"], found), found).segments
    )

    assert article.lines == (1, 2, 4)
    assert article.references == ("One.", "Second.", "Four.")
    assert article.more_references == (("First.", None, None),)


def test_a_run_of_one_file_is_compared_with_files_made_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "ref.en").write_text(TEXT + "\n", encoding="utf-8")
    (tmp_path / "other.en").write_text(OUTPUT, encoding="utf-8")
    run = write_full_run(tmp_path / "run", {"flores": [(f"سطر {n}", s) for n, s in enumerate(SENTENCES)]})
    plain = references_from_files(PlainFiles((tmp_path / "ref.en",)))

    found = match_systems(load_systems([str(run), f"other={tmp_path / 'other.en'}"], plain), plain)

    assert [one.articles[0].hypotheses[0] for one in found.segments] == [
        SENTENCES[0],
        translated(SENTENCES)[0],
    ]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere", "no such file or folder"),
        ("=x", "must be NAME=PATH"),
        ("name=", "must be NAME=PATH"),
        ("{folder}", "needs a name"),
        ("{file}", "needs a name"),
        ("mine={file}", "Use --reference FILE for its reference"),
    ],
)
def test_an_invalid_system_is_refused_with_the_valid_kinds(
    tmp_path: Path, references: Path, argument: str, message: str
) -> None:
    folder = write_texts(tmp_path / "folder", {"a": OUTPUT})
    argument = argument.format(folder=folder, file=folder / "a.en.txt")

    with pytest.raises(RequestError, match=message):
        matched(references, argument)


def test_two_systems_of_one_name_are_refused(tmp_path: Path, references: Path) -> None:
    mine = write_texts(tmp_path / "mine", {"a": OUTPUT})

    with pytest.raises(RequestError, match="Two systems have the name 'x'"):
        matched(references, f"x={mine}", f"x={mine}")


@pytest.mark.parametrize("final", ["", "\n"])
@pytest.mark.parametrize("of_reference", ["", "\n"])
def test_a_missing_or_extra_final_newline_changes_nothing(
    tmp_path: Path, final: str, of_reference: str
) -> None:
    references = write_texts(tmp_path / "references", {"a": TEXT + of_reference})
    mine = write_texts(tmp_path / "mine", {"a": OUTPUT + final})

    (article,) = matched(references, f"mine={mine}").segments[0].articles

    assert article.hypotheses == tuple(translated(SENTENCES))
    assert article.dropped == 0


def test_a_file_without_its_last_line_is_refused_with_or_without_final_newline(tmp_path: Path) -> None:
    references = write_texts(tmp_path / "references", {"a": TEXT + "\n"})
    for final in ("", "\n"):
        mine = write_texts(
            tmp_path / f"mine{len(final)}", {"a": "\n".join(translated(SENTENCES)[:-1]) + final}
        )
        with pytest.raises(ReferencesError, match="has 9 lines and .*has 10; .*Line 10 of"):  # noqa: RUF043
            matched(references, f"mine={mine}")


def test_an_outside_file_may_translate_the_furniture_that_ends_an_article(tmp_path: Path) -> None:
    """The reference's last line is blank without a newline; the outside file has text and a newline there."""
    references = write_texts(tmp_path / "references", {"a": TEXT + "\n"})
    lines = [(f"سطر {n}", s) for n, s in enumerate([*SENTENCES, ""])]
    run = write_full_run(tmp_path / "run", {"a": lines})
    mine = write_texts(tmp_path / "mine", {"a": OUTPUT + "\nBack to top\n"})

    found = matched(references, str(run), f"mine={mine}")

    assert [one.articles[0].lines for one in found.segments] == [tuple(range(1, 11))] * 2
    assert found.segments[1].articles[0].dropped == 1


def test_a_run_of_unwrapped_paragraphs_is_scored_by_paragraph(tmp_path: Path, references: Path) -> None:
    """The run has each paragraph at its first line: lines 1 to 3, 4, and 6 to 7."""
    wrapped = ["One two", "three four", "five.", "Six seven.", "", "Eight", "nine."]
    write_texts(references, {"w": "\n".join(wrapped)})
    other = write_texts(tmp_path / "other", {"w": "\n".join(line.lower() for line in wrapped)})
    folder = start_run(tmp_path / "run", "w")
    english = {1: "One two three four five!", 4: "Six seven!", 6: "Eight nine!"}
    joined = {2: 1, 3: 1, 7: 6}
    lines = [
        line_of(english[n], number=n, source=f"سطر {n}")
        if n in english
        else TranslatedLine(Line(n, "" if n == 5 else f"سطر {n}", joined=joined.get(n)), ())
        for n in range(1, 8)
    ]
    folder.write_article(article_of(*lines, article_id="w"))

    found = matched(references, f"run={folder.path}", f"other={other}")

    of_run, of_other = (one.articles[0] for one in found.segments)
    assert of_run.lines == (1, 4, 6)
    assert of_run.hypotheses == ("One two three four five!", "Six seven!", "Eight nine!")
    assert of_run.references == ("One two three four five.", "Six seven.", "Eight nine.")
    assert of_other.hypotheses == ("one two three four five.", "six seven.", "eight nine.")
    assert (of_run.dropped, of_run.empty, found.unwrapped) == (1, 0, 3)
    assert found.sources == ("سطر 1 سطر 2 سطر 3", "سطر 4", "سطر 6 سطر 7")
    assert "3 lines scored together" in " ".join(w.message for w in compare_systems(found).warnings)


def test_references_that_cannot_be_listed_are_not_left_out_in_silence(
    tmp_path: Path, references: Path
) -> None:
    mine = write_texts(tmp_path / "mine", {"a": OUTPUT})
    closed = write_texts(references / "more", {"b": "One."})
    closed.chmod(0)
    try:
        with file_modes_hold(), pytest.raises(ReferencesError, match=r"more cannot be read: Permission"):
            matched(references, f"mine={mine}")
    finally:
        closed.chmod(0o755)
