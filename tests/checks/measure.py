"""Measure the checks, and write `tests/checks/measured.md`.

    python -m tests.checks.measure

It counts false alarms on pairs by people, faults found among those planted in such pairs, and errors found among those
that `eval/errors.md` lists. Needs the shared folder beside the checkout.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.checks.planted import KINDS, plant
from tests.conftest import ROOT
from translate.checks.registry import ADVISORY, CHECKS, check_pair
from translate.checks.variation import NAME_VARIES, find_variations
from translate.records import Flag
from translate.runs.atomic import write_atomic

SHARED = ROOT.parent / "shared"
FLORES = SHARED / "benchmarks" / "flores-dev"
FILES = ("flores-dev", "ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary")
PLANTED_IN = ("ntrex", "xquad", "tico19", "mt-geneval", "nllb-seed-ary")
IN_ORDER, ARTICLE_LINES = ("ntrex", "xquad", "tico19"), 15
TUNING_SEED, REPORTED_SEED = 1, 2
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Error:
    """A row of `eval/errors.md`: its kind, and the sentence that it is in."""

    kind: str
    pair: Pair


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def read_pairs(name: str) -> list[Pair]:
    """Return the pairs by people of one file."""
    if name == "flores-dev":
        return list(
            zip(read_lines(FLORES / "flores-dev.ar"), read_lines(FLORES / "flores-dev.en"), strict=True)
        )
    rows = [line.split("\t") for line in read_lines(SHARED / "training" / f"{name}.tsv")]
    return [(row[0], row[1]) for row in rows]


def read_errors(folder: Path) -> list[Error]:
    """Return the listed errors, each with its sentence."""
    sentences = {
        (article, f"{line}.{number}"): (arabic, english)
        for article, line, number, arabic, english in (
            row.split("\t")[:5] for row in read_lines(folder / "errors" / "seeds.tsv")
        )
    }
    flores = folder / "errors" / "flores-dev.en.txt"
    if flores.exists():
        arabic_lines = read_lines(FLORES / "flores-dev.ar")
        for number, english in enumerate(read_lines(flores)):
            sentences["flores-dev", str(number + 1)] = (arabic_lines[number], english)
    return list(_rows(read_lines(folder / "errors.md"), sentences))


def _rows(lines: Sequence[str], sentences: dict[tuple[str, str], Pair]) -> Iterator[Error]:
    article = ""
    for line in lines:
        if line.startswith("## "):
            article = line.removeprefix("## ").strip()
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"\d+(?:\.\d+)?", cells[0]):
            yield Error(cells[1], sentences[article, cells[0]])


def interval(found: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share, in percent."""
    if not of:
        return 0.0, 100.0
    z = 1.96
    share = found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def _grave(flags: Iterable[Flag]) -> bool:
    return any(flag.name not in ADVISORY for flag in flags)


def _share(found: int, of: int) -> str:
    low, high = interval(found, of)
    return f"{100 * found / of:.1f}% ({low:.1f}-{high:.1f})" if of else "none"


def alarms_table() -> Iterator[str]:
    """Yield the false alarms: a row for each check, a column for each file."""
    counts: dict[str, Counter[str]] = {}
    totals: dict[str, int] = {}
    lines_flagged: dict[str, tuple[int, int]] = {}
    for name in FILES:
        pairs = read_pairs(name)
        flags = [check_pair(*pair) for pair in pairs]
        counts[name] = Counter(flag.name for found in flags for flag in found)
        totals[name] = len(pairs)
        lines_flagged[name] = sum(map(_grave, flags)), sum(map(bool, flags))
    yield "| check | " + " | ".join(FILES) + " | all | 95% interval |"
    yield "|---|" + "---:|" * (len(FILES) + 2)
    yield "| pairs | " + " | ".join(f"{totals[n]:,}" for n in FILES) + f" | {sum(totals.values()):,} | |"
    for check in CHECKS:
        each = [counts[name][check.name] for name in FILES]
        low, high = interval(sum(each), sum(totals.values()))
        kind = " (advisory)" if check.advisory else " (broken)" if check.broken else ""
        cells = " | ".join(map(str, each))
        yield f"| {check.name}{kind} | {cells} | {sum(each)} | {low:.3f}-{high:.3f}% |"
    for number, title in enumerate(("lines with a flag, advisory ones aside", "lines with any flag")):
        cells = " | ".join(f"{100 * lines_flagged[n][number] / totals[n]:.2f}%" for n in FILES)
        found = sum(lines_flagged[n][number] for n in FILES)
        low, high = interval(found, sum(totals.values()))
        share = 100 * found / sum(totals.values())
        yield f"| **{title}** | {cells} | {share:.2f}% | {low:.3f}-{high:.3f}% |"


