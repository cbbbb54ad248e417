"""Find furniture (boilerplate): lines of a web page that do not belong to the article."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from translate.config.paths import configs_dir
from translate.config.profile import Settings
from translate.config.tomlfile import load_toml
from translate.errors import ProfileError
from translate.text.cleaning import comparable, comparable_cleaned
from translate.text.masthead import RULES, masthead_lines

__all__ = ["Furniture", "FurnitureFile", "Pattern", "UserFurnitureFile", "UserPattern", "load_furniture"]

# A line of this length or more is a paragraph. The longest headline of the seeds has 110 characters.
_PARAGRAPH_CHARS = 150

# Maximum reach of a pattern, with blank lines and furniture counted. Otherwise a file of links would take hours.
_MAX_REACH = 200

# Time limit of a user's pattern per line; usual patterns take microseconds.
_MATCH_SECONDS = 1.0

_DECORATION = r"[^\w.!?؟…]*"

# List items are as often text as links: `•`, `-`, `1.`, `(2)`, `أ)`.
_LIST_MARK = re.compile(r"[-–—*+·•●○◦▪▫■□‣⁃✓✔]|\(?(?:\d{1,3}|[أ-ي]) ?[.):-]")


class Pattern(Settings):
    """A pattern for one kind of furniture line.

    `regex` must match the whole line except for arrows, dashes, brackets and similar characters around it. Case is
    ignored. The line is cleaned first, without vowel marks and with digits 0-9. A line over `max_chars` characters
    never matches.

    `where`: `start` is above the headline, with only furniture before it; `top` is above the first paragraph, `bottom`
    is below the last one, `edge` is either.

    `web_only`: the pattern does not apply to Word, EPUB, PDF and Markdown, where such a word may be a title.

    `reach`: the pattern also removes all lines above (`to-start`) or below (`to-end`). It does not if there are more
    than `reach_lines` of them (blank ones not counted), or if one of them has over `reach_chars` characters or
    `reach_words` words, begins with a list mark, or ends like a sentence.
    """

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    regex: str = Field(min_length=1)
    where: Literal["start", "top", "bottom", "edge", "anywhere"] = "anywhere"
    web_only: bool = False
    reach: Literal["line", "to-start", "to-end"] = "line"
    max_chars: int = Field(default=100, ge=1, le=1000)
    reach_lines: int = Field(default=12, ge=1)
    reach_chars: int = Field(default=120, ge=1, lt=_PARAGRAPH_CHARS)
    reach_words: int = Field(default=8, ge=1)
    examples: tuple[str, ...] = Field(min_length=1)

    @classmethod
    def matcher(cls, regex: str) -> Callable[[str], bool]:
        """Return a function that matches `regex` against a whole line; raises re.error."""
        compiled = re.compile(regex, re.IGNORECASE)
        return lambda line: compiled.fullmatch(line) is not None

    def matches(self, line: str) -> bool:
        """Return whether a `comparable` line matches, regardless of its place.

        Raises TimeoutError if a user's pattern takes too long.
        """
        return len(line) <= self.max_chars and self._is_matched(line)

    @cached_property
    def _is_matched(self) -> Callable[[str], bool]:
        return self.matcher(f"{_DECORATION}(?:{self.regex}){_DECORATION}")

    def may_reach(self, line: str) -> bool:
        """Return whether a `comparable` line is too short for a sentence and is not a list item."""
        return (
            len(line) <= self.reach_chars
            and len(line.split()) <= self.reach_words
            and not _LIST_MARK.match(line)
            and not _ends_a_sentence(line)
        )

    @field_validator("regex")
    @classmethod
    def _is_a_regex(cls, regex: str, info: ValidationInfo) -> str:
        plain = comparable(regex)
        if plain != " ".join(regex.split()):
            raise ValueError(
                f"pattern {info.data.get('name')}: lines are compared without vowel marks, tatweel and invisible "
                f"characters, and with digits 0-9; write {plain}"
            )
        try:
            if cls.matcher(regex)(""):
                raise ValueError(f"pattern {info.data.get('name')}: it matches an empty line")
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"pattern {info.data.get('name')}: not a regular expression: {error}") from error
        return regex

    @model_validator(mode="after")
    def _examples_are_matched(self) -> Pattern:
        for example in self.examples:
            try:
                matched = self.matches(comparable(example))
            except TimeoutError as error:
                raise ValueError(f"pattern {self.name}: {error}") from error
            if not matched:
                raise ValueError(f"pattern {self.name}: its regex does not match its example {example!r}")
        return self


class UserPattern(Pattern):
    """A pattern from a user's file: its regex has a time limit."""

    @classmethod
    def matcher(cls, regex: str) -> Callable[[str], bool]:
        """Return a function that matches `regex` against a whole line or raises TimeoutError; raises re.error."""
        import regex as bounded

        re.compile(regex)  # regex's extensions are refused: recursion can use all memory
        try:
            compiled = bounded.compile(regex, bounded.IGNORECASE)
        except bounded.error as error:
            raise re.error(str(error)) from error

        def matches(line: str) -> bool:
            for _ in range(2):  # the limit counts the processor time of all threads
                with suppress(TimeoutError):
                    return compiled.fullmatch(line, timeout=_MATCH_SECONDS) is not None
            raise TimeoutError(f"its regex takes more than {_MATCH_SECONDS:g} s for the line {line!r}")

        return matches


