"""Test the benchmark of rounding with models whose correct outputs are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import precision
from tests.tiny_models import PAIRS
from translate.progress import Silent


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Write the pairs that the tiny model has learnt as an article and its references."""
    (tmp_path / "in").mkdir()
    (tmp_path / "references").mkdir()
    lines = [*PAIRS[:6], ("", ""), *PAIRS[6:12]]
    (tmp_path / "in" / "a.txt").write_text("\n".join(a for a, _ in lines), encoding="utf-8")
    (tmp_path / "references" / "a.en.txt").write_text("\n".join(e for _, e in lines), encoding="utf-8")
    return tmp_path


def test_learnt_sentences_survive_rounding_and_are_counted_as_unchanged(
    marian_folder: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = precision.main(
        [
            str(articles / "in"),
            "--references",
            str(articles / "references"),
            "--model",
            str(marian_folder),
            "--beams",
            "1",
            "2",
        ]
    )
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")][1:]
    assert code == 0
    assert [row[:2] for row in rows] == [[f"| {t}", b] for b in "12" for t in ("float32", "int8")]
    assert {tuple(row[2:6]) for row in rows} == {("100.00", "100.00", "0 of 12 (0%)", "100.0")}


def test_sentences_that_rounding_changes_are_counted(marian_folder: Path, articles: Path) -> None:
    read = precision._read([articles / "in"])
    first = precision.answer(str(marian_folder), "float32", 1, read, Silent())
    text = PAIRS[0][0]
    other = precision.Answers("int8", 1, {**first.translations, text: "Another sentence."}, 9, 1.0, 1.0)
    assert "1 of 12 (8%)" in precision.table([[first, other]], read, {})


def test_a_missing_model_is_reported_and_not_measured(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert precision.main([str(articles / "in"), "--model", str(articles / "none")]) == 3
    assert "none" in capsys.readouterr().err
