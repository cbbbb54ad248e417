"""The pages: rendered by Jinja2 with everything escaped, split where one would grow too large, written whole."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.errors import RequestError
from translate.report import plots
from translate.report.articles import ShownArticle, shown_articles
from translate.report.lines import ScoredLines, scored_lines, worst_lines
from translate.report.summaries import article_summaries
from translate.runs.atomic import write_atomic
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched
from translate.scoring.metrics import METRICS
from translate.views.compare import notes
from translate.views.pairs import favouring, more_needed
from translate.views.terminal import plain

if TYPE_CHECKING:
    from jinja2 import Environment

ARTICLES_A_PAGE = 100
BYTES_A_PAGE = 3_500_000  # of articles; with the overview a page stays under 5 MB
MOST_SLOPE_SYSTEMS = 2  # fewer systems have no slope between them


@dataclass(frozen=True, slots=True)
class _Article:
    """An article that is rendered, and what links to it."""

    id: str
    anchor: str
    title: str
    flags: int
    html: str


def require_libraries() -> None:
    """Raise RequestError where what draws and writes the pages is not installed; a comparison can take minutes."""
    missing = [name for name in ("jinja2", "matplotlib") if find_spec(name) is None]
    if missing:
        raise RequestError(f"A report needs {' and '.join(missing)}: pip install 'tarjama[report]'.")


def write_report(matched: Matched, comparison: Comparison, output: Path) -> list[Path]:
    """Write the report to `output`, further pages beside it as NAME-2.html, NAME-3.html, ...; returns the paths.

    The first page is written last, so that what it links to is there. Raises CannotGoOn where a page cannot be
    written.
    """
    environment = _environment()
    lines = scored_lines(matched, comparison)
    pages = list(_paged(_articles(environment, matched)))
    paths = [output, *(output.with_stem(f"{output.stem}-{n}") for n in range(2, len(pages) + 1))]
    shared = _shared(matched, comparison, [path.name for path in paths])
    template = environment.get_template("page.html.j2")
    overview = _overview(matched, comparison, lines)
    summaries = article_summaries(matched)
    for n in reversed(range(len(paths))):
        articles = pages[n] if pages else []
        ids = dict.fromkeys(article.id for article in articles)
        html = template.render(
            **shared,
            page=n + 1,
            overview=overview if n == 0 else None,
            articles=articles,
            summaries=[summaries[article_id] for article_id in ids if article_id in summaries],
        )
        write_atomic(paths[n], html)
    return paths


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("translate.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    environment.filters["score"] = lambda value: f"{value:.1f}"
    environment.filters["signed"] = lambda value: f"{value:+.1f}"
    return environment


def _articles(environment: Environment, matched: Matched) -> Iterator[_Article]:
    template = environment.get_template("article.html.j2")
    names = [system.name for system in matched.systems]
    for n, article in enumerate(shown_articles(matched), 1):
        anchor = f"article-{n}"
        html = template.render(article=article, anchor=anchor, names=names)
        yield _Article(article.id, anchor, _title(article), article.flags, html)


def _title(article: ShownArticle) -> str:
    return article.title if len(article.title) <= 80 else article.title[:79] + "…"


def _paged(articles: Iterable[_Article]) -> Iterator[list[_Article]]:
    page: list[_Article] = []
    size = 0
    for article in articles:
        more = len(article.html.encode("utf-8", "surrogatepass"))
        if page and (len(page) == ARTICLES_A_PAGE or size + more > BYTES_A_PAGE):
            yield page
            page, size = [], 0
        page.append(article)
        size += more
    if page:
        yield page


def _shared(matched: Matched, comparison: Comparison, names: Sequence[str]) -> dict[str, Any]:
    """What every page has: names, styles, script, and the policy that forbids all requests."""
    script = _template_file("script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "title": f"{len(matched.systems)} systems on {comparison.testset}"
        if len(matched.systems) > 1
        else f"{matched.systems[0].name} on {comparison.testset}",
        "systems": [system.name for system in matched.systems],
        "pages": names,
        "style": _safe(_template_file("style.css")),
        "script": _safe(script),
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'",
    }


def _overview(matched: Matched, comparison: Comparison, lines: ScoredLines) -> dict[str, Any]:
    names = [system.name for system in matched.systems]
    many = len(names) >= MOST_SLOPE_SYSTEMS
    articles = comparison.systems[0].score.articles
    return {
        "comparison": comparison,
        "metrics": METRICS,
        "columns": list(dict.fromkeys(name for system in comparison.systems for name in system.columns)),
        "pairs": [(pair, more_needed(pair)) for pair in favouring(comparison, "chrf")],
        "notes": notes(comparison, "chrf"),
        "forest": _safe(plots.forest(comparison)) if comparison.pairs else "",
        "slopes": _safe(plots.slopes(comparison)) if many and articles > 1 else "",
        "histogram": _safe(plots.histogram(names, lines.chrf)),
        "checks": lines.flag_counts(),
        "lines_scored": comparison.systems[0].score.segments,
        "has_source": lines.flags is not None,
        "worst": worst_lines(lines, comparison),
    }


def _safe(text: str) -> Any:
    """Our own markup, which is not escaped. Everything else is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  # no word of an article is in it but for labels that matplotlib has escaped


def _template_file(name: str) -> str:
    return files("translate.report").joinpath("templates", name).read_text(encoding="utf-8")
