"""Read FLORES devtest, on which published scores of translation models are measured."""

from __future__ import annotations

from pathlib import Path

from translate.errors import ReferencesError, RequestError, counted
from translate.scoring.texts import read_text

__all__ = ["is_devtest", "read_devtest"]

# Names in FLORES-200 and FLORES+, and in FLORES-101.
_NAMES = (("arb_Arab.devtest", "eng_Latn.devtest"), ("ara.devtest", "eng.devtest"))
# In every release; a score of other lines cannot be compared with a published one.
_LINES = 1012


def is_devtest(testset: str) -> bool:
    """Return whether the name of a published score's test set is that of FLORES devtest, and of all its lines."""
    return testset.startswith("FLORES") and testset.endswith("devtest")


def read_devtest(folder: Path) -> tuple[list[str], list[str]]:
    r"""Return the Arabic and the English lines of FLORES devtest, split only at `\n`.

    Raises RequestError if the folder lacks the files, or if they are not UTF-8 or do not have the lines of devtest.
    """
    for names in _NAMES:
        arabic, english = (folder / name for name in names)
        if arabic.is_file() and english.is_file():
            return _lines(arabic), _lines(english)
    wanted = " or ".join(" and ".join(pair) for pair in _NAMES)
    raise RequestError(f"{folder}: no FLORES devtest: it needs {wanted}")


def _lines(path: Path) -> list[str]:
    lines = [line.removesuffix("\r") for line in read_text(path).removesuffix("\n").split("\n")]
    blank = [number for number, line in enumerate(lines, 1) if not line.strip()]
    if len(lines) == len(blank):
        raise ReferencesError(f"{path}: the file is empty; FLORES devtest has {_LINES:,} lines")
    if len(lines) != _LINES:
        raise ReferencesError(
            f"{path}: {counted(len(lines), 'line')}; FLORES devtest has {_LINES:,}. A score of other lines cannot be "
            "compared with a published one"
        )
    if blank:
        raise ReferencesError(f"{path}: line {blank[0]} is blank; FLORES devtest has no blank line")
    return lines
