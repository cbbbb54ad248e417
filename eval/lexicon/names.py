"""Learn about names: translations that are not transliterations, and letter groups typical of Arabic names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from babel import Locale

from eval.lexicon.pairs import folded_words, latin_words
from translate.checks.letters import resembles
from translate.checks.lexicon import letter_groups
from translate.checks.words import bare_forms, latin_letters

__all__ = ["cldr_names", "irregular_names", "letters_of_names", "read_names"]

_LEAST = 3
_LONGEST_NAME = 3  # words in the name of a territory or language
# Words in CLDR's names that are not names: islands, republic, kingdom, united, south, new, sea, language.
_GENERIC_WORDS = (
    "جزر جزيره جمهوريه مملكه متحده جنوب شمال شرق غرب جنوبيه شماليه شرقيه غربيه جديده بحر محيط لغه خط "
    "رمز منطقه اداريه خاصه اقليم قديمه حرب مدينه وسطي كبري صغري اتحاديه دولار جنيه فرنك بيزو روبيه"
)
_LEAST_GROUP = 12
_SMOOTHING = 0.7
_TENTHS = 10


def read_names(folder: Path) -> list[tuple[str, str]]:
    """Return the pairs of an Arabic and a Latin name word in a folder, except those of a single person."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            arabic, latin, *count = (*line.split("\t"), "")
            words = folded_words(arabic)
            if len(words) == 1 and len(words[0]) >= _LEAST and len(latin) >= _LEAST and count[0] != "1":
                found.append((words[0], latin_letters(latin)))
    return found


def irregular_names(names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs of one name that its letters do not show."""
    return {(arabic, latin) for arabic, latin in names if not resembles(arabic, latin)}


def cldr_names() -> set[tuple[str, str]]:
    """Return pairs of words from names of territories, languages and cities in Unicode's CLDR."""
    generic = frozenset(_GENERIC_WORDS.split())
    english, arabic = Locale("en"), Locale("ar")
    pairs = [
        (arabic_names[code], name)
        for arabic_names, names in (
            (arabic.territories, english.territories),
            (arabic.languages, english.languages),
        )
        for code, name in names.items()
        if code in arabic_names and len(name.split()) <= _LONGEST_NAME
    ]
    for code, zone in arabic.time_zones.items():
        city = (english.time_zones.get(code) or {}).get("city") or code.rsplit("/", 1)[-1].replace("_", " ")
        if "city" in zone:
            pairs.append((zone["city"], city))
    return {
        (form, word.letters)
        for ours, theirs in pairs
        for source in folded_words(ours)
        for form in _whole_forms(source)
        for word in latin_words(theirs)
        if word.word[0].isupper() and len(word.letters) >= _LEAST and form not in generic
    }


def _whole_forms(word: str) -> list[str]:
    """Return a word of a name with and without its article."""
    return list(dict.fromkeys([word, *(form for form in bare_forms(word) if "ال" + form == word)]))


def letters_of_names(names: Iterable[str], words: Counter[str]) -> dict[str, int]:
    """Return the log ratio of each letter group's frequency in names and in other words, in tenths of a nat."""
    known = set(names)
    ordinary = [
        word
        for word, count in words.items()
        if count > 1 and len(word) >= _LEAST and not {word, word[1:], word[2:]} & known
    ]
    of_names = Counter(group for name in known for group in letter_groups(name))
    of_words = Counter(group for word in ordinary for group in letter_groups(word))
    chance = math.log(of_words.total() / of_names.total())
    return {
        group: round(
            _TENTHS * (math.log((of_names[group] + _SMOOTHING) / (of_words[group] + _SMOOTHING)) + chance)
        )
        for group in sorted(of_names.keys() | of_words.keys())
        if of_names[group] + of_words[group] >= _LEAST_GROUP
    }
