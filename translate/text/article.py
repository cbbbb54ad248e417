"""From a document to an article: read, cleaned, furniture marked, split into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, NotArabic
from translate.records import Article, Document, Line, Sentence
from translate.text.cleaning import clean
from translate.text.furniture import Furniture
from translate.text.language import foreign_language
from translate.text.reading import Text, read_text, read_texts
from translate.text.sentences import split_sentences
from translate.text.splitting import CountTokens, fit_each


def read_articles(
    documents: Iterable[Document], furniture: Furniture, fields: InputSettings
) -> Iterator[tuple[Document, Article | ArticleError]]:
    """Each document with its article, or with what `read_article` raises for it, one in memory at a time.

    The rows of a file have to stand together, as `find_documents` gives them; `fields` tells what a row holds, and
    whether articles in other languages are read too.
    """
    for document, content in read_texts(documents, fields):
        if isinstance(content, ArticleError):
            yield document, content
            continue
        try:
            yield document, _article(document, content, furniture, any_language=fields.any_language)
        except ArticleError as error:
            yield document, error


def read_article(document: Document, furniture: Furniture) -> Article:
    """Read a document and split each line of it into sentences, however long they are.

    A line is what stands between two "\\n"; its `source` keeps the "\\r" of a Windows file. Blank lines, furniture
    and lines without a letter or digit have no sentences. Raises the errors of `read_text`, EmptyArticle where all
    is furniture or no letter stands, and NotArabic, with the language, where `foreign_language` finds another one.
    """
    return _article(document, read_text(document), furniture, any_language=False)


def _article(document: Document, content: Text, furniture: Furniture, *, any_language: bool) -> Article:
    place = f"{document.path}, row {document.row}" if document.row else f"{document.path}"
    sources = content.text.split("\n")
    cleaned = [clean(source) for source in sources]
    found = furniture.find(cleaned)
    body = "\n".join(text for i, text in enumerate(cleaned) if i not in found)
    if not body.strip():
        raise EmptyArticle(f"{place}: nothing but {len(found)} lines of furniture")
    if not any(map(str.isalpha, body)):
        raise EmptyArticle(f"{place}: no letter, so nothing to translate")
    language = None if any_language else foreign_language(body)
    if language is not None:
        raise NotArabic(f"{place}: {language}, not Arabic (--any-language translates it all the same)")
    lines = tuple(
        Line(
            number=i + 1,
            source=source,
            furniture=found.get(i),
            sentences=() if i in found else tuple(map(Sentence, split_sentences(text))),
        )
        for i, (source, text) in enumerate(zip(sources, cleaned, strict=True))
    )
    return Article(
        id=document.id,
        path=document.path,
        encoding=content.encoding,
        sha256=content.sha256,
        lines=lines,
        metadata=content.metadata,
    )


def fit_article(article: Article, count_tokens: CountTokens, window_tokens: int) -> Article:
    """The article with every sentence at most `window_tokens` tokens long, each cut on record.

    `count_tokens` gets all sentences of the article at once. Raises SourceNotSeen, naming file and line, where a single
    character does not fit.
    """
    sentences = article.sentences
    places = [f"{article.path}, line {line.number}" for line in article.lines for _ in line.sentences]
    pieces = iter(fit_each([s.text for s in sentences], places, count_tokens, window_tokens))
    lines = tuple(
        replace(
            line,
            sentences=tuple(piece for sentence in line.sentences for piece in _ended(next(pieces), sentence)),
        )
        for line in article.lines
    )
    return replace(article, lines=lines)


def _ended(pieces: list[Sentence], sentence: Sentence) -> list[Sentence]:
    """`pieces` of a sentence, the last one ending as the sentence did, which may have been a piece before."""
    return [*pieces[:-1], replace(pieces[-1], cut=sentence.cut)]
