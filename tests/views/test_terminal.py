from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.making import TerminalStream
from translate.views.terminal import PIPED_WIDTH, console, json_document, plain, show, styled

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_terminal_control_is_left_in_any_text(text: str) -> None:
    assert not OBEYED.search(plain(text))


@pytest.mark.parametrize(
    ("attack", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1bPdcs\x1b\\", "␛Pdcs␛\\"),
        ("\x9b2Jgone", "\ufffd2Jgone"),
        ("over\rwritten", "over written"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("half \ud83d pair", "half \ufffd pair"),
    ],
)
def test_escape_codes_are_shown_as_text(attack: str, seen: str) -> None:
    assert plain(attack) == seen


def test_ordinary_text_of_any_script_stays_as_it_is() -> None:
    text = "Café – “naïve” 3,5 % · العربية · نیم‌فاصله · 👩‍💻"

    assert plain(text) == text


def test_markup_in_an_article_is_printed_as_text() -> None:
    stream = TerminalStream()

    console(stream).print(styled("[bold red]3 jobs[/] :smile: [link=http://x]y[/link]"), soft_wrap=True)

    assert stream.getvalue() == "[bold red]3 jobs[/] :smile: [link=http://x]y[/link]\n"


def test_a_pipe_gets_no_escape_codes_and_lines_of_a_fixed_width() -> None:
    stream = io.StringIO()

    show(console(stream), styled("word " * 60, "bold red"))

    assert "\x1b" not in stream.getvalue()
    assert PIPED_WIDTH - 6 < max(map(len, stream.getvalue().split("\n"))) <= PIPED_WIDTH


def test_a_pipe_is_as_wide_as_columns_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert console(io.StringIO()).width == 200


def test_arabic_into_a_pipe_of_an_old_encoding_is_utf_8() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252", newline="\n")

    show(console(stream), styled("خبر"))
    stream.flush()

    assert raw.getvalue().decode("utf-8") == "خبر\n"


def test_arabic_on_a_terminal_with_an_old_encoding_is_shown_as_codes() -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    stream = Terminal(raw, encoding="cp1252", newline="\n")

    console(stream).print("خ", soft_wrap=True)
    stream.flush()

    assert raw.getvalue() == b"\\u062e\n"


@given(st.dictionaries(st.text(), st.text(alphabet=st.characters(codec=None))))
def test_a_json_document_says_exactly_what_the_article_says(value: dict[str, str]) -> None:
    document = json_document(value)

    assert json.loads(document) == value
    assert not OBEYED.search(document.replace("\n", ""))
    document.encode("utf-8")


def test_a_json_document_keeps_arabic_readable() -> None:
    assert "مقال" in json_document({"id": "مقال"})
