"""Print a benchmark as a table and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from translate.bench.contestants import Kind
from translate.bench.results import BenchReport, Ratio, Row
from translate.views.terminal import show, styled

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["describe_machine", "describe_ratio", "print_bench"]

_AGAINST = {
    Kind.BARE: "of the bare engine at its best",
    Kind.DEFAULTS: "times the bare engine's defaults",
    Kind.LOOP: "times one sentence at a time",
}


def print_bench(report: BenchReport, console: Console) -> None:
    """Print a table per model and number of beams, each with the product's ratios, and the machine at the end."""
    for model, beams in dict.fromkeys((row.model, row.trial.beams) for row in report.rows):
        _print_rows(f"{model}, {_beams(beams)}", [*report.of(model, beams)], console)
        for ratio in report.ratios:
            if (ratio.model, ratio.beams) == (model, beams):
                console.print(styled(f"  {describe_ratio(ratio)}"))
        console.print()
    console.print(styled(describe_machine(report.machine)), soft_wrap=True)


def describe_ratio(ratio: Ratio) -> str:
    """Return one line with the median and the range of the rounds."""
    form = "{:.0%}" if ratio.against is Kind.BARE else "{:.1f}"
    text = form.format(ratio.value)
    if len(ratio.rounds) > 1:
        text += f" ({form.format(min(ratio.rounds))} to {form.format(max(ratio.rounds))})"
    return f"tarjama run: {text} {_AGAINST[ratio.against]}"


def describe_machine(machine: Mapping[str, Any]) -> str:
    """Describe the machine and the forced settings in a line or two."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    instructions = " ".join(machine["instructions"]) or "unknown"
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['device']}, instructions {instructions}; "
        f"{machine['date']}; {versions}.\n"
        f"Random weights, every output {machine['output_tokens']} tokens; medians of {machine['rounds']}."
    )


def _print_rows(title: str, rows: list[Row], console: Console) -> None:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if console.is_terminal else None)
    for column in ("What", "Engine"):
        table.add_column(column)  # these shrink on a narrow screen; the numbers do not
    for column in ("Workers", "Batch", "Tokens/s", "Sent./s", "Outside", "GB"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row))
    show(console, table)


def _cells(row: Row) -> tuple[str, ...]:
    last = row.timings[-1]
    overhead = row.overhead if row.contestant.kind is Kind.RUN else None
    peak = row.peak_memory_bytes
    return (
        row.contestant.kind.value,
        f"{row.contestant.engine} {row.contestant.compute_type}",
        f"{last.workers}x{last.threads}",
        str(row.trial.batch or "-"),
        f"{row.tokens_per_second:,.0f}",
        f"{row.sentences_per_second:,.1f}",
        "-" if overhead is None else f"{overhead:.1%}",
        "-" if peak is None else f"{peak / 1e9:.2f}",
    )


def _beams(number: int) -> str:
    return "greedy" if number == 1 else f"{number} beams"
