"""A number of a text and its possible readings, and the readings of a figure by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Number", "Reading", "clock_ways", "plain_ways", "scaled", "value_of"]

Reading = frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with its possible readings; each reading is a set of values.

    Another text contains the number if it contains all values of one reading.
    """

    text: str
    ways: tuple[Reading, ...]

    def is_among(self, values: Set[str]) -> bool:
        """Return whether `values` contains all values of one reading."""
        return any(way <= values for way in self.ways)


def value_of(number: Decimal) -> str:
    """Return a number as text, without zeros at the end."""
    return format(number.normalize(), "f")


def scaled(way: Reading, scale: int) -> Reading:
    """Return a reading with all values multiplied by `scale`."""
    return frozenset(value_of(Decimal(value) * scale) for value in way)


def plain_ways(figure: str) -> list[Reading]:
    """Return the readings of a figure alone.

    `1,234` is 1234 or 1.234; `3,5` is only 3.5; `1.234,5` is 1234.5; for `1.2.3`, all three parts are needed.
    """
    first, *rest = groups = re.split(r"[., ]", figure)
    marks = re.findall(r"[., ]", figure)
    readings = []
    if not rest or (len(first) <= 3 and all(len(group) == 3 for group in rest)):
        readings.append("".join(groups))
    if len(rest) == 1 and marks != [" "]:
        readings.append(f"{first}.{rest[0]}")
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        readings.append("".join(groups[:-1]) + "." + groups[-1])
    # `26،013,94`: after cleaning, the thousands separator and the decimal comma are the same character.
    if not readings and len(rest) > 1 and len(rest[-1]) <= 2 and all(len(group) == 3 for group in rest[:-1]):
        readings.append("".join(groups[:-1]) + "." + groups[-1])
    ways = [frozenset({value_of(Decimal(reading))}) for reading in readings]
    if not readings or " " in marks:
        ways.append(frozenset(value_of(Decimal(group)) for group in groups))
    return ways


def clock_ways(hour: int, minute: int) -> Iterator[Reading]:
    """Yield the readings of a time of day; on a 12-hour clock, and as a figure with and without its minutes."""
    yield frozenset({f"clock {hour % 12 * 60 + minute}"})
    yield frozenset({str(100 * hour + minute)})
    if minute:
        yield frozenset({value_of(Decimal(f"{hour}.{minute:02}"))})
        yield frozenset({str(hour), str(minute)})
    else:
        yield frozenset({str(hour)})
        yield frozenset({str(hour % 12 or 12)})
