"""Generate text from a seed: Arabic articles to translate, and words for vocabularies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

__all__ = [
    "ARTICLE_SENTENCES",
    "arabic_sentences",
    "arabic_words",
    "english_sentences",
    "english_words",
    "write_articles",
]

_ROOT_LETTERS = "بتجحخدذرزسشصضطعغفقكلمنهوي"
# Patterns of Arabic words; the digits are replaced by the letters of the root.
_PATTERNS = (
    "123",
    "1ا23",
    "12ي3",
    "م12و3",
    "12ا3",
    "ا12ت3",
    "ت1ا23",
    "م1ا23ة",
    "12و3ية",
    "ا1ت2ا3",
    "ي123",
    "است12ا3",
)
_PREFIXES = ("", "", "ال", "ال", "و", "بال", "لل", "وال")
_ROOTS = 600
_LEXICON_WORDS = 12_000
_COMMONEST = 8  # flattens the head of Zipf's law (Mandelbrot 1953): frequency ~ 1 / (rank + this)

_ONSETS = ("b", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u", "ea", "ou")
_CODAS = ("", "", "n", "r", "s", "t", "ck", "ng")

# News sentences: FLORES has 21 words per sentence (Arabic, dev), from 5 to about 50.
_WORDS_MEAN, _WORDS_SPREAD, _WORDS_LEAST, _WORDS_MOST = 20.0, 8.0, 4, 50
_SENTENCES_A_LINE = 3
_LINES_AN_ARTICLE = 5
ARTICLE_SENTENCES = _SENTENCES_A_LINE * _LINES_AN_ARTICLE


def arabic_sentences(count: int, seed: int = 0) -> list[str]:
    """Return distinct sentences of invented Arabic words, as long as news sentences."""
    rng = random.Random(seed)  # noqa: S311
    words, weights = _lexicon()
    sentences: dict[str, None] = {}
    while len(sentences) < count:
        length = round(min(max(rng.gauss(_WORDS_MEAN, _WORDS_SPREAD), _WORDS_LEAST), _WORDS_MOST))
        sentences[" ".join(rng.choices(words, cum_weights=weights, k=length)) + "."] = None
    return list(sentences)


def english_words(seed: int = 0) -> Iterator[str]:
    """Yield distinct invented words in Latin letters, infinitely many."""
    rng = random.Random(seed)  # noqa: S311
    seen: set[str] = set()
    while True:
        syllables = rng.choices((1, 2, 3, 4), (2, 5, 3, 1))[0]
        word = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(
            _CODAS
        )
        if word not in seen:
            seen.add(word)
            yield word


def arabic_words(seed: int = 0) -> Iterator[str]:
    """Yield distinct invented words in Arabic letters, infinitely many."""
    rng = random.Random(seed)  # noqa: S311
    seen: set[str] = set()
    while True:
        word = "".join(rng.choices(_ROOT_LETTERS, k=rng.randint(3, 7)))
        if word not in seen:
            seen.add(word)
            yield word


def english_sentences(count: int, seed: int = 0) -> list[str]:
    """Return sentences of invented words in Latin letters."""
    rng = random.Random(seed)  # noqa: S311
    words = list(islice(english_words(seed), 3000))
    return [" ".join(rng.choices(words, k=rng.randint(8, 30))) + "." for _ in range(count)]


def write_articles(folder: Path, sentences: list[str]) -> None:
    """Write articles of fifteen sentences, three per line, with blank lines between; each sentence occurs once."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [" ".join(part) for part in _chunks(sentences, _SENTENCES_A_LINE)]
    for number, article in enumerate(_chunks(lines, _LINES_AN_ARTICLE)):
        (folder / f"{number:05}.txt").write_text("\n\n".join(article) + "\n", encoding="utf-8")


@cache
def _lexicon() -> tuple[list[str], list[float]]:
    """Return Arabic words, most frequent first, and their cumulative weights; the same for all texts."""
    rng = random.Random("lexicon")  # noqa: S311
    roots = ["".join(rng.sample(_ROOT_LETTERS, 3)) for _ in range(_ROOTS)]
    words: dict[str, None] = {}
    while len(words) < _LEXICON_WORDS:
        word = rng.choice(_PATTERNS)
        for place, letter in zip("123", rng.choice(roots), strict=True):
            word = word.replace(place, letter)
        words[rng.choice(_PREFIXES) + word] = None
    return list(words), list(accumulate(1 / (rank + _COMMONEST) for rank in range(len(words))))


def _chunks(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
