"""A model of how Arabic names are written in Latin letters.

It scores sequences of "graphones" (Bisani and Ney 2008): pairs of Arabic and Latin letter groups.
`eval/lexicon/spellings.py` learns it from pairs of names.
"""

from __future__ import annotations

import heapq
import lzma
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

__all__ = ["EDGE", "SPELLINGS_FILE", "Graphone", "Speller", "read_speller", "speller", "spelling_model_text"]

SPELLINGS_FILE = "spellings.txt.xz"
Graphone = tuple[str, str]  # one or two Arabic letters, and the Latin letters that write them

EDGE: Graphone = ("", "")  # before the first graphone and after the last
_BEAM = 12
_CANDIDATES = 12


class Speller:
    """A trigram model of graphones with Witten-Bell smoothing.

    `counts` has, for each context of up to two graphones, how often each graphone follows it.
    """

    def __init__(self, counts: Mapping[tuple[Graphone, ...], Mapping[Graphone, int]]) -> None:
        self._counts = counts
        self._totals = {context: sum(following.values()) for context, following in counts.items()}
        self._writing: dict[str, list[Graphone]] = defaultdict(list)
        for graphone in counts[()]:
            if graphone != EDGE:
                self._writing[graphone[0]].append(graphone)
        self._known: dict[tuple[Graphone, Graphone, Graphone], float] = {}

    def spellings(self, word: str) -> list[tuple[str, float]]:
        """Return the most likely Latin spellings of Arabic letters, each with its log-probability in nats.

        The list is empty if the word has a letter that the model does not know.
        """
        paths: list[dict[tuple[Graphone, Graphone, str], float]] = [{} for _ in range(len(word) + 1)]
        paths[0][EDGE, EDGE, ""] = 0.0
        for place in range(len(word)):
            best = heapq.nlargest(_BEAM, paths[place].items(), key=lambda path: path[1])
            for width in (1, 2):
                if place + width > len(word):
                    break
                following = paths[place + width]
                for graphone in self._writing.get(word[place : place + width], ()):
                    for (before, last, latin), score in best:
                        key = last, graphone, latin + graphone[1]
                        new = score + self._log_probability(before, last, graphone)
                        if new > following.get(key, -math.inf):
                            following[key] = new
        whole: dict[str, float] = {}
        for (before, last, latin), score in paths[-1].items():
            total = score + self._log_probability(before, last, EDGE)
            if latin and total > whole.get(latin, -math.inf):
                whole[latin] = total
        return heapq.nlargest(_CANDIDATES, whole.items(), key=lambda spelling: spelling[1])

    def _log_probability(self, before: Graphone, last: Graphone, graphone: Graphone) -> float:
        key = before, last, graphone
        known = self._known.get(key)
        if known is None:
            share = 1 / len(self._counts[()])
            for context in ((), (last,), (before, last)):
                following = self._counts.get(context)
                if following is None:
                    break
                kinds = len(following)
                share = (following.get(graphone, 0) + kinds * share) / (self._totals[context] + kinds)
            if len(self._known) >= 262_144:
                self._known.clear()
            known = self._known[key] = math.log(share)
        return known


def spelling_model_text(counts: Mapping[tuple[Graphone, ...], Mapping[Graphone, int]]) -> str:
    """Return a model as text: the graphones, then a line per context with its followers and their counts."""
    graphones = sorted(counts[()])
    number = {graphone: str(n) for n, graphone in enumerate(graphones)}
    lines = [" ".join(f"{arabic}:{latin}" for arabic, latin in graphones)]
    for context in sorted(counts):
        followers = " ".join(f"{number[g]}:{n}" for g, n in sorted(counts[context].items()))
        lines.append(f"{' '.join(number[g] for g in context)}\t{followers}")
    return "\n".join(lines) + "\n"


def read_speller(text: str) -> Speller:
    """Return the model that `spelling_model_text` wrote."""
    first, *lines = text.splitlines()
    graphones: list[Graphone] = [
        (a, latin) for a, _, latin in (cell.partition(":") for cell in first.split(" "))
    ]
    return Speller(dict(_read_contexts(graphones, lines)))


def _read_contexts(
    graphones: Sequence[Graphone], lines: Sequence[str]
) -> Iterator[tuple[tuple[Graphone, ...], dict[Graphone, int]]]:
    for line in lines:
        context, _, followers = line.partition("\t")
        cells = (cell.partition(":") for cell in followers.split(" "))
        yield (
            tuple(graphones[int(n)] for n in context.split()),
            {graphones[int(n)]: int(count) for n, _, count in cells},
        )


@cache
def speller() -> Speller:
    """Return the packaged model."""
    packed = (resources.files("translate.checks") / "data" / SPELLINGS_FILE).read_bytes()
    return read_speller(lzma.decompress(packed).decode("utf-8"))
