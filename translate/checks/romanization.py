"""Write Arabic names in Latin letters, for readers who do not read Arabic.

A spelling is a guess: a name of the lexicon, or the likeliest spelling of the letters (`graphones`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from translate.checks.graphones import speller
from translate.checks.letters import likeness
from translate.checks.lexicon import lexicon
from translate.checks.words import english_stem
from translate.text.cleaning import comparable_folded

__all__ = ["looks_like_a_name", "romanize"]

_LEAST = 2  # letters of a name
_LONGEST = 16
_LESS_ALIKE = 5.0  # nats
_KNOWN = 3.0  # nats in favour of a spelling that the lexicon knows as a name
_FEW, _LIKE_A_NAME = 4, 0.55  # translations; nats per group of letters
_PARTICLE, _CONJUNCTIONS = 3, ("و", "ف")  # letters of a conjunction with a particle: `ففي`
_MODIFIERS = "ʼʻ"  # of some transliterations
_SHORT = 4  # letters; in a shorter word, `و` belongs to the name
_ARTICLES = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال")  # also with a conjunction or preposition


@lru_cache(maxsize=4096)
def romanize(word: str, *, surely_a_name: bool = True) -> str | None:
    """Return an English spelling of an Arabic name, with a capital; None if it cannot be spelled.

    It is a name of the lexicon that translates the word, or else a likely spelling of its letters. The article and a
    conjunction or preposition before it are left out. A word that may not be a name (not `surely_a_name`) is not
    spelled by its letters if the lexicon translates it by ordinary words.
    """
    letters = comparable_folded(word).strip()
    if len(letters) <= _PARTICLE and letters[:1] in _CONJUNCTIONS:
        return None
    starts = (prefix for prefix in _ARTICLES if letters.startswith(prefix))
    article = next((prefix for prefix in starts if len(letters) - len(prefix) > _LEAST), "")
    bare = letters[len(article) :]
    forms = [bare, bare[1:]] if bare.startswith("و") and len(bare) > _SHORT else [bare]
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
    least = max(0.0, _gain(forms, spelt) - _LESS_ALIKE)
    for names in (exact, stems):
        gain, best = max(((_gain(forms, name), name) for name in names), default=(-math.inf, ""))
        if gain >= least:
            return best if names is exact else _whole(best, forms)
    return exact[0] if len(exact) == 1 else None


def _gain(forms: Sequence[str], latin: str) -> float:
    """Return the gain of a spelling over a random one, in nats; minus infinity if it spells none of the forms."""
    return max((len(latin) * likeness(form, latin) for form in forms if latin), default=-math.inf)


def _whole(stem: str, forms: Sequence[str]) -> str:
    """Return the likeliest spelling that has this stem in the lexicon; the stem itself if there is none."""
    spelt = (latin for form in forms for latin, _ in speller().spellings(form))
    return next((latin for latin in spelt if english_stem(latin) == stem), stem)


def _spelt(forms: Sequence[str]) -> str:
    """Return the likeliest spelling of one of the forms; empty if there is none."""
    capitals = lexicon().capitals
    spelt = [
        ((log_probability + _KNOWN * (english_stem(latin) in capitals)) / len(form), latin)
        for form in forms
        for latin, log_probability in speller().spellings(form)
    ]
    return max(spelt)[1] if spelt else ""
