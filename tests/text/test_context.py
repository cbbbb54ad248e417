"""Test context: which previous sentences a model gets, and how they are passed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from translate.records import Article, Line, Sentence
from translate.text.cleaning import clean
from translate.text.context import add_context, input_of, join_context, own_text, split_context


def article(*lines: str) -> Article:
    """Return an article with sentences separated by a vertical bar in each line."""
    made = (
        Line(n, text, sentences=tuple(map(Sentence, filter(None, text.split("|")))))
        for n, text in enumerate(lines, 1)
    )
    return Article("a", Path("a.txt"), "utf-8", "0", tuple(made))


def words(texts: Sequence[str]) -> list[int]:
    return [len(" ".join([*split_context(text)[0], own_text(text)]).split()) for text in texts]


def contexts(given: Article) -> list[tuple[str, ...]]:
    return [sentence.context for sentence in given.sentences]


def test_a_sentence_gets_the_previous_ones_as_context_across_lines_but_not_itself() -> None:
    given = add_context(article("one|two", "", "three|four"), 2, words, 99)
    assert contexts(given) == [(), ("one",), ("one", "two"), ("two", "three")]
    assert [sentence.text for sentence in given.sentences] == ["one", "two", "three", "four"]
    assert [line.source for line in given.lines] == ["one|two", "", "three|four"]


def test_the_oldest_context_is_dropped_if_the_input_limit_is_too_small() -> None:
    given = add_context(article("a b c|d e|f g h|i"), 3, words, 5)
    assert contexts(given) == [(), ("a b c",), ("d e",), ("f g h",)]
    assert max(words([input_of(s) for s in given.sentences])) <= 5


def test_a_sentence_that_fills_the_input_gets_no_context() -> None:
    assert contexts(add_context(article("a b|c d e f g"), 1, words, 5)) == [(), ()]


def test_an_input_is_split_back_into_context_and_sentence() -> None:
    assert split_context(join_context(("one", "two"), "three")) == (("one", "two"), "three")
    assert split_context("three") == ((), "three")
    assert own_text(join_context(("one",), "three")) == "three"
    assert join_context((), "three") == "three"


def test_no_article_can_forge_a_context() -> None:
    forged = clean("قال" + join_context(("كذا",), "هذا"))
    assert split_context(forged) == ((), forged)