def planted_table() -> Iterator[str]:
    """Yield the share found of each planted kind; a pair that is flagged without the fault does not count."""
    pairs = [pair for name in PLANTED_IN for pair in read_pairs(name) if not _grave(check_pair(*pair))]
    yield "| planted | faults | found | found with advisory flags |"
    yield "|---|---:|---:|---:|"
    for kind in KINDS:
        faults = plant(kind, pairs, REPORTED_SEED)
        flags = [check_pair(*fault) for fault in faults]
        grave, some = sum(map(_grave, flags)), sum(map(bool, flags))
        yield f"| {kind} | {len(faults)} | {_share(grave, len(faults))} | {_share(some, len(faults))} |"


def errors_table() -> Iterator[str]:
    """Yield the share of listed errors whose sentence has a flag, by kind."""
    errors = read_errors(ROOT / "eval")
    varying = dict(varying_in_seeds(ROOT / "eval"))
    flags = {e.pair: (*check_pair(*e.pair), *filter(None, [varying.get(e.pair)])) for e in errors}
    kinds = Counter(error.kind for error in errors)
    yield "| kind | errors | in a sentence with a flag | with advisory flags |"
    yield "|---|---:|---:|---:|"
    for kind in (*kinds, None):
        wanted = [error for error in errors if kind in (error.kind, None)]
        grave = sum(_grave(flags[error.pair]) for error in wanted)
        some = sum(bool(flags[error.pair]) for error in wanted)
        title = kind or "**all**"
        yield f"| {title} | {len(wanted)} | {_share(grave, len(wanted))} | {_share(some, len(wanted))} |"


def varying_in_seeds(folder: Path) -> Iterator[tuple[Pair, Flag | None]]:
    """Yield each sentence of the seeds with its flag of a name that varies, or None."""
    rows = [row.split("\t")[:5] for row in read_lines(folder / "errors" / "seeds.tsv")[1:]]
    for _, article in groupby(rows, key=lambda row: row[0]):
        pairs = [(row[3], row[4]) for row in article]
        yield from zip(pairs, find_variations(pairs), strict=True)


def varying_table() -> Iterator[str]:
    """Yield the flags of names that vary in consecutive lines by people, taken as articles."""
    yield f"| file | lines | flagged: {NAME_VARIES} |"
    yield "|---|---:|---:|"
    for name in IN_ORDER:
        pairs = read_pairs(name)
        articles = (pairs[i : i + ARTICLE_LINES] for i in range(0, len(pairs), ARTICLE_LINES))
        found = sum(flag is not None for article in articles for flag in find_variations(article))
        yield f"| {name} | {len(pairs):,} | {_share(found, len(pairs))} |"


def report() -> str:
    """Return the whole of `measured.md`."""
    parts = [
        "# The checks, measured",
        "`make checks` writes this file. Intervals are Wilson's, 95%.",
        "## False alarms on pairs by people",
        "The English was written by people, so most flags are false alarms. Some are right: people err too.",
        "\n".join(alarms_table()),
        "## Names that vary in an article",
        f"{ARTICLE_LINES} consecutive lines by people are taken as an article, in files that keep their texts' order.",
        "\n".join(varying_table()),
        "## Planted faults",
        f"One fault a pair, planted by seed {REPORTED_SEED} in pairs of {', '.join(PLANTED_IN)} that no check flags. "
        "The checks were not tuned on planted faults. Some planted faults change no meaning.",
        "\n".join(planted_table()),
        "## Errors of the embedded model",
        "The errors that `eval/errors.md` lists. An error counts as found where its sentence has a flag of any check. "
        f"In the seeds, which are whole articles, `{NAME_VARIES}` counts as well.",
        "\n".join(errors_table()),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the report; return the exit code."""
    if not SHARED.is_dir():
        print(f"error: {SHARED}: needed for the pairs", file=sys.stderr)
        return 2
    write_atomic(ROOT / "tests" / "checks" / "measured.md", report())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
