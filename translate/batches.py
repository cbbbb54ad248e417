"""Which sentences share a batch: a function of the window alone, so that a run that goes on answers the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.models.base import TextModel
from translate.records import Output

T = TypeVar("T")


def plan_batches(token_counts: Sequence[int], batch_tokens: int) -> list[tuple[int, ...]]:
    """Cut the indices of `token_counts` into batches, longest first.

    A batch holds at most `batch_tokens`, padding included; one input that is longer stands alone. Sorting by
    length keeps the padding small; longest first shows at once whether the memory holds.
    """
    order = sorted(range(len(token_counts)), key=lambda i: (-token_counts[i], i))
    batches: list[tuple[int, ...]] = []
    current: list[int] = []
    for index in order:
        longest = token_counts[current[0]] if current else token_counts[index]
        if current and longest * (len(current) + 1) > batch_tokens:
            batches.append(tuple(current))
            current = []
        current.append(index)
    if current:
        batches.append(tuple(current))
    return batches


def unique(items: Sequence[str]) -> dict[str, int]:
    """Each different item with its place among the different ones, in the order of first occurrence."""
    places: dict[str, int] = {}
    for item in items:
        places.setdefault(item, len(places))
    return places


def generate_halving(
    model: TextModel, texts: Sequence[str], decoding: Decoding | None = None
) -> Iterator[tuple[list[Output], bool]]:
    """Run a batch, in halves where the memory does not hold it; yield outputs in order, and whether it was halved.

    Raises OutOfMemory where not even one text fits.
    """
    try:
        yield model.generate(texts, decoding), False
    except OutOfMemory:
        if len(texts) == 1:
            raise
        middle = len(texts) // 2
        for half in (texts[:middle], texts[middle:]):
            for outputs, _ in generate_halving(model, half, decoding):
                yield outputs, True
