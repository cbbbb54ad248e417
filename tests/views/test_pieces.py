"""Test finding the words of a flag in the translation."""

from __future__ import annotations

import io

from rich.console import Console

from tests.articles import article_of, line_of
from translate.records import Flag, Row, Status
from translate.views.pieces import Piece, pieces_of, words_of
from translate.views.show import ShownArticle, print_article


def test_a_flag_is_shown_at_its_word() -> None:
    pieces, others = pieces_of(
        "He paid 150 and 50 dollars &quot;here",
        (Flag("number added", "50"), Flag("entity", "&quot;"), Flag("number missing", "7")),
    )

    assert pieces == (
        Piece("He paid 150 and "),
        Piece("50", (Flag("number added", "50"),)),
        Piece(" dollars "),
        Piece("&quot;", (Flag("entity", "&quot;"),)),
        Piece("here"),
    )
    assert others == (Flag("number missing", "7"),)
    assert "".join(piece.text for piece in pieces) == "He paid 150 and 50 dollars &quot;here"


def test_a_flag_that_names_its_words_marks_them_and_not_what_its_detail_says() -> None:
    flag = Flag("name changed", "Lloyd: Lovelace", ("Lovelace",))
    pieces, others = pieces_of("Mr Lovelace met Lloyd", (flag,))
    assert pieces == (Piece("Mr "), Piece("Lovelace", (flag,)), Piece(" met Lloyd"))
    assert others == ()
    assert words_of("Mr Lovelace met Lloyd", flag) == ("Lovelace",)


def test_a_mark_never_cuts_a_word_and_never_changes_the_text() -> None:
    flags = (Flag("a", words=("art",)), Flag("b", words=("", "no such words")), Flag("c", words=("Art",)))
    text = "He started with Art."
    pieces, others = pieces_of(text, flags)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.flags] == ["Art"]
    assert others == flags[:2]


def shown_with(flag: Flag, text: str) -> ShownArticle:
    translated = article_of(line_of(text, flag, source="\u0642\u0627\u0644 \u0644\u0648\u064a\u062f."))
    return ShownArticle(translated, Row("a", Status.DONE, flags=(flag.name,)), "m")


def test_a_terminal_underlines_the_flagged_words_and_a_pipe_gets_plain_text() -> None:
    shown = shown_with(Flag("name changed", "\u0644\u0648\u064a\u062f", ("Lovelace",)), "So Lovelace said.")
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=60)
    print_article(shown, terminal)
    assert "So \x1b[4;33mLovelace\x1b[0m said." in terminal.file.getvalue()  # type: ignore[attr-defined]
    pipe = Console(file=io.StringIO(), width=60)
    print_article(shown, pipe)
    piped = pipe.file.getvalue()  # type: ignore[attr-defined]
    assert "So Lovelace said." in piped
    assert "! name changed: \u0644\u0648\u064a\u062f: Lovelace" in piped
