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
from pathlib import Path
from typing import Any

from translate.errors import CannotGoOn, RunFolderError
from translate.records import Row, TranslatedArticle
from translate.runs import past_windows
from translate.runs.article_ids import NAME as IDS
from translate.runs.article_ids import write_ids
from translate.runs.atomic import UNFINISHED, append_line, replacing, write_atomic, writing
from translate.runs.conversions import article_json, row_json
from translate.runs.differences import differ_only_in_summaries, tell_difference
from translate.runs.files import StartedFile
from translate.runs.history import NAME as HISTORY
from translate.runs.lease import NAME as LEASE
from translate.runs.lease import Lease, held
from translate.runs.plans import NAME as PLANS
from translate.runs.reader import RunReader
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


class RunFolder(RunReader):
    """The folder of one run, for reading and writing."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._lease: Lease | None = None

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

    def check_same(self, started: StartedFile, advice: str = "") -> None:
        """Raise RunFolderError, with `advice` (default: that of `tarjama run`), if the folder contains another run."""
        if not (self.path / "started.json").is_file():
            return
        there = self.started()
        if (there.identity, there.shard) == (started.identity, started.shard):
            return
        if not advice:
            advice = "use --fresh to replace it, or choose another folder with --output"
            if not started.shard and differ_only_in_summaries(there, started):
                advice = f"`tarjama summarize` replaces only the summaries; {advice}"
        raise RunFolderError(
            f"{self.path}: contains another run ({tell_difference(there, started)}); {advice}"
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
            for path in self.path.glob(past_windows.MADE_BY):
                path.unlink(missing_ok=True)
            if self._articles.is_dir():
                shutil.rmtree(self._articles)
            (self.path / "started.json").unlink()
            if (
                self._articles.is_dir()
            ):  # a worker of a killed cluster run, which now finds no run, has written more
                shutil.rmtree(self._articles)

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

    def finish(self, rows: Iterable[Row], facts: Mapping[str, Any]) -> None:
        """Write `summaries.jsonl`, then `run.json`, and remove the files that only an unfinished run needs."""
        with self._there():
            with replacing(self.summaries_path) as file:
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
