"""The run folder: its files, and their order of writing, so that an interruption at any moment loses nothing.

documents.txt           ids in input order, one per line (large runs; in a small run they are in started.json)
started.json            written before all other files
articles/<id>.en.txt    translation, written before the JSON file (in a large run in articles/<ab>/, where <ab> is the
                        start of the SHA-256 of the id)
articles/<id>.json      translated article; it exists only if the article is translated
windows.partial.jsonl   documents of each window; removed when the run is finished
rows.partial.jsonl      rows so far, in order of completion; removed when the run is finished
summaries.jsonl         all rows, in input order
run.json                written last; it exists only if the run is finished
"""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from translate.errors import CannotGoOn, RunFolderError
from translate.records import Row, Status, TranslatedArticle
from translate.runs import past_windows
from translate.runs.article_ids import NAME as IDS
from translate.runs.article_ids import articles_folder, read_ids, write_ids
from translate.runs.atomic import UNFINISHED, append_line, replacing, write_atomic, writing
from translate.runs.files import (
    RunFile,
    StartedFile,
    SummaryTable,
    article_json,
    read_article_json,
    read_json,
    read_table,
    row_json,
)
from translate.runs.history import NAME as HISTORY
from translate.runs.lease import NAME as LEASE
from translate.runs.lease import Lease, held
from translate.runs.plans import NAME as PLANS
from translate.runs.stored_rows import Settled, StoredRows
from translate.runs.summary_journal import NAME as SUMMARY_JOURNAL
from translate.text.documents import CompactTexts

__all__ = ["RunFolder"]

# Files that are written in place, appended to, or checked for existence.
_FILES = frozenset(
    (
        IDS,
        "started.json",
        past_windows.NAME,
        "rows.partial.jsonl",
        "summaries.jsonl",
        "run.json",
        ".lock",
        LEASE,
        HISTORY,
        PLANS,
        SUMMARY_JOURNAL,
    )
)


