"""Measure how much evidence a word without support is, on pairs that the translations were not learnt from."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from eval.lexicon.pairs import Pair, folded_words, latin_words
from translate.checks.lexicon import STEP, Lexicon, arabic_class, english_class
from translate.checks.support import find_unsupported
from translate.checks.vocabulary import Vocabulary
from translate.checks.words import english_keys

__all__ = ["Rates", "digit"]

WRONG = 0.9  # assumed probability that a wrong word has no support
HIGHEST = 8  # steps
PRIOR = 6.0  # weight of a word's class, in occurrences
# Every n-th pair of a file is read; fewer of machine translations, which are the most literal.
EVERY = {"wikipedia": 5, "news-topics": 3, "prose-topics": 3, "prose-more": 3, "tatoeba": 5}
READ = (
    frozenset(
        {
            "nllb-seed-ary",
            "mt-geneval",
            "ud-pud",
            "ntrex",
            "xquad",
            "tico19",
            "news-names",
            "nextstrain",
            "un-sdg",
        }
    )
    | EVERY.keys()
)


def digit(occurrences: float, unsupported: float) -> int:
    """Return the evidence, in steps, of a word that had no support with this frequency in faithful pairs."""
    return max(0, min(HIGHEST, round(math.log(WRONG / (unsupported / occurrences)) / STEP)))


class Rates:
    """Counts of words without support in faithful pairs, by stem and by class."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.unsupported: Counter[str] = Counter()
        self._class_of: dict[str, Counter[str]] = defaultdict(Counter)

    def read(self, known: Lexicon, pairs: Iterable[Pair]) -> None:
        """Count the words of pairs without support in a lexicon that was learnt from other pairs."""
        vocabulary = Vocabulary(known)
        for number, pair in enumerate(pairs):
            if pair.file in READ and number % EVERY.get(pair.file, 1) == 0:
                self._read_pair(vocabulary, pair)

    def _read_pair(self, vocabulary: Vocabulary, pair: Pair) -> None:
        known = vocabulary.lexicon
        source, output = find_unsupported(vocabulary, pair.arabic, pair.english)
        lacking = Counter(source), Counter(output)
        for word in folded_words(pair.arabic):
            stem = known.best_stem(word)
            self._count("a " + stem, arabic_class(known, word, stem), lacking[0], word)
        for found in latin_words(pair.english):
            stem = english_keys(found.word)[1]
            case = "N " if found.word[0].isupper() and not found.first else "e "
            name = english_class(known, found.word, stem, first=found.first)
            self._count(case + stem, name, lacking[1], found.word)

    def _count(self, stem: str, class_name: str, lacking: Counter[str], word: str) -> None:
        self._class_of[stem][class_name] += 1
        missing = lacking[word] > 0
        if missing:
            lacking[word] -= 1
        for key in (stem, class_name):
            self.seen[key] += 1
            self.unsupported[key] += missing

    def class_digit(self, name: str) -> int:
        """Return the evidence of a class of words."""
        return digit(self.seen[name] + 4, self.unsupported[name] + 1.5)

    def stem_digit(self, key: str) -> int | None:
        """Return the evidence of a stem, smoothed by that of its class; None if the pairs do not contain it."""
        if not self.seen[key]:
            return None
        name = self._class_of[key].most_common(1)[0][0]
        share = (self.unsupported[name] + 1.5) / (self.seen[name] + 4)
        return digit(self.seen[key] + PRIOR, self.unsupported[key] + PRIOR * share)
