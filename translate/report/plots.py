"""The plots, by matplotlib, as SVG that stands in the page and takes its colours from it.

matplotlib is given placeholder colours, which are then replaced by the page's CSS variables: one picture serves light
and dark. Text stays text.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.scoring.compare import Comparison
from translate.scoring.metrics import CHRF
from translate.scoring.verdicts import Pair, Verdict
from translate.views.pairs import favouring
from translate.views.terminal import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from translate.scoring.metrics import Counts

_INK, _GRID = "#010101", "#020202"
_SERIES = tuple(f"#0000{n:02x}" for n in range(0x10, 0x18))
_VARIABLES = {_INK: "var(--ink)", _GRID: "var(--rule)"} | {
    colour: f"var(--series-{n})" for n, colour in enumerate(_SERIES, 1)
}
_DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 3)))
_WIDTH_INCHES = 4.8
_MOST_PAIRS = 45
_MOST_SLOPES = 200
_LABEL_LETTERS = 24
_BINS = 20


def forest(comparison: Comparison, metric: str = CHRF.key) -> str:
    """The paired differences with their intervals, a row a pair, the zero line through them."""
    pairs = favouring(comparison, metric)
    if len(pairs) > _MOST_PAIRS:
        best = comparison.ranking[0].name
        pairs = [pair for pair in pairs if best in (pair.a, pair.b)]
    figure, axes = _figure(0.9 + 0.3 * len(pairs))
    for row, pair in enumerate(reversed(pairs)):
        _forest_row(axes, row, pair)
    axes.axvline(0, color=_INK, linewidth=1)
    axes.set_yticks(range(len(pairs)), [f"{_label(p.a)} - {_label(p.b)}" for p in reversed(pairs)])
    axes.set_ylim(-0.6, len(pairs) - 0.4)
    axes.set_xlabel("difference in chrF, 95% interval")
    return _svg(figure, "forest")


def _forest_row(axes: Axes, row: int, pair: Pair) -> None:
    decided = pair.verdict in (Verdict.BETTER, Verdict.WORSE)
    colour = _SERIES[0] if decided else _SERIES[1]
    if pair.low is not None and pair.high is not None:
        axes.plot([pair.low, pair.high], [row, row], color=colour, linewidth=2)
    face = colour if decided else "none"  # a hollow mark: not decided
    axes.plot([pair.difference], [row], "o", color=colour, markerfacecolor=face, markersize=6)


def slopes(comparison: Comparison) -> str:
    """chrF of each article from system to system, best system first; the bold line is that of all articles."""
    ranked = comparison.ranking
    figure, axes = _figure(3.4)
    for articles in list(zip(*(system.score.per_article for system in ranked), strict=True))[:_MOST_SLOPES]:
        scores = [article.metrics[CHRF.key].score for article in articles]
        axes.plot(range(len(ranked)), scores, color=_SERIES[0], alpha=0.45, linewidth=1, marker=".")
    overall = [system.score.metrics[CHRF.key].score for system in ranked]
    axes.plot(range(len(ranked)), overall, color=_INK, linewidth=2.5, marker="o")
    axes.set_xticks(range(len(ranked)), [_label(system.name) for system in ranked], rotation=20, ha="right")
    axes.set_xlim(-0.3, len(ranked) - 0.7)
    axes.set_ylabel("chrF")
    return _svg(figure, "slopes")


def histogram(names: Sequence[str], chrf: Counts) -> str:
    """How many lines score how much; `chrf` has the shape (systems, lines)."""
    import numpy as np

    figure, axes = _figure(3.2)
    edges = np.linspace(0, 100, _BINS + 1)
    for n, (name, scores) in enumerate(zip(names, chrf, strict=True)):
        counts, _ = np.histogram(scores, edges)
        axes.stairs(
            counts,
            edges,
            color=_SERIES[n % len(_SERIES)],
            linestyle=_DASHES[n % len(_DASHES)],
            linewidth=1.8,
            label=_label(name),
        )
    axes.set_xlabel("chrF of a line")
    axes.set_ylabel("lines")
    axes.legend(frameon=False, labelcolor=_INK, fontsize=9)
    return _svg(figure, "histogram")


def _figure(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH_INCHES, height), layout="constrained")
    axes = figure.add_subplot()
    axes.tick_params(colors=_INK, labelsize=10)
    axes.xaxis.label.set_color(_INK)
    axes.yaxis.label.set_color(_INK)
    axes.grid(color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_color(_GRID)
        spine.set_visible(side in ("left", "bottom"))
    return figure, axes


def _svg(figure: Figure, name: str) -> str:
    """The picture without its XML prologue and metadata, its ids its own in the page."""
    import matplotlib as mpl

    sheet = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}), warnings.catch_warnings():
        # Of a system's name in letters that matplotlib's font has not: the browser, which writes the text, has them.
        warnings.filterwarnings("ignore", message="Glyph")
        metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(sheet, format="svg", transparent=True, metadata=metadata)
    svg = sheet.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{name}-", svg)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return re.sub("|".join(_VARIABLES), lambda match: _VARIABLES[match[0]], svg)


def _label(name: str) -> str:
    text = plain(name)
    short = text if len(text) <= _LABEL_LETTERS else text[: _LABEL_LETTERS - 1] + "…"
    return short.replace("$", r"\$")  # a dollar would begin a formula
