"""Test the derived properties of the records."""

from __future__ import annotations

from pathlib import Path

from translate.records import (
    Article,
    Line,
    Output,
    Sentence,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.runs.conversions import article_json, read_article_json


def _translated(source: str, *outputs: str) -> TranslatedArticle:
    sentences = tuple(Sentence(f"جملة {i}") for i in range(len(outputs)))
    line = Line(1, source, sentences=sentences)
    made = [
        TranslatedSentence(s, Output(o, 1, 1, finished=True)) for s, o in zip(sentences, outputs, strict=True)
    ]
    article = Article("a", Path("a.txt"), "utf-8", "", (line,))
    return TranslatedArticle(article, (TranslatedLine(line, tuple(made)),))


def test_a_headline_with_a_full_stop_inside_is_the_whole_title() -> None:
    translated = _translated(
        "بحضور مئة فنان.. المسرح يفتح أبوابه", "With a hundred artists..", "The theatre opens."
    )
    assert translated.title == "With a hundred artists.. The theatre opens."


def test_a_paragraph_without_a_headline_gives_its_first_sentence_as_the_title() -> None:
    assert _translated("كلمة " * 60, "It rained.", "Then it stopped.").title == "It rained."


def test_a_copied_line_is_read_back_and_is_not_a_title(tmp_path: Path) -> None:
    copied = TranslatedLine(Line(1, "١٢:٣٠", copied="12:30"))
    below = _translated("عنوان", "A headline").lines[0]
    article = Article("a", Path("a.txt"), "utf-8", "", (copied.line, below.line))
    translated = TranslatedArticle(article, (copied, below))
    path = tmp_path / "a.json"
    path.write_text(article_json(translated), encoding="utf-8")
    assert read_article_json(path) == translated
    assert translated.title == "A headline"
    assert translated.paragraphs == ("12:30", "A headline")


def test_a_wrapped_paragraph_is_not_the_title_as_a_whole() -> None:
    first = Line(1, "كلمة " * 10, sentences=(Sentence("كلمة " * 20), Sentence("كلمة " * 20)))
    outputs = [Output(text, 1, 1, finished=True) for text in ("It rained.", "Then it stopped.")]
    made = tuple(map(TranslatedSentence, first.sentences, outputs))
    joined = TranslatedLine(Line(2, "كلمة " * 30, joined=1))
    article = Article("a", Path("a.txt"), "utf-8", "", (first, joined.line))
    assert TranslatedArticle(article, (TranslatedLine(first, made), joined)).title == "It rained."
