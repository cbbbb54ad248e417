"""Learn `translate/checks/data/glosses.txt.xz`: one English word for each frequent Arabic stem of the lexicon.

    python -m eval.lexicon.glosses

Reads the pairs that `eval.lexicon.build` reads. An English word of a pair counts for an Arabic word of it if the
lexicon translates one by the other, divided by the number of such Arabic words. Takes a minute.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from eval.lexicon.letters import ROOT
from eval.lexicon.pairs import LatinWord, folded_words, latin_words, read_pairs
from translate.checks.glosses import GLOSSES_FILE
from translate.checks.lexicon import Lexicon, lexicon
from translate.checks.words import english_stem

__all__ = ["choose_glosses", "main"]

SHARED = ROOT.parent / "shared" / "training"
FILE = ROOT / "translate" / "checks" / "data" / GLOSSES_FILE
_LEAST = 4.0  # times that an English word must translate the stem
_LEAST_SHARE = 0.1  # of the occurrences of the stem
_GRAMMAR = 120  # the most frequent English words say nothing


def main() -> int:
    """Write the glosses; return the exit code."""
    if not SHARED.is_dir():
        print(f"error: {SHARED}: needed for the pairs", file=sys.stderr)
        return 2
    pairs = [
        (folded_words(pair.arabic), latin_words(pair.english))
        for pair in read_pairs(SHARED, ROOT / "eval" / "training" / "data")
    ]
    glosses = choose_glosses(lexicon(), pairs)
    text = "".join(f"{stem}\t{gloss}\n" for stem, gloss in sorted(glosses.items()))
    FILE.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(pairs):,} pairs, {len(glosses):,} glosses, {FILE.stat().st_size:,} bytes")
    return 0


def choose_glosses(
    known: Lexicon, pairs: Sequence[tuple[Sequence[str], Sequence[LatinWord]]]
) -> dict[str, str]:
    """Return the best English word for each Arabic stem, by Dice's coefficient, in its most frequent form."""
    of_english = Counter(english_stem(word.letters) for _, english in pairs for word in english)
    grammar = {stem for stem, _ in of_english.most_common(_GRAMMAR)}
    of_arabic: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    best_stem = {word: known.best_stem(word) for arabic, _ in pairs for word in arabic}
    translations = {stem: set(known.translations.get(stem, ())) - grammar for stem in set(best_stem.values())}
    for arabic, english in pairs:
        stems = [best_stem[word] for word in arabic]
        of_arabic.update(stems)
        for word in english:
            target = english_stem(word.letters)
            sources = {stem for stem in stems if target in translations[stem]}
            for stem in sources:
                together[stem][target] += 1 / len(sources)  # type: ignore[assignment]
                forms[stem, target][word.letters if word.word.islower() or word.first else word.word] += 1
    glosses = {}
    for stem, counts in together.items():
        best, count = max(
            counts.items(), key=lambda item: (item[1] / (of_arabic[stem] + of_english[item[0]]), item[0])
        )
        if count >= _LEAST and count >= _LEAST_SHARE * of_arabic[stem]:
            glosses[stem] = _usual(forms[stem, best].elements())
    return glosses


def _usual(forms: Iterable[str]) -> str:
    counted = Counter(forms)
    return max(counted, key=lambda form: (counted[form], form))


if __name__ == "__main__":
    sys.exit(main())
