"""Test runs over many articles: subfolders, a separate list of ids, windows that are not read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel
from tests.pipeline.made import Swayed, files, run_over
from translate.errors import RunFolderError
from translate.pipeline import windows
from translate.pipeline.run import RunResult
from translate.records import Article, Document, Status
from translate.runs import article_ids
from translate.runs.folder import RunFolder
from translate.text.article import read_articles

Tarjama = Callable[..., tuple[int, str, str]]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Write forty articles of two sentences, one of them blank and one not Arabic."""
    path = tmp_path / "rows.jsonl"
    texts = [
        f"الجملة الأولى في المقال رقم {n} قصيرة. الجملة الثانية {'كلمة ' * (n % 5)}هنا." for n in range(40)
    ]
    texts[7], texts[23] = " ", "This one is in English and will be left out of the run, every word of it."
    path.write_text(
        "".join(json.dumps({"id": f"n{n}", "text": t}) + "\n" for n, t in enumerate(texts)), "utf-8"
    )
    return path


@pytest.fixture
def few_in_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_ids, "MOST_IN_ONE_FOLDER", 10)


def start(source: Path, output: Path) -> RunResult:
    return run_over(source, output, batching={"window_sentences": 8, "batch_tokens": 60})


@pytest.mark.usefixtures("few_in_a_folder")
def test_every_command_reads_a_run_with_subfolders(
    fake_models: FakeModels, tarjama: Tarjama, rows: Path, tmp_path: Path
) -> None:
    output = tmp_path / "run"
    start(rows, output)
    folder = RunFolder(output)
    assert not list((output / "articles").glob("*.json"))
    assert len(list((output / "articles").glob("??/rows/*.json"))) == 38
    assert (output / "documents.txt").read_text().split("\n")[:2] == ["rows/n0", "rows/n1"]

    assert tarjama("table", output, "--csv")[1].count("\n") == 41
    shown = json.loads(tarjama("show", output, "rows/n39", "--json")[1])
    assert "Sentence" in json.dumps(shown)
    assert tarjama("export", output, "--to", "jsonl", "--output", tmp_path / "all.jsonl")[0] == 0
    exported = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert [bool(article["translation"]) for article in exported].count(True) == 38

    references = tmp_path / "references/rows"
    references.mkdir(parents=True)
    for number in (3, 31):
        english = folder.english_path(f"rows/n{number}").read_text("utf-8")
        (references / f"n{number}.en.txt").write_text(english, "utf-8")
    scores = json.loads(tarjama("score", output, "--references", references.parent, "--json")[1])
    assert scores["metrics"]["bleu"]["score"] == pytest.approx(100)
    compared = json.loads(tarjama("compare", output, "--references", references.parent, "--json")[1])
    assert compared["summaries"]
    sheet = tarjama("table", output, "--csv", "--references", references.parent)[1]
    assert sheet.count(",100.00,") == 2
    assert tarjama("summarize", output, "--summarizer", "lead", "--words", "40")[0] == 0


@pytest.mark.usefixtures("few_in_a_folder")
def test_a_changed_list_of_ids_is_reported_by_file(
    fake_models: FakeModels, tarjama: Tarjama, rows: Path, tmp_path: Path
) -> None:
    start(rows, tmp_path / "run")
    ids = tmp_path / "run/documents.txt"
    ids.write_text(ids.read_text().replace("rows/n5\n", ""))
    code, _, err = tarjama("table", tmp_path / "run")
    assert code == 2
    assert "documents.txt: not the file that started.json describes: 40 ids" in err
    ids.unlink()
    with pytest.raises(RunFolderError, match=r"documents\.txt: No such file"):
        RunFolder(tmp_path / "run").ids()


@pytest.mark.usefixtures("few_in_a_folder")
def test_fresh_removes_all_of_a_large_run(fake_models: FakeModels, rows: Path, tmp_path: Path) -> None:
    start(rows, tmp_path / "run")
    RunFolder(tmp_path / "run").clear()
    assert [p.name for p in (tmp_path / "run").iterdir()] == [".lock"]


@pytest.mark.parametrize("apart", [False, True])
def test_a_resumed_run_reads_no_finished_window_and_ends_with_the_same_bytes(
    fake_models: FakeModels, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    if apart:
        monkeypatch.setattr(article_ids, "MOST_IN_ONE_FOLDER", 10)
    fake_models.translator = Swayed()
    start(rows, tmp_path / "undisturbed")
    fake_models.translator = Swayed(stop_after_batches=8)
    with pytest.raises(KeyboardInterrupt):
        start(rows, tmp_path / "run")
    done = [row.id for row in RunFolder(tmp_path / "run").rows() if row.status is Status.DONE]
    assert len(done) >= 8

    read: list[str] = []

    def reading(documents: Iterator[Document], *rest: object) -> Iterator[tuple[Document, Article]]:
        for document, article in read_articles(documents, *rest):  # type: ignore[arg-type]
            read.append(document.id)
            yield document, article  # type: ignore[misc]

    monkeypatch.setattr(windows, "read_articles", reading)
    fake_models.translator = Swayed()
    result = start(rows, tmp_path / "run")
    assert files(tmp_path / "run") == files(tmp_path / "undisturbed")
    assert not set(done[:8]) & set(read)
    assert len(read) <= 40 - 8
    assert [row.status for row in result.rows].count(Status.DONE) == 38


def test_a_lost_article_is_made_again_even_if_its_window_is_recorded_as_finished(
    fake_models: FakeModels, rows: Path, tmp_path: Path
) -> None:
    fake_models.translator = FakeModel(stop_after_batches=8)
    with pytest.raises(KeyboardInterrupt):
        start(rows, tmp_path / "run")
    lost = RunFolder(tmp_path / "run").article_path("rows/n1")
    lost.write_bytes(b"")
    fake_models.translator = FakeModel()
    start(rows, tmp_path / "run")
    assert lost.stat().st_size > 0
    assert not list((tmp_path / "run").glob("*.partial.jsonl"))


def test_the_final_table_of_a_large_run_leaves_rows_out(
    fake_models: FakeModels, tarjama: Tarjama, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.cli.commands import table

    monkeypatch.setattr(table, "MOST_SHOWN", 5)
    _, shown, _ = tarjama("run", rows, "--output", tmp_path / "run", "--summarizer", "lead", "--quiet")
    assert "... and 33 more; `tarjama table` shows all" in shown.replace("\n", " ")
    assert "40 articles: 38 done, 2 skipped" in shown
