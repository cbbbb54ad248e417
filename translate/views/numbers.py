"""Scores, differences and intervals as text: one notation for the terminal, the report and the paper tables."""

from __future__ import annotations

__all__ = ["interval", "signed"]

MINUS = "\u2212"


def signed(value: float, precision: int = 1) -> str:
    """Return a difference with its sign, a real minus; what rounds to zero has none."""
    text = f"{value:+.{precision}f}"
    return text.replace("-", MINUS) if float(text) else text[1:]


def interval(low: float | None, high: float | None, precision: int = 1, *, sign: bool = False) -> str:
    """Return `[low, high]`, with signs for the interval of a difference; empty where there is none."""
    if low is None or high is None:
        return ""
    if sign:
        return f"[{signed(low, precision)}, {signed(high, precision)}]"
    return f"[{low:.{precision}f}, {high:.{precision}f}]"
