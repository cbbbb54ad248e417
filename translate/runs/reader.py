"""Read a run folder: what it contains, and its articles and rows."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from translate.checks.counted import row_without_summary
from translate.errors import RunFolderError
from translate.records import Row, Status, TranslatedArticle
from translate.runs.article_ids import articles_folder, read_ids
from translate.runs.conversions import read_article_json
from translate.runs.files import RunFile, StartedFile, SummaryTable, read_json, read_table
from translate.runs.shards import list_shards, shard_folders
from translate.runs.stored_rows import Settled, StoredRows
from translate.text.documents import CompactTexts

__all__ = ["RunReader"]


class RunReader:
    """The folder of one run, for reading; `RunFolder` documents its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._articles = path / "articles"
        self._journal = path / "rows.partial.jsonl"
        self.summaries_path = path / "summaries.jsonl"
        self._digits: int | None = None
        self._ids: CompactTexts | None = None

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
            if shards := shard_folders(self.path):
                raise RunFolderError(
                    f"{self.path}: its shards are not merged ({list_shards(shards)}); when all shards are finished, "
                    f"run: tarjama merge {self.path}"
                )
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

    def article_of(self, row: Row) -> TranslatedArticle | None:
        """Return the translated article of a row; None if it has none.

        Raises RunFolderError if the article is done but its file is missing, for example after an interrupted copy.
        """
        if self.has_article(row.id):
            return self.article(row.id)
        if row.status is Status.DONE:
            raise RunFolderError(
                f"{self.article_path(row.id)}: missing or empty, although the article is done; copy {self.path} "
                "completely, or run it again with --fresh"
            )
        return None

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
        row = row_without_summary(self.article(article_id), Status.PENDING)
        return replace(row, reason="translated, and not summarised yet")

    def stored(self, ids: CompactTexts) -> StoredRows:
        """Return the stored rows of these articles; raises RunFolderError if they cannot be read."""
        return StoredRows([self.summaries_path], self._journal, ids)

    def settled(self) -> Settled:
        """Return the articles that a resumed run skips: those translated and summarised."""
        ids = self.ids()
        return Settled(self.stored(ids), ids, self.has_article)
