"""Safe output on the terminal: text from articles and models is cleaned of control characters."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from translate.errors import CannotGoOn
from translate.views.streams import make_readable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = [
    "JSON_VERSION",
    "PIPED_WIDTH",
    "console",
    "isolated",
    "json_document",
    "mostly_right_to_left",
    "plain",
    "plain_table",
    "print_json",
    "right_to_left",
    "show",
    "styled",
    "tell",
    "wrapped_message",
    "write_document",
]

PIPED_WIDTH = 100
JSON_VERSION = 1  # version of every JSON document; increased by incompatible changes
_RTL, _LTR, _END_OF_ISOLATE = "\u2067", "\u2066", "\u2069"  # RLI, LRI, PDI
_LEAST_WIDTH = 20
_TABLE_RULES = "    \n    \n -- \n    \n    \n    \n    \n    \n"  # under the header

_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# C0 controls are replaced by Unicode's control pictures, so that `ESC [31m` is shown and not executed. C1 controls (one
# of which starts an escape sequence by itself) have no pictures.
_HARMLESS = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, _BIDI_CONTROLS))
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_FOR_A_TERMINAL = re.compile(f"[\x7f-\x9f{_BIDI_CONTROLS}\u2028\u2029\ud800-\udfff]")


def write_document(text: str) -> None:
    """Write JSON, CSV or another document to standard output in UTF-8, regardless of the stream's encoding.

    Raises CannotGoOn if standard output is closed (`>&-`).
    """
    if sys.stdout is None:
        raise CannotGoOn("standard output cannot be written: it is closed")
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()  # keeps the order of earlier text
    buffer.write(text.encode("utf-8", errors="replace"))


def plain(text: str) -> str:
    """Return a text on one line without control characters.

    Line ends and tabs become spaces. Control characters, and so escape sequences, become visible symbols. Bidi
    controls, which could reorder the text around them, are removed. Lone surrogates are replaced.
    """
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", text.translate(_HARMLESS))


def styled(text: str, style: str = "") -> Text:
    """Return a text for rich, cleaned by `plain` and without interpretation of markup."""
    from rich.text import Text

    return Text(plain(text), style=style)


def json_document(value: object, indent: int | None = 2) -> str:
    """Return a JSON document in readable form; characters that could control a terminal are written as `\\uXXXX`."""
    document = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _NOT_FOR_A_TERMINAL.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def print_json(fields: Mapping[str, object]) -> None:
    """Write one JSON document with its version to standard output."""
    write_document(json_document({"version": JSON_VERSION, **fields}) + "\n")


def right_to_left(text: str) -> bool:
    """Return whether a text has letters of a right-to-left script."""
    return not text.isascii() and any(map(_is_rtl, text))


def mostly_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are of a right-to-left script."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(map(_is_rtl, letters)) > len(letters)


def _is_rtl(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL"}


def isolated(text: str, width: int, style: str = "") -> Text:
    """Return a text with right-to-left letters wrapped by words, each line in an isolate; others as `styled` does.

    An isolate keeps a terminal that orders right-to-left text from mixing the line with its neighbours. Most of the
    letters decide its direction.
    """
    from rich.console import Console
    from rich.text import Text

    if not right_to_left(text):
        return styled(text, style)
    opening = _RTL if mostly_right_to_left(text) else _LTR
    lines = styled(text).wrap(Console(width=width), max(1, width), overflow="fold")
    return Text("\n".join(f"{opening}{line.plain.rstrip()}{_END_OF_ISOLATE}" for line in lines), style=style)


def tell(message: str) -> None:
    """Write a message on standard error, each of its lines wrapped between words."""
    for line in message.split("\n"):
        print(wrapped_message(plain(line), sys.stderr), file=sys.stderr)


def wrapped_message(line: str, stream: IO[str]) -> str:
    """Return a message wrapped between words to the width of a terminal; unchanged for a file or a pipe."""
    if not stream.isatty():
        return line
    width = max(_LEAST_WIDTH, shutil.get_terminal_size().columns)
    return "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)) or line


def console(file: IO[str] | None = None) -> Console:
    """Return the console for a stream, standard output by default.

    It has the width of the terminal. If the stream is not a terminal, it has no colours and no escape codes, its width
    is COLUMNS or else `PIPED_WIDTH`, and its encoding is UTF-8. On a terminal, a character that the encoding lacks is
    shown as `\\u0645`.
    """
    from rich.console import Console

    stream = sys.stdout if file is None else file
    make_readable(stream)
    made = Console(file=stream, markup=False, highlight=False, emoji=False, force_jupyter=False)
    if not made.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        made.width = PIPED_WIDTH
    return made


def plain_table() -> Table:
    """Return a table without columns or rows yet: columns separated by spaces, a rule under the header."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.Box(_TABLE_RULES, ascii=True), show_edge=False, pad_edge=False)
    table.padding = (0, 1, 0, 0)
    return table


def show(target: Console, renderable: RenderableType) -> None:
    """Print; in a file or pipe, without spaces at line ends."""
    if target.is_terminal:
        target.print(renderable)
        return
    with target.capture() as captured:
        target.print(renderable)
    for line in captured.get().removesuffix("\n").split("\n"):
        target.out(line.rstrip(), highlight=False)
