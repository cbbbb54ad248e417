"""Write the page of a comparison as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from translate.checks.registry import CHECKS
from translate.report import plots
from translate.report.cards import Groups, length_groups, system_cards
from translate.report.data import as_json, lines_document
from translate.report.lines import ScoredLines, scored_lines
from translate.report.rendering import Provenance, environment, page_parts, safe
from translate.runs.atomic import write_atomic
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched
from translate.scoring.metrics import CHRF, METRICS
from translate.scoring.summaries import article_summaries
from translate.views.answer import answer, second_place
from translate.views.compare import notes
from translate.views.summaries import HEADER, NOTE, summary_row
from translate.views.verdicts import favouring, more_needed, p_text, people_text, verdict_text

__all__ = ["write_report"]

_ARTICLES_SHOWN = 500  # in the table of articles
_SUMMARIES_SHOWN = 200
_WARNINGS_SHOWN = 100


def write_report(
    matched: Matched, comparison: Comparison, output: Path, provenance: Provenance | None = None
) -> Path:
    """Write the report to `output` and return its path. Raises CannotGoOn if it cannot be written."""
    jinja = environment()
    jinja.filters["summary_row"] = summary_row
    lines = scored_lines(matched, comparison)
    document = lines_document(lines)
    html = jinja.get_template("page.html.j2").render(
        **page_parts("lines.js"),
        **_facts(matched, comparison, lines),
        **_differences(comparison),
        data=safe(as_json(document)),
        lines_kept=len(document["number"]),
        provenance=provenance or Provenance(),
    )
    write_atomic(output, html)
    return output


def _facts(matched: Matched, comparison: Comparison, lines: ScoredLines) -> dict[str, Any]:
    """Return the data for the page, except about pairs."""
    systems = len(matched.systems)
    names = [system.name for system in matched.systems]
    lengths = length_groups(lines, comparison)
    summaries = article_summaries(matched)
    title = f"{systems} systems" if systems > 1 else names[0]
    return {
        "title": f"{title} on {comparison.testset}",
        "comparison": comparison,
        "systems": names,
        "metrics": METRICS,
        "columns": list(dict.fromkeys(name for system in comparison.systems for name in system.columns)),
        "axis": plots.score_axis(comparison, CHRF.key),
        "cards": system_cards(lines, comparison, lengths),
        "lengths": lengths,
        "length_means": _means(lengths),
        "histograms": dict(zip(names, plots.histograms(lines.chrf), strict=True)),
        "checks": lines.flag_counts(),
        "legend": sorted(CHECKS, key=lambda check: check.advisory),
        "has_source": lines.flags is not None,
        "notes": notes(comparison, CHRF.key),
        "first": comparison.systems[0].score,
        "summaries": list(summaries.values())[:_SUMMARIES_SHOWN],
        "summaries_left_out": max(0, len(summaries) - _SUMMARIES_SHOWN),
        "summary_header": HEADER,
        "summary_note": NOTE.replace("`", ""),
        "articles_shown": _ARTICLES_SHOWN,
        "warnings_shown": _WARNINGS_SHOWN,
    }


def _differences(comparison: Comparison) -> dict[str, Any]:
    """Return the data for the page about pairs of systems."""
    pairs = favouring(comparison, CHRF.key)
    found = answer(comparison)
    cluster = {name: n for n, names in enumerate(found.clusters, 1) for name in names}
    return {
        "answer": found,
        "second": second_place(comparison),
        "cluster": cluster,
        "pairs": [
            {
                "pair": pair,
                "verdict": verdict_text(pair),
                "p": p_text(pair, len(pairs)),
                "people": people_text(pair),
                "more": more_needed(pair),
            }
            for pair in pairs
        ],
    }


def _means(groups: Groups) -> list[float]:
    return [sum(column) / len(column) for column in zip(*groups.scores, strict=True)]
