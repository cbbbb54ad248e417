"""Inputs so large that they need their own limits; each runs in a separate process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.corpus.case import ARABIC, TRANSLATED, Case

MEGABYTE = 1 << 20
Plant = Callable[[Path], None]


def cases() -> list[Case]:
    """Return cases such as 50 megabytes in one line; the last two are translated, which takes minutes."""
    line, letters = _repeated(f"{ARABIC} ".encode(), 50 * MEGABYTE), _repeated("قال".encode(), 50 * MEGABYTE)
    million, blank = _repeated("قال نعم\n".encode(), 14_000_000), _repeated(b"\n", 1_000_000, ARABIC.encode())
    too_long = "failed: limit"
    ends = {
        "50-megabytes-in-one-line": (line, too_long),
        "50-megabytes-without-a-blank": (letters, too_long),
        "page-of-50-megabytes": (_page, too_long),
        "300-megabytes-of-nothing": (_sparse, too_long),
        "row-of-40-megabytes": (_row, "failed: a line of more than"),
        "field-of-70-megabytes": (_field, "failed: a line of more than"),
        "a-hundred-thousand-lines": (_repeated("قال نعم\n".encode(), 1_400_000), TRANSLATED),
        "a-million-lines": (million, too_long),
        "a-million-blank-lines": (blank, too_long),
        "20-megabytes-in-one-line": (_repeated(f"{ARABIC} ".encode(), 20 * MEGABYTE), TRANSLATED),
    }
    return [Case("giant", name, plant, (end,), seconds=300) for name, (plant, end) in ends.items()]


def _repeated(text: bytes, size: int, end: bytes = b"") -> Plant:
    def plant(folder: Path) -> None:
        (folder / "x.txt").write_bytes(text * (size // len(text)) + end)

    return plant


def _sparse(folder: Path) -> None:
    with (folder / "x.txt").open("wb") as file:
        file.truncate(300 * MEGABYTE)


def _row(folder: Path) -> None:
    text = ARABIC * (40 * MEGABYTE // len(ARABIC.encode()))
    (folder / "x.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf-8")


def _field(folder: Path) -> None:
    text = ARABIC * (70 * MEGABYTE // len(ARABIC.encode()))
    (folder / "x.csv").write_text(f"id,text\na,{text}\n", encoding="utf-8")


def _page(folder: Path) -> None:
    text = f"<p>{ARABIC}</p>" * (50 * MEGABYTE // len(f"<p>{ARABIC}</p>".encode()))
    (folder / "x.html").write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
