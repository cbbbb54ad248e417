"""Words, stems and roots of Arabic and English text, as the lexicon's keys.

Endings and prefixes are removed by rule, so a word has several possible stems; the lexicon decides which exist.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "arabic_root",
    "arabic_stems",
    "arabic_words",
    "bare_forms",
    "english_keys",
    "english_root",
    "english_stem",
    "latin_letters",
    "name_forms",
    "without_ending",
]


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a4\u06af]+")
_ENDINGS = _each("هما تها تهم اته ها هم هن نا كم ان ات ون ين يه وا ه ي ا ت")
_NAME_ENDINGS = _each("يون يين يه ين ي ا ه")
_VERB_PREFIXES = _each("است مست يست تست ان مت يت م ت ي ن س ا")
_NO_WEAK = str.maketrans("", "", "اويه")
_DOUBLED = re.compile(r"(.)\1")
_VOWEL = re.compile("[aeiouy]")
_IRREGULAR = dict(
    pair.split(":")
    for pair in _each(
        "said:say says:say went:go gone:go made:make took:take taken:take came:come became:become got:get "
        "found:find gave:give given:give held:hold began:begin begun:begin led:lead left:leave met:meet "
        "paid:pay ran:run sent:send spent:spend stood:stand thought:think told:tell won:win wrote:write "
        "written:write fell:fall fallen:fall built:build bought:buy brought:bring caught:catch chose:choose "
        "chosen:choose drew:draw drawn:draw fought:fight flew:fly flown:fly grew:grow grown:grow knew:know "
        "known:know lost:lose rose:rise risen:rise saw:see seen:see sold:sell shot:shoot spoke:speak "
        "spoken:speak stole:steal struck:strike taught:teach threw:throw thrown:throw wore:wear worn:wear "
        "men:man women:woman children:child people:person feet:foot lives:life wives:wife died:die dying:die "
        "lying:lie"
    )
)
_DERIVED = _each(
    "ational ization isation ation ition ement ment ness ities ity iti tion sion ion ional ical al ic iv "
    "er or ist ism ian ean an ish es abl ibl ful less ous anc enc ant ent ari ifi iz is at i"
)
_DERIVED_ENDINGS = frozenset(_DERIVED)


def arabic_words(folded: str) -> list[tuple[int, str]]:
    """Return the Arabic words of a text and their positions; `comparable` and `fold_spelling` must be applied first."""
    return [(found.start(), found.group()) for found in _ARABIC_WORD.finditer(folded)]


def latin_letters(word: str) -> str:
    """Return a Latin word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


def bare_forms(word: str) -> list[str]:
    """Return the forms of an Arabic word without its possible prefixes (و ف ب ل ك س ال); the word itself is last."""
    forms = []
    whole = [word[1:], word] if len(word) >= 4 and word[0] in "وف" else [word]
    for form in whole:
        if len(form) >= 5 and form.startswith(("ال", "لل")):
            forms.append(form[2:])
        elif len(form) >= 6 and form[0] in "بكل" and form[1:3] == "ال":
            forms.append(form[3:])
        elif len(form) >= 4 and form[0] in "بكلس":
            forms.append(form[1:])
    return [*forms, *whole]


@lru_cache(maxsize=65_536)
def name_forms(word: str) -> tuple[str, ...]:
    """Return the forms of an Arabic word that a Latin name may transliterate: without prefixes, with and without
    endings of peoples and plurals.
    """
    forms = [form for form in bare_forms(word) if len(form) > 1]
    forms += [
        form[: -len(end)]
        for form in forms
        for end in _NAME_ENDINGS
        if form.endswith(end) and len(form) - len(end) >= 3
    ]
    return tuple(dict.fromkeys(forms))


def without_ending(form: str) -> str:
    """Return a form without its first matching ending."""
    for end in _ENDINGS if form.endswith(_ENDINGS) else ():
        if form.endswith(end) and len(form) - len(end) >= 3:
            return form[: -len(end)]
    return form


@lru_cache(maxsize=65_536)
def arabic_stems(word: str) -> tuple[str, ...]:
    """Return the possible stems of an Arabic word, including its forms without prefixes."""
    found: list[str] = []
    for form in bare_forms(word):
        found += [without_ending(form), form]
    return tuple(stem for stem in dict.fromkeys(found) if len(stem) > 1) or (word,)


@lru_cache(maxsize=65_536)
def arabic_root(stem: str) -> str:
    """Return an approximate root of an Arabic stem: without the prefix of a verb pattern and without weak letters."""
    for prefix in _VERB_PREFIXES if stem.startswith(_VERB_PREFIXES) else ():
        if stem.startswith(prefix) and len(stem[len(prefix) :].translate(_NO_WEAK)) >= 3:
            stem = stem[len(prefix) :]
            break
    root = stem.translate(_NO_WEAK)
    if len(set(root)) < len(root):
        root = _DOUBLED.sub(r"\1", root)
    return root if len(root) > 1 else stem


def english_stem(word: str) -> str:
    """Return the stem of a lower-case English word: without endings of plural, tense and adverb."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("sses"):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for end in ("ing", "ed"):
        if word.endswith(end) and len(word) - len(end) >= 3 and _VOWEL.search(word[: -len(end)]):
            word = word[: -len(end)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


@lru_cache(maxsize=65_536)
def english_root(stem: str) -> str:
    """Return an English stem without up to two derivational endings."""
    for _ in range(2):
        if not stem.endswith(_DERIVED):
            break
        kept = next((place for place in range(4, len(stem)) if stem[place:] in _DERIVED_ENDINGS), None)
        if kept is None:
            break
        stem = stem[:kept]
    return stem


@lru_cache(maxsize=65_536)
def english_keys(word: str) -> tuple[str, str, str]:
    """Return three keys of an English word: its letters in lower case, its stem, and its root marked by `~`."""
    letters = latin_letters(word)
    stem = english_stem(letters)
    return letters, stem, "~" + english_root(stem)
