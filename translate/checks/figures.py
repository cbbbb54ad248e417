"""Checks of numbers, compared by value: `numbers` says how they are read."""

from __future__ import annotations

from translate.checks.numbers import read_numbers
from translate.records import Flag

__all__ = ["number_added", "number_missing"]


def number_missing(source: str, output: str) -> Flag | None:
    """A figure or month of the source whose value the output does not have.

    Compared by value: both readings of a separator, number words, thousand, million and billion, 12 and 24 hours.
    4 false alarms on 178 human segments with figures; found 167 of 177 corrupted ones.
    """
    said = read_numbers(source)
    wanted = (*said.figures, *said.months)
    lost = [n.text for n in wanted if not n.is_among(read_numbers(output).values)]
    return Flag("number missing", ", ".join(lost)) if lost else None


def number_added(source: str, output: str) -> Flag | None:
    """A figure of the output whose value the source does not have.

    6 false alarms on the 997 human segments of FLORES dev; the definition began with 33 on the 1,012 of devtest.
    """
    new = [n.text for n in read_numbers(output).figures if not n.is_among(read_numbers(source).values)]
    return Flag("number added", ", ".join(new)) if new else None