class RunFolder:
    """The folder of one run, for reading and writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._articles = path / "articles"
        self._journal = path / "rows.partial.jsonl"
        self._summaries = path / "summaries.jsonl"
        self._digits: int | None = None
        self._ids: CompactTexts | None = None
        self._lease: Lease | None = None

    # --- reading

    @property
    def done(self) -> bool:
        """Return whether the run is finished."""
        return (self.path / "run.json").is_file()

    def started(self) -> StartedFile:
        """Return the contents of `started.json`; raises RunFolderError if the folder is not a run."""
        path = self.path / "started.json"
        if not self.path.is_dir():
            raise RunFolderError(f"{self.path}: no such folder; `tarjama run` makes one under outputs/")
        if not path.is_file():
            raise RunFolderError(f"{self.path}: not a run (it has no started.json)")
        return read_json(path, StartedFile)

    def resummarised(self) -> bool:
        """Return whether `tarjama summarize` replaced the summaries.

        Raises RunFolderError if `run.json` or `started.json` is invalid.
        """
        there, now = self.started(), self.finished()
        return now is not None and (now.models.get("summary"), now.settings.get("summary")) != (
            there.models.get("summary"),
            there.settings.get("summary"),
        )

    def finished(self) -> RunFile | None:
        """Return the contents of `run.json`; None if the run is unfinished. Raises RunFolderError if it is invalid."""
        return read_json(self.path / "run.json", RunFile) if self.done else None

    def date(self) -> datetime:
        """Return the UTC time when the run finished, or when it started if it is unfinished."""
        try:
            finished = self.finished()
            process = (finished.model_extra or {}).get("last_process") if finished else None
            return datetime.fromisoformat(process["finished_at"])  # type: ignore[index]
        except (RunFolderError, TypeError, KeyError, ValueError):
            return datetime.fromtimestamp((self.path / "started.json").stat().st_mtime, UTC)

    def summarised_with(self) -> SummaryTable | None:
        """Return the settings of the summaries; None if not recorded. Raises RunFolderError if they are invalid."""
        finished = self.finished()
        file, name = (finished, "run.json") if finished else (self.started(), "started.json")
        if "summary" not in file.settings:
            return None
        return read_table(self.path / name, file.settings, "summary", SummaryTable)

    def ids(self) -> CompactTexts:
        """Return the ids of all articles, in input order; raises RunFolderError if they cannot be read."""
        return read_ids(self.path, self.started().documents) if self._ids is None else self._ids

    def article_path(self, article_id: str) -> Path:
        """Return the path of `articles/<id>.json`; raises RunFolderError for an id that leads out of the folder."""
        return Path(self._place(article_id))

    def english_path(self, article_id: str) -> Path:
        """Return the path of `articles/<id>.en.txt`; raises RunFolderError for an id that leads out of the folder."""
        return Path(f"{self._place(article_id).removesuffix('.json')}.en.txt")

    def article_id(self, english: Path) -> str:
        """Return the id of the article whose translation this file is."""
        inner = english.relative_to(self._articles).as_posix().removesuffix(".en.txt")
        return inner.partition("/")[2] if self._in_subfolders() else inner

    def _in_subfolders(self) -> int:
        if self._digits is None:
            self._digits = self.started().shard_digits if (self.path / "started.json").is_file() else 0
        return self._digits

    def _place(self, article_id: str) -> str:
        if ".." in article_id or article_id.startswith(("/", "\\")) or ":" in article_id:
            path = self._articles / f"{article_id}.json"
            if ".." in Path(article_id).parts or not path.is_relative_to(self._articles):
                raise RunFolderError(f"{self.path}: article id {article_id!r} leads out of the run folder")
        return f"{self._articles}/{articles_folder(article_id, self._in_subfolders())}{article_id}.json"

    def has_article(self, article_id: str) -> bool:
        """Return whether the article is translated and on disk; an empty file, left by a power cut, does not count."""
        try:
            status = os.stat(self._place(article_id))  # noqa: PTH116 - called a million times, and Path is slower
        except (OSError, ValueError):  # an id too long for a file name, or with a null character
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size > 0

    def article(self, article_id: str) -> TranslatedArticle:
        """Return a translated article; raises RunFolderError, with the ids available, if it does not exist."""
        if not self.has_article(article_id):
            known = islice(filter(self.has_article, self.ids()), 20)
            raise RunFolderError(
                f"{self.path}: no article '{article_id}'; there are {', '.join(known) or 'none yet'}"
            )
        return read_article_json(self.article_path(article_id))

    def rows(self) -> list[Row]:
        """Return the rows of all inputs, in input order; unfinished articles have status PENDING."""
        return [*self.each_row()]

    def each_row(self) -> Iterator[Row]:
        """Yield the rows of all inputs, one in memory at a time."""
        ids = self.ids()
        for article_id, row in zip(ids, self.stored(ids).in_order(), strict=True):
            yield row or self._pending(article_id)

    def _pending(self, article_id: str) -> Row:
        if not self.has_article(article_id):
            return Row(article_id, Status.PENDING)
        article = self.article(article_id)
        return Row(
            article_id,
            Status.PENDING,
            title=article.title,
            sentences=len(article.article.sentences),
            flags=tuple(flag.name for flag in article.flags),
            reason="translated, and not summarised yet",
        )

    def stored(self, ids: CompactTexts) -> StoredRows:
        """Return the stored rows of these articles; raises RunFolderError if they cannot be read."""
        return StoredRows(self._summaries, self._journal, ids)

    # --- writing

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the folder for writing; raises RunLocked if another process, here or on another machine, has the lock.

        Raises RunFolderError, before anything is written, if the folder contains a link that leads out of it, or
        something other than a file under the name of a file.
        """
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._check_own()
        with held(self.path) as self._lease:
            yield
        self._lease = None

    def _check_own(self) -> None:
        """Raise RunFolderError if a write would go to a link, a pipe or another folder."""
        for name in _FILES:
            path = self.path / name
            if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
                raise RunFolderError(f"{path}: not a file but a link, a folder or a pipe; remove it")
        folders = [self._articles]
        for folder, below, _ in os.walk(self._articles):
            folders += [Path(folder, name) for name in below]
        for path in folders:
            if path.is_symlink():
                raise RunFolderError(
                    f"{path}: is a link; a run writes only into its own folder; replace the link by the folder"
                )

    def check_place(self) -> None:
        """Raise RunFolderError if the path is a file, or a folder with other files that is not a run."""
        if self.path.exists() and not self.path.is_dir():
            raise RunFolderError(f"{self.path}: is a file; --output must name a folder")
        if not self.path.is_dir() or (self.path / "started.json").is_file():
            return
        strangers = sorted(p.name for p in self.path.iterdir() if not p.name.startswith("."))
        if strangers:
            raise RunFolderError(
                f"{self.path}: not a run, and not empty ({', '.join(strangers[:5])}); choose another folder"
            )

    def check_same(self, started: StartedFile) -> None:
        """Raise RunFolderError if the folder contains another run."""
        if not (self.path / "started.json").is_file():
            return
        there = self.started()
        if (there.identity, there.shard) == (started.identity, started.shard):
            return
        hint = (
            "; `tarjama summarize` replaces only the summaries" if _same_but_summaries(there, started) else ""
        )
        raise RunFolderError(
            f"{self.path}: contains another run ({_difference(there, started)}){hint}; "
            "use --fresh to replace it, or choose another folder with --output"
        )

    def check_writable(self) -> None:
        """Raise the errors of `lock`, or CannotGoOn, if a run could not write here; writes nothing."""
        existing = next(path for path in (self.path, *self.path.absolute().parents) if os.path.lexists(path))
        if not existing.is_dir():
            raise CannotGoOn(f"{self.path}: cannot be written: {existing} is not a folder")
        if not os.access(existing, os.W_OK | os.X_OK):
            raise CannotGoOn(f"{self.path}: cannot be written: Permission denied")
        if self.path.is_dir():
            self._check_own()
            if (self.path / ".lock").is_file():
                with held(self.path):
                    pass

    def start(self, started: StartedFile, ids: CompactTexts | None = None) -> None:
        """Start or resume the run that `started` describes; `ids` are needed if it does not list them.

        Raises RunFolderError if the folder contains another run.
        """
        self._digits, self._ids = None, ids
        path = self.path / "started.json"
        if path.is_file():
            self.check_same(started)
            self._mend_journal()
            self._remove_unfinished()
            return
        if ids is not None and not isinstance(started.documents, list):
            write_ids(self.path, ids)
        write_atomic(path, started.model_dump_json(indent=1) + "\n")

    def _mend_journal(self) -> None:
        """End an incomplete last line, left by a crash, so that the next row is on a new line."""
        if not self._journal.is_file() or not self._journal.stat().st_size:
            return
        with self._journal.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            torn = file.read(1) != b"\n"
        if torn:
            append_line(self._journal, "")

    def _remove_unfinished(self) -> None:
        """Remove temporary files left by a killed process; complete files have their final names."""
        with writing(self.path):
            for path in self.path.glob(UNFINISHED):
                path.unlink(missing_ok=True)
            for folder, _, names in os.walk(self._articles):
                for name in fnmatch.filter(names, UNFINISHED):
                    Path(folder, name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the files of a run, and only those."""
        if not (self.path / "started.json").is_file():
            return
        self._digits = self._ids = None
        with writing(self.path):
            for name in _FILES - {".lock", LEASE, "started.json"}:
                (self.path / name).unlink(missing_ok=True)
            if self._articles.is_dir():
                shutil.rmtree(self._articles)
            (self.path / "started.json").unlink()

    def write_article(self, translated: TranslatedArticle) -> None:
        """Write the two files of an article, the JSON file last."""
        path = self.article_path(translated.article.id)
        with self._there():
            self._write_article(path, translated)

    def _write_article(self, path: Path, translated: TranslatedArticle) -> None:
        english = "\n".join(line.translation for line in translated.lines)
        write_atomic(path.with_name(path.name.removesuffix(".json") + ".en.txt"), english)
        write_atomic(path, article_json(translated))

    def write_row(self, row: Row) -> None:
        """Add a row to the journal."""
        self.write_rows([row])

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Add rows to the journal in one write."""
        if rows:
            with self._there():
                append_line(self._journal, "\n".join(map(row_json, rows)))

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Raise CannotGoOn if the folder was deleted or moved, so that no partial folder is created."""
        gone = CannotGoOn(
            f"{self.path}: the run folder was deleted or moved; put it back and run the same command again to resume, "
            "or run it without the folder to start over"
        )
        if not self.path.is_dir():
            raise gone
        if self._lease is not None:
            self._lease.check()
        try:
            yield
        except CannotGoOn as error:
            if not self.path.is_dir():
                raise gone from error
            raise

    def settled(self) -> Settled:
        """Return the articles that a resumed run skips: those translated and summarised."""
        ids = self.ids()
        return Settled(self.stored(ids), ids, self.has_article)

    def finish(self, rows: Iterable[Row], facts: Mapping[str, Any]) -> None:
        """Write `summaries.jsonl`, then `run.json`, and remove the files that only an unfinished run needs."""
        with self._there():
            with replacing(self._summaries) as file:
                file.writelines(f"{row_json(row)}\n".encode() for row in rows)
            write_atomic(self.path / "run.json", json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
            (self.path / SUMMARY_JOURNAL).unlink(missing_ok=True)
        self.tidy()

    def tidy(self) -> None:
        """Remove the files that a finished run no longer needs, also those left by a killed process."""
        self._remove_unfinished()
        with writing(self.path):
            for name in (self._journal.name, HISTORY, PLANS, past_windows.NAME):
                (self.path / name).unlink(missing_ok=True)
            for path in self.path.glob(past_windows.MADE_BY):
                path.unlink(missing_ok=True)


def _same_but_summaries(there: StartedFile, here: StartedFile) -> bool:
    """Return whether two runs differ only in their summaries."""
    if there.documents != here.documents:
        return False
    settings, models = there.settings != here.settings, there.models != here.models
    return (settings or models) and all(
        {**old, "summary": None} == {**new, "summary": None}
        for old, new in ((there.settings, here.settings), (there.models, here.models))
    )


def _other_model(there: StartedFile, here: StartedFile) -> str:
    """Return which model differs, and in what: its name, or else the first field that differs."""
    for task, model in (("translation", "translation model"), ("summary", "summariser")):
        old, new = there.models.get(task, {}), here.models.get(task, {})
        if old == new:
            continue
        fields = ["name", *(key for key in {**old, **new} if key != "name")]
        field = next(key for key in fields if old.get(key) != new.get(key))
        what = model if field == "name" else f"{model} {new.get('name', '')} ({field})"
        return f"of another {what}: {_short(old, field)} there, {_short(new, field)} now"
    return "of other models"


def _short(identity: Mapping[str, str], field: str) -> str:
    """Return the value of a field; a hash is shortened to twelve digits."""
    value = identity.get(field) or "none"
    return value[:12] if field in ("fingerprint", "revision") else value


def _number(started: StartedFile) -> int:
    documents = started.documents
    return len(documents) if isinstance(documents, list) else documents.count


def _difference(there: StartedFile, here: StartedFile) -> str:
    """Return the difference between two runs, in words."""
    if there.shard != here.shard:
        return f"another shard: {there.shard or 'all'} there, {here.shard or 'all'} now"
    if there.documents != here.documents:
        return f"of other articles: {_number(there)} there, {_number(here)} now"
    if there.models != here.models:
        return _other_model(there, here)
    if there.settings != here.settings:
        keys = [k for k in here.settings if there.settings.get(k) != here.settings[k]]
        return f"with other settings: {', '.join(keys)}"
    return "the articles have changed since"
