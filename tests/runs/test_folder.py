import json
import shutil
from pathlib import Path

import pytest

from tests.articles import article_of, line_of, started_file
from translate.errors import RunFolderError, RunLocked
from translate.pipeline.summarization import row_of
from translate.records import (
    Article,
    Cut,
    Flag,
    Line,
    Output,
    Row,
    Sentence,
    Status,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.runs.conversions import article_json, parse_row, row_json
from translate.runs.files import StartedFile
from translate.runs.folder import RunFolder
from translate.runs.past_windows import MadeBy, PastWindows
from translate.summaries.base import Summary


def started(identity: str = "0123456789", documents: tuple[str, ...] = ("a", "b")) -> StartedFile:
    return started_file(*documents, identity=identity)


def translated(article_id: str = "a") -> TranslatedArticle:
    sentence = Sentence("جملة", Cut.CLAUSE)
    lines = (
        TranslatedLine(
            Line(1, " جملة", None, (sentence,)),
            (
                TranslatedSentence(
                    sentence, Output("A sentence", 3, 4, finished=False), (Flag("cut short", "x"),)
                ),
            ),
        ),
        TranslatedLine(Line(2, "")),
        TranslatedLine(Line(3, "اترك تعليقاً", "comments")),
    )
    article = Article(
        article_id, Path("in/a.txt"), "utf-8", "0" * 64, tuple(line.line for line in lines), {"k": "v"}
    )
    return TranslatedArticle(article, lines)


def test_an_article_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_article(translated())
    assert folder.article("a") == translated()
    assert article_json(folder.article("a")) == (tmp_path / "articles/a.json").read_text()


def test_line_n_of_the_english_belongs_to_line_n_of_the_article(tmp_path: Path) -> None:
    RunFolder(tmp_path).write_article(translated("sub/a"))
    assert (tmp_path / "articles/sub/a.en.txt").read_text().split("\n") == ["A sentence", "", ""]


def test_an_id_cannot_name_a_place_outside_the_run(tmp_path: Path) -> None:
    for article_id in ("../a", "/etc/passwd", "a/../../b"):
        with pytest.raises(RunFolderError, match="leads out of the run folder"):
            RunFolder(tmp_path).article_path(article_id)


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    with (
        RunFolder(tmp_path).lock(),
        pytest.raises(RunLocked, match="another process"),
        RunFolder(tmp_path).lock(),
    ):
        pass


def test_a_folder_of_another_run_is_not_written_into(tmp_path: Path) -> None:
    RunFolder(tmp_path).start(started())
    with pytest.raises(RunFolderError, match=r"3 now.*--fresh"):
        RunFolder(tmp_path).start(started("9876543210", ("a", "b", "c")))


def test_a_folder_of_another_summariser_names_the_summariser(tmp_path: Path) -> None:
    mine = started().model_copy(
        update={"models": {"translation": {"name": "m"}, "summary": {"name": "lead"}}}
    )
    RunFolder(tmp_path).start(mine)
    other = {"translation": {"name": "m"}, "summary": {"name": "distilbart"}}
    with pytest.raises(RunFolderError, match="of another summariser: lead there, distilbart now"):
        RunFolder(tmp_path).start(mine.model_copy(update={"models": other, "identity": "9876543210"}))
    same_name = {"translation": {"name": "m", "engine": "torch"}, "summary": {"name": "lead"}}
    with pytest.raises(
        RunFolderError, match=r"of another translation model m \(engine\): none there, torch now"
    ):
        RunFolder(tmp_path).start(mine.model_copy(update={"models": same_name, "identity": "9876543210"}))


def test_a_folder_with_a_users_own_files_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(RunFolderError, match=r"thesis\.docx"):
        RunFolder(tmp_path).check_place()
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="a file"):
        RunFolder(tmp_path / "file").check_place()
    assert not list(tmp_path.glob(".*"))


