"""The table of summarisers in a comparison, for the terminal, the page and the documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.summaries.facts import LEAD, SummaryFacts
from translate.views.terminal import plain, plain_table, show, styled

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["HEADER", "NOTE", "print_summaries", "summary_row"]

HEADER = (
    "Summaries by",
    "Number",
    "Words",
    "Compression",
    "Coverage",
    "Density",
    "New numbers",
    "New names",
    "Unfinished",
    "Lead instead",
)
# The same header for a terminal, with narrow columns.
_HEADINGS = (
    "Summaries by",
    "No.",
    "Words",
    "Com-\npression",
    "Coverage",
    "Density",
    "New\nnumbers",
    "New\nnames",
    "Un-\nfinished",
    "Lead\ninstead",
)
_NUMBERS_WIDTH = 80  # of all columns but the first
NOTE = (
    "Summaries: means over articles. Compression: words of the translation divided by words of the summary. Coverage: "
    "share of summary words in fragments copied from the translation. Density: mean fragment length in words (Grusky "
    "et al. 2018). Last columns: summaries with a new number or name, unfinished ones, and those replaced by the lead. "
    "`lead` (the first sentences) is the baseline. These figures do not show which summary reads better."
)


def summary_row(facts: SummaryFacts) -> tuple[str, ...]:
    """Return the cells of a row under `HEADER`."""
    return (
        f"{facts.summarizer}, of {facts.system}",
        f"{facts.summaries:,}",
        f"{facts.words:.0f}",
        f"{facts.compression:.1f}",
        f"{facts.coverage:.2f}",
        f"{facts.density:.1f}",
        f"{facts.new_numbers:,}",
        f"{facts.new_names:,}",
        f"{facts.unfinished:,}",
        f"{facts.lead_instead:,}",
    )


def print_summaries(found: Sequence[SummaryFacts], target: Console) -> None:
    """Print all summarisers, dimmed baselines last; as text if the terminal is too narrow for columns."""
    longest = max(len(plain(summary_row(facts)[0])) for facts in found)
    if target.width >= _NUMBERS_WIDTH + longest:
        show(target, _table(found))
        return
    for facts in found:
        name, *cells = summary_row(facts)
        numbers = ", ".join(f"{what.lower()} {cell}" for what, cell in zip(HEADER[1:], cells, strict=True))
        show(target, styled(f"Summaries by {name}: {numbers}.", _style(facts)))


def _table(found: Sequence[SummaryFacts]) -> Table:
    table = plain_table()
    table.add_column(_HEADINGS[0], no_wrap=True, vertical="bottom")
    for heading in _HEADINGS[1:]:
        table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    for facts in found:
        table.add_row(*(styled(cell, _style(facts)) for cell in summary_row(facts)))
    return table


def _style(facts: SummaryFacts) -> str:
    return "dim" if facts.summarizer == LEAD else ""
