"""Checks of notation around figures: percentages, signs, and zeros of codes and versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.records import Flag
from translate.text.cleaning import comparable

__all__ = ["FIGURE", "percent_lost", "sign_lost", "value_of", "zero_lost"]

FIGURE = r"(?:\d++(?:[.,]\d++)*+|(?<!\d)\.\d++)"  # possessive: a long row of figures stays cheap
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(rf"(?<![\d.,])(?<!\dر){FIGURE}(?!ر\d)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_LOOK_CHARS = 80  # how far from a figure its sign, unit or version is looked for

_IN_HUNDRED = r"(?:و?ب\s?ال|في\s+ال)(?:مئة|مائة|مية|ميه)(?!\w)"
_PERCENT_SOURCE = re.compile(rf"%|(?<!\w){_IN_HUNDRED}")
_PERCENT_AFTER = re.compile(rf"\s?(?:%|{_IN_HUNDRED})")
_PERCENT_BEFORE = re.compile(r"(?:\A|[^\d\s])\s*%\s?\Z")
_ALL = re.compile(r"(?<!\w)(?:مئة|مائة)\s*\Z")
# `5 to 10 percent`, `12, 15 and about 20%`: one sign for several figures.
_LINK = (
    r"(?:and|or|to|from|by|but|then|versus|vs|about|around|nearly|almost|over|under|more|less|than|up|down|the|in|of"
    r"|at|as)"
)
_MARKED = re.compile(
    rf"(?:[\s,;/–—-]+(?:{_LINK}[\s-]+){{0,4}}{FIGURE}){{0,4}}(?:[\s-]|\sof\s(?:a|one)\s)*"
    r"(?:%|per[\s-]?cent|pct\b|pp\b|p\.p\.|points?\b|basis\b|(?:in|out\s+of)\s+(?:a|one|every)\s+hundred|out\s+of\b)",
    re.IGNORECASE,
)
_MARKED_BEFORE = re.compile(
    r"(?:percentages?\b[^.;\d]{0,40}|(?<!\d)(?<!\d\s)%\s?|(?:%|cent)\s(?:to|versus|vs\.?|v)\s)\Z",
    re.IGNORECASE,
)
_PERCENT_OUTPUT = re.compile(
    r"%|per[\s-]?cent|\bpct\b|\bpp\b|\b(?:in|out\s+of)\s+(?:a|one|every)\s+hundred|\bout\s+of\b|\bpoints?\b",
    re.IGNORECASE,
)
_PERCENT_SIGN = re.compile(r"%|per[\s-]?cent(?!age)|\bpct\b", re.IGNORECASE)
# The words that a percentage may become, with the percentages that they come near to.
_FRACTIONS = (
    (re.compile(r"\bhal(?:f|ves?|ved)\b", re.IGNORECASE), (50,)),
    (re.compile(r"\bquarters?\b|\bin\s+four\b", re.IGNORECASE), (25, 75)),
    (re.compile(r"thirds?\b|\bin\s+three\b", re.IGNORECASE), (33, 67)),
    (re.compile(r"fifths?\b|\bin\s+five\b", re.IGNORECASE), (20, 40, 60, 80)),
    (re.compile(r"tenths?\b|\bin\s+(?:ten|10)\b", re.IGNORECASE), tuple(range(10, 100, 10))),
    (re.compile(r"eighths?\b|sevenths?\b|sixths?\b|ninths?\b|\bin\s+\w+\b", re.IGNORECASE), (12, 14, 17, 11)),
    (re.compile(r"\b(?:no|none|zero|free|nothing|without)\b", re.IGNORECASE), (0,)),
    (
        re.compile(
            r"\b(?:all|whole|wholly|entire(?:ly)?|full(?:y)?|complete(?:ly)?|total(?:ly)?|every|sure)\b",
            re.IGNORECASE,
        ),
        (100,),
    ),
)
_SEVERAL = re.compile(r"doubl|twice|tripl|quadrupl|fold\b|\btimes\b|\ball\b|\bthird|\bhalf\b", re.IGNORECASE)
_NEAR = 6

# Before a figure, or after a telephone number in text from right to left: `966112345678+`.
_PLUS = re.compile(r"(?<![\w+)])\+\s?(\d[\d\s-]*)|(?<![\w.,])([1-9]\d{8,})\+(?!\d)")
_PHONE_DIGITS = 7
_PLUS_OUTPUT = re.compile(r"\+|\bplus\b|\b00\d", re.IGNORECASE)
_MORE_OUTPUT = re.compile(
    r"\b(?:more|over|positive|above|older|up|rose|rise|gain\w*|increas\w+|higher)\b", re.IGNORECASE
)
_MINUS = re.compile(rf"(?:(?<=[\s(])|(?<=\sو))[-−–](?P<figure>{FIGURE})(?<![\d)] [-−–])")
_BELOW_ZERO = re.compile(r"تحت\s+الصفر")
_AFTER_FIGURE = re.compile(r"\d\s?(?!و\s)\w{0,12}\s\Z")  # `3 آلاف -5 آلاف` is a range
_MINUS_BEFORE = re.compile(
    r"(?:[-−–—]\s?[$€£]?|\b(?:minus|negative)\s+(?:[$€£]\s?)?(?:\d[\d.,]*\s*(?:to|and|or|-|–)\s*)?(?:minus\s+|about\s+)?"
    r"|\b(?:below|under|sub-?)[\s-]?(?:zero|freezing)\b[^.;\d]{0,40}|\bfrost\b[^.;\d]{0,30})\Z",
    re.IGNORECASE,
)
_MINUS_AFTER = re.compile(
    rf"(?:\s?(?:to|and|or|-|–)\s?{FIGURE})?[^.;,\d]{{0,40}}?"
    r"\b(?:(?:below|under|sub)[\s-]?(?:zero|freezing|0)|of\s+frost|below(?=\s*(?:[.,;)]|\Z))|minus(?=\s*(?:[.,;)]|\Z)))",
    re.IGNORECASE,
)
# `The index lost 3.5 points` needs no minus sign for `-3.5`, but `the temperature fell to 3.5` does.
_FELL_BY = re.compile(
    r"\b(?:fell|fall(?:s|en|ing)?|drop\w*|down|declin\w+|decreas\w+|shr[aiu]nk\w*|contract\w+|los[ts]\w*|loss(?:es)?"
    r"|deficit\w*|slump\w*|sl[ai]d\w*|reduc\w+|lower\w*|cut\w*|minus|plung\w+|retreat\w*|shed|dip\w*|eas\w+)\b"
    r"(?:\s+(?!to\b)[\w$€£]+){0,4}\s+[$€£]?\Z",
    re.IGNORECASE,
)
_TEMPERATURE = re.compile("حرار|درج|مئوي|فهرنهايت|برود")
_SAID_IN_WORDS = re.compile(
    r"\bminus\b|\bnegative\b|\bbelow\b|\bsub-?zero\b|\bunder\b|\bfrost|\bfreezing\b|[-−–—]\s?[$€£]?\d|-\s?\Z",
    re.IGNORECASE,
)

_LEADING_ZERO = re.compile(r"(?<![\d.,/:+-])0(?:\d{3,}|\d{1,3}[ -]\d{5,})(?![\d.,:]\d)")
_TRAILING_ZERO = re.compile(r"(?<![\d.,/:])\d{1,3}\.\d{0,2}0(?!\d|[.,:]\d|\s?%)")
_VERSION = re.compile(
    r"(?:(?:إصدار|اصدار|نسخة|طبعة|نظام|تحديث|version|release|update|\bv)\W*(?:\w+\W+)?"
    r"|(?<!\w)[وبل]?(?:ال)?(?:بايثون|أندرويد|اندرويد|ويندوز|لينكس|أوبونتو|جافا|جافاسكريبت|كروم|فايرفوكس|روبي|دجانغو|كيوبرنيتس"
    r"|أي\s?أو\s?إس|آي\s?أو\s?إس|ماك\s?أو\s?إس|بي\s?إتش\s?بي)\s+"
    r"|\b(?:Python|Android|Windows|Linux|Ubuntu|Java|JavaScript|Chrome|Firefox|Ruby|Django|Kubernetes|iOS|macOS|PHP|Node|Go|Rust"
    r"|PyTorch|TensorFlow|PostgreSQL|MySQL|Debian|Fedora|Swift|Kotlin|Scala|Perl)\s+)\Z",
    re.IGNORECASE,
)


def percent_lost(source: str, output: str) -> Flag | None:
    """Flag a percentage of the source, as a sign or in words, if the output has its figure without a sign.

    Also flags it if the output has neither a percentage nor a fraction.
    """
    text = comparable(source)
    found = _PERCENT_SOURCE.search(text)
    if found is None or not output.strip():
        return None
    said, plain = _percentages(text)
    there, bare = _marked(output)
    enough = len(_PERCENT_SIGN.findall(output)) >= sum(map(len, said.values()))
    for value, place in said.items() if not enough else ():
        if len(there.get(value, ())) < len(place) and len(bare.get(value, ())) > len(plain.get(value, ())):
            return Flag("percent lost", _around(text, place[0]), (bare[value][0][0],))
    if _PERCENT_OUTPUT.search(output) or _ALL.search(text, 0, found.start()):
        return None
    if any(_is_fraction(value, output) for value in said or (None,)):
        return None
    return Flag("percent lost", _around(text, found))


_Places = dict[Decimal, list[re.Match[str]]]


def _percentages(text: str) -> tuple[_Places, _Places]:
    """Return the figures of the Arabic text by value: the percentages, and the others."""
    said: _Places = {}
    plain: _Places = {}
    for found in _FIGURE.finditer(text):
        is_percent = _PERCENT_AFTER.match(text, found.end()) or _PERCENT_BEFORE.search(
            text, _near(found), found.start()
        )
        (said if is_percent else plain).setdefault(value_of(found[0]), []).append(found)
    return said, plain


def _marked(output: str) -> tuple[_Places, _Places]:
    """Return the figures of the output by value: those with a percent sign or word, and the others."""
    there: _Places = {}
    bare: _Places = {}
    for found in _FIGURE.finditer(output):
        is_marked = _MARKED.match(output, found.end()) or _MARKED_BEFORE.search(
            output, _near(found), found.start()
        )
        (there if is_marked else bare).setdefault(value_of(found[0]), []).append(found)
    return there, bare


def _is_fraction(value: Decimal | None, output: str) -> bool:
    """Return whether the output has a fraction that comes near to the percentage; any fraction if it is None."""
    if value is not None and value >= 100 and _SEVERAL.search(output):
        return True
    return any(
        words.search(output) and (value is None or any(abs(value - near) <= _NEAR for near in nears))
        for words, nears in _FRACTIONS
    )


def value_of(figure: str) -> Decimal:
    """Return the value of a figure; a comma before three digits separates thousands, another one decimals."""
    if _THOUSANDS.fullmatch(figure):
        return Decimal(figure.replace(",", "")).normalize()
    whole, *rest = re.split("[.,]", figure)
    return Decimal(f"{whole or 0}.{''.join(rest)}" if rest else whole).normalize()


def sign_lost(source: str, output: str) -> Flag | None:
    """Flag a figure with a plus or minus sign in the source, if that figure has neither sign nor word in the output.

    Also flags `تحت الصفر` (below zero) if no sign or word of the output says so.
    """
    below = _BELOW_ZERO.search(source)
    if below and output.strip() and _SAID_IN_WORDS.search(output) is None:
        return Flag("sign lost", below.group())
    if _DIGIT.search(output) is None:
        return None
    text = comparable(source)
    for found in _PLUS.finditer(text):
        figure = found[1] or found[2]
        is_phone = len(re.sub(r"\D", "", figure)) >= _PHONE_DIGITS
        if not _PLUS_OUTPUT.search(output) and (is_phone or not _MORE_OUTPUT.search(output)):
            return Flag("sign lost", _around(text, found), tuple(_same_start(figure, output)))
    for found in _MINUS.finditer(text):
        if _AFTER_FIGURE.search(text, _near(found), found.start()):
            continue
        places = [
            place for place in _FIGURE.finditer(output) if value_of(place[0]) == value_of(found["figure"])
        ]
        if not places and _SAID_IN_WORDS.search(output) is None:
            return Flag("sign lost", _around(text, found))
        if places and not any(_has_minus(output, place, text) for place in places):
            return Flag("sign lost", _around(text, found), (places[0][0],))
    return None


def _same_start(figure: str, output: str) -> Iterator[str]:
    """Yield the figure of the output with the first digits of a figure of the source."""
    start = re.split(r"[\s-]", figure, maxsplit=1)[0]
    yield from (found[0] for found in _FIGURE.finditer(output) if found[0].startswith(start[:3]))


def _has_minus(output: str, place: re.Match[str], text: str) -> bool:
    before, after = output[_near(place) : place.start()], output[place.end() : place.end() + _LOOK_CHARS]
    if _MINUS_BEFORE.search(before) or _MINUS_AFTER.match(after):
        return True
    if before[-1:].isalpha() or re.match(r"[A-Z][a-z]", after):  # a name: `F16`, `241Am`
        return True
    return not _TEMPERATURE.search(text) and _FELL_BY.search(before) is not None


def zero_lost(source: str, output: str) -> Flag | None:
    """Flag a lost zero of a code: a leading zero of a phone number, or a trailing zero of a version number."""
    text = comparable(source)
    if "0" not in text:
        return None
    digits = re.sub(r"\D", "", output)
    for found in _LEADING_ZERO.finditer(text):
        code = re.sub(r"\D", "", found.group())
        if code.startswith("00") and _PLUS_OUTPUT.search(output):  # +961 for 00961
            continue
        if code not in digits and code.lstrip("0") in digits:
            shorter = found.group().lstrip("0").lstrip("- ")
            return Flag("zero lost", found.group(), (shorter,))
    for found in _TRAILING_ZERO.finditer(text):
        if not _VERSION.search(text[_near(found) : found.start()]):
            continue
        shorter = found.group().rstrip("0").rstrip(".")
        if found.group() not in output and re.search(rf"(?<![\d.]){re.escape(shorter)}(?![\d]|\.\d)", output):
            return Flag("zero lost", found.group(), (shorter,))
    return None


def _near(found: re.Match[str]) -> int:
    return max(0, found.start() - _LOOK_CHARS)


def _around(text: str, found: re.Match[str]) -> str:
    """Return the match, extended to whole words."""
    start = text.rfind(" ", 0, max(0, found.start() - 1)) + 1
    end = text.find(" ", found.end())
    return text[start : end if end >= 0 else len(text)]
