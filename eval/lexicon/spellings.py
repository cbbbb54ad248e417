"""Learn `translate/checks/data/spellings.txt.xz`: how Arabic names are written in Latin letters.

    python -m eval.lexicon.spellings

Aligns the letters of name pairs from the `shared` folder with the costs of `letters.tsv`, and counts the sequences of
letter groups. Takes a minute. A tenth of the pairs (by a hash) is left out, and the spelling of these is measured.
"""

from __future__ import annotations

import lzma
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from eval.lexicon.letters import DEAREST_PAIR, NAMES, ROOT, align, name_pairs
from translate.checks.graphones import (
    EDGE,
    SPELLINGS_FILE,
    Graphone,
    Speller,
    read_speller,
    spelling_model_text,
)
from translate.checks.letters import letter_costs

__all__ = ["count_sequences", "join_letters", "main"]

FILE = ROOT / "translate" / "checks" / "data" / SPELLINGS_FILE
_LEAST_COUNT, _LEAST_SHARE = 3, 0.004  # of a letter group, overall and among those of the same Arabic letters
_LEAST_CONTEXT = 2  # occurrences of a context
_HELD_OUT = 10  # one pair in so many
_MEASURED = 1000


def main() -> int:
    """Write the model, and print how often it spells held-out names right; return the exit code."""
    if not NAMES.is_dir():
        print(f"error: {NAMES}: needed for the names", file=sys.stderr)
        return 2
    costs = {(arabic, latin): cost for arabic, of in letter_costs()[0].items() for latin, cost in of.items()}
    rows = []
    for arabic, latin, held_out in read_names():
        if held_out:
            continue
        total, steps = align(arabic, latin, costs, guess=False)
        if total / (len(arabic) + len(latin)) <= DEAREST_PAIR:
            rows.append(join_letters(steps[::-1]))
    text = spelling_model_text(count_sequences(rows))
    FILE.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(rows):,} pairs, {FILE.stat().st_size:,} bytes")
    measure(read_speller(text))
    return 0


def read_names() -> Iterator[tuple[str, str, bool]]:
    """Yield the Arabic and the Latin letters of each name pair, and whether it is held out."""
    for _, arabic, latin in name_pairs():
        yield arabic, latin, zlib.crc32(arabic.encode()) % _HELD_OUT == 0


def join_letters(steps: Sequence[Graphone]) -> tuple[Graphone, ...]:
    """Return the steps of an alignment as graphones: inserted Latin letters belong to the Arabic letters before them,
    and at the start to those after them.
    """
    joined: list[Graphone] = []
    waiting = ""
    for arabic, latin in steps:
        if arabic:
            joined.append((arabic, waiting + latin))
            waiting = ""
        elif joined:
            joined[-1] = joined[-1][0], joined[-1][1] + latin
        else:
            waiting += latin
    return tuple(joined)


def count_sequences(rows: Sequence[tuple[Graphone, ...]]) -> dict[tuple[Graphone, ...], dict[Graphone, int]]:
    """Return how often each graphone follows each context of up to two graphones; names with a rare graphone are
    left out, as are rare contexts.
    """
    counted = Counter(graphone for row in rows for graphone in row)
    of_arabic: Counter[str] = Counter()
    for (arabic, _), count in counted.items():
        of_arabic[arabic] += count
    usual = {
        graphone
        for graphone, count in counted.items()
        if count >= _LEAST_COUNT and count >= _LEAST_SHARE * of_arabic[graphone[0]]
    }
    counts: dict[tuple[Graphone, ...], Counter[Graphone]] = defaultdict(Counter)
    for row in rows:
        if not usual.issuperset(row):
            continue
        whole = (EDGE, EDGE, *row, EDGE)
        for place in range(2, len(whole)):
            for length in range(3):
                counts[whole[place - length : place]][whole[place]] += 1
    return {
        context: dict(following)
        for context, following in counts.items()
        if following.total() >= _LEAST_CONTEXT or not context
    }


def measure(speller: Speller) -> None:
    """Print the share of held-out Arabic names that have one of their Latin spellings among the likeliest ones."""
    right: dict[str, set[str]] = defaultdict(set)
    for arabic, latin, held_out in read_names():
        if held_out:
            right[arabic].add(latin)
    names = sorted(right)[:: max(1, len(right) // _MEASURED)]
    found = [[latin for latin, _ in speller.spellings(name)] for name in names]
    for most in (1, 5, 12):
        hits = sum(not right[name].isdisjoint(spelt[:most]) for name, spelt in zip(names, found, strict=True))
        print(f"a right spelling among the first {most}: {hits / len(names):.1%} of {len(names):,} names")


if __name__ == "__main__":
    sys.exit(main())
