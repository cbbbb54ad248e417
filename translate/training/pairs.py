"""Pairs of sentences: read from TSV files, cleaned, joined to the lengths of running text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.errors import InputError, RequestError
from translate.training.settings import FilterSettings, GroupSettings

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]")
_INVISIBLE = re.compile("[\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MARKUP = re.compile(r"[`|{}<>\\*_#]|https?:|--")
_SENTENCE_END = re.compile(r"[.!?:;؟]$")
_SHORT_CHARACTERS = 20  # under which a length ratio says nothing
_HEADING_WORDS = 9  # a line of the docs without a stop is a heading unless it is longer


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence and its translation."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Group:
    """The cleaned pairs of one group, file by file, in file order."""

    name: str
    settings: GroupSettings
    files: tuple[tuple[Pair, ...], ...]

    @property
    def pairs(self) -> list[Pair]:
        """All pairs of the group."""
        return [pair for file in self.files for pair in file]


def read_pairs(path: Path) -> list[Pair]:
    """Read `source<tab>target` lines, UTF-8; blank lines are passed over.

    Invisible characters and tatweel are deleted, runs of blanks made one. Raises InputError where the file
    cannot be read or a line is not two fields, with its number.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from error
    pairs = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        fields = [_clean(field) for field in line.split("\t")]
        if len(fields) != 2 or not all(fields):
            raise InputError(
                f"{path}, line {number}: {len(fields)} fields, some may be empty; "
                "a line is the source, one tab, the translation"
            )
        pairs.append(Pair(*fields))
    if not pairs:
        raise InputError(f"{path}: holds no pairs")
    return pairs


def read_groups(paths: Sequence[Path], groups: dict[str, GroupSettings]) -> list[Group]:
    """Read the files into the groups that name them; without groups, all files make one.

    Raises RequestError where a file and the groups do not match, or where cleaning leaves a group empty.
    """
    if not groups:
        groups = {"all": GroupSettings(files=tuple(path.name for path in paths))}
    by_name = {path.name: path for path in paths}
    wanted = {name for group in groups.values() for name in group.files}
    if len(by_name) != len(paths) or by_name.keys() != wanted:
        raise RequestError(
            f"the settings' groups hold {', '.join(sorted(wanted))}; "
            f"given are {', '.join(sorted(path.name for path in paths))}"
        )
    read = []
    for name, group in groups.items():
        files = tuple(tuple(clean_pairs(read_pairs(by_name[file]), group.filter)) for file in group.files)
        if not any(files):
            raise RequestError(f"group '{name}': the filter leaves no pair of {', '.join(group.files)}")
        read.append(Group(name, group, files))
    return read


def clean_pairs(pairs: Iterable[Pair], settings: FilterSettings) -> list[Pair]:
    """The pairs that pass the filter, each English side once."""
    seen: set[str] = set()
    kept = []
    for pair in pairs:
        key = pair.target.casefold()
        if key not in seen and _passes(pair, settings):
            seen.add(key)
            kept.append(pair)
    return kept


def join_neighbours(pairs: Sequence[Pair], settings: FilterSettings, rng: random.Random) -> list[Pair]:
    """Join pairs with those that follow them, at random, up to `settings.join_words` English words."""
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


def _clean(field: str) -> str:
    return " ".join(_INVISIBLE.sub("", field).split())


def _passes(pair: Pair, settings: FilterSettings) -> bool:
    arabic, latin = len(_ARABIC.findall(pair.source)), len(_LATIN.findall(pair.source))
    if arabic == 0 or latin / (arabic + latin) > settings.max_source_latin_share:
        return False
    ratio = len(pair.target) / len(pair.source)
    if len(pair.source) > _SHORT_CHARACTERS and not (
        settings.min_length_ratio < ratio < settings.max_length_ratio
    ):
        return False
    words = len(pair.target.split())
    if words < settings.min_target_words:
        return False
    if settings.drop_markup:
        heading = not _SENTENCE_END.search(pair.target) and words < _HEADING_WORDS
        return not heading and not _MARKUP.search(pair.target)
    return True
