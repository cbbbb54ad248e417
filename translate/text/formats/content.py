"""The result type of readers, and their common parts: limits, quiet parsers, and errors that name the file."""

from __future__ import annotations

import datetime
import importlib.util
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from translate.errors import ArticleError, Unreadable
from translate.text.formats.deadline import OutOfTime, time_limit

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_LINES",
    "MAX_TEXT_BYTES",
    "Content",
    "Reader",
    "first_line",
    "metadata_of",
    "need",
    "parsing",
    "quiet",
    "well_formed",
]

# War and Peace is 3 MB of XHTML, a long web page 5 MB; a larger file is not an article but a mistake or an attack.
MAX_FILE_BYTES = 256 << 20
MAX_TEXT_BYTES = 32 << 20  # of the text in a file: unpacked (`.docx`, `.epub`), of one row (`.jsonl`, `.csv`)
# War and Peace has 66,000. Each line takes some 6 kB of memory until it is translated and written.
MAX_LINES = 200_000
_MAX_METADATA_CHARACTERS = 1000
# A PDF of 2,000 pages takes two minutes on a slow core.
MAX_PARSING_SECONDS = 600.0

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file; `verbatim` are the indices of lines of code."""

    text: str
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    verbatim: frozenset[int] = frozenset()


Reader = Callable[[bytes, Path], Content]


def well_formed(text: str) -> str:
    """Replace lone surrogates, which JSON and PDF files can contain but UTF-8 cannot, by U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def metadata_of(values: Mapping[str, object]) -> dict[str, str]:
    """Return the scalar values in `values` as text: dates in ISO 8601, lists of texts joined by "; ".

    Values (or names) that are empty, nested or longer than `_MAX_METADATA_CHARACTERS` are left out.
    """
    found = {_as_text(key): _as_text(value) for key, value in values.items()}
    return {
        well_formed(key): well_formed(text)
        for key, text in found.items()
        if key and text and max(len(key), len(text)) <= _MAX_METADATA_CHARACTERS
    }


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime.date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _MAX_METADATA_CHARACTERS:
        return ""  # Python refuses to write a number of more than 4,300 digits
    if isinstance(value, (bool, int, float)):
        return str(value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return ""


def need(module: str, path: Path) -> None:
    """Raise Unreadable, with the command to install it, if a library of the extra `formats` is missing."""
    if importlib.util.find_spec(module) is None:
        raise Unreadable(
            f"{path}: reading this kind of file needs {module}: pip install 'tarjama[formats]', "
            "then run the command again with --fresh"
        )


@contextmanager
def quiet() -> Iterator[None]:
    """Hide a library's warnings and logs from the terminal."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


@contextmanager
def parsing(path: Path, kind: str) -> Iterator[None]:
    """Run a parser quietly, and convert its errors into Unreadable with `path`.

    Raises Unreadable for any parser error, if memory runs out, and after `MAX_PARSING_SECONDS`.
    """
    try:
        with quiet(), time_limit(MAX_PARSING_SECONDS):
            yield
    except ArticleError:
        raise
    except OutOfTime:
        raise Unreadable(
            f"{path}: the {kind} parser timed out after {MAX_PARSING_SECONDS:,g} seconds"
        ) from None
    except MemoryError:
        raise Unreadable(f"{path}: the {kind} parser ran out of memory") from None
    except Exception as error:  # parsers of damaged files raise anything: KeyError, struct.error, ...
        raise Unreadable(f"{path}: not a valid {kind} file: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """Return an error's message on one line."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
