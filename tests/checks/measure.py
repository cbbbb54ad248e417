"""Measure the checks, and write `tests/checks/measured.md`.

    python -m tests.checks.measure

It counts false alarms on human translations, and how many planted errors and errors of `eval/errors.md` are found. It
needs the folder `shared` next to the checkout, with the human translations.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from tests.checks.planted import KINDS, plant
from tests.conftest import ROOT
from translate.checks.registry import ADVISORY, CHECKS, check_pair
from translate.checks.sentence import model_doubt
from translate.checks.variation import NAME_VARIES, find_variations
from translate.config.catalogue import load_catalogue
from translate.records import Flag, Output
from translate.runs.atomic import write_atomic

SHARED = ROOT.parent / "shared"
FLORES = SHARED / "benchmarks" / "flores-dev"
FILES = ("flores-dev", "ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary")
PLANTED_IN = ("ntrex", "xquad", "tico19", "mt-geneval", "nllb-seed-ary")
IN_ORDER, ARTICLE_LINES = ("ntrex", "xquad", "tico19"), 15
REPORTED_SEED = 2
LOG_PROBABILITIES = Path("errors", "log-probabilities.tsv")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Error:
    """A row of `eval/errors.md`: its kind, and the sentence that it is in."""

    kind: str
    pair: Pair


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def read_pairs(name: str) -> list[Pair]:
    """Return the human translations of one file, each with its source."""
    if name == "flores-dev":
        return list(
            zip(read_lines(FLORES / "flores-dev.ar"), read_lines(FLORES / "flores-dev.en"), strict=True)
        )
    rows = [line.split("\t") for line in _training_lines(name)]
    return [(row[0], row[1]) for row in rows]


def is_held_out(name: str) -> list[bool]:
    """Return for each pair whether the lexicon of the checks was not learnt from it: `eval/lexicon/pairs.py`."""
    if name == "flores-dev":
        return [True] * len(read_pairs(name))
    return [zlib.crc32(line.encode()) % 2 == 1 for line in _training_lines(name)]


def _training_lines(name: str) -> list[str]:
    return read_lines(SHARED / "training" / f"{name}.tsv")


def read_errors(folder: Path) -> list[Error]:
    """Return the listed errors, each with its sentence."""
    return list(_rows(read_lines(folder / "errors.md"), listed_sentences(folder)))


def listed_sentences(folder: Path) -> dict[tuple[str, str], Pair]:
    """Return the sentences that were read for `errors.md`, by article and number."""
    sentences = {
        (article, f"{line}.{number}"): (arabic, english)
        for article, line, number, arabic, english in (
            row.split("\t")[:5] for row in read_lines(folder / "errors" / "seeds.tsv")[1:]
        )
    }
    flores = folder / "errors" / "flores-dev.en.txt"
    if flores.exists():
        arabic_lines = read_lines(FLORES / "flores-dev.ar")
        for number, english in enumerate(read_lines(flores)):
            sentences["flores-dev", str(number + 1)] = (arabic_lines[number], english)
    return sentences


def read_doubts(folder: Path, doubt_per_nat: float) -> dict[Pair, float]:
    """Return the doubt of the model about each listed sentence."""
    sentences = listed_sentences(folder)
    rows = (row.split("\t") for row in read_lines(folder / LOG_PROBABILITIES)[1:])
    outputs = ((sentences[row[0], row[1]], float(row[2])) for row in rows)
    return {
        pair: model_doubt(Output(pair[1], 0, 0, finished=True, log_probability=value), doubt_per_nat)
        for pair, value in outputs
    }


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


def is_grave(flags: Iterable[Flag]) -> bool:
    """Return whether a flag is not advisory."""
    return any(flag.name not in ADVISORY for flag in flags)


def _share(found: int, of: int) -> str:
    low, high = interval(found, of)
    return f"{100 * found / of:.1f}% ({low:.1f}-{high:.1f})" if of else "none"


def alarms_table() -> Iterator[str]:
    """Yield the false alarms: a row for each check, a column for each file."""
    counts: dict[str, Counter[str]] = {}
    totals: dict[str, int] = {}
    lines_flagged: dict[str, list[tuple[int, int]]] = {}  # for each row below: flagged lines, lines
    for name in FILES:
        pairs, held_out = read_pairs(name), is_held_out(name)
        flags = [check_pair(*pair) for pair in pairs]
        counts[name] = Counter(flag.name for found in flags for flag in found)
        totals[name] = len(pairs)
        lines_flagged[name] = [
            (sum(map(is_grave, flags)), len(flags)),
            (sum(is_grave(found) for found, out in zip(flags, held_out, strict=True) if out), sum(held_out)),
            (sum(map(bool, flags)), len(flags)),
        ]
    yield "| check | " + " | ".join(FILES) + " | all | 95% interval |"
    yield "|---|" + "---:|" * (len(FILES) + 2)
    yield "| pairs | " + " | ".join(f"{totals[n]:,}" for n in FILES) + f" | {sum(totals.values()):,} | |"
    for check in CHECKS:
        each = [counts[name][check.name] for name in FILES]
        low, high = interval(sum(each), sum(totals.values()))
        kind = " (advisory)" if check.advisory else " (broken)" if check.broken else ""
        cells = " | ".join(map(str, each))
        yield f"| {check.name}{kind} | {cells} | {sum(each)} | {low:.3f}-{high:.3f}% |"
    titles = (
        "lines with a flag, without advisory flags",
        "the same, only lines that the lexicon was not learnt from",
        "lines with any flag",
    )
    for number, title in enumerate(titles):
        cells = " | ".join(f"{100 * f / of:.2f}%" for f, of in (lines_flagged[n][number] for n in FILES))
        found, of = (sum(lines_flagged[n][number][i] for n in FILES) for i in (0, 1))
        low, high = interval(found, of)
        share = 100 * found / of
        yield f"| **{title}** | {cells} | {share:.2f}% | {low:.3f}-{high:.3f}% |"


def planted_table() -> Iterator[str]:
    """Yield the share of planted errors found, by kind; pairs that are flagged without an error are not used."""
    pairs = [pair for name in PLANTED_IN for pair in read_pairs(name) if not is_grave(check_pair(*pair))]
    yield "| planted error | number | found | found, advisory flags included |"
    yield "|---|---:|---:|---:|"
    for kind in KINDS:
        faults = plant(kind, pairs, REPORTED_SEED)
        flags = [check_pair(*fault) for fault in faults]
        grave, some = sum(map(is_grave, flags)), sum(map(bool, flags))
        yield f"| {kind} | {len(faults)} | {_share(grave, len(faults))} | {_share(some, len(faults))} |"


def errors_table() -> Iterator[str]:
    """Yield the share of listed errors whose sentence has a flag, by kind."""
    errors = read_errors(ROOT / "eval")
    by_text, with_doubt = flags_of_listed()
    kinds = Counter(error.kind for error in errors)
    yield "| kind | errors | found | found without the model's confidence | found, advisory flags included |"
    yield "|---|---:|---:|---:|---:|"
    for kind in (*kinds, None):
        wanted = [error.pair for error in errors if kind in (error.kind, None)]
        counts = (
            sum(is_grave(with_doubt[pair]) for pair in wanted),
            sum(is_grave(by_text[pair]) for pair in wanted),
            sum(bool(with_doubt[pair]) for pair in wanted),
        )
        shares = " | ".join(_share(count, len(wanted)) for count in counts)
        yield f"| {kind or '**all**'} | {len(wanted)} | {shares} |"


def sound_sentences() -> str:
    """Return how many of the sentences in which the reader found no error are flagged."""
    wrong = {error.pair for error in read_errors(ROOT / "eval")}
    by_text, with_doubt = flags_of_listed()
    sound = [pair for pair in with_doubt if pair not in wrong]
    flagged, of_text = (sum(is_grave(flags[pair]) for pair in sound) for flags in (with_doubt, by_text))
    return (
        f"Of the {len(sound)} different sentences in which the reader found no error, {flagged} are flagged "
        f"({of_text} without the model's confidence)."
    )


@cache
def flags_of_listed() -> tuple[dict[Pair, tuple[Flag, ...]], dict[Pair, tuple[Flag, ...]]]:
    """Return the flags of each listed sentence, without and with the model's confidence."""
    varying = dict(varying_in_seeds(ROOT / "eval"))
    doubts = read_doubts(ROOT / "eval", load_catalogue().translators["embedded"].doubt_per_nat)

    def flags(pair: Pair, doubt: float) -> tuple[Flag, ...]:
        return (*check_pair(*pair, doubt), *filter(None, [varying.get(pair)]))

    return {pair: flags(pair, 0) for pair in doubts}, {
        pair: flags(pair, doubt) for pair, doubt in doubts.items()
    }


