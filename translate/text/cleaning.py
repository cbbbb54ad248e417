"""Clean a line of text for the model, and normalise it further to compare it."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

__all__ = [
    "arabic_share",
    "clean",
    "comparable",
    "comparable_cleaned",
    "comparable_folded",
    "copied_line",
    "decoded",
    "fold_spelling",
    "readable",
    "split_literal_breaks",
    "without_commands",
]

# Invisible characters. What each becomes depends on its neighbours: see `_separates`.
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_PRESENTATION_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
_VOWEL_MARKS = (*range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+")
_COMMA_BETWEEN_DIGITS = re.compile(
    r"،(?<=\d،)(?=\d)"
)  # starts with a literal, which makes it 10 times as fast


def _fold(code: int) -> str:
    """Return the letters of a presentation form. An isolated vowel mark, on a space or tatweel, gives only the mark."""
    return unicodedata.normalize("NFKC", chr(code)).lstrip(" ـ")


_CLEAN = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ") | {
    code: _fold(code) for code in _PRESENTATION_FORMS
}
# Most lines have none of these, and looking for them takes a tenth of the time of `str.translate`.
_TO_CLEAN = re.compile("[\x00-\x1f\x7f-\x9f\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee-\u06ef"
    "\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7"
)
_MARKS = "\u064b-\u065f\u0670\u06d6-\u06ed"
_SPECIAL = re.compile(f"[{_INVISIBLE}\u0640]")
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_ELONGATION = re.compile(f"(?<=[{_LETTERS}])[\u0640{_MARKS}]+(?=[{_LETTERS}])")
# A dash with a space on one side: `3 ـ4`; with spaces on both sides it stays so.
_RANGE = re.compile("(?<=\\d)(?: \u0640+|\u0640+ )(?=\\d)")
_TATWEELS = re.compile(f"\u0640[\u0640{_MARKS}]*")
_WORD_BEFORE = re.compile(f"[{_LETTERS}{_MARKS}\u0640]*\\Z")
_WORD_AFTER = re.compile(f"[{_LETTERS}{_MARKS}\u0640]*")
_LONGEST_WORD = 32
# A zero-width non-joiner also occurs inside words. It separates two words if both are long enough, if one of them is a
# word that takes no prefixes or suffixes, or if the second one begins with the article.
_LEAST_LETTERS = 3
_LEAST_OF_BOTH = 8  # letters, for other characters, which are inside words by mistake
_PREFIXES = re.compile("ال|لل|وال|بال|فال|كال|ولل")
_SUFFIXES = re.compile("ها|هم|هن|كم|كن|نا|ني|ات|ان|ين|ون|ية|تها|تهم|هما|كما")
_ARABIC_SIGN = re.compile(f"[{_LETTERS}{_MARKS}]")
_UNMARKED = dict.fromkeys((*_VOWEL_MARKS, 0x0640))
_SHORT_WORDS = re.compile("من|في|عن|ما|لا|لم|لن|قد|أو|أن|إن|ثم|بل|هو|هي|كل|أي|إذ")
# Terminal control and bidi characters; joiners and other invisible letters are kept.
_COMMANDS = dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)), " ") | dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_LATIN_FIGURES = {zero + digit: str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)} | {
    0x066B: ".",
    0x066C: ",",
    0x066A: "%",
}
_LATIN_COPY = _LATIN_FIGURES | {ord(arabic): latin for arabic, latin in zip("؟،؛۔", "?,;.", strict=True)}
_COMPARABLE = _LATIN_FIGURES | dict.fromkeys((*_VOWEL_MARKS, 0x0640))
_TO_COMPARE = re.compile(f"[{''.join(map(chr, _COMPARABLE))}]")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# Not in a path or a pattern in Latin letters: `C:\\new`.
_LITERAL_BREAK = re.compile(r"(?<![A-Za-z:\\])(?:\\r)?(?:\\n)+(?:\\[rn])*(?![A-Za-z])")
_LITERAL_TAB = re.compile(r"(?<![A-Za-z:\\])(?:\\t)+(?![A-Za-z])")
# For `readable`: characters that separate figures or words, and tatweel that serves as a dash.
_SEPARATOR = re.compile(f"(?<=\\d)[{_INVISIBLE}]+(?=\\d)|[{_INVISIBLE}]*\u200b[{_INVISIBLE}]*")
_DASH = re.compile(
    f"(?<![{_LETTERS}{_MARKS}\u0640])\u0640+(?![{_LETTERS}{_MARKS}\u0640])|(?<=\\d)\u0640+|(?<=ة)\u0640+(?=[{_LETTERS}])"
)


_SPELLING = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")


def clean(text: str) -> str:
    """Return a line of text as the model sees it; cleaning is idempotent.

    The result is NFC (not NFKC, which turns km² into km2), with Arabic presentation forms folded to letters, and with
    control characters and runs of white space as one space, none at the ends. Invisible characters are deleted, or
    become spaces if they separate words or figures. A tatweel is deleted between letters, kept at the end of a word,
    and otherwise becomes a hyphen.
    """
    composed = unicodedata.normalize("NFC", text.translate(_CLEAN) if _TO_CLEAN.search(text) else text)
    if _SPECIAL.search(composed):
        composed = unicodedata.normalize("NFC", _without_invisible(composed))
        if "\u0640" in composed:
            composed = _RANGE.sub("-", composed)
            composed = _TATWEELS.sub(_tatweel, _ELONGATION.sub(_unstretched, composed))
    return " ".join(composed.split())


def _without_invisible(text: str) -> str:
    return _INVISIBLE_RUN.sub(lambda run: " " if _separates(run) else "", text)


def _separates(run: re.Match[str]) -> bool:
    """Return whether invisible characters separate words or figures, so that a space must replace them."""
    characters, text = run[0], run.string
    if "\u200b" in characters:
        return True
    before, after = _neighbours(run)
    if before.isdigit() and after.isdigit():
        return True
    if before == "ة" and _ARABIC_SIGN.match(after):
        return True
    if (before.isdigit() and after.isalpha()) or (before.isalpha() and after.isdigit()):
        return "\u200c" in characters or "\u00ad" in characters
    return characters.strip("\u200d") != "" and _between_words(
        text, run.start(), run.end(), is_certain="\u200c" in characters
    )


def _neighbours(run: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and after a match, "" at an end of the line."""
    return run.string[max(0, run.start() - 1) : run.start()], run.string[run.end() : run.end() + 1]


