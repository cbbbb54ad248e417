"""Write a run as one file of another format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from translate.errors import RequestError
from translate.export import bilingual
from translate.export.articles import Exported, exported
from translate.export.documents import write_docx, write_markdown
from translate.export.tabular import write_csv, write_jsonl, write_parquet
from translate.export.tmx import write_tmx
from translate.records import Status
from translate.runs.atomic import replacing
from translate.runs.folder import RunFolder

__all__ = ["BILINGUAL_WRITERS", "WRITERS", "ExportCounts", "export_run"]

# Writes articles into a file; the last argument is the title of the whole.
Writer = Callable[[Iterable[Exported], BinaryIO, str], None]

# A new format is a new writer, under the suffix of its files.
WRITERS: Mapping[str, Writer] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "md": write_markdown,
    "docx": write_docx,
    "tmx": write_tmx,
}
# With Arabic beside English.
BILINGUAL_WRITERS: Mapping[str, Writer] = {
    "md": bilingual.write_markdown,
    "docx": bilingual.write_docx,
    "html": bilingual.write_html,
}


@dataclass(slots=True)
class ExportCounts:
    """The number of exported articles with a translation, and those that are not done, by status and translation."""

    translated: int = 0
    statuses: Counter[tuple[Status, bool]] = field(default_factory=Counter)

    @property
    def others(self) -> list[str]:
        """Return the articles that are not done in words: `2 skipped`, `1 pending, but translated`."""
        return [
            f"{self.statuses[status, translated]:,} {status.value}{', but translated' if translated else ''}"
            for status in Status
            for translated in (False, True)
            if self.statuses[status, translated]
        ]


def export_run(folder: RunFolder, form: str, target: Path, *, side_by_side: bool = False) -> ExportCounts:
    """Write the translated part of the run to `target`, atomically; return the numbers of articles.

    `form` is one of `WRITERS`, or with `side_by_side` one of `BILINGUAL_WRITERS`. Raises RunFolderError if the folder
    is not a run or lacks the file of a finished article, RequestError for another form or a missing library, OutOfSpace
    or CannotGoOn if the file cannot be written.
    """
    writers = BILINGUAL_WRITERS if side_by_side else WRITERS
    if form not in writers:
        how = "with" if side_by_side else "without"
        raise RequestError(f"{form} is not written {how} --bilingual; choose from {', '.join(writers)}")
    started = folder.started()
    counts = ExportCounts()
    with replacing(target) as file:
        writers[form](
            _counted(exported(folder), counts), file, f"{started.input}, translated by {started.system}"
        )
    return counts


def _counted(articles: Iterable[Exported], counts: ExportCounts) -> Iterator[Exported]:
    for article in articles:
        if article.article is not None:
            counts.translated += 1
        if article.row.status is not Status.DONE:
            counts.statuses[article.row.status, article.article is not None] += 1
        yield article
