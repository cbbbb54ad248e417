"""Test reading rows and plans from disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import RunFolderError
from translate.records import Row, Status
from translate.runs.conversions import row_json
from translate.runs.past_windows import PastWindows
from translate.runs.plans import PlanRecord
from translate.runs.stored_rows import Settled, StoredRows
from translate.text.documents import CompactTexts


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "summaries.jsonl", tmp_path / "rows.partial.jsonl"


def write(path: Path, *rows: Row, end: str = "") -> None:
    path.write_text("".join(f"{row_json(row)}\n" for row in rows) + end, encoding="utf-8")


def test_the_last_row_of_an_article_counts_and_those_of_the_journal_after_the_others(
    paths: tuple[Path, Path],
) -> None:
    old, failed = Row("a", Status.DONE, summary="Old, «ق»."), Row("b", Status.FAILED, reason="gone")
    new, done = Row("a", Status.DONE, summary="New."), Row("b", Status.DONE)
    write(paths[0], old, failed)
    write(paths[1], Row("a", Status.FAILED), done, new)
    stored = StoredRows(paths[:1], paths[1], CompactTexts(["b", "missing", "a"]))
    assert list(stored.in_order()) == [done, None, new]
    assert [stored.status(i) for i in ("a", "b", "missing", "unknown", 0)] == [
        Status.DONE,
        Status.DONE,
        None,
        None,
        Status.DONE,
    ]


def test_a_row_truncated_by_a_crash_is_ignored(paths: tuple[Path, Path]) -> None:
    write(paths[1], Row("a", Status.DONE), end='\n{"id": "b", "status": "do')
    stored = StoredRows(paths[:1], paths[1], CompactTexts("ab"))
    assert list(stored.in_order()) == [Row("a", Status.DONE), None]


def test_a_line_that_is_no_row_is_named(paths: tuple[Path, Path]) -> None:
    write(paths[0], Row("a", Status.DONE), end="{}\n")
    with pytest.raises(RunFolderError, match=r"summaries\.jsonl:2: not a row"):
        StoredRows(paths[:1], paths[1], CompactTexts("a"))


def test_a_line_that_is_no_row_is_explained_in_one_line(paths: tuple[Path, Path]) -> None:
    write(paths[0], Row("a", Status.DONE), end="{}\n")
    with pytest.raises(RunFolderError, match=r"summaries\.jsonl:2: not a row: id: Field required$"):
        StoredRows(paths[:1], paths[1], CompactTexts("a"))


def test_a_run_that_finishes_while_it_is_read_is_reported(paths: tuple[Path, Path]) -> None:
    write(paths[1], Row("a", Status.DONE))
    stored = StoredRows(paths[:1], paths[1], CompactTexts("a"))
    paths[1].unlink()
    with pytest.raises(RunFolderError, match="run the same command again"):
        list(stored.in_order())


@pytest.mark.parametrize("summary", ["x", "a longer summary"])
def test_summaries_that_are_replaced_while_they_are_read_are_reported(
    paths: tuple[Path, Path], summary: str
) -> None:
    write(paths[0], Row("a", Status.DONE), Row("b", Status.DONE))
    stored = StoredRows(paths[:1], paths[1], CompactTexts("ab"))
    write(paths[0], *(Row(article, Status.DONE, summary=summary) for article in "ba"))
    with pytest.raises(RunFolderError, match="replaced while the run was read"):
        list(stored.in_order())


# --- plans


def test_a_resumed_window_sees_the_memory_as_it_was_at_its_start(tmp_path: Path) -> None:
    texts = [f"جملة {n}" for n in range(70)]
    known = [n % 3 == 0 for n in range(70)]
    PlanRecord(tmp_path).keep(4, texts, known)
    assert PlanRecord(tmp_path).known(4, texts) == known
    assert PlanRecord(tmp_path).known(5, texts) is None


def test_a_window_of_other_texts_is_planned_again(tmp_path: Path) -> None:
    PlanRecord(tmp_path).keep(0, ["واحد"], [True])
    assert PlanRecord(tmp_path).known(0, ["اثنان"]) is None


def test_a_truncated_plan_affects_no_other(tmp_path: Path) -> None:
    PlanRecord(tmp_path).keep(0, ["واحد"], [True])
    path = tmp_path / "plans.partial.jsonl"
    path.write_bytes(path.read_bytes() + b'{"window": 1, "te')
    PlanRecord(tmp_path).keep(2, ["اثنان"], [False])
    record = PlanRecord(tmp_path)
    assert (record.known(0, ["واحد"]), record.known(2, ["اثنان"])) == ([True], [False])


# --- windows


def test_windows_recorded_by_another_process_are_seen_and_counted_once(tmp_path: Path) -> None:
    settled = Settled(StoredRows([], tmp_path / "none", CompactTexts("ab")), CompactTexts("ab"), bool)
    watching = PastWindows(tmp_path, settled)
    watching.refresh()
    assert watching.recorded() == (0, 0)
    reader = PastWindows(tmp_path, settled)
    reader.keep(0, 0, 7)
    watching.refresh()
    assert watching.recorded() == (1, 7)
    PastWindows(tmp_path, settled).keep(1, 7, 5)
    reader.keep(0, 0, 7)  # again, after a restart
    with (tmp_path / "windows.partial.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"window": 2, "first"')  # an incomplete line
    watching.refresh()
    assert watching.recorded() == (2, 12)
    reader.keep(2, 12, 1)
    watching.refresh()
    assert watching.recorded() == PastWindows(tmp_path, settled).recorded() == (3, 13)
    assert watching.documents(1) == (7, 5)
