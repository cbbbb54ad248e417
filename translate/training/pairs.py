"""Clean sentence pairs, and join neighbours to the lengths of running text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translate.config.catalogue import Task
from translate.training.settings import FilterSettings, GroupSettings

__all__ = ["Group", "Pair", "clean_pairs", "join_neighbours"]

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]")
_MARKUP = re.compile(r"[`|{}<>\\*_#]|https?:|--")
_SENTENCE_END = re.compile(r"[.!?:;؟]$")
_SHORT_CHARACTERS = 20  # below this, a length ratio is meaningless
_HEADING_WORDS = 9  # in docs, a line with fewer words and without a final stop is a heading


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence and its translation, or an article and its summary."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Group:
    """The cleaned pairs of one group, file by file, in file order; `left_out` is the number of pairs dropped."""

    name: str
    settings: GroupSettings
    files: tuple[tuple[Pair, ...], ...]
    left_out: int = 0

    @property
    def pairs(self) -> list[Pair]:
        """Return all pairs of the group."""
        return [pair for file in self.files for pair in file]


def clean_pairs(pairs: Iterable[Pair], settings: FilterSettings, task: Task = "translate") -> list[Pair]:
    """Return the pairs that pass the filter, each target once; summaries are only filtered by length."""
    passes = _passes if task == "translate" else _is_long_enough
    seen: set[str] = set()
    kept = []
    for pair in pairs:
        key = pair.target.casefold()
        if key not in seen and passes(pair, settings):
            seen.add(key)
            kept.append(pair)
    return kept


def join_neighbours(pairs: Sequence[Pair], settings: FilterSettings, rng: random.Random) -> list[Pair]:
    """Join random pairs with the pairs after them, up to `settings.join_words` English words."""
    if settings.shuffle_before_joining:
        pairs = rng.sample(pairs, len(pairs))
    joined: list[Pair] = []
    for pair in pairs:
        if joined and rng.random() < settings.join_probability:
            longer = Pair(f"{joined[-1].source} {pair.source}", f"{joined[-1].target} {pair.target}")
            if len(longer.target.split()) <= settings.join_words:
                joined[-1] = longer
                continue
        joined.append(pair)
    return joined


def _passes(pair: Pair, settings: FilterSettings) -> bool:
    arabic, latin = len(_ARABIC.findall(pair.source)), len(_LATIN.findall(pair.source))
    if arabic == 0 or latin / (arabic + latin) > settings.max_source_latin_share:
        return False
    ratio = len(pair.target) / len(pair.source)
    if len(pair.source) > _SHORT_CHARACTERS and not (
        settings.min_length_ratio < ratio < settings.max_length_ratio
    ):
        return False
    if not _is_long_enough(pair, settings):
        return False
    if settings.drop_markup:
        heading = not _SENTENCE_END.search(pair.target) and len(pair.target.split()) < _HEADING_WORDS
        return not heading and not _MARKUP.search(pair.target)
    return True


def _is_long_enough(pair: Pair, settings: FilterSettings) -> bool:
    return len(pair.target.split()) >= settings.min_target_words
