"""The input as it was when the run began, so that a file that changes on the way is not taken for what it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from translate.errors import ArticleError, InputChanged
from translate.records import Article, Document
from translate.runs.identity import fingerprint

__all__ = ["WatchedInput"]


class WatchedInput:
    """The contents of a run's files, by their fingerprints; what a run's identity is made of.

    An article that is not what it was is rejected: translated, it would stand for good in a run that claims to be of
    the old text. A file whose rows are articles is looked at once, when the run begins.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Reads every file once."""
        paths = dict.fromkeys(document.path for document in documents)
        self.contents: dict[Path, str] = {path: fingerprint(path) for path in paths}
        self.changed: list[str] = []

    def unchanged(
        self, articles: Iterator[tuple[Document, Article | ArticleError]]
    ) -> Iterator[tuple[Document, Article | ArticleError]]:
        """The articles as they come, those of changed or vanished files as InputChanged; their ids are kept."""
        for document, article in articles:
            if document.row is None and self._differs(document.path, article):
                self.changed.append(document.id)
                yield document, InputChanged(f"{document.path}: changed or gone since the run began")
            else:
                yield document, article

    def _differs(self, path: Path, article: Article | ArticleError) -> bool:
        now = article.sha256 if isinstance(article, Article) else fingerprint(path)
        return now != self.contents[path]
