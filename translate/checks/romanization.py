"""Write Arabic names in Latin letters, for readers who do not read Arabic.

A spelling is a guess. It is made of pairs of Arabic and Latin letter groups ("graphones", Bisani and Ney 2008) whose
sequence is scored by a trigram model, and names that the lexicon knows are preferred. `eval/lexicon/spellings.py`
learns the model from pairs of names.
"""

from __future__ import annotations

import heapq
import lzma
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from translate.checks.letters import likeness
from translate.checks.lexicon import lexicon
from translate.checks.words import english_stem
from translate.text.cleaning import comparable_folded

__all__ = [
    "SPELLINGS_FILE",
    "Graphone",
    "Speller",
    "looks_like_a_name",
    "read_speller",
    "romanize",
    "spelling_model_text",
]

SPELLINGS_FILE = "spellings.txt.xz"
Graphone = tuple[str, str]  # one or two Arabic letters, and the Latin letters that write them

_EDGE: Graphone = ("", "")  # before the first graphone and after the last
_BEAM = 12
_CANDIDATES = 12
_LEAST = 2  # letters of a name
_LONGEST = 16
_LESS_ALIKE = 5.0  # nats
_KNOWN = 3.0  # nats in favour of a spelling that the lexicon knows as a name
_FEW, _LIKE_A_NAME = 4, 0.55  # translations; nats per group of letters
_PARTICLE, _CONJUNCTIONS = 3, ("و", "ف")  # letters of a conjunction with a particle: `ففي`
_MODIFIERS = "ʼʻ"  # of some transliterations
_SHORT = 4  # letters; in a shorter word, `و` belongs to the name
_ARTICLES = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال")  # also with a conjunction or preposition


class Speller:
    """A trigram model of graphones with Witten-Bell smoothing.

    `counts` has, for each context of up to two graphones, how often each graphone follows it.
    """

    def __init__(self, counts: Mapping[tuple[Graphone, ...], Mapping[Graphone, int]]) -> None:
        self._counts = counts
        self._totals = {context: sum(following.values()) for context, following in counts.items()}
        self._writing: dict[str, list[Graphone]] = defaultdict(list)
        for graphone in counts[()]:
            if graphone != _EDGE:
                self._writing[graphone[0]].append(graphone)
        self._known: dict[tuple[Graphone, Graphone, Graphone], float] = {}

    def spellings(self, word: str) -> list[tuple[str, float]]:
        """Return the most likely Latin spellings of Arabic letters, each with its log-probability in nats.

        The list is empty if the word has a letter that the model does not know.
        """
        paths: list[dict[tuple[Graphone, Graphone, str], float]] = [{} for _ in range(len(word) + 1)]
        paths[0][_EDGE, _EDGE, ""] = 0.0
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
            total = score + self._log_probability(before, last, _EDGE)
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


@lru_cache(maxsize=4096)
def romanize(word: str, *, surely_a_name: bool = True) -> str | None:
    """Return an English spelling of an Arabic name, with a capital; None if it cannot be spelled.

    It is a name of the lexicon that translates the word, or else a likely spelling of its letters. The article and a
    conjunction or preposition before it are left out. A word that may not be a name (not `surely_a_name`) is not
    spelled by its letters if the lexicon translates it by ordinary words.
    """
    letters = comparable_folded(word).strip()
    starts = (prefix for prefix in _ARTICLES if letters.startswith(prefix))
    article = next((prefix for prefix in starts if len(letters) - len(prefix) > _LEAST), "")
    bare = letters[len(article) :]
    forms = [bare, bare[1:]] if bare.startswith("و") and len(bare) > _SHORT else [bare]
    if len(letters) <= _PARTICLE and letters[:1] in _CONJUNCTIONS:
        return None
    forms = [form for form in forms if _LEAST <= len(form) <= _LONGEST]
    spelt = _spelt(forms)
    latin = _translated(letters, forms, spelt)
    if latin is None and (surely_a_name or not _is_ordinary(letters)):
        latin = spelt
    return latin.strip(_MODIFIERS).capitalize() if latin else None


def looks_like_a_name(word: str) -> bool:
    """Return whether the letters of an Arabic word are typical of names."""
    return lexicon().name_likeness(comparable_folded(word).strip()) >= _LIKE_A_NAME


def _is_ordinary(word: str) -> bool:
    """Return whether the lexicon translates a word by ordinary words.

    A few of them are noise if the letters of the word look like a name.
    """
    known = lexicon()
    count = len(known.of_word(word)[0] & known.ordinary)
    return count > _FEW or (count > 0 and known.name_likeness(word) < _LIKE_A_NAME)


def _translated(word: str, forms: Sequence[str], spelt: str) -> str | None:
    """Return the name in the lexicon that is most like the word, or its only translation by a name.

    A name that is much less like the word than its likeliest spelling, `spelt`, is another name with similar letters.
    """
    known = lexicon()
    keys = known.of_word(word)[0]
    exact = sorted(key[1:] for key in keys if key[0] == "=")
    stems = sorted(key for key in keys & known.capitals if key not in known.ordinary)
    least = _gain(forms, spelt) - _LESS_ALIKE
    for names in (exact, stems):
        best = max(names, key=lambda name: _gain(forms, name), default="")
        if best and _gain(forms, best) >= max(least, 0.0):
            return best if names is exact else _whole(best, forms)
    return exact[0] if len(exact) == 1 else None


def _gain(forms: Sequence[str], latin: str) -> float:
    """Return the gain of a spelling over a random one, in nats; minus infinity if it spells none of the forms."""
    return max((len(latin) * likeness(form, latin) for form in forms if latin), default=-math.inf)


def _whole(stem: str, forms: Sequence[str]) -> str:
    """Return the likeliest spelling that has this stem in the lexicon; the stem itself if there is none."""
    spelt = (latin for form in forms for latin, _ in _speller().spellings(form))
    return next((latin for latin in spelt if english_stem(latin) == stem), stem)


def _spelt(forms: Sequence[str]) -> str:
    """Return the likeliest spelling of one of the forms; empty if there is none."""
    capitals = lexicon().capitals
    spelt = [
        ((log_probability + _KNOWN * (english_stem(latin) in capitals)) / len(form), latin)
        for form in forms
        for latin, log_probability in _speller().spellings(form)
    ]
    return max(spelt)[1] if spelt else ""


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
def _speller() -> Speller:
    packed = (resources.files("translate.checks") / "data" / SPELLINGS_FILE).read_bytes()
    return read_speller(lzma.decompress(packed).decode("utf-8"))
