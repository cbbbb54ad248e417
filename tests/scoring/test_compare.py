from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, compare_texts, good_and_bad, rotated, translated, write_texts
from translate.errors import ReferencesError
from translate.progress import Silent
from translate.scoring.compare import Comparison
from translate.scoring.external import read_columns
from translate.scoring.matching import match_systems
from translate.scoring.measuring import measure_systems
from translate.scoring.referenceset import references_from_folders
from translate.scoring.systems import load_systems


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    return good_and_bad(tmp_path)


def test_the_compare_document_has_the_documented_fields(comparison: Comparison) -> None:
    document = json.loads(json.dumps(comparison.as_json(), allow_nan=False))

    assert set(document) >= {"systems", "warnings", "pairs"}
    assert [system["system"] for system in document["systems"]] == ["bad", "good"]
    assert all(len(system["per_article"]) == 8 for system in document["systems"])
    assert [pair["metric"] for pair in document["pairs"]] == ["chrf", "bleu", "chrf++", "ter"]
    wanted = {"a", "b", "metric", "difference", "low", "high", "p", "p_holm", "verdict", "agreement"}
    assert all(set(pair) >= {*wanted, "articles_needed"} for pair in document["pairs"])
    assert document["test_set"]["granularity"] == "line"
    assert document["test_set"]["unit"] == "article"
    assert document["test_set"]["references_sha256"] == document["systems"][1]["references_sha256"]


def test_eight_articles_decide_between_a_good_and_a_bad_system_under_all_metrics(
    comparison: Comparison,
) -> None:
    assert {pair.verdict.value for pair in comparison.pairs} == {"worse"}
    assert all(pair.p == 2 / 256 and pair.test == "exact sign-flip" for pair in comparison.pairs)
    assert [system.name for system in comparison.ranking] == ["good", "bad"]


def test_differences_match_the_scores_beside_them(comparison: Comparison) -> None:
    bad, good = (system.score.metrics for system in comparison.systems)

    for pair in comparison.pairs:
        assert pair.difference == pytest.approx(bad[pair.metric].score - good[pair.metric].score)


def test_a_shifted_file_and_one_with_defects_are_each_named(tmp_path: Path) -> None:
    references = {"a": "\n".join(SENTENCES), "b": "\n".join(rotated(SENTENCES, 3))}
    clean = {"a": "\n".join(translated(SENTENCES)), "b": "\n".join(translated(rotated(SENTENCES, 3)))}
    shifted = clean | {"a": "\n".join(["", *translated(SENTENCES)[:-1]])}
    littered = clean | {"b": clean["b"].replace("the", "&quot;the&quot;")}

    found = compare_texts(tmp_path, {"clean": clean, "shifted": shifted, "littered": littered}, references)

    kinds = {(notice.system, notice.kind) for notice in found.warnings}
    assert kinds == {
        ("shifted", "shifted"),
        ("shifted", "empty"),
        ("shifted", "duplicates"),  # text b has the same sentences in their place
        ("littered", "entities"),
    }
    (shift,) = found.systems[1].shifts
    assert (shift.text, shift.offset) == ("a", 1)
    assert shift.chrf_shifted > shift.chrf + 30
    assert found.systems[2].hygiene.repaired_scores["chrf"] > found.systems[2].score.metrics["chrf"].score


def test_articles_that_one_system_lacks_are_reported(tmp_path: Path) -> None:
    texts = {"a": "\n".join(SENTENCES), "b": "\n".join(SENTENCES)}

    found = compare_texts(tmp_path, {"all": texts, "some": {"a": texts["a"]}}, texts)

    assert {notice.kind for notice in found.warnings} == {"same outputs", "articles left out"}


def test_one_system_alone_is_scored_without_pairs(tmp_path: Path) -> None:
    found = compare_texts(tmp_path, {"one": {"a": "\n".join(SENTENCES)}}, {"a": "\n".join(SENTENCES)})

    assert found.pairs == ()
    assert found.systems[0].score.metrics["chrf"].score == pytest.approx(100)


def test_several_processes_count_what_one_counts(tmp_path: Path) -> None:
    texts = {f"a{n}": "\n".join(rotated(SENTENCES, n)) for n in range(10)}
    outputs = {f"a{n}": "\n".join(translated(rotated(SENTENCES, n))) for n in range(10)}
    found = references_from_folders([write_texts(tmp_path / "references", texts)])
    systems = load_systems([f"one={write_texts(tmp_path / 'one', outputs)}"], found)
    many = match_systems(systems, found).segments * 15

    alone, together = (measure_systems(many, Silent(), processes)[-1] for processes in (1, 2))

    assert list(alone) == list(together) == ["chrf", "bleu", "chrf++", "ter"]
    for key, measured in alone.items():
        assert (measured.counts == together[key].counts).all()
        assert measured.signature == together[key].signature


def columns_file(folder: Path, *rows: str) -> Path:
    path = folder / "scores.tsv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_scores_from_a_file_have_separate_columns(tmp_path: Path) -> None:
    path = columns_file(tmp_path, "system\tCOMET\tpeople", "a\t0.85\t", "b\t0.8\t71", "")

    assert read_columns(path, ["a", "b"]) == {"COMET": {"a": 0.85, "b": 0.8}, "people": {"b": 71.0}}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("system", "a"), "separated by tabs"),
        (("system\tCOMET", "c\t1"), r"row 2: no system 'c'; there are a, b"),
        (("system\tCOMET", "a\tgood"), "row 2, column COMET: 'good' is not a number"),
        (("system\tCOMET", "a\tnan"), "is not a number"),
        (("system\tCOMET", "a\t1\t2"), "row 2: 3 cells, and 2 columns"),
        (("system\tCOMET", "a\t1", "a\t2"), "row 3: the system 'a' occurs twice"),
        (("system\tCOMET\tCOMET", "a\t1\t2"), "each column needs a different name"),
    ],
)
def test_a_column_that_cannot_be_read_is_refused_by_its_place(
    tmp_path: Path, rows: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ReferencesError, match=message):
        read_columns(columns_file(tmp_path, *rows), ["a", "b"])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_scores_of_a_spreadsheet_are_read_with_any_line_ending(tmp_path: Path, end: str) -> None:
    path = tmp_path / "scores.tsv"
    path.write_bytes(end.join(("system\tCOMET", "a\t0.85", "\t", "  ", "b\t0.8", "")).encode())

    assert read_columns(path, ["a", "b"]) == {"COMET": {"a": 0.85, "b": 0.8}}


def test_a_file_that_is_no_table_of_scores_is_refused(tmp_path: Path) -> None:
    path = columns_file(tmp_path, "system\tCOMET", "a\t" + "9" * 2_000)
    before = csv.field_size_limit(1_000)  # a limit of the process, which the readers of articles raise
    try:
        with pytest.raises(ReferencesError, match="not tab-separated values"):
            read_columns(path, ["a"])
    finally:
        csv.field_size_limit(before)
    with pytest.raises(ReferencesError, match=r"'9{40}\.\.\.' is not a number"):
        read_columns(path, ["a"])
