"""Turn a document into an article: read and clean it, mark boilerplate, and split lines into sentences."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, NotArabic, counted
from translate.records import Article, Document, Line, Sentence
from translate.text.cleaning import copied_line, decoded
from translate.text.damage import described, mend
from translate.text.furniture import Furniture
from translate.text.ids import suffix_of
from translate.text.language import foreign_language
from translate.text.layout import LaidOut, copied_parts, copied_row
from translate.text.lines import cleaned_parts, line_sentences, with_written
from translate.text.markup import MARKDOWN_SUFFIXES, marked_parts, without_markup
from translate.text.reading import Text, read_text, read_texts
from translate.text.splitting import CountTokens, fit_each
from translate.text.tables import table_rows
from translate.text.wrapping import unquoted, wrapped_paragraphs

__all__ = ["fit_article", "read_article", "read_articles"]

_WRITTEN_DOCUMENTS = (".docx", ".epub", ".pdf", *MARKDOWN_SUFFIXES)
# Readers of other kinds give a line for each paragraph.
_MAY_BE_WRAPPED = ("", ".txt", ".text")


def read_articles(
    documents: Iterable[Document], furniture: Furniture, fields: InputSettings
) -> Iterator[tuple[Document, Article | ArticleError]]:
    """Yield each document with its article or the error from `read_article`, one in memory at a time.

    The rows of a file must be consecutive, as `find_documents` returns them. `fields` names the fields of a row and
    decides whether articles in other languages are read.
    """
    for document, content in read_texts(documents, fields):
        if isinstance(content, ArticleError):
            yield document, content
            continue
        try:
            yield document, _article(document, content, furniture, fields)
        except ArticleError as error:
            yield document, error


def read_article(document: Document, furniture: Furniture) -> Article:
    """Read a document and split each of its lines into sentences of any length.

    A line is the text between two "\\n"; its `source` keeps the "\\r" of a Windows file. Blank lines, furniture and
    lines without an Arabic letter have no sentences; lines with letters or digits but no Arabic letter are copied.
    Raises the errors of `read_text`; EmptyArticle if the text is only furniture or has no letters; NotArabic, with the
    language, if `foreign_language` finds another one; and Unreadable if the text has damage that `mend` cannot repair.
    Repaired damage is recorded in the article's metadata.
    """
    return _article(document, read_text(document), furniture, InputSettings())


def _article(document: Document, content: Text, furniture: Furniture, fields: InputSettings) -> Article:
    place = f"{document.path}, row {document.row}" if document.row else f"{document.path}"
    sources = content.text.split("\n")
    suffix = suffix_of(document.path.name).lower()
    mended = mend(["" if i in content.verbatim else line for i, line in enumerate(sources)], place)
    marked = document.row is None and suffix in MARKDOWN_SUFFIXES
    parts = [cleaned_parts(without_markup(line) if marked else line) for line in mended.lines]
    cleaned = [" ".join(filter(None, of_line)) for of_line in parts]
    found = furniture.find(cleaned, document=document.row is None and suffix in _WRITTEN_DOCUMENTS)
    body = "\n".join(text for i, text in enumerate(cleaned) if i not in found)
    if not body.strip():
        parts_found = ((len(found), "web page boilerplate"), (len(content.verbatim), "code"))
        kinds = " and ".join(f"{counted(number, 'line')} of {kind}" for number, kind in parts_found if number)
        raise EmptyArticle(f"{place}: only {kinds or 'blank lines'}")
    if not any(map(str.isalpha, body)):
        raise EmptyArticle(f"{place}: no letters to translate")
    language = None if fields.any_language else foreign_language(body)
    if language is not None:
        raise NotArabic(f"{place}: {language}, not Arabic (use --any-language to translate it anyway)")
    wrapped = []
    if document.row is not None or suffix in _MAY_BE_WRAPPED:
        wrapped = wrapped_paragraphs(["" if i in found else text for i, text in enumerate(cleaned)])
    notes = {"mended": described(mended.changes.items())} if mended.changes else {}
    if wrapped:
        notes["wrapped"] = _note_on_wrapped(wrapped, joined=fields.unwrap)
    read = zip(sources, mended.lines, parts, strict=True)
    paragraphs = wrapped if fields.unwrap else ()
    lines = _lines([*read], found, content.verbatim, paragraphs, copy=not fields.any_language, marked=marked)
    return Article(
        id=document.id,
        path=document.path,
        encoding=content.encoding,
        sha256=content.sha256,
        lines=tuple(lines),
        metadata={**content.metadata, **notes},
    )


def _lines(
    read: Sequence[tuple[str, str, Sequence[str]]],
    furniture: Mapping[int, str],
    verbatim: Container[int],
    paragraphs: Iterable[range],
    *,
    copy: bool,
    marked: bool,
) -> Iterator[Line]:
    """Yield the lines of the article, with the lines of each of `paragraphs` joined.

    `read` has each line as written, and as mended and cleaned. Lines in `verbatim` are copied to the translation. The
    lines of a `marked` text are Markdown.
    """
    first = {i: paragraph for paragraph in paragraphs for i in paragraph}
    rows = table_rows(["" if i in furniture else line for i, (_, line, _) in enumerate(read)]) if copy else ()
    for i, (source, line, parts) in enumerate(read):
        if i in furniture:
            yield Line(i + 1, source, furniture[i])
        elif i in verbatim:
            yield Line(i + 1, source, copied=source if source.strip() else None)
        elif i in first and i != first[i].start:
            yield Line(i + 1, source, joined=first[i].start + 1)
        elif i in first:
            whole = " ".join(unquoted(read[n][1]).strip() for n in first[i])
            yield Line(i + 1, source, sentences=line_sentences(whole))
        elif i in rows and (copied := copied_row(line)) is not None:
            yield Line(i + 1, source, copied=copied)
        elif copy and (copied := copied_line(decoded(line))) is not None:
            indent = line[: len(line) - len(line.lstrip(" "))] if marked else ""
            yield Line(i + 1, source, copied=indent + copied)
        elif (laid_out := _laid_out(line, is_row=i in rows, copy=copy, marked=marked)) is not None:
            yield Line(i + 1, source, sentences=laid_out.sentences, tail=laid_out.tail)
        else:
            yield Line(i + 1, source, sentences=line_sentences(line, parts))


def _laid_out(line: str, *, is_row: bool, copy: bool, marked: bool) -> LaidOut | None:
    if marked and (laid_out := marked_parts(line)) is not None:
        return laid_out
    return copied_parts(line, is_row=is_row) if copy else None


def _note_on_wrapped(paragraphs: Sequence[range], *, joined: bool) -> str:
    """Return a note on the wrapped lines: `12 lines of 3 paragraphs, ...`."""
    lines = sum(map(len, paragraphs))
    found = f"{lines} lines of {len(paragraphs)} {'paragraph' if len(paragraphs) == 1 else 'paragraphs'}"
    if joined:
        return f"{found}, joined; each translation is at the first line"
    return f"{found}, translated line by line; --unwrap joins them"


def fit_article(article: Article, count_tokens: CountTokens, max_input_tokens: int) -> Article:
    """Return the article with sentences of at most `max_input_tokens` tokens; each cut is recorded.

    `count_tokens` receives all sentences of the article at once. Raises SourceNotSeen, with file and line, if even a
    single character does not fit.
    """
    sentences = article.sentences
    places = [f"{article.path}, line {line.number}" for line in article.lines for _ in line.sentences]
    pieces = iter(fit_each([s.text for s in sentences], places, count_tokens, max_input_tokens))
    lines = tuple(
        replace(
            line,
            sentences=tuple(piece for sentence in line.sentences for piece in _ended(next(pieces), sentence)),
        )
        for line in article.lines
    )
    return replace(article, lines=lines)


def _ended(pieces: list[Sentence], sentence: Sentence) -> list[Sentence]:
    """Return the pieces of a sentence; the last one keeps the sentence's own `cut`, since it may be a piece itself."""
    ended = [*pieces[:-1], replace(pieces[-1], cut=sentence.cut)]
    if sentence.written is not None and not sentence.tag:
        ended = [*with_written(sentence.source, ended)]
    first = replace(ended[0], joint=sentence.joint, tag=sentence.tag)
    return [replace(first, written=sentence.written) if sentence.tag else first, *ended[1:]]
