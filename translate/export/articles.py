"""The exported parts of an article, and text that file formats can represent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from translate.records import Row, TranslatedArticle
from translate.runs.folder import RunFolder
from translate.text.markup import MARKDOWN_SUFFIXES

__all__ = ["Exported", "exported", "xml_text"]

# Characters that XML 1.0 forbids: control characters and lone surrogates.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Exported:
    """An article of a run: its row, and its lines if it is translated."""

    row: Row
    article: TranslatedArticle | None

    @property
    def source(self) -> str:
        """Return the Arabic text of the input, with lines separated by "\\n"."""
        return "\n".join(line.line.source for line in self.article.lines) if self.article else ""

    @property
    def translation(self) -> str:
        """Return the English; its line N belongs to line N of `source`."""
        return "\n".join(line.translation for line in self.article.lines) if self.article else ""

    @property
    def is_markdown(self) -> bool:
        """Return whether the input is a Markdown file."""
        return self.article is not None and self.article.article.path.suffix.lower() in MARKDOWN_SUFFIXES

    @property
    def path(self) -> str:
        """Return the input's file."""
        return self.article.article.path.as_posix() if self.article else ""

    @property
    def metadata(self) -> Mapping[str, str]:
        """Return the input's metadata: author, date, URL."""
        return self.article.article.metadata if self.article else {}


def exported(folder: RunFolder) -> Iterator[Exported]:
    """Yield all articles of a run in input order, one in memory at a time; raises RunFolderError."""
    for row in folder.each_row():
        yield Exported(row, folder.article_of(row))


def xml_text(text: str) -> str:
    """Replace characters that XML forbids by U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)