def test_fresh_removes_a_run_and_nothing_else(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.write_article(translated())
    (tmp_path / "notes.txt").write_text("mine")
    folder.clear()
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_fresh_forgets_which_processors_of_a_cluster_made_the_old_run(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    MadeBy(tmp_path, "worker").begin(0, "another processor")
    folder.clear()
    folder.start(started())
    assert PastWindows(tmp_path, folder.settled()).made_by() == {}


def test_the_settings_that_differ_are_named_even_if_only_the_older_run_has_them(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    old = {"imported_translations": "1f", "translation": {"model": "x", "decoding": {"beams": 4}}}
    folder.start(started("1").model_copy(update={"settings": old}))
    new = {"translation": {"model": "x", "decoding": {}}}
    with pytest.raises(
        RunFolderError, match=r"settings: imported_translations, translation\.decoding\.beams\)"
    ):
        folder.check_same(started("2").model_copy(update={"settings": new}))


def test_fresh_also_removes_what_a_worker_of_the_old_run_writes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.write_article(translated())
    remove = shutil.rmtree

    def remove_and_write(path: Path) -> None:
        remove(path)
        if folder.path.joinpath("started.json").exists():  # a worker writes as long as it exists
            folder.write_article(translated())

    monkeypatch.setattr(shutil, "rmtree", remove_and_write)
    folder.clear()
    assert not list(tmp_path.iterdir())


def test_a_line_truncated_by_a_crash_loses_no_other_row(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.write_row(Row("a", Status.DONE, summary="One."))
    with (tmp_path / "rows.partial.jsonl").open("a") as journal:
        journal.write('{"id":"b","sta')
    RunFolder(tmp_path).start(started())
    assert [row.status for row in folder.rows()] == [Status.DONE, Status.PENDING]
    folder.write_row(Row("b", Status.FAILED, reason="no"))
    assert [row.status for row in folder.rows()] == [Status.DONE, Status.FAILED]


def test_a_finished_run_has_its_rows_in_input_order(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.write_row(Row("b", Status.DONE))
    folder.write_row(Row("a", Status.DONE))
    folder.finish(folder.rows(), {"format": 1})
    lines = (tmp_path / "summaries.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    assert folder.done
    assert not (tmp_path / "rows.partial.jsonl").exists()


def test_a_process_killed_after_its_last_file_leaves_no_stray_files(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.finish([], {"format": 1})
    for name in ("rows.partial.jsonl", "processes.partial.jsonl", "plans.partial.jsonl"):
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    folder.tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.json", "started.json", "summaries.jsonl"]


def test_a_row_comes_back_as_it_was() -> None:
    row = Row("ملف\u2028", Status.DONE, "T", "S.", 1, 2, ("cut short", "cut short"), "")
    assert parse_row(row_json(row)) == row


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 2}', "\xff"])
def test_a_file_that_no_run_wrote_is_named_and_not_trusted(tmp_path: Path, text: str) -> None:
    (tmp_path / "started.json").write_text(text, encoding="latin-1")
    with pytest.raises(RunFolderError, match=r"started\.json"):
        RunFolder(tmp_path).started()


def test_a_folder_that_is_not_a_run_is_reported_as_such(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run"):
        RunFolder(tmp_path).started()
    with pytest.raises(RunFolderError, match="no such folder"):
        RunFolder(tmp_path / "x").started()


def test_partial_files_of_a_killed_process_are_removed_when_the_run_resumes(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.start(started())
    folder.write_article(translated("sub/a"))
    torn = [tmp_path / ".run.json.17.tmp", tmp_path / "articles" / "sub" / ".a.json.17.tmp"]
    for path in torn:
        path.write_text("{")
    folder.start(started())
    assert not any(path.exists() for path in torn)
    assert folder.has_article("sub/a")


def test_a_pending_article_shows_the_flags_that_its_finished_row_will_show(tmp_path: Path) -> None:
    advisory, plain = Flag("number added", "50"), Flag("entity", "&amp;")
    article = article_of(line_of("A title"), line_of("He said 50.", advisory, plain, number=2))
    folder = RunFolder(tmp_path)
    folder.start(started(documents=(article.article.id,)))
    folder.write_article(article)
    (pending,) = folder.rows()
    assert (pending.status, pending.flags) == (Status.PENDING, ("entity",))
    done = row_of(article, Summary(""))
    assert (pending.flags, pending.notes, pending.copied) == (done.flags, done.notes, done.copied)
