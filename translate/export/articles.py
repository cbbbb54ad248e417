"""What is exported of an article, and the texts that file formats can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from translate.records import Row, TranslatedArticle
from translate.runs.folder import RunFolder

__all__ = ["Exported", "exported", "xml_text"]

# What XML 1.0 does not have: control characters and lone surrogates.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Exported:
    """An article of a run: its row, and its lines where it is translated."""

    row: Row
    article: TranslatedArticle | None

    @property
    def source(self) -> str:
        """The Arabic as the input has it, lines parted by "\\n"."""
        return "\n".join(line.line.source for line in self.article.lines) if self.article else ""

    @property
    def translation(self) -> str:
        """The English; line N of it stands for line N of `source`."""
        return "\n".join(line.translation for line in self.article.lines) if self.article else ""

    @property
    def path(self) -> str:
        """The input's file."""
        return self.article.article.path.as_posix() if self.article else ""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the input told of itself: author, date, URL."""
        return self.article.article.metadata if self.article else {}


def exported(folder: RunFolder) -> Iterator[Exported]:
    """All articles of a run in input order, one in memory at a time; raises RunFolderError."""
    for row in folder.rows():
        yield Exported(row, folder.article(row.id) if folder.has_article(row.id) else None)


def xml_text(text: str) -> str:
    """`text` with what XML cannot hold as U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)
