"""The input files of a run, watched for changes while the run reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from translate.errors import ArticleError, CannotGoOn, InputChanged
from translate.records import Article, Document
from translate.runs.identity import fingerprint

__all__ = ["WatchedInput"]


class WatchedInput:
    """The input files of a run with their fingerprints, to detect changes during the run.

    A run's identity depends on these fingerprints, so an article whose file has changed since the start is rejected:
    otherwise the run would contain a translation of a text that it does not name.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Read every file once, and store its fingerprint."""
        paths = {document.path: document.row is not None for document in documents}
        self._states = {path: _state(path) for path, has_rows in paths.items() if has_rows}
        self.contents: dict[Path, str] = {path: fingerprint(path) for path in paths}
        self.changed: list[str] = []

    def unchanged(
        self, articles: Iterator[tuple[Document, Article | ArticleError]]
    ) -> Iterator[tuple[Document, Article | ArticleError]]:
        """Yield the articles unchanged; if a file was changed or deleted, yield InputChanged and record its id.

        Raises CannotGoOn if a file whose rows are articles was changed or deleted: that concerns all of its rows.
        """
        for document, article in articles:
            if document.row is not None:
                self._check_rows(document.path, article)
            elif self._differs(document.path, article):
                self.changed.append(document.id)
                yield document, InputChanged(f"{document.path}: changed or gone since the run began")
                continue
            yield document, article

    def _differs(self, path: Path, article: Article | ArticleError) -> bool:
        now = article.sha256 if isinstance(article, Article) else fingerprint(path)
        return now != self.contents[path]

    def _check_rows(self, path: Path, article: Article | ArticleError) -> None:
        """Raise CannotGoOn if the file of a row has changed; it is read again only if its size or time differs."""
        state = _state(path)
        changed = isinstance(article, InputChanged)
        if not changed and state != self._states[path]:
            changed = fingerprint(path) != self.contents[path]
            self._states[path] = state
        if changed:
            raise CannotGoOn(
                f"{path}: changed or gone since the run began; nothing is lost; restore the file and run the same "
                "command again to resume"
            )


def _state(path: Path) -> tuple[int, int] | None:
    """Return the size and the modification time of a file; None if it cannot be read, and for a hub dataset."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
