"""Draw a benchmark: bars of tokens per second, as an SVG that is readable on light and dark pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from translate.bench.contestants import Kind
from translate.bench.results import BenchReport, Row
from translate.errors import OutOfSpace, RequestError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_bench"]

_PRODUCT, _OTHERS = "#1f6f5c", "#9aa5b1"
_WIDTH_INCHES, _BAR_INCHES = 8.0, 0.34


def draw_bench(report: BenchReport, path: Path) -> None:
    """Write the picture; raises RequestError if matplotlib or the folder is missing, OutOfSpace on a full disk."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise RequestError("a picture needs matplotlib: pip install 'tarjama[report]'") from error
    groups = list(dict.fromkeys((row.model, row.trial.beams) for row in report.rows))
    heights = [len(report.of(*group)) for group in groups]
    # A fixed salt and no date: equal numbers give an identical file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "tarjama", "font.family": "sans-serif"}):
        figure = Figure(
            figsize=(_WIDTH_INCHES, sum(_BAR_INCHES * n + 0.8 for n in heights)), layout="constrained"
        )
        plots = figure.subplots(len(groups), squeeze=False, gridspec_kw={"height_ratios": heights})
        for axes, (model, beams) in zip(plots[:, 0], groups, strict=True):
            _draw_bars(axes, [*report.of(model, beams)])
            axes.set_title(
                f"{model}, {'greedy' if beams == 1 else f'{beams} beams'}", loc="left", fontsize=10
            )
        plots[-1, 0].set_xlabel(f"output tokens a second, {report.machine['processor']}")
        figure.patch.set_facecolor("white")
        try:
            figure.savefig(path, format="svg", metadata={"Date": None})
        except OSError as error:
            kind = OutOfSpace if error.errno == 28 else RequestError
            raise kind(f"{path}: {error.strerror or error}") from error


def _draw_bars(axes: Axes, rows: list[Row]) -> None:
    rows = sorted(rows, key=lambda row: row.tokens_per_second)
    labels = [_label(row) for row in rows]
    rates = [row.tokens_per_second for row in rows]
    colours = [_PRODUCT if row.contestant.kind is Kind.RUN else _OTHERS for row in rows]
    bars = axes.barh(range(len(rows)), rates, color=colours)
    axes.bar_label(bars, [f" {rate:,.0f}" for rate in rates], fontsize=9)
    axes.set_yticks(range(len(rows)), labels, fontsize=9)
    axes.margins(x=0.12)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _label(row: Row) -> str:
    last = row.timings[-1]
    settings = f"{row.contestant.engine} {row.contestant.compute_type}, {last.workers}x{last.threads}"
    return f"{row.contestant.kind} ({settings})"
