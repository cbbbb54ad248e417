"""Measure the share of the references' names that a translation contains.

    python -m tests.benchmarks.names HYPOTHESES.en REFERENCES.en [--lines 401-997]

A name is a capitalised word of the reference that does not start a sentence and that the references nowhere write
in lower case. It counts as found if the same line of the translation contains it, in any case and with or without
accents. No list of names is needed, so any system's output can be measured. Other correct spellings do not count.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from translate.errors import InputError, TarjamaError

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[\"“«(]\s*)$")
_MIN_LETTERS = 3


def count_names(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[int, int]:
    """Return how many names of the references the translations contain, and how many names there are.

    Raises InputError where the two have different numbers of lines.
    """
    if len(hypotheses) != len(references):
        raise InputError(f"{len(hypotheses)} translated lines, but {len(references)} reference lines")
    lower = {word for line in references for word in _WORD.findall(line) if word.islower()}
    found = total = 0
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        written = {_plain(word) for word in _WORD.findall(hypothesis)}
        for name in find_names(reference, lower):
            total += 1
            found += _plain(name) in written
    return found, total


def find_names(line: str, lower: set[str]) -> list[str]:
    """Return the names of a reference line; `lower` are the words that the references write in lower case."""
    return [
        match.group()
        for match in _WORD.finditer(line)
        if len(match.group()) >= _MIN_LETTERS
        and match.group()[0].isupper()
        and match.group().lower() not in lower
        and not _SENTENCE_START.search(line[: match.start()])
    ]


def _plain(word: str) -> str:
    word = re.sub(r"['’]s$", "", word.casefold())
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _read(path: Path, lines: tuple[int, int] | None) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read: {error}") from error
    return text if lines is None else text[lines[0] - 1 : lines[1]]


def _lines(given: str) -> tuple[int, int]:
    first, _, last = given.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise argparse.ArgumentTypeError(f"'{given}' is not a range of lines such as 401-997")
    return int(first), int(last)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the share of names that the translation contains; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Measure the share of the references' names in a translation."
    )
    parser.add_argument("hypotheses", type=Path)
    parser.add_argument("references", type=Path)
    parser.add_argument("--lines", type=_lines, help="lines of both files, such as 401-997 (default: all)")
    args = parser.parse_args(argv)
    try:
        found, total = count_names(_read(args.hypotheses, args.lines), _read(args.references, args.lines))
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(f"{found} of {total} names: {found / total:.1%}" if total else "no names in the references")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
