"""Split lines that need only partial translation: table rows, and lines with hashtags, handles or links at an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.records import Sentence
from translate.text.cleaning import clean, copied_line, decoded
from translate.text.lines import line_sentences
from translate.text.tables import gaps_of

__all__ = ["LaidOut", "Part", "copied_parts", "copied_row", "laid_out"]

_ARABIC = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3]")
_TAG = r"#(?=\w*[^\W\d_])\w[\w\u064b-\u0652]*"
_ADDRESS = r"@[A-Za-z0-9_]{2,}|https?://\S+|www\.\S+"
_TOKEN = re.compile(rf"(?:{_TAG}|{_ADDRESS})[.،,:!؟?…]*")
_ARABIC_TAG = re.compile("#(?=\\w*[\u0620-\u063f\u0641-\u064a\u066e-\u06d3])\\w[\\w\u064b-\u0652]*")
_MARKS = str.maketrans("،؟", ",?")
_SIGNS = re.compile(r"[^\w\s]+")
# After one of these a hashtag is a word of the sentence: `في #الرياض`.
_ASKS_FOR_MORE = re.compile(
    r"(?:\A|\s)[وف]?(?:من|في|عن|على|إلى|الى|مع|بين|حول|ضد|عبر|نحو|عند|بعد|قبل|خلال|ضمن|لدى|أو|و|هو|هي|أن|إن|كل|هذا|هذه|يا)\Z"
)
# A hashtag before the sentence that is a label and not a word of the sentence.
_LABEL = re.compile(
    r"#(?:عاجل|خبر_عاجل|شاهد|فيديو|بالفيديو|صور|بالصور|خاص|حصري|رسمي|متداول|تحديث|هام|مباشر|انفوجرافيك)\W*"
)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The sentences of a line, each with the text copied before it, and the text copied after the last one."""

    sentences: tuple[Sentence, ...]
    tail: str


def copied_parts(line: str, *, is_row: bool) -> LaidOut | None:
    """Return the parts of a line to translate and to copy; None if the whole line is translated."""
    if is_row:
        return laid_out([*_row(line.strip(" \r"))])
    if "#" not in line and "@" not in line and "://" not in line and "www." not in line:
        return None
    parts = [*_marked(line)]
    return laid_out(parts) if len(parts) > 1 or any(part.tag for part in parts) else None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and the text between it and the previous piece; `tag` marks the words of a hashtag."""

    text: str
    joint: str
    tag: bool = False


def laid_out(parts: Sequence[Part]) -> LaidOut | None:
    """Return the parts as sentences and copied text; None if there is no sentence."""
    sentences: list[Sentence] = []
    copied = ""
    for part in parts:
        joint = copied + part.joint
        found = () if not _ARABIC.search(part.text) else _sentences(part)
        if not found:
            copied = joint + (copied_line(decoded(part.text)) or part.text.strip())
            continue
        first = replace(found[0], joint=joint if sentences or joint else None)
        sentences += [first, *found[1:]]
        copied = ""
    return LaidOut(tuple(sentences), copied) if sentences else None


def _sentences(part: Part) -> tuple[Sentence, ...]:
    if not part.tag:
        return line_sentences(part.text)
    words = part.text.lstrip("#").replace("_", " ").strip()
    written = part.text.lstrip("#")
    return tuple(
        replace(s, tag=True, written=None if written == s.text else written)
        for s in line_sentences(words)[:1]
    )


def copied_row(line: str) -> str | None:
    """Return the English form of a row without an Arabic letter, its gaps as they are; None for other lines."""
    if _ARABIC.search(line):
        return None
    return "".join(
        part.joint + (copied_line(decoded(part.text)) or part.text.strip())
        for part in _row(line.strip(" \r"))
    )


def _row(row: str) -> Iterator[Part]:
    joint = ""
    place = 0
    gaps = gaps_of(row)
    for gap in gaps.finditer(row) if gaps else ():
        cell = row[place : gap.start()].rstrip(" ")
        yield Part(cell, joint)
        joint, place = row[place + len(cell) : gap.end()], gap.end()
    yield Part(row[place:], joint)


def _marked(line: str) -> Iterator[Part]:
    """Yield the hashtags, handles and links at the start and end of a line, and the text between them."""
    tokens = [*re.finditer(r"\S+", line)]
    first, last = _labels(tokens), _trailing(line, tokens)
    if first >= last:  # only hashtags, handles and links
        first, last = len(tokens), len(tokens)
    blank = ""
    for token in tokens[:first]:
        yield from _token(token[0], blank)
        blank = " "
    if first < last:
        yield Part(line[tokens[first].start() : tokens[last - 1].end()], blank)
        blank = " "
    for token in tokens[last:]:
        yield from _token(token[0], blank)
        blank = " "


def _token(token: str, blank: str) -> Iterator[Part]:
    tag = _ARABIC_TAG.match(token)
    if tag is None:
        yield Part(token, blank)
        return
    yield Part(tag[0], f"{blank}#", tag=True)
    if tag.end() < len(token):
        yield Part(clean(token[tag.end() :]).translate(_MARKS), "")


def _labels(tokens: Sequence[re.Match[str]]) -> int:
    """Return the number of tokens at the start that are not part of the sentence: handles, links, label hashtags."""
    count = 0
    while count < len(tokens) and (_TOKEN.fullmatch(tokens[count][0]) or _is_repost(tokens, count)):
        count += 1
    tags = sum(token[0].startswith("#") for token in tokens[:count])
    lone_tag = tags == 1 and tokens[count - 1][0].startswith("#") and count < len(tokens)
    if lone_tag and not _LABEL.fullmatch(tokens[count - 1][0]):
        count -= 1
    return count


def _is_repost(tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Return whether a token is the `RT` before the handle of a post that is shared again."""
    return tokens[place][0] == "RT" and place + 1 < len(tokens) and tokens[place + 1][0].startswith("@")


def _trailing(line: str, tokens: Sequence[re.Match[str]]) -> int:
    """Return the index of the first of the hashtags, handles and links at the end."""
    start = last = len(tokens)
    while start and (_TOKEN.fullmatch(tokens[start - 1][0]) or _SIGNS.fullmatch(tokens[start - 1][0])):
        start -= 1
        if _TOKEN.fullmatch(tokens[start][0]):
            last = start
    if 0 < last < len(tokens) and _ASKS_FOR_MORE.search(line[: tokens[last - 1].end()]):
        return last + 1 if len(tokens) > last + 1 else len(tokens)
    return last
