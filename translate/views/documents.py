"""The table of a comparison for a paper or a web page: LaTeX, Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from translate.scoring.compare import ComparedSystem, Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.score import MetricScore
from translate.views.pairs import favouring, more_needed
from translate.views.summaries import HEADER, summary_row
from translate.views.terminal import plain

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "[": "{[}",  # after a row's end it would open an argument
    **{char: f"\\{char}" for char in "&%$#_{}"},
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def comparison_markdown(comparison: Comparison, metric: str) -> str:
    """The scores, verdicts and summarisers as Markdown tables (GitHub's), with the signatures."""
    names = _columns(comparison)
    header = ["System", *(one.name for one in METRICS), *names]
    rows = [
        [system.name, *_scores(system, "{:.1f} [{:.1f}, {:.1f}]"), *_others(system, names)]
        for system in comparison.ranking
    ]
    parts = [_markdown_table(header, rows)]
    if comparison.pairs:
        name = _metric_name(metric)
        parts.append(
            _markdown_table(
                ["A", "B", f"{name}, A less B", "p (Holm)", "A against B"], _pairs(comparison, metric)
            )
        )
    if comparison.summaries:
        parts.append(_markdown_table(HEADER, [summary_row(facts) for facts in comparison.summaries]))
    signatures = [f"- {one.name}: `{_first(comparison)[one.key].signature}`" for one in METRICS]
    parts.append("\n".join(signatures))
    return "\n\n".join(parts) + "\n"


def comparison_latex(comparison: Comparison, metric: str) -> str:
    """Scores, verdicts and summarisers as LaTeX tables (package booktabs), with the signatures as comments."""
    names = _columns(comparison)
    scores = [
        [system.name, *_scores(system, "{:.1f} [{:.1f}, {:.1f}]"), *_others(system, names)]
        for system in comparison.ranking
    ]
    header = ["System", *(one.name for one in METRICS), *names]
    parts = [f"% {one.name}: {_first(comparison)[one.key].signature}" for one in METRICS]
    parts += _latex_table(header, scores, "l" + "r" * (len(header) - 1))
    if comparison.pairs:
        pair_header = ["A", "B", f"{_metric_name(metric)}, A less B", "p (Holm)", "A against B"]
        parts += ["", *_latex_table(pair_header, _pairs(comparison, metric), "llrrl")]
    if comparison.summaries:
        rows = [summary_row(facts) for facts in comparison.summaries]
        parts += ["", *_latex_table(HEADER, rows, "l" + "r" * (len(HEADER) - 1))]
    return "\n".join(parts) + "\n"


def _pairs(comparison: Comparison, metric: str) -> list[list[str]]:
    rows = []
    for pair in favouring(comparison, metric):
        interval = "" if pair.low is None else f" [{pair.low:+.1f}, {pair.high:+.1f}]"
        more = more_needed(pair)
        told = f"{pair.verdict.value} ({more:,} more {pair.unit}s needed)" if more else pair.verdict.value
        rows.append([pair.a, pair.b, f"{pair.difference:+.1f}{interval}", f"{pair.p_holm:.4f}", told])
    return rows


def _latex_table(header: Sequence[str], rows: Sequence[Sequence[str]], alignment: str) -> list[str]:
    lines = [" & ".join(map(_latex, row)) + r" \\" for row in (header, *rows)]
    return [
        rf"\begin{{tabular}}{{{alignment}}}",
        r"\toprule",
        lines[0],
        r"\midrule",
        *lines[1:],
        r"\bottomrule",
        r"\end{tabular}",
    ]


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_markdown, row))} |" for row in (header, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(header), *lines[1:]])


def _scores(system: ComparedSystem, form: str) -> list[str]:
    def told(found: MetricScore) -> str:
        return f"{found.score:.1f}" if found.low is None else form.format(found.score, found.low, found.high)

    return [told(system.score.metrics[one.key]) for one in METRICS]


def _others(system: ComparedSystem, names: Sequence[str]) -> list[str]:
    return [f"{system.columns[name]:g}" if name in system.columns else "" for name in names]


def _columns(comparison: Comparison) -> list[str]:
    return list(dict.fromkeys(name for system in comparison.systems for name in system.columns))


def _first(comparison: Comparison) -> dict[str, MetricScore]:
    return dict(comparison.systems[0].score.metrics)


def _metric_name(key: str) -> str:
    return next(one.name for one in METRICS if one.key == key)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in plain(text))


def _markdown(text: str) -> str:
    """Names are other people's text: no markup of theirs is obeyed. Numbers stay as they are."""
    escaped = plain(text)
    return escaped if re.fullmatch(r"[\d.,+\-\[\] ]*", escaped) else _MARKDOWN.sub(r"\\\1", escaped)
