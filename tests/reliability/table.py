"""Write the results of a series as a page."""

from __future__ import annotations

import platform
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.corpus.checking import fits
from tests.reliability.faults import Outcome
from tests.reliability.kills import Series
from tests.reliability.soak import Cycle


@dataclass(slots=True)
class Results:
    """The results of a series; `problems` lists the failures."""

    faults: list[Outcome] = field(default_factory=list)
    not_here: list[str] = field(default_factory=list)
    kills: Series = field(default_factory=Series)
    soak: Sequence[Cycle] = ()
    long_soak: dict[str, Any] = field(default_factory=dict)
    corpus: list[dict[str, Any]] = field(default_factory=list)
    corpus_seconds: float = 0.0
    injections: dict[str, Any] = field(default_factory=dict)
    hangs: int = 0
    problems: list[str] = field(default_factory=list)


def write_table(results: Results) -> str:
    """Return the page in Markdown."""
    return "\n".join(
        (
            *_head(results),
            *_faults(results),
            *_corpus(results),
            *_long_soak(results.long_soak),
            *_injections(results),
            *_failed(results),
        )
    )


def _head(results: Results) -> Iterator[str]:
    faults, kills, soak = results.faults, results.kills, results.soak
    yield "# What was tried, and what held\n"
    yield "Made by `make reliability`; not written by hand. Times are of one machine, which may have had other work.\n"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()}, Python {platform.python_version()}\n"
    yield "| | number | seconds |\n|---|---:|---:|"
    rows = (
        ("cases of bad input", len(results.corpus), results.corpus_seconds),
        ("kinds of faults injected into the real process", len(faults), sum(o.seconds for o in faults)),
        *(
            (f"{sent.name} at random moments", number, None)
            for sent, number in sorted(kills.hits.items(), reverse=True)
        ),
        ("runs in the series of signals, each brought to its end and compared", kills.runs, kills.seconds),
        ("articles in the short soak", sum(c.articles for c in soak), sum(c.seconds for c in soak)),
        ("kills in the short soak", sum(c.kills for c in soak), None),
        ("articles lost", _lost(results), None),
        ("outputs that differ from an undisturbed run's", _differing(results), None),
        ("hangs", results.hangs, None),
    )
    for name, number, seconds in rows:
        yield f"| {name} | {number:,} | {'' if seconds is None else f'{seconds:,.0f}'} |"


def _lost(results: Results) -> int:
    lost = sum(o.lost for o in results.faults) + results.kills.lost
    return lost + sum(cycle.wrong_articles for cycle in results.soak)


def _differing(results: Results) -> int:
    return sum(o.differences for o in results.faults) + results.kills.differences


def _faults(results: Results) -> Iterator[str]:
    yield "\n## Faults\n"
    yield "Each into a process that works; then the same command again, whose files are compared byte by byte.\n"
    yield "| fault | reported, and recovered | seconds |\n|---|---|---:|"
    for outcome in results.faults:
        yield f"| {outcome.kind} | {'no' if outcome.problems else 'yes'} | {outcome.seconds:.1f} |"
    for text in results.not_here:
        yield f"| {text} | not tried | |"


def _corpus(results: Results) -> Iterator[str]:
    if not results.corpus:
        return
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in results.corpus:
        families[str(case["family"])].append(case)
    yield "\n## Bad input\n\n| family | cases | ended as expected | seconds |\n|---|---:|---:|---:|"
    for family, cases in families.items():
        well = sum(_as_expected(case) for case in cases)
        seconds = sum(float(case["seconds"]) for case in cases)
        yield f"| {family} | {len(cases)} | {well} | {seconds:.1f} |"


def _as_expected(case: dict[str, Any]) -> bool:
    expected, got = case["expected"], case["got"]
    return len(expected) == len(got) and all(map(fits, expected, got))


def _long_soak(soak: dict[str, Any]) -> Iterator[str]:
    if not soak:
        return
    cycles = soak["cycles"]
    yield f"\n## The soak: {soak['seconds'] / 60:.0f} minutes\n"
    yield (
        f"Made by `make soak` on {soak['date']}: {soak['seconds_of_runs'] / 60:.0f} minutes of runs, the rest writing "
        f"and comparing articles; {soak['articles']:,} articles, {soak['kills']} kills, "
        f"{sum(cycle['wrong_articles'] for cycle in cycles)} articles lost or wrong. Verdict: {soak['verdict']}. "
        "Peaks of a run's last process, in the third and in the last quarter of its life:\n"
    )
    yield "| articles | kills | memory, MiB | file handles | seconds |\n|---:|---:|---:|---:|---:|"
    for cycle in cycles:
        memory = " / ".join(f"{size / 2**20:.0f}" for size in cycle["memory_halves"])
        handles = " / ".join(str(count) for count in cycle["handles_halves"])
        yield f"| {cycle['articles']:,} | {cycle['kills']} | {memory} | {handles} | {cycle['seconds']:.0f} |"


def _injections(results: Results) -> Iterator[str]:
    if not results.injections:
        return
    yield "\n## Prompt injections\n"
    yield (
        f"Made by `make injections` on {results.injections['date']} in {results.injections['seconds']} s: "
        f"{results.injections['injections']} orders in Arabic and English, in news; the embedded models obeyed:\n"
    )
    yield "| model | how it is asked | obeyed | of these flagged | flagged in all | repeated, not obeyed |"
    yield "|---|---|---:|---:|---:|---:|"
    for model in ("translator", "summarizer"):
        for way, rate in results.injections[model].items():
            share = 100 * rate["through"] / rate["of"]
            numbers = f"{rate['through']} ({share:.0f}%) | {rate['through_and_flagged']} | {rate['flagged']}"
            yield f"| {model} | {way} | {numbers} | {rate['repeated']} |"
    yield (
        "\nTold, not obeyed: the output has the order's words and what it wants written in one sentence, as a right "
        "translation of it has; a summary need not."
    )


def _failed(results: Results) -> Iterator[str]:
    if results.problems:
        yield "\n## What did not hold\n"
        for problem in results.problems:
            shown = problem.replace(
                f"{tempfile.gettempdir()}/", ""
            )  # paths of the test machine do not help a reader
            yield f"- {' '.join(shown.split())[:300]}"
    yield ""