class FurnitureFile(Settings):
    """A TOML file of patterns, each a `[[pattern]]` table."""

    pattern: tuple[Pattern, ...] = ()

    @model_validator(mode="after")
    def _names_are_distinct(self) -> FurnitureFile:
        names = [pattern.name for pattern in self.pattern]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"two patterns have the name {', '.join(repeated)}")
        return self


class UserFurnitureFile(FurnitureFile):
    """A file of patterns that a profile names."""

    pattern: tuple[UserPattern, ...] = ()


@dataclass(frozen=True)
class Furniture:
    """All patterns in the order in which they are tried, and the file of each by its name."""

    patterns: tuple[Pattern, ...]
    files: Mapping[str, Path]

    @cached_property
    def fingerprint(self) -> str:
        """Return a hash of the patterns (16 hexadecimal digits), which is part of a run's identity."""
        described: list[object] = [{"masthead": RULES}]
        described += [pattern.model_dump(mode="json", exclude={"examples"}) for pattern in self.patterns]
        text = json.dumps(described, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def find(self, lines: Sequence[str], *, document: bool = False) -> dict[int, str]:
        """Return the cleaned lines that are furniture: index from 0 -> name of the pattern. Blank lines are not.

        `web_only` patterns do not apply to a `document`, which was not copied from a web page.

        Raises ProfileError, naming file and pattern, if a user's pattern takes more than a second for a line.
        """
        longest = max((pattern.max_chars for pattern in self.patterns), default=0)
        texts = [comparable_cleaned(line) if len(line) <= 4 * longest else line for line in lines]
        matching = [self._matching(text, longest) for text in texts]
        if document:
            matching = [tuple(p for p in patterns if not p.web_only) for patterns in matching]
        page = _Page(texts, {i for i, patterns in enumerate(matching) if patterns})
        found: dict[int, Pattern] = {}
        for index, patterns in enumerate(matching):
            places = page.places(index)
            found.update((index, p) for p in reversed(patterns) if p.where in places)
        found |= _reached(page, found)
        heads = {} if document else masthead_lines(texts, page.first, found)
        for index, patterns in enumerate(matching[:_MAX_REACH]):
            if not page.headline_below(index, {*found, *heads}):
                break
            found.update((index, p) for p in reversed(patterns) if p.where == "start" and index not in found)
            if texts[index] and index not in found and index not in heads:
                break
        names = heads | {index: pattern.name for index, pattern in found.items()}
        return {index: names[index] for index in sorted(names)}

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """Return one regular expression that matches whatever any included pattern matches.

        Most lines then need one test instead of one per pattern (3 times as fast). Patterns with groups are replaced by
        one that matches everything, because the numbers of their groups would change.
        """
        own = [p.regex for p in self.patterns if not isinstance(p, UserPattern)]
        kinds = "|".join("(?s:.*)" if re.compile(regex).groups else f"(?:{regex})" for regex in own)
        return re.compile(f"{_DECORATION}(?:{kinds}){_DECORATION}", re.IGNORECASE)

    def _matching(self, text: str, longest: int) -> tuple[Pattern, ...]:
        if not 0 < len(text) <= longest:
            return ()
        looked_at = self.patterns if self._any.fullmatch(text) else self._of_users
        return tuple(pattern for pattern in looked_at if self._matches(pattern, text))

    @cached_property
    def _of_users(self) -> tuple[Pattern, ...]:
        return tuple(pattern for pattern in self.patterns if isinstance(pattern, UserPattern))

    def _matches(self, pattern: Pattern, text: str) -> bool:
        try:
            return pattern.matches(text)
        except TimeoutError as error:
            raise ProfileError(f"{self.files[pattern.name]}: pattern {pattern.name}: {error}") from error


def load_furniture(extra: Sequence[Path] = ()) -> Furniture:
    """Load the included patterns and those in the user's files.

    A pattern replaces an earlier one with the same name. Raises ProfileError, naming the file and the pattern.
    """
    packaged = configs_dir() / "furniture.toml"
    patterns: dict[str, Pattern] = {}
    origins: dict[str, Path] = {}
    for file in (packaged, *extra):
        for pattern in load_toml(file, FurnitureFile if file == packaged else UserFurnitureFile).pattern:
            patterns[pattern.name] = pattern
            origins[pattern.name] = file
    return Furniture(tuple(patterns.values()), origins)


class _Page:
    """The lines of one article and its paragraphs: the long lines, or else the longest one.

    Lines that match a pattern (a cookie notice) are not paragraphs, however long they are.
    """

    def __init__(self, lines: Sequence[str], matched: AbstractSet[int]) -> None:
        self.lines = lines
        lengths = [0 if i in matched else len(line) for i, line in enumerate(lines)]
        enough = min(_PARAGRAPH_CHARS, max(lengths, default=0))
        long = [i for i, length in enumerate(lengths) if 0 < enough <= length]
        self.first, self.last = (long[0], long[-1]) if long else (0, len(lines))

    def places(self, index: int) -> AbstractSet[str]:
        """Return the values of a pattern's `where` that are true for a line, except `start`."""
        if index < self.first:
            return {"anywhere", "edge", "top"}
        return {"anywhere", "edge", "bottom"} if index > self.last else {"anywhere"}

    def headline_below(self, index: int, found: Container[int]) -> bool:
        """Return whether a possible headline remains between a line and the first paragraph."""
        return any(self.lines[i] and i not in found for i in range(index + 1, self.first))


def _reached(page: _Page, found: Mapping[int, Pattern]) -> dict[int, Pattern]:
    """Return the other lines that a matched line removes (see `reach`)."""
    reached: dict[int, Pattern] = {}
    for index, pattern in found.items():
        if pattern.reach == "to-start" and index <= _MAX_REACH and page.headline_below(index, found):
            beyond = range(index)
        elif pattern.reach == "to-end" and index > page.last:
            beyond = range(index + 1, len(page.lines))
        else:
            continue
        if len(beyond) > _MAX_REACH:
            continue
        others = [i for i in beyond if page.lines[i] and i not in found]
        if len(others) <= pattern.reach_lines and all(pattern.may_reach(page.lines[i]) for i in others):
            reached.update(dict.fromkeys(others, pattern))
    return reached


def _ends_a_sentence(line: str) -> bool:
    return line.rstrip("\"'»”’)] ").endswith((".", "!", "؟", "?", "…", ":", "،", "؛"))
