"""The checks on a line made elsewhere: the counts, the worst lines and the articles ask for the same lines."""

from __future__ import annotations

from functools import lru_cache

from translate.checks.registry import check_pair
from translate.records import Flag

__all__ = ["checked"]

_KEPT = 1 << 18  # lines; a report on 5,000 articles of ten lines by five systems


@lru_cache(maxsize=_KEPT)
def checked(source: str, output: str) -> tuple[Flag, ...]:
    """Every doubt about an output as the translation of `source`."""
    return check_pair(source, output)
