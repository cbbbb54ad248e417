"""Checks of negation: a negated source with an output that is not negated, and the reverse.

The checks detect a sentence without any negative word. They do not detect a negation of the wrong verb, or one of two
negations that is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translate.checks.glosses import gloss, with_english
from translate.checks.negative_words import MAY_SAY_NO, PLAIN_NO, find_negation, says_no_in_other_words
from translate.checks.support import find_doubts
from translate.records import Flag
from translate.text.cleaning import comparable_folded

__all__ = ["negation_added", "negation_lost"]

_MARKS = ".,،؛:!؟\"'“”«»()"
# Starts of negative glosses, which are learnt from negated sentences: `لم يتمكن` and "unable".
_NEGATIVE = ("un", "in", "im", "dis", "no", "fail", "lack")
_BUT = re.compile(
    r"(?<!\w)و?(?:الا|سوي|فقط|فحسب|لولا|انما|يلبث|[يت]لبث|(?:ال)?حصر|لا غير)(?!\w)|؟"
    # `حال دون` is "prevented" in many words.
    r"|(?<!\w)[وفس]{0,2}[يت]?(?:حال|حول|حل)(?:ت|وا)?\s(?:[^.]{0,40}\s)?دون(?!\w)"
)
_NO_NEGATION = re.compile(
    r"\bnot\s+(?:only|just|merely|least|to mention|until|simply|all|long|far|surpris\w*|unlike"
    r"|un\w+|in\w{4,})\b|\bdon['’]t forget\b|\bif not\b|\bor not\b|why not"
    r"|\bnone other|\bnothing (?:but|short)|can(?:not|['’]t) (?:help|wait)|never(?:theless| before"
    r"|-)|\bwhether\b[^.]*\bnot\b|n['’]t (?:only|just|you|he"
    r"|she|they|we|it|i|that|this|there)\b",
    re.IGNORECASE,
)


def negation_lost(source: str, output: str) -> Flag | None:
    """Flag a negated source (`لم`, `لن`, `ليس`, `لا`, `غير`, `بلا`, `دون`, `عدم`, `ما`), if no word of the output
    negates or limits.
    """
    text = comparable_folded(source)
    found = find_negation(text)
    if found is None or not output.strip() or _BUT.search(text) or says_no_in_other_words(text, output):
        return None
    if find_doubts(source, output).words == 0:  # the words of the source are written without spaces
        return None
    words = text[found.start() :].split(maxsplit=2)[:2]
    return Flag("negation lost", with_english(" ".join(words), _in_english(words)))


def _in_english(words: Sequence[str]) -> str:
    """Return "not" with the English of the word after the Arabic negation, unless the English is negative itself."""
    english = gloss(words[-1].strip(_MARKS)) if len(words) > 1 else None
    return f"not {english}" if english and not english.startswith(_NEGATIVE) else "not"


def negation_added(source: str, output: str) -> Flag | None:
    """Flag `not`, `never` or `nothing` in the output, if no word of the source negates, limits or refuses."""
    if PLAIN_NO.search(output) is None:
        return None
    found = PLAIN_NO.search(_NO_NEGATION.sub(" ", output))
    if found is None or MAY_SAY_NO.search(comparable_folded(source)):
        return None
    if find_doubts(source, output).words == 0:  # the words of the source are written without spaces
        return None
    return Flag("negation added", found.group())
