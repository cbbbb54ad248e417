"""The reader's page of one run: summaries as cards, each article Arabic beside English, doubts at their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.checks.registry import ADVISORY
from translate.errors import RunFolderError
from translate.records import Flag, Row, TranslatedArticle, TranslatedSentence
from translate.report.provenance import Provenance
from translate.report.rendering import environment, page_parts
from translate.runs.atomic import write_atomic
from translate.runs.folder import RunFolder

__all__ = ["Piece", "ReadArticle", "ReadLine", "ReadSentence", "anchor_of", "pieces_of", "write_reader_page"]

MOST_BYTES = 24_000_000  # of articles; a browser opens a page of this size in about a second


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row of a translation, with the doubts about exactly these words."""

    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence beside its source; `flags` are the doubts that no single word shows."""

    source: str
    pieces: tuple[Piece, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its sentences; one without sentences is furniture, and has its source alone."""

    number: int
    source: str
    sentences: tuple[ReadSentence, ...]


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its row; `lines` are empty where it has no translation, or no place on the page."""

    row: Row
    anchor: str
    lines: tuple[ReadLine, ...]
    doubts: int
    left_out: bool = False


def write_reader_page(run: Path, output: Path, provenance: Provenance | None = None) -> Path:
    """Write the page of a run to `output` and return its path.

    A finished run or one under way; the articles without a translation are listed with the reason. Raises
    RunFolderError where there is no article, CannotGoOn where the page cannot be written.
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
            provenance=provenance or Provenance(),
        )
    )
    write_atomic(output, html)
    return output


def anchor_of(folder: RunFolder, article_id: str) -> str:
    """Return the address of an article on the page of its run."""
    return next(_anchor(n) for n, row in enumerate(folder.rows(), 1) if row.id == article_id)


def _anchor(number: int) -> str:
    return f"article-{number}"


def _articles(folder: RunFolder) -> Iterator[ReadArticle]:
    size = 0
    for n, row in enumerate(folder.rows(), 1):
        anchor = _anchor(n)
        if not folder.has_article(row.id):
            yield ReadArticle(row, anchor, (), 0)
            continue
        article = folder.article(row.id)
        size += sum(2 * len(line.line.source) + len(line.translation) for line in article.lines)
        doubts = sum(flag.name not in ADVISORY for flag in article.flags)
        if size > MOST_BYTES:
            yield ReadArticle(row, anchor, (), doubts, left_out=True)
        else:
            yield ReadArticle(row, anchor, tuple(_lines(article)), doubts)


def _lines(article: TranslatedArticle) -> Iterator[ReadLine]:
    for line in article.lines:
        if line.line.source.strip():
            yield ReadLine(line.line.number, line.line.source, tuple(map(_sentence, line.sentences)))


def _sentence(sentence: TranslatedSentence) -> ReadSentence:
    pieces, others = pieces_of(sentence.output.text, sentence.flags)
    return ReadSentence(sentence.sentence.text, pieces, others)


def pieces_of(text: str, flags: Sequence[Flag]) -> tuple[tuple[Piece, ...], tuple[Flag, ...]]:
    """Part a translation at the words that its doubts name; return the pieces and the doubts that name none of them.

    A doubt names words by its detail (`entity: &quot;`, `number added: 50`), or several with commas between them.
    """
    marked: dict[tuple[int, int], list[Flag]] = {}
    others = []
    for flag in flags:
        spans = [span for part in _parts(flag.detail) if (span := _found(text, part))]
        for span in spans:
            marked.setdefault(span, []).append(flag)
        if not spans:
            others.append(flag)
    pieces, end = [], 0
    for (start, stop), of_span in sorted(marked.items()):
        if start < end:  # inside words that are marked already
            others += [flag for flag in of_span if flag not in others]
            continue
        pieces += [Piece(text[end:start])] if start > end else []
        pieces.append(Piece(text[start:stop], tuple(of_span)))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return tuple(pieces), tuple(others)


def _parts(detail: str) -> Iterator[str]:
    quoted = detail.partition("'")[2].rpartition("'")[0]  # "ends in 'these words'"
    yield from (part for part in (quoted, *detail.split(", ")) if part.strip())


def _found(text: str, part: str) -> tuple[int, int] | None:
    """Where whole words of a text are; None where they are not."""
    start = text.find(part)
    while start >= 0:
        stop = start + len(part)
        before, after = text[start - 1 : start], text[stop : stop + 1]
        if not (before.isalnum() and part[0].isalnum()) and not (after.isalnum() and part[-1].isalnum()):
            return start, stop
        start = text.find(part, start + 1)
    return None
