"""The reader's page of one run: summaries as cards, articles with Arabic next to English, flags at their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.checks.counted import CANNOT_SEE, counted_flags
from translate.errors import RunFolderError
from translate.records import Flag, Row, TranslatedArticle, TranslatedSentence
from translate.report.rendering import Provenance, environment, page_parts
from translate.runs.atomic import write_atomic
from translate.runs.folder import RunFolder
from translate.views.pieces import Piece, pieces_of
from translate.views.rows import checked_words

__all__ = ["ReadArticle", "ReadLine", "ReadSentence", "anchor_of", "write_reader_page"]

MOST_BYTES = 24_000_000  # of articles; a browser opens a page of this size in about a second


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with its source; `flags` are the flags that are not about particular words."""

    source: str
    pieces: tuple[Piece, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its sentences; a furniture line and a copied one, which is not checked, have none."""

    number: int
    source: str
    sentences: tuple[ReadSentence, ...]
    copied: str | None = None


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its row; `lines` is empty if it has no translation, or if the page is full."""

    row: Row
    anchor: str
    lines: tuple[ReadLine, ...]
    doubts: int
    left_out: bool = False

    @property
    def checked(self) -> str:
        """Return in words how far an article was checked; empty if its doubts show it."""
        return checked_words(self.row)


def write_reader_page(run: Path, output: Path, provenance: Provenance | None = None) -> Path:
    """Write the page of a run to `output` and return its path.

    The run may be unfinished. Articles without a translation are listed with the reason. Raises RunFolderError if
    there is no article, CannotGoOn if the page cannot be written.
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
        if not folder.has_article(row.id):
            yield ReadArticle(row, anchor, (), 0)
            continue
        article = folder.article(row.id)
        size += sum(2 * len(line.line.source) + len(line.translation) for line in article.lines)
        doubts = len(counted_flags(article))
        if size > MOST_BYTES:
            yield ReadArticle(row, anchor, (), doubts, left_out=True)
        else:
            yield ReadArticle(row, anchor, tuple(_lines(article)), doubts)


def _lines(article: TranslatedArticle) -> Iterator[ReadLine]:
    for line in article.lines:
        if line.line.source.strip():
            sentences = tuple(map(_sentence, line.sentences))
            yield ReadLine(line.line.number, line.line.source, sentences, line.line.copied)


def _sentence(sentence: TranslatedSentence) -> ReadSentence:
    pieces, others = pieces_of(sentence.output.text, sentence.flags)
    return ReadSentence(sentence.sentence.source, pieces, others)
