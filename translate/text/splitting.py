"""Split sentences that exceed the model's input limit, and record each cut."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from translate.errors import SourceNotSeen
from translate.records import Cut, Sentence

__all__ = ["MAX_WORDS", "CountTokens", "fit_each", "split_clauses"]

CountTokens = Callable[[Sequence[str]], list[int]]

# Models drop words from sentences longer than those in their training, long before the input limit.
MAX_WORDS = 60

# A punctuation mark with closing marks after it, before white space: not the comma of `3,5` or the colon of `10:30`.
# A full stop that did not end the sentence (inside quotation marks, after an abbreviation) counts too.
_CLAUSE = re.compile(r"[؛،:;,.!?؟…][\"'»”’)\]]*\s+(?=\S)")

# Conjunctions that are separate words, and listed words that begin with an attached و or ف. In general an attached و
# cannot be distinguished from a root letter (وزير, وقت); before the article it can, except in والد and والي.
_WORDS = (
    "أو|ثم|بل|لكن|ولكن|لكنه|ولكنه|لكنها|ولكنها|حيث|وحيث|كما|وكما|بينما|وبينما|فيما|وفيما|إذ|وإذ|"
    "إذا|وإذا|لأن|ولأن|لأنه|لأنها|كي|لكي|حتى|وحتى|عندما|وعندما|مما|التي|الذي|الذين|وأن|وإن|وأنه|"
    "وإنه|وأنها|وإنها|وقد|ولقد|وكان|وكانت|وهو|وهي|وهم|وقال|وقالت|وأضاف|وأضافت|وأكد|وأكدت|وأشار|"
    "وأشارت|وأوضح|وأوضحت|وذكر|وذكرت|ولم|ولن|ولا|وليس|وليست|وفي|ومن|وعلى|وإلى|وعن|ومع|وبعد|وقبل|"
    "وعند|وبين|وخلال|وذلك|وهذا|وهذه|وتلك|ومنها|ومنهم|وبذلك|ولذلك|فإن|فإنه|فإنها|فقد"
)
_CONJUNCTION = re.compile(rf"(?<=\s)(?=(?:{_WORDS})\s|(?:وال(?!د|ي\s)|ولل|وبال)[^\W\d_]{{3}})")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a sentence: its offsets, its number of tokens when tokenized alone, and the kind of cut at its end."""

    sentence: int
    start: int
    end: int
    tokens: int
    cut: Cut | None


def fit_each(
    sentences: Sequence[str], places: Sequence[str], count_tokens: CountTokens, max_input_tokens: int
) -> list[list[Sentence]]:
    """Return the pieces of each sentence: at most `max_input_tokens` tokens and `MAX_WORDS` words each.

    `count_tokens` counts a batch of texts; `places` names each sentence in errors. A sentence that is too long is cut
    at clause marks, then before conjunctions, then between words, and a word that is too long between characters. Only
    white space at a cut is lost. Pieces are packed together again as far as they fit, about equally full. Raises
    SourceNotSeen if a single character does not fit.
    """
    count_tokens = _with_words(count_tokens, max_input_tokens)
    fitted = [[Sentence(text)] for text in sentences]
    counts = count_tokens(sentences) if sentences else []
    parts = [
        _Part(i, 0, len(text), count, None)
        for i, (text, count) in enumerate(zip(sentences, counts, strict=True))
        if count > max_input_tokens
    ]
    if parts:
        splitter = _Splitter(sentences, places, count_tokens, max_input_tokens)
        for i, pieces in groupby(splitter.fit(parts), key=lambda piece: piece.sentence):
            fitted[i] = [Sentence(splitter.text(piece), piece.cut) for piece in pieces]
    return fitted


def _with_words(count_tokens: CountTokens, max_input_tokens: int) -> CountTokens:
    """Return the size of each text: its tokens, or its words scaled so that `MAX_WORDS` words fill the input limit."""

    def count(texts: Sequence[str]) -> list[int]:
        words = (math.ceil(len(text.split()) * max_input_tokens / MAX_WORDS) for text in texts)
        return [*map(max, count_tokens(texts), words)]

    return count


def split_clauses(sentence: str, least_words: int) -> list[str]:
    """Split a sentence at clause marks, or else before conjunctions, into pieces of at least `least_words` words.

    Returns the whole sentence if it has no such place.
    """
    for pattern in (_CLAUSE, _CONJUNCTION):
        pieces: list[str] = []
        start = 0
        for place in [*(found.end() for found in pattern.finditer(sentence)), len(sentence)]:
            piece = sentence[start:place].strip()
            if len(piece.split()) >= least_words:
                pieces.append(piece)
                start = place
        if pieces and start < len(sentence):
            pieces[-1] += f" {sentence[start:].strip()}"
        if len(pieces) > 1:
            return pieces
    return [sentence]


