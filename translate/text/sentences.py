"""Split a cleaned line into sentences: sentencex, with corrections for Arabic news text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["split_sentences"]

# sentencex takes quadratic time for quotation marks that are never closed (200,000 characters: 29 s).
_BLOCK_CHARS = 10_000
# Characters examined at the end of a word; longer words are not abbreviations.
_TAIL_CHARS = 32

_STOPS = ".!?؟…"
_CLOSERS = "\"'»”’)\\]›"
_OPENERS = "\"'«“‘(\\[‹"

_INNER_STOP = re.compile(rf"[{_STOPS}۔](?=.)")
_ENDS_AT_STOP = re.compile(rf"[{_STOPS}][{_CLOSERS}]*\s*\Z")
# `الأمر .وبدأ`: the blank is on the wrong side of the full stop.
_ENDS_AT_LONE_STOP = re.compile(rf"\s[{_STOPS}]+\Z")
_ARABIC_WORD = re.compile("[\u0620-\u0652\u0670-\u06d3]{2}")  # or one letter with a vowel mark

# `د.`, `أ.د.`, `ق.م.`, `ود.`: titles, initials and units of one letter.
_ARABIC_INITIALS = re.compile(
    rf"(?:\A|[\s{_OPENERS}])(?:و(?=[أدم]))?[\u0621-\u064a](?:\.\s?[\u0621-\u064a])*\.\s*\Z"
)
# `J. K.` before a Latin name; before an Arabic word, `X.` is the name of a site and ends the sentence.
_LATIN_INITIALS = re.compile(rf"(?:\A|[\s{_OPENERS}.])[A-Za-z]\.\s*\Z")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
# `1.`, `(2)`, `ب)`: the number or letter of a list item.
_LIST_MARK = re.compile(rf"[{_OPENERS}]?(?:\d{{1,3}}|[^\W\d_])[.)\]-]+\Z")

# Full stops that sentencex overlooks. After `Ele.me.`: a dotted name whose last part has two or more letters.
# (Patterns begin with a literal or a class, and look back after it: `re` then skips most of a text quickly.)
_AFTER_DOTTED_NAME = re.compile(
    rf"\.(?<=\w\.)[A-Za-z]{{2,}}\.[{_CLOSERS}]*\s+(?=[{_OPENERS}]?[\u0621-\u064a])"
)
# After `X.` or `C.`: one letter, and the next word is a typical start of an Arabic sentence.
_AFTER_LETTER = re.compile(r"[A-Z](?<=\s.)\.\s+(?=[وف]\w{2}|كما |ثم )")
_AFTER_ELLIPSIS = re.compile(rf"…[{_CLOSERS}]*\s+(?=\S)")
# sentencex does not split text inside quotation marks.
_STOP_IN_QUOTES = re.compile(rf"(?<=[^\s.{_OPENERS}])[.!؟?]\s+(?=[{_OPENERS}]?[\u0621-\u064a])")
_QUOTED = re.compile(r"\"[^\"]*\"|«[^«»]*»|“[^“”]*”")
_LEAST_WORDS_IN_QUOTES = 4
_LOOK_CHARS = 100  # enough for that many words

# `الوزير.وأضاف`: no blank after the full stop. Before it is a word of three letters, a year or a closing mark; or a
# Latin word or a number, if a typical start of an Arabic sentence follows. Two dots are a pause.
_NO_BLANK = re.compile(
    rf"[.!?؟](?:(?<=[\u0621-\u0652]{{3}}.)|(?<=\d{{4}}.)|(?<=[%٪»”’)\]].)"
    rf"|(?<=[A-Za-z\d]{{2}}.)(?=[»”’)\]\"]*[{_OPENERS}]?(?:[وف]\w{{3}}|كما |ثم )))"
    rf"(?!\.)[»”’)\]\"]*(?=[{_OPENERS}]?[\u0621-\u064a]{{2}})"
)
_ARABIC_DOMAIN = re.compile(r"(?:كوم|نت|أورج|أورغ|السعودية|شبكة)\b")
_URDU_STOP = re.compile(rf"۔(?<!\d۔)۔*[{_CLOSERS}]*\s*(?=\S)")
# May be between a full stop and the blank: a reference (`[1]`, `(4)`, `¹`) or the closing bracket of a verse.
_REFERENCE = r"(?:\[\d{1,3}\]|\(\d{1,3}\)|[¹²³⁰⁴-⁹]+|[﴾﴿])"
_AFTER_REFERENCE = re.compile(
    rf"[{_STOPS}](?<=[^\s.{_OPENERS}].)[{_CLOSERS}]*?{_REFERENCE}+[{_CLOSERS}]*(?:\s+(?=\S)|(?=[\u0621-\u064a]{{2}}))"
)
# `على بعد 3 م. وهو`: a unit, and the next word is a typical start of an Arabic sentence.
_AFTER_UNIT = re.compile(r"\d\s[\u0621-\u064a]\.\s+(?=[وف]\w{2}|كما |ثم )")

# English letters in Arabic spelling: `جون إف. كينيدي`, `بي. جيه. كرولي`. Without full stops between them (`بي بي سي.`)
# they are a name, and the full stop after them ends the sentence.
_LETTER_NAME = (
    "[إأاآ]يه?|بي|سي|دي|[إا]ف|جي|جيه|[إا]تش|آي|جاي|كيه?|كاي|[إا]ل|[إا]م|[إا]ن|كيو|آر|[إا]س|تي|"
    "يو|في|دبليو|[إا]كس|واي|زي|زد"
)
_SPELLED_INITIAL = re.compile(rf"(?:\A|[\s{_OPENERS}.])و?(?:{_LETTER_NAME})\.\s*\Z")
_SPELLED_ACRONYM = re.compile(
    rf"(?:\A|[\s{_OPENERS}])(?:ال|لل|و|ب|ل)?(?:{_LETTER_NAME})\s(?:{_LETTER_NAME})\.\s*\Z"
)
_SENTENCE_START = re.compile(r"(?:و?(?:قال|أضاف|أكد|أشار|أوضح|ذكر|كان|تابع)ت?|وقد|وهو|وهي|كما|ثم|وفي|ومن)\b")
# `المطلوب: 1. جواز 2. صورة`: the numbers of a list within a line.
_ITEM = re.compile(r"(?:(?<=\s)|\A)\(?(\d{1,2})[.)-]\s+(?=[^\W\d_])")
_BEFORE_ITEMS = re.compile(rf"(?:\A|[:؛{_STOPS}][{_CLOSERS}]*)\s*\Z")

_NUMBER_OF_ITEM = re.compile(r"[.)-](?<=\d.)\s")

_WORD = re.compile(r"[^\W_]+")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of one cleaned line, stripped; together they contain every letter of it, in order.

    A line without letters and digits has none. A sentence ends at `.` `!` `?` `؟` `…` `۔`, including closing quotation
    marks, brackets and references, before white space or an Arabic word. It does not end at abbreviations and initials
    (`د. أحمد`, `إف. كينيدي`), dotted names (`01.AI`), decimal points and list marks (`1.`), nor if only one word would
    remain that is not Arabic (`AI.`). The items of a list within a line are sentences.
    """
    if not _WORD.search(text):
        return []
    if _INNER_STOP.search(text):
        ends = sorted({*_sentencex_ends(text), *_missed_ends(text)})
        kept = {*_without_wrong_ends(text, ends), *_unseparated_ends(text)}
    else:  # true for most lines, and five times as fast
        kept = {len(text)}
    marks = _inline_items(text)
    if marks:
        kept = {end for end in kept if not any(mark.start() < end <= mark.end() for mark in marks)}
        kept |= {mark.start() for mark in marks if mark.start()}
    return [piece.strip() for piece in _pieces(text, _without_scraps(text, sorted(kept)))]