def _between_words(text: str, start: int, end: int, *, is_certain: bool) -> bool:
    before = _WORD_BEFORE.search(text[max(0, start - _LONGEST_WORD) : start])
    after = _WORD_AFTER.match(text[end : end + _LONGEST_WORD])
    first, second = (_bare(found[0]) if found else "" for found in (before, after))
    if not first or not second or _PREFIXES.fullmatch(first) or _SUFFIXES.fullmatch(second):
        return False
    if _SHORT_WORDS.fullmatch(first) or _SHORT_WORDS.fullmatch(second) or first.endswith("ى"):
        return len(first) > 1
    article = second.startswith("ال") and len(second) > _LEAST_LETTERS and len(first) > 1
    long_enough = is_certain or len(first) + len(second) >= _LEAST_OF_BOTH
    return article or (long_enough and min(len(first), len(second)) >= _LEAST_LETTERS)


def _bare(word: str) -> str:
    return word.translate(_UNMARKED)


def _unstretched(run: re.Match[str]) -> str:
    """Remove tatweel between two letters but keep vowel marks; after ة, which ends a word, put a hyphen."""
    marks = run[0].replace("\u0640", "")
    stretched = "\u0640" in run[0]
    return f"{marks}-" if stretched and run.string[run.start() - 1] == "ة" else marks


