"""The pages: rendered by Jinja2 with everything escaped, split where one would grow too large, written whole."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.checks.registry import ADVISORY, CHECKS
from translate.errors import RequestError
from translate.report import plots
from translate.report.articles import ShownArticle, shown_articles
from translate.report.lines import ScoredLines, scored_lines, worst_lines
from translate.report.paging import GENERATOR, Page, RenderedArticle, paged, place_of, remove_stale
from translate.report.summaries import article_summaries
from translate.runs.atomic import write_atomic
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched
from translate.scoring.metrics import METRICS
from translate.views.compare import notes
from translate.views.pairs import favouring, more_needed
from translate.views.summaries import HEADER, NOTE, summary_row
from translate.views.terminal import plain

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_SLOPE_SYSTEMS = 2  # fewer systems have no slope between them


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
    pages = paged(_articles(environment, matched), output)
    paths = [output.with_name(page.name) for page in pages]
    shared = _shared(matched, comparison, pages)
    template = environment.get_template("page.html.j2")
    worst = worst_lines(lines, comparison)
    overview = _overview(matched, comparison, lines)
    overview["worst"] = [(line, place_of(line.article, line.number, pages)) for line in worst]
    summaries = article_summaries(matched)
    for n, page in reversed(list(enumerate(pages))):
        ids = dict.fromkeys(article.id for article in page.articles)
        html = template.render(
            **shared,
            page=n + 1,
            overview=overview if n == 0 else None,
            articles=page.articles,
            summarizers=comparison.summaries if n == 0 else (),
            summaries=[summaries[article_id] for article_id in ids if article_id in summaries],
        )
        write_atomic(paths[n], html)
    remove_stale(output, len(paths))
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
    environment.globals["advisory"] = ADVISORY
    environment.filters["plain"] = plain
    environment.globals["summary_header"] = HEADER
    environment.globals["summary_note"] = NOTE
    environment.filters["summary_row"] = summary_row
    environment.filters["score"] = lambda value: f"{value:.1f}"
    environment.filters["signed"] = lambda value: f"{value:+.1f}"
    return environment


def _articles(environment: Environment, matched: Matched) -> Iterator[RenderedArticle]:
    template = environment.get_template("article.html.j2")
    names = [system.name for system in matched.systems]
    for n, article in enumerate(shown_articles(matched), 1):
        anchor = f"article-{n}"
        html = template.render(article=article, anchor=anchor, names=names)
        last = article.lines[-1].number
        yield RenderedArticle(article.id, anchor, _title(article), article.flags, last, html)


def _title(article: ShownArticle) -> str:
    return article.title if len(article.title) <= 80 else article.title[:79] + "…"


def _shared(matched: Matched, comparison: Comparison, pages: Sequence[Page]) -> dict[str, Any]:
    """What every page has: names, styles, script, and the policy that forbids all requests."""
    script = _template_file("script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "title": f"{len(matched.systems)} systems on {comparison.testset}"
        if len(matched.systems) > 1
        else f"{matched.systems[0].name} on {comparison.testset}",
        "generator": _safe(GENERATOR),
        "systems": [system.name for system in matched.systems],
        "pages": pages,
        "article_count": f"{comparison.systems[0].score.articles:,}",
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
        "legend": sorted(CHECKS, key=lambda check: check.advisory),
        "lines_scored": comparison.systems[0].score.segments,
        "has_source": lines.flags is not None,
    }


def _safe(text: str) -> Any:
    """Our own markup, which is not escaped. Everything else is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  # no word of an article is in it but for labels that matplotlib has escaped


def _template_file(name: str) -> str:
    return files("translate.report").joinpath("templates", name).read_text(encoding="utf-8")
