"""Print the catalogue as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.config.catalogue import Catalogue, EndpointSource, HubSource, ModelEntry, PackageSource, Task
from translate.views.terminal import show, styled

if TYPE_CHECKING:
    from rich.console import Console

    from translate.scoring.verification_record import Verification

__all__ = ["models_json", "place_json", "print_models", "print_verification", "verification_json"]

# Marks of scores that are not on FLORES-200 devtest, by the start of the test set's name.
_MARKS = {"FLORES-101": "*", "FLORES dev": "**"}
_VerdictOf = Callable[[str, Task, Path], str | None]
_WhereIs = Callable[[ModelEntry, str], Path | None]


def print_models(
    catalogue: Catalogue,
    defaults: Mapping[Task, str],
    where_is: _WhereIs,
    verdict_of: _VerdictOf,
    console: Console,
) -> None:
    """Print the translators, then the summarisers: source, size, licence, languages, published scores, here or not.

    `defaults` names the default model of each task, which is marked.
    """
    tasks: tuple[tuple[str, Task], ...] = (("Translators", "translate"), ("Summarisers", "summarize"))
    for number, (title, task) in enumerate(tasks):
        if number:
            console.print()
        entries = {
            name + (" (default)" if name == defaults[task] else ""): (name, entry)
            for name, entry in catalogue.of(task).items()
        }
        _print(title, task, entries, where_is, verdict_of, console)
    console.print(
        "\nOther models: any hub id (owner/name) or folder of a Marian, NLLB/M2M100, BART, PEGASUS, T5 or causal "
        "model. Other summarisers: `lead` (the first sentences) and `none`.\n"
        "Size: the download; ~ is computed from the number of parameters. NC: not for commercial use.\n"
        "Here: verified by `tarjama models verify`: it gives published outputs; checked: its summaries are sound, but "
        "none are published to compare with; failed: a check failed.\n"
        "BLEU / chrF: FLORES-200 devtest from the OPUS-MT dashboard; * FLORES-101 devtest from the same place; "
        "** FLORES dev lines 401-997, measured by this project. None known: no published score for Arabic to English "
        "could be checked.",
        highlight=False,
        markup=False,
    )


def _print(
    title: str,
    task: Task,
    entries: Mapping[str, tuple[str, ModelEntry]],
    where_is: _WhereIs,
    verdict_of: _VerdictOf,
    console: Console,
) -> None:
    """Print two lines per model: name, size and scores; then source, licence and languages."""
    from rich.padding import Padding

    scored = any(_score(entry) for _, entry in entries.values())
    header = ("Name", "Size", "Parameters", *(["BLEU / chrF"] if scored else []), "Here")
    rows = [
        (
            label,
            ("~" if entry.bytes_computed else "") + _amount(entry.bytes, ("B", "kB", "MB", "GB")),
            _amount(entry.parameters, ("", "k", "M", "B")),
            *([_score(entry) or "none known"] if scored else []),
            _here(name, task, where_is(entry, name), verdict_of),
        )
        for label, (name, entry) in entries.items()
    ]
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    show(console, styled(title, "italic"))
    show(console, styled(_line(header, widths), "bold"))
    for row, (_, entry) in zip(rows, entries.values(), strict=True):
        show(console, styled(_line(row, widths)))
        licence = entry.licence + (" (NC)" if entry.non_commercial else "")
        about = "; ".join(part for part in (_source(entry), licence, entry.languages) if part)
        show(console, Padding(styled(about, "dim"), (0, 0, 0, 2)))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells in columns, numbers on the right."""
    padded = [
        cell.rjust(width) if number in (1, 2) else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _here(name: str, task: Task, folder: Path | None, verdict_of: _VerdictOf) -> str:
    """Return whether a model is on this machine and the result of `tarjama models verify`."""
    if folder is None:
        return "no"
    found = {"yes": "yes, verified", "sound": "yes, checked", "no": "yes, failed"}
    return found.get(verdict_of(name, task, folder) or "", "yes")


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
    differs = any(c.good is False and c.published for c in found.comparisons)
    sentences = {
        "yes": "yes: it answers as published",
        "sound": "yes: its summaries are sound; nothing published is known to compare with",
        "no": "no: it does not answer as published"
        if differs
        else "no: its outputs are not sound, or the engines disagree",
        "cannot tell": "cannot tell: nothing published is known to compare with; --flores DIR scores a test set",
    }
    kind = "translation" if found.task == "translate" else "summaries"
    show(console, styled(f"{found.name}, {kind}, revision {found.revision[:12]}: {sentences[found.verdict]}"))


def models_json(catalogue: Catalogue, where_is: _WhereIs, verdict_of: _VerdictOf) -> dict[str, Any]:
    """Return the `models` document, without its version."""
    tasks: tuple[Task, ...] = ("translate", "summarize")
    found = []
    for task in tasks:
        for name, entry in catalogue.of(task).items():
            folder = where_is(entry, name)
            verified = None if folder is None else verdict_of(name, task, folder)
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
    """Return the FLORES scores, marked if they are not on FLORES-200 devtest; empty if there are none."""
    for score in entry.scores:
        if score.testset.startswith("FLORES"):
            bleu = "-" if score.bleu is None else f"{score.bleu:.1f}"
            chrf = "-" if score.chrf is None else f"{score.chrf:.1f}"
            mark = next((mark for start, mark in _MARKS.items() if score.testset.startswith(start)), "")
            return f"{bleu} / {chrf}{mark}"
    return ""
