"""The catalogue as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from translate.config.catalogue import Catalogue, HubSource, ModelEntry, PackageSource, Task
from translate.views.terminal import show

if TYPE_CHECKING:
    from rich.console import Console

WhereIs = Callable[[ModelEntry, str], Path | None]


def print_models(catalogue: Catalogue, where_is: WhereIs, console: Console) -> None:
    """Print the translators, then the summarisers: source, size, licence, published scores, here or not."""
    tasks: tuple[tuple[str, Task], ...] = (("Translators", "translate"), ("Summarisers", "summarize"))
    for number, (title, task) in enumerate(tasks):
        if number:
            console.print()
        _print(title, catalogue.of(task), where_is, console)
    console.print(
        "\nBesides these: any hub id (owner/name) or folder of a Marian, NLLB/M2M100, BART or causal model; "
        "`lead` and `none` to summarise.\nScores: FLORES-200 devtest, BLEU / chrF, as published; "
        "NC: not for commercial use.",
        highlight=False,
        markup=False,
    )


def _print(title: str, entries: dict[str, ModelEntry], where_is: WhereIs, console: Console) -> None:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if console.is_terminal else None)
    for column in ("Name", "From"):
        table.add_column(column, overflow="fold")
    for column in ("Size", "Params"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Licence", overflow="fold")
    scored = any(_score(entry) for entry in entries.values())
    if scored:
        table.add_column("BLEU / chrF", no_wrap=True)
    table.add_column("Here", no_wrap=True)
    for name, entry in entries.items():
        table.add_row(
            name,
            _source(entry),
            _amount(entry.bytes, ("B", "kB", "MB", "GB")),
            _amount(entry.parameters, ("", "k", "M", "B")),
            entry.licence + (" (NC)" if entry.non_commercial else ""),
            *([_score(entry) or "-"] if scored else []),
            "yes" if where_is(entry, name) else "no",
        )
    show(console, table)


def _source(entry: ModelEntry) -> str:
    if isinstance(entry.source, HubSource):
        return entry.source.hub
    if isinstance(entry.source, PackageSource):
        return "PyPI packages"
    return str(entry.source.folder)


def _amount(value: int | None, units: tuple[str, str, str, str]) -> str:
    if value is None:
        return "-"
    for power, unit in reversed(list(enumerate(units))):
        if value >= 1000**power:
            scaled = value / 1000**power
            return f"{scaled:.1f} {unit}".strip() if scaled < 10 else f"{scaled:.0f} {unit}".strip()
    return str(value)


def _score(entry: ModelEntry) -> str:
    """The published FLORES-200 devtest scores; empty where there are none."""
    for score in entry.scores:
        if score.testset.startswith("FLORES"):
            bleu = "-" if score.bleu is None else f"{score.bleu:.1f}"
            chrf = "-" if score.chrf is None else f"{score.chrf:.1f}"
            return f"{bleu} / {chrf}"
    return ""
