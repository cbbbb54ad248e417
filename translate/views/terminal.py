"""What stands between other people's text and the user's terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

PIPED_WIDTH = 100

_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# C0 controls as the pictures that Unicode has for them, so that `ESC [31m` is seen and not obeyed; C1 controls
# (one of which opens an escape sequence by itself) have no pictures.
_HARMLESS = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, _BIDI_CONTROLS))
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_FOR_A_TERMINAL = re.compile(f"[\x7f-\x9f{_BIDI_CONTROLS}\u2028\u2029\ud800-\udfff]")


def plain(text: str) -> str:
    """A text on one line, with nothing in it that a terminal would obey.

    Line ends and tabs become spaces; control characters, and with them escape sequences, become visible signs;
    bidi controls, which could reorder what stands beside them, are dropped; lone surrogates are replaced.
    """
    return _SURROGATE.sub("\ufffd", text.translate(_HARMLESS))


def styled(text: str, style: str = "") -> Text:
    """Other people's text for rich: harmless, and never read as markup."""
    from rich.text import Text

    return Text(plain(text), style=style)


def json_document(value: object) -> str:
    """One JSON document, exact and readable; what a terminal might obey is written as `\\uXXXX`."""
    document = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _NOT_FOR_A_TERMINAL.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def console(file: IO[str] | None = None) -> Console:
    """The console for a stream, standard output by default.

    As wide as the terminal. Where the stream is no terminal: no colours, no escape codes, as wide as COLUMNS says
    or else `PIPED_WIDTH`. A character that the stream's encoding lacks becomes `?` and stops nothing.
    """
    from rich.console import Console

    stream = sys.stdout if file is None else file
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if not encoding.lower().startswith("utf") and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    made = Console(file=stream, markup=False, highlight=False, emoji=False, force_jupyter=False)
    if not made.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        made.width = PIPED_WIDTH
    return made


def show(target: Console, renderable: RenderableType) -> None:
    """Print, and where no terminal pads the lines anyway, without the blanks at their ends."""
    if target.is_terminal:
        target.print(renderable)
        return
    with target.capture() as captured:
        target.print(renderable)
    for line in captured.get().removesuffix("\n").split("\n"):
        target.out(line.rstrip(), highlight=False)