@dataclass(frozen=True, slots=True)
class _Splitter:
    """Split all sentences that are too long, with few calls of the tokenizer."""

    sentences: Sequence[str]
    places: Sequence[str]
    count_tokens: CountTokens
    max_input_tokens: int

    def text(self, part: _Part) -> str:
        """Return the text of a part, stripped."""
        return self.sentences[part.sentence][part.start : part.end].strip()

    def fit(self, parts: list[_Part]) -> list[_Part]:
        """Split the too long sentences in `parts` into pieces that fit."""
        parts = self._divide(parts, self._at(_CLAUSE), Cut.CLAUSE)
        parts = self._divide(parts, self._at(_CONJUNCTION), Cut.CONJUNCTION)
        for offsets in (self._at(_BLANKS), _every_character):
            divided = self._divide(parts, self._evenly(offsets), Cut.TOKENS)
            while len(divided) > len(parts):
                parts, divided = divided, self._divide(divided, self._evenly(offsets), Cut.TOKENS)
        for part in parts:
            if part.tokens > self.max_input_tokens:
                raise SourceNotSeen(
                    f"{self.places[part.sentence]}: {self.text(part)!r} alone has {part.tokens} tokens, and the "
                    f"model's limit is {self.max_input_tokens}"
                )
        return self._pack(parts)

    def _at(self, pattern: re.Pattern[str]) -> _Offsets:
        """Return the offsets after every match inside a part."""

        def offsets(part: _Part) -> Sequence[int]:
            matches = pattern.finditer(self.sentences[part.sentence], part.start, part.end)
            return [match.end() for match in matches if part.start < match.end() < part.end]

        return offsets

    def _evenly(self, allowed: _Offsets) -> _Offsets:
        """Return evenly spaced offsets, as many as needed for the parts between them to fit."""

        def offsets(part: _Part) -> Sequence[int]:
            choice = allowed(part)
            if not choice:
                return ()
            wanted = max(2, math.ceil(part.tokens / self.max_input_tokens))
            width = (part.end - part.start) / wanted
            targets = (part.start + round(n * width) for n in range(1, wanted))
            picked = (choice[min(bisect_left(choice, target), len(choice) - 1)] for target in targets)
            return sorted({self._before_no_mark(part, offset) for offset in picked})

        return offsets

    def _before_no_mark(self, part: _Part, offset: int) -> int:
        """Return `offset`, or the next one that does not separate a letter from its marks."""
        text = self.sentences[part.sentence]
        moved = offset
        while moved < part.end and unicodedata.combining(text[moved]):
            moved += 1
        return moved if moved < part.end else offset

    def _divide(self, parts: Sequence[_Part], offsets: _Offsets, cut: Cut) -> list[_Part]:
        """Split each part that is too long at its offsets, and count the new parts."""
        divided: list[_Part] = []
        for part in parts:
            bounds = [part.start, part.end]
            if part.tokens > self.max_input_tokens:
                bounds[1:1] = offsets(part)
            if len(bounds) == 2:
                divided.append(part)
                continue
            for start, end in pairwise(bounds):
                divided.append(_Part(part.sentence, start, end, -1, part.cut if end == part.end else cut))
        return self._counted(divided)

    def _counted(self, parts: Iterable[_Part]) -> list[_Part]:
        """Return `parts` with the tokens counted where they are -1."""
        parts = list(parts)
        new = [i for i, part in enumerate(parts) if part.tokens < 0]
        counts = self.count_tokens([self.text(parts[i]) for i in new]) if new else []
        for i, count in zip(new, counts, strict=True):
            parts[i] = replace(parts[i], tokens=count)
        return parts

    def _pack(self, parts: Sequence[_Part]) -> list[_Part]:
        """Join neighbours while they fit; count them again as one text, because tokens can differ at the seam."""
        groups = [
            group
            for _, of_sentence in groupby(parts, key=lambda part: part.sentence)
            for group in self._fill(list(of_sentence))
        ]
        while True:
            pieces = self._counted(_join(group) for group in groups)
            if all(piece.tokens <= self.max_input_tokens for piece in pieces):
                return pieces
            groups = [
                half
                for group, piece in zip(groups, pieces, strict=True)
                for half in _halves(group, split=piece.tokens > self.max_input_tokens)
            ]

    def _fill(self, parts: Sequence[_Part]) -> list[list[_Part]]:
        """Return groups of neighbours; a group is closed when it is as full as the average group."""
        total = sum(part.tokens for part in parts)
        enough = total / math.ceil(total / self.max_input_tokens)
        groups: list[list[_Part]] = []
        filled = math.inf
        for part in parts:
            if filled >= enough or filled + part.tokens > self.max_input_tokens:
                groups.append([])
                filled = 0
            groups[-1].append(part)
            filled += part.tokens
        return groups


_Offsets = Callable[[_Part], Sequence[int]]


def _every_character(part: _Part) -> Sequence[int]:
    return range(part.start + 1, part.end)


def _join(group: Sequence[_Part]) -> _Part:
    if len(group) == 1:
        return group[0]
    return replace(group[0], end=group[-1].end, cut=group[-1].cut, tokens=-1)


def _halves(group: list[_Part], *, split: bool) -> list[list[_Part]]:
    middle = len(group) // 2
    return [group[:middle], group[middle:]] if split else [group]
