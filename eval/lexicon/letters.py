"""Learn `translate/checks/data/letters.tsv`: the costs of transliterating Arabic letters into Latin ones.

    python -m eval.lexicon.letters

Aligns the letters of name pairs from the `shared` folder (lines with an even hash), counts the letter pairs along the
best alignments, and repeats with the costs from these counts. Takes some minutes.
"""

from __future__ import annotations

import math
import random
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from eval.lexicon.pairs import folded_words
from translate.checks.words import latin_letters

__all__ = ["DEAREST_PAIR", "NAMES", "ROOT", "align", "main", "name_pairs"]

ROOT = Path(__file__).resolve().parents[2]
NAMES = ROOT.parent / "shared" / "names"
FILE = ROOT / "translate" / "checks" / "data" / "letters.tsv"
Step = tuple[str, str]  # up to two Arabic letters and up to three Latin ones

_ROUNDS, _SAMPLE, _ROUNDS_ON_ALL = 5, 8000, 2
_LONGEST_ARABIC, _LONGEST_LATIN, _SHORTEST = 12, 14, 2
_LEAST_COUNT = 2.5
DEAREST_PAIR = 3.2  # nats per letter; above, two words are not the same name
_UNSEEN = 11.0
# Initial transliterations of each letter.
_FIRST = (
    "ا:a,e,i,o,u ب:b,p,v ت:t ث:th,t,s ج:j,g,gi,ge ح:h خ:kh,h د:d ذ:dh,th,d,z ر:r ز:z,s س:s,c ش:sh,ch,s ص:s ض:d,dh ط:t "
    "ظ:z,th,d ع:a,e,i,u غ:gh,g ف:f,v,ph ق:q,k,c,g ك:k,c,ck ل:l,ll م:m ن:n ه:h,a,e و:o,u,w,oo,ou,v ي:i,y,e,ee,ie ء:a"
)
_HEAD = (
    "# Costs (nats) of writing Arabic letters in Latin ones, learnt from Wikidata labels (CC0) and Wikipedia titles "
    "(Apache-2.0):\n# eval/lexicon/letters.py. Arabic, Latin, cost; `*` for the cost of a Latin letter by itself.\n"
)


def main() -> int:
    """Write the costs; return the exit code."""
    if not NAMES.is_dir():
        print(f"error: {NAMES}: needed for the names", file=sys.stderr)
        return 2
    FILE.write_text(
        _HEAD + "".join(f"{a}\t{latin}\t{cost:.2f}\n" for a, latin, cost in learn()), encoding="utf-8"
    )
    return 0


def learn() -> list[tuple[str, str, float]]:
    """Return the cost of each step given its Arabic letters, and the cost of each Latin letter alone."""
    names = sorted(read_names())
    random.Random(0).shuffle(names)  # noqa: S311  no secret
    first = {
        (a, latin) for entry in _FIRST.split() for a, _, b in [entry.partition(":")] for latin in b.split(",")
    }
    costs = dict.fromkeys(first, 1.0)
    counts: dict[Step, float] = {}
    whole = 0.0
    for number in range(_ROUNDS):
        counts = defaultdict(float)
        for arabic, latin, weight in names if number >= _ROUNDS - _ROUNDS_ON_ALL else names[:_SAMPLE]:
            total, steps = align(arabic, latin, costs, guess=number == 0)
            if number and total / (len(arabic) + len(latin)) > DEAREST_PAIR:
                continue
            for step in steps:
                counts[step] += weight
        counts = {step: count for step, count in counts.items() if count >= _LEAST_COUNT}
        whole = sum(counts.values())
        costs = {step: -math.log(count / whole) for step, count in counts.items()}
    of_arabic: dict[str, float] = defaultdict(float)
    for (arabic, _), count in counts.items():
        of_arabic[arabic] += count
    given = [
        (arabic, latin, cost + (math.log(of_arabic[arabic] / whole) if arabic else 0.0))
        for (arabic, latin), cost in costs.items()
    ]
    letters = Counter(letter for _, latin, _ in names for letter in latin)
    chance = [("*", letter, -math.log(count / letters.total())) for letter, count in letters.items()]
    return sorted(chance + given)


def read_names() -> Iterator[tuple[str, str, float]]:
    """Yield the Arabic letters, the Latin letters and the weight of each name pair with an even hash."""
    for line, arabic, latin in name_pairs():
        if zlib.crc32(line.encode()) % 2 == 0:
            cells = line.split("\t")
            yield arabic, latin, 1 + math.log(int(cells[2]) if len(cells) > 2 else 1) / 2


def name_pairs() -> Iterator[tuple[str, str, str]]:
    """Yield the line, the Arabic letters and the Latin letters of each name pair that is not too short or long."""
    for path in sorted(NAMES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) < 2:
                continue
            arabic = "".join(folded_words(cells[0]))
            latin = "".join(c for c in latin_letters(cells[1]) if c.isascii() and c.isalpha())
            if _SHORTEST <= len(arabic) <= _LONGEST_ARABIC and _SHORTEST <= len(latin) <= _LONGEST_LATIN:
                yield line, arabic, latin


def align(arabic: str, latin: str, costs: dict[Step, float], *, guess: bool) -> tuple[float, list[Step]]:
    """Return the lowest cost of a transliteration, and its steps; `guess` is the initial cost of unseen steps."""
    best: dict[tuple[int, int], tuple[float, Step | None]] = {(0, 0): (0.0, None)}
    for i in range(len(arabic) + 1):
        for j in range(len(latin) + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for width in (0, 1, 2):
                for length in range(1 if width != 1 else 0, 2 if not width else 4):
                    if i + width > len(arabic) or j + length > len(latin):
                        continue
                    step = arabic[i : i + width], latin[j : j + length]
                    cost = costs.get(step)
                    total = here[0] + (cost if cost is not None else _unseen(step, guess=guess))
                    place = i + width, j + length
                    if place not in best or total < best[place][0]:
                        best[place] = total, step
    steps: list[Step] = []
    place = len(arabic), len(latin)
    total = best[place][0]
    while (made := best[place][1]) is not None:
        steps.append(made)
        place = place[0] - len(made[0]), place[1] - len(made[1])
    return total, steps


def _unseen(step: Step, *, guess: bool) -> float:
    arabic, latin = step
    if not guess:
        return _UNSEEN + 2 * (len(arabic) + len(latin) - 1)
    if not arabic:
        return 2.0 if latin in "aeiou" else 4.0
    if not latin:
        return 3.0 if arabic in "اويهع" else 5.0
    return 4.0 + 3 * (len(arabic) + len(latin) - 2)


if __name__ == "__main__":
    raise SystemExit(main())