def varying_in_seeds(folder: Path) -> Iterator[tuple[Pair, Flag | None]]:
    """Yield each sentence of the seeds with its flag of a name that varies, or None."""
    rows = [row.split("\t")[:5] for row in read_lines(folder / "errors" / "seeds.tsv")[1:]]
    for _, article in groupby(rows, key=lambda row: row[0]):
        pairs = [(row[3], row[4]) for row in article]
        yield from zip(pairs, find_variations(pairs), strict=True)


def varying_table() -> Iterator[str]:
    """Yield the flags of names that vary in consecutive lines of human translations, taken as articles."""
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
        "# Measured accuracy of the checks",
        "`make checks` writes this file. Intervals are 95% Wilson intervals.",
        "## False alarms on human translations",
        "The table counts flags. Human translators wrote the English, so most flags are false alarms. Some are correct,"
        " because human translators make mistakes too.",
        "The lexicon of the checks was learnt from half of the lines of each file, but not from FLORES. A row below "
        "shows the other half alone. No model translated these texts, so the checks do not use a model's confidence "
        "here.",
        "\n".join(alarms_table()),
        "## Names that vary in an article",
        f"Human translations again. In files that keep the order of the texts, {ARTICLE_LINES} consecutive lines are "
        "taken as an article.",
        "\n".join(varying_table()),
        "## Planted errors",
        f"One error is planted in each of these human translations, with random seed {REPORTED_SEED}. They come from "
        f"{', '.join(PLANTED_IN)}; translations that a check flags without an error are not used. The checks were not "
        "tuned on planted errors. Some planted errors do not change the meaning. Swapped days and months are not "
        "planted, because no date in figures allows it.",
        "\n".join(planted_table()),
        "## Errors of the embedded model",
        "`eval/errors.md` lists these errors. An error counts as found if its sentence has a flag of any check. In the "
        f"seeds, which are whole articles, flags of `{NAME_VARIES}` count too. The checks also use the model's "
        f"confidence, as in a run; it is read from `eval/{LOG_PROBABILITIES}`.",
        "\n".join(errors_table()),
        sound_sentences(),
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