def _tatweel(run: re.Match[str]) -> str:
    """Replace tatweel that is not between two letters: one tatweel at the end of a word, otherwise a hyphen."""
    marks = run[0].replace("\u0640", "")
    before, after = _neighbours(run)
    at_a_word = _ARABIC_SIGN.match(before) or (_ARABIC_SIGN.match(after) and not before.isdigit())
    return f"\u0640{marks}" if at_a_word or marks else "-"


def copied_line(text: str) -> str | None:
    """Return the English form of a line without an Arabic letter (figures, Latin text, signs); None for other lines.

    Cleaned cell by cell, so that tabs stay; Arabic digits and marks become Latin ones: `١٧/٥/٢٠٢٤` is `17/5/2024`,
    `٣٫٥٪` is `3.5%`.
    """
    if _ARABIC_SIGN.search(text):
        return None
    cells = [clean(cell) for cell in text.split("\t")]
    joined = "\t".join(cells).strip().translate(_LATIN_COPY)
    if _ARABIC_SIGN.search(joined) or _figures(joined) != _figures(readable(text)):
        return None  # no check reads a copy: in doubt, the line goes to the model and the checks
    return joined or None


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text.translate(_LATIN_FIGURES))


def without_commands(text: str) -> str:
    """Make a model's output safe for a file: keep line breaks and tabs, replace other control characters by spaces.

    Bidi control characters are deleted.
    """
    return text.translate(_COMMANDS)


def decoded(line: str) -> str:
    """Return the line with its HTML entities (`&quot;`, `&#1635;`) decoded."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), line) if "&" in line else line


def split_literal_breaks(line: str) -> list[str]:
    """Return the parts of a line between the literal `\\n` of an export; a literal `\\t` is a space."""
    return _LITERAL_BREAK.split(_LITERAL_TAB.sub(" ", line)) if "\\" in line else [line]


def readable(text: str) -> str:
    """Return a written text in the form that checks read.

    Letter forms are folded, invisible characters are removed, and tatweel is kept or becomes a dash. Characters that
    separate figures or words become spaces. The code shares no step with `clean`, so that checks can find errors that
    the cleaning caused.
    """
    folded = unicodedata.normalize("NFC", text.translate(_CLEAN) if _TO_CLEAN.search(text) else text)
    if _SPECIAL.search(folded):
        folded = _INVISIBLE_RUN.sub("", _SEPARATOR.sub(" ", folded))
        folded = unicodedata.normalize("NFC", _DASH.sub("-", folded))
    return " ".join(folded.split())


@lru_cache(maxsize=64)  # many checks read the same text
def comparable(text: str) -> str:
    """Return the text of `readable` in one spelling: no vowel marks, digits 0-9, and ASCII `.` `,` `%`."""
    return comparable_cleaned(readable(text))


def comparable_cleaned(cleaned: str) -> str:
    """Return the result of `comparable` for a text that is clean already."""
    unmarked = cleaned.translate(_COMPARABLE) if _TO_COMPARE.search(cleaned) else cleaned
    return " ".join(_COMMA_BETWEEN_DIGITS.sub(",", unmarked).split())


def fold_spelling(text: str) -> str:
    """Unify letters that writers interchange: no hamza on a carrier, ى as ي, ة as ه. The length does not change."""
    return text.translate(_SPELLING)


@lru_cache(maxsize=64)  # many checks read the same text
def comparable_folded(text: str) -> str:
    """Return the text of `comparable` in the letters of `fold_spelling`; both have the same length."""
    return fold_spelling(comparable(text))


def arabic_share(text: str) -> float:
    """Return the share of Arabic letters among the letters of `text`, 0 to 1; 0 without letters."""
    letters = sum(map(str.isalpha, text))
    arabic = sum(map(str.isalpha, "".join(_ARABIC_SCRIPT.findall(text))))
    return arabic / letters if letters else 0.0
