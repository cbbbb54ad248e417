"""From a document to an article: read, cleaned, furniture marked, split into sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, NotArabic
from translate.records import Article, Document, Line, Sentence
from translate.text.cleaning import clean, copied_line
from translate.text.damage import described, mend
from translate.text.furniture import Furniture
from translate.text.language import foreign_language
from translate.text.reading import Text, read_text, read_texts
from translate.text.sentences import split_sentences
from translate.text.splitting import CountTokens, fit_each

__all__ = ["fit_article", "read_article", "read_articles"]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# Not in a path or a pattern in Latin letters: `C:\\new`.
_LITERAL_BREAK = re.compile(r"(?<![A-Za-z:\\])(?:\\r)?(?:\\n)+(?:\\[rn])*(?![A-Za-z])")


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
    and lines without an Arabic letter have no sentences; those with letters or digits are copied. Raises the errors of
    `read_text`, EmptyArticle where all is furniture or no letter stands, NotArabic, with the language, where
    `foreign_language` finds another one, and Unreadable where `mend` finds damage that it cannot mend; what it mends is
    in the article's metadata.
    """
    return _article(document, read_text(document), furniture, any_language=False)


def _article(document: Document, content: Text, furniture: Furniture, *, any_language: bool) -> Article:
    place = f"{document.path}, row {document.row}" if document.row else f"{document.path}"
    sources = content.text.split("\n")
    mended = mend(sources, place)
    parts = [_parts(line) for line in mended.lines]
    cleaned = [" ".join(filter(None, of_line)) for of_line in parts]
    found = furniture.find(cleaned)
    body = "\n".join(text for i, text in enumerate(cleaned) if i not in found)
    if not body.strip():
        raise EmptyArticle(f"{place}: nothing but {len(found)} lines of furniture")
    if not any(map(str.isalpha, body)):
        raise EmptyArticle(f"{place}: no letter, so nothing to translate")
    language = None if any_language else foreign_language(body)
    if language is not None:
        raise NotArabic(f"{place}: {language}, not Arabic (--any-language translates it all the same)")
    copied = {} if any_language else _copied(mended.lines, found)
    lines = tuple(
        Line(
            number=i + 1,
            source=source,
            furniture=found.get(i),
            copied=copied.get(i),
            sentences=()
            if i in found or i in copied
            else tuple(Sentence(s) for part in of_line for s in split_sentences(part)),
        )
        for i, (source, of_line) in enumerate(zip(sources, parts, strict=True))
    )
    changes = {"mended": described(mended.changes.items())} if mended.changes else {}
    return Article(
        id=document.id,
        path=document.path,
        encoding=content.encoding,
        sha256=content.sha256,
        lines=lines,
        metadata={**content.metadata, **changes},
    )


def _copied(lines: Iterable[str], furniture: Container[int]) -> dict[int, str]:
    """The lines that no model needs to see, by their index, with what they are in English."""
    texts = enumerate(copied_line(_decoded(line)) for line in lines)
    return {i: text for i, text in texts if text is not None and i not in furniture}


def _decoded(line: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), line) if "&" in line else line


def _parts(line: str) -> list[str]:
    """The cleaned text of a line, HTML entities decoded, in parts where a literal `\\n` of an export ends a line."""
    line = _decoded(line)
    return [clean(part) for part in _LITERAL_BREAK.split(line)] if "\\" in line else [clean(line)]


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
