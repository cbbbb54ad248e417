"""Articles read from files, and their translation word by word, as a run writes and reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from translate.config.profile import InputSettings
from translate.records import Article, Output, TranslatedArticle, TranslatedLine, TranslatedSentence
from translate.runs.conversions import article_json, read_article_json
from translate.text.article import fit_article, read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture

__all__ = ["read_one", "run_through", "sentences_of"]


def read_one(path: Path, fields: InputSettings | None = None) -> Article:
    """Read the only article of a file; fails where it cannot be read."""
    fields = fields or InputSettings()
    ((_, article),) = read_articles(find_documents([path], fields), load_furniture(), fields)
    assert isinstance(article, Article), article
    return article


def sentences_of(article: Article) -> list[str]:
    """Return what the model sees."""
    return [sentence.text for sentence in article.sentences]


def run_through(path: Path, text: str, words: Mapping[str, str]) -> TranslatedArticle:
    """Write a text, read it, translate its sentences by `words`, and read it back from a run's file.

    Sentences that `words` lacks become `?`.
    """
    path.write_text(text, encoding="utf-8")
    fitted = fit_article(read_one(path), lambda texts: [len(text.split()) for text in texts], 100)
    lines = (
        TranslatedLine(
            line,
            tuple(
                TranslatedSentence(s, Output(words.get(s.text, "?"), 1, 1, finished=True))
                for s in line.sentences
            ),
        )
        for line in fitted.lines
    )
    kept = path.with_suffix(".json")
    kept.write_text(article_json(TranslatedArticle(fitted, tuple(lines))), encoding="utf-8")
    return read_article_json(kept)