def _pieces(text: str, ends: Iterable[int]) -> Iterator[str]:
    start = 0
    for end in ends:
        yield text[start:end]
        start = end


def _sentencex_ends(text: str) -> list[int]:
    """Return the sentence ends found by sentencex: offsets into `text`, the last one its length."""
    import sentencex

    ends = []
    for start, stop in _blocks(text):
        position = start
        for sentence in sentencex.segment("ar", text[start:stop]):
            position += len(sentence)
            ends.append(position)
    return ends


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Split `text` into blocks that end at white space; block ends within a sentence are corrected later."""
    start = 0
    while start < len(text):
        stop = min(start + _BLOCK_CHARS, len(text))
        if stop < len(text):
            blank = text.rfind(" ", start + 1, stop)
            stop = blank + 1 if blank > 0 else stop
        yield start, stop
        start = stop


def _missed_ends(text: str) -> Iterator[int]:
    for pattern in (_AFTER_DOTTED_NAME, _AFTER_LETTER, _AFTER_ELLIPSIS):
        yield from (found.end() for found in pattern.finditer(text))
    for quoted in _QUOTED.finditer(text):
        start = quoted.start()
        for stop in _STOP_IN_QUOTES.finditer(text, quoted.start(), quoted.end()):
            before = text[max(start, stop.start() - _LOOK_CHARS) : stop.start()]
            after = text[stop.end() : min(stop.end() + _LOOK_CHARS, quoted.end())]
            if min(len(before.split()), len(after.split())) >= _LEAST_WORDS_IN_QUOTES:
                yield stop.end()
                start = stop.end()


def _unseparated_ends(text: str) -> Iterator[int]:
    """Return sentence ends without a space after the stop, or with a reference in between."""
    for found in _NO_BLANK.finditer(text):
        tail = text[max(0, found.start() - _TAIL_CHARS) : found.start()] + "."
        if not _SPELLED_INITIAL.search(tail) and not _ARABIC_DOMAIN.match(text, found.end()):
            yield found.end()
    for pattern in (_URDU_STOP, _AFTER_REFERENCE, _AFTER_UNIT):
        yield from (found.end() for found in pattern.finditer(text))


def _inline_items(text: str) -> list[re.Match[str]]:
    """Return the positions of the numbers 1, 2, 3 ... of a list within a line; empty if there are fewer than two."""
    items: list[re.Match[str]] = []
    if not _NUMBER_OF_ITEM.search(text):  # true for most lines, and faster
        return items
    for found in _ITEM.finditer(text):
        if int(found[1]) == len(items) + 1:
            items.append(found)
    if len(items) < 2 or not _BEFORE_ITEMS.search(
        text[max(0, items[0].start() - _TAIL_CHARS) : items[0].start()]
    ):
        return []
    return items


def _without_wrong_ends(text: str, ends: list[int]) -> list[int]:
    """Return the ends at full stops before white space, except after abbreviations, and the end of the text."""
    kept = []
    for end in ends:
        if end == len(text):
            continue
        tail = text[max(0, end - _TAIL_CHARS) : end]
        blank_behind = tail[-1:].isspace() and _ENDS_AT_STOP.search(tail)
        blank_before = _ENDS_AT_LONE_STOP.search(tail) and _ARABIC_WORD.match(text, end)
        if (blank_behind or blank_before) and not _is_initials(text, tail, end):
            kept.append(end)
    return [*kept, len(text)]


def _is_initials(text: str, tail: str, end: int) -> bool:
    if _LATIN_LETTER.match(text, end):
        return _LATIN_INITIALS.search(tail) is not None
    if _SPELLED_INITIAL.search(tail) and not _SPELLED_ACRONYM.search(tail):
        return _SENTENCE_START.match(text, end) is None
    return _ARABIC_INITIALS.search(tail) is not None


def _without_scraps(text: str, ends: list[int]) -> list[int]:
    """Join fragments: list marks and opening marks to the next sentence, others to the previous one."""
    kept: list[int] = []
    carried = False  # the text since the last end is joined to the next sentence
    start = 0
    for end in ends:
        piece = text[start:end].strip()
        start = end
        if _is_scrap(piece):
            if kept and not carried and not _LIST_MARK.match(piece):
                kept[-1] = end
            else:
                carried = True
        else:
            kept.append(end)
            carried = False
    if carried and kept:
        kept[-1] = len(text)
    return kept or [len(text)]


def _is_scrap(piece: str) -> bool:
    """Return whether a text has no Arabic word and at most one other."""
    if _ARABIC_WORD.search(piece):
        return False
    words = _WORD.finditer(piece)
    next(words, None)
    return next(words, None) is None
