"""The reader's page of one run: summaries as cards, articles with Arabic next to English, flags at their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.checks.counted import CANNOT_SEE, counted_flags
from translate.errors import RunFolderError
from translate.records import Flag, Row, TranslatedArticle, TranslatedLine, TranslatedSentence
from translate.report.rendering import Provenance, environment, page_parts
from translate.runs.atomic import write_atomic
from translate.runs.folder import RunFolder
from translate.views.pieces import Piece, pieces_of
from translate.views.rows import checked_words
from translate.views.show import summary_flags

__all__ = ["ReadArticle", "ReadLine", "ReadSentence", "anchor_of", "write_reader_page"]

MOST_BYTES = 24_000_000  # of articles; a browser opens a page of this size in about a second


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with its source; `flags` are the flags that are not about particular words.

    `before` and `source_before` are the text of the line before it: copied text or a space.
    """

    source: str
    pieces: tuple[Piece, ...]
    flags: tuple[Flag, ...]
    before: str = ""
    source_before: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its sentences; furniture, a copied line, which is not checked, and a joined line have none.

    `joined` is the line whose translation contains the line's; `tail` and `source_tail` are the text after the last
    sentence.
    """

    number: int
    source: str
    sentences: tuple[ReadSentence, ...]
    copied: str | None = None
    joined: int | None = None
    tail: str = ""
    source_tail: str = ""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its row; `lines` is empty if it has no translation, or if the page is full.

    `doubts` counts the flags of the sentences that count; `summary_flags` are those of the summary.
    """

    row: Row
    anchor: str
    lines: tuple[ReadLine, ...]
    doubts: int
    summary_flags: tuple[Flag, ...] = ()
    left_out: bool = False

    @property
    def checked(self) -> str:
        """Return in words how far an article was checked; empty if its doubts show it."""
        return checked_words(self.row)


def write_reader_page(run: Path, output: Path, provenance: Provenance | None = None) -> Path:
    """Write the page of a run to `output` and return its path.

    The run may be unfinished. Articles without a translation are listed with the reason. Raises RunFolderError if
    there is no article or the file of a finished one is missing, CannotGoOn if the page cannot be written.
    """
    folder = RunFolder(run)
    system = folder.started().system
    articles = list(_articles(folder))
    if not articles:
        raise RunFolderError(f"{run}: no article to show")
    html = (
        environment()
        .get_template("reader.html.j2")
        .render(
            **page_parts("reader.js"),
            title=run.resolve().name,
            system=system,
            articles=articles,
            finished=folder.done,
            cannot_see=CANNOT_SEE,
            provenance=provenance or Provenance(),
        )
    )
    write_atomic(output, html)
    return output


def anchor_of(folder: RunFolder, article_id: str) -> str:
    """Return the address of an article on the page of its run."""
    return _anchor(folder.ids().index(article_id) + 1)


def _anchor(number: int) -> str:
    return f"article-{number}"


def _articles(folder: RunFolder) -> Iterator[ReadArticle]:
    size = 0
    for n, row in enumerate(folder.each_row(), 1):
        anchor = _anchor(n)
        article = folder.article_of(row)
        if article is None:
            yield ReadArticle(row, anchor, (), 0)
            continue
        size += sum(2 * len(line.line.source) + len(line.translation) for line in article.lines)
        doubts = len(counted_flags(article))
        of_summary = summary_flags(article, row) if row.summary else ()
        lines = () if size > MOST_BYTES else tuple(_lines(article))
        yield ReadArticle(row, anchor, lines, doubts, of_summary, left_out=size > MOST_BYTES)


def _lines(article: TranslatedArticle) -> Iterator[ReadLine]:
    for line in article.lines:
        if not line.line.source.strip():
            continue
        *gaps, source_tail = _gaps(line)
        sentences = tuple(
            _sentence(sentence, before, gap)
            for (before, sentence), gap in zip(line.spaced, gaps, strict=True)
        )
        yield ReadLine(
            line.line.number,
            line.line.source,
            sentences,
            line.line.copied,
            line.line.joined,
            line.line.tail,
            source_tail,
        )


def _gaps(line: TranslatedLine) -> list[str]:
    """Return the text of the source before each sentence, and after the last one.

    Spaces, if the source does not contain the sentences as they are: it is joined or was repaired.
    """
    source, place, gaps = line.line.source, 0, []
    for sentence in line.sentences:
        start = source.find(sentence.sentence.source, place)
        if start < 0:
            return ["", *[" "] * (len(line.sentences) - 1), ""]
        gaps.append(source[place:start])
        place = start + len(sentence.sentence.source)
    return [*gaps, source[place:]]


def _sentence(sentence: TranslatedSentence, before: str, source_before: str) -> ReadSentence:
    pieces, others = pieces_of(sentence.english, sentence.flags)
    if not pieces:
        before = before or " "
    return ReadSentence(sentence.sentence.source, pieces, others, before, source_before)
