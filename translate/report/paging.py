"""How articles are parted into pages, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.runs.atomic import writing

ARTICLES_A_PAGE = 100
BYTES_A_PAGE = 3_500_000  # of articles; with the overview a page stays under 5 MB
GENERATOR = '<meta name="generator" content="Tarjama report">'  # by which a page is known to be ours
_HEAD_BYTES = 2000


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """An article, or a part of a long one, as HTML, and what links to it. `last` is the number of its last line."""

    id: str
    anchor: str
    title: str
    flags: int
    last: int
    html: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its file, with its articles."""

    name: str
    articles: tuple[RenderedArticle, ...] = ()


def paged(articles: Iterable[RenderedArticle], output: Path) -> list[Page]:
    """The pages in order, the first of them `output`; one without articles where there are none."""
    parts = list(_parts(articles)) or [()]
    return [Page(output.name, parts[0])] + [
        Page(further_page(output, n).name, part) for n, part in enumerate(parts[1:], 2)
    ]


def further_page(output: Path, number: int) -> Path:
    """Where page `number` (from 2) stands."""
    return output.with_stem(f"{output.stem}-{number}")


def place_of(article_id: str, line: int, pages: Sequence[Page]) -> tuple[str, str] | None:
    """The page and the anchor of a line's article; None where it is on none."""
    for page in pages:
        for article in page.articles:
            if article.id == article_id and line <= article.last:
                return page.name, article.anchor
    return None


def remove_stale(output: Path, pages: int) -> None:
    """Remove further pages that a longer report left beside this one; files that are none of ours stay."""
    number = pages + 1
    while (path := further_page(output, number)).is_file():
        with path.open("rb") as file:
            if GENERATOR.encode() not in file.read(_HEAD_BYTES):
                return
        with writing(path):
            path.unlink()
        number += 1


def _parts(articles: Iterable[RenderedArticle]) -> Iterator[tuple[RenderedArticle, ...]]:
    part: list[RenderedArticle] = []
    size = 0
    for article in articles:
        more = len(article.html.encode("utf-8", "surrogatepass"))
        if part and (len(part) == ARTICLES_A_PAGE or size + more > BYTES_A_PAGE):
            yield tuple(part)
            part, size = [], 0
        part.append(article)
        size += more
    if part:
        yield tuple(part)
