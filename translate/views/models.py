"""Print the catalogue as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.config.catalogue import Catalogue, EndpointSource, HubSource, ModelEntry, PackageSource, Task
from translate.views.terminal import show, styled

if TYPE_CHECKING:
    from rich.console import Console

    from translate.scoring.verification import Verification

__all__ = ["models_json", "place_json", "print_models", "print_verification", "verification_json"]

_MARK = "*"
_OLDER = "FLORES-101"
VerdictOf = Callable[[str, Path], str | None]
WhereIs = Callable[[ModelEntry, str], Path | None]


def print_models(catalogue: Catalogue, where_is: WhereIs, verdict_of: VerdictOf, console: Console) -> None:
    """Print the translators, then the summarisers: source, size, licence, languages, published scores, here or not."""
    tasks: tuple[tuple[str, Task], ...] = (("Translators", "translate"), ("Summarisers", "summarize"))
    for number, (title, task) in enumerate(tasks):
        if number:
            console.print()
        _print(title, catalogue.of(task), where_is, verdict_of if task == "translate" else None, console)
    console.print(
        "\nBesides these: any hub id (owner/name) or folder of a Marian, NLLB/M2M100, BART, PEGASUS, T5 or causal "
        "model; `lead` and `none` to summarise.\n"
        "Size: the download; ~ computed from the number of parameters. NC: not for commercial use.\n"
        f"Scores: FLORES-200 devtest ({_MARK} {_OLDER} devtest), BLEU / chrF, as the OPUS-MT dashboard has them; none "
        "known: none is published for Arabic to English that could be checked, nor is any for a summariser of "
        "translated news.",
        highlight=False,
        markup=False,
    )


def _print(
    title: str,
    entries: dict[str, ModelEntry],
    where_is: WhereIs,
    verdict_of: VerdictOf | None,
    console: Console,
) -> None:
    """Add a row of two lines per model: its name above its source, its size above its parameters, and so on."""
    from rich import box
    from rich.table import Table

    look = box.SIMPLE_HEAD if console.is_terminal else None
    table = Table(title=title, title_justify="left", box=look, pad_edge=False, collapse_padding=True)
    table.add_column("Name\nfrom", overflow="fold")
    table.add_column("Size\nparams", justify="right", no_wrap=True)
    table.add_column("Licence\nlanguages", overflow="fold", max_width=19)
    scored = any(_score(entry) for entry in entries.values())
    if scored:
        table.add_column("BLEU / chrF", no_wrap=True)
    table.add_column("Here", no_wrap=True)
    for name, entry in entries.items():
        size = ("~" if entry.bytes_computed else "") + _amount(entry.bytes, ("B", "kB", "MB", "GB"))
        parameters = _amount(entry.parameters, ("", "k", "M", "B"))
        licence = entry.licence + (" (NC)" if entry.non_commercial else "")
        table.add_row(
            f"{name}\n{_source(entry)}",
            f"{size}\n{parameters}",
            f"{licence}\n{entry.languages or '-'}",
            *([_score(entry) or "none known"] if scored else []),
            _here(name, where_is(entry, name), verdict_of),
        )
    show(console, table)


def _here(name: str, folder: Path | None, verdict_of: VerdictOf | None) -> str:
    """Return whether a model is on this machine and, below, the result of `tarjama models verify`."""
    if folder is None:
        return "no"
    verdict = verdict_of(name, folder) if verdict_of else None
    return {"yes": "yes\nverified", "no": "yes\nfailed"}.get(verdict or "", "yes")


def print_verification(found: Verification, console: Console) -> None:
    """Print each comparison, then the verdict."""
    marks = {True: "yes", False: "NO", None: "-"}
    for comparison in found.comparisons:
        show(
            console,
            styled(
                f"{marks[comparison.good]:>3}  {comparison.what}: {comparison.found} (published or wanted: "
                f"{comparison.wanted})"
            ),
        )
    told = {
        "yes": "yes: it answers as published",
        "no": "no: it does not answer as published",
        "cannot tell": "cannot tell: nothing published is known to compare with; --flores DIR scores a test set",
    }
    show(console, styled(f"{found.name}, revision {found.revision[:12]}: {told[found.verdict]}"))


def models_json(catalogue: Catalogue, where_is: WhereIs, verdict_of: VerdictOf) -> dict[str, Any]:
    """Return the `models` document, without its version."""
    tasks: tuple[Task, ...] = ("translate", "summarize")
    found = []
    for task in tasks:
        for name, entry in catalogue.of(task).items():
            folder = where_is(entry, name)
            verified = verdict_of(name, folder) if folder is not None and task == "translate" else None
            found.append(_entry_json(entry) | place_json(name, task, folder) | {"verified": verified})
    return {"models": found}


def place_json(name: str, task: Task, folder: Path | None) -> dict[str, Any]:
    """Return an entry of the `models_where` document."""
    return {"name": name, "task": task, "folder": None if folder is None else str(folder)}


def verification_json(found: Verification) -> dict[str, Any]:
    """Return an entry of the `models_verify` document."""
    return asdict(found) | {"verdict": found.verdict}


def _entry_json(entry: ModelEntry) -> dict[str, Any]:
    place = entry.source.requirements if isinstance(entry.source, PackageSource) else _source(entry)
    names = (
        "description",
        "family",
        "licence",
        "non_commercial",
        "parameters",
        "bytes",
        "bytes_computed",
        "languages",
    )
    return {
        **{name: getattr(entry, name) for name in names},
        "source": {"kind": _kind(entry), "place": place},
        "scores": [score.model_dump(mode="json") for score in entry.scores],
    }


def _kind(entry: ModelEntry) -> str:
    kinds = {HubSource: "hub", PackageSource: "packages", EndpointSource: "endpoint"}
    return kinds.get(type(entry.source), "folder")


def _source(entry: ModelEntry) -> str:
    if isinstance(entry.source, HubSource):
        return entry.source.hub
    if isinstance(entry.source, PackageSource):
        return "PyPI packages"
    if isinstance(entry.source, EndpointSource):
        return entry.source.url
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
    """Return the published FLORES devtest scores, with the older edition marked; empty if there are none."""
    for score in entry.scores:
        if score.testset.startswith("FLORES"):
            bleu = "-" if score.bleu is None else f"{score.bleu:.1f}"
            chrf = "-" if score.chrf is None else f"{score.chrf:.1f}"
            return f"{bleu} / {chrf}{_MARK if score.testset.startswith(_OLDER) else ''}"
    return ""
