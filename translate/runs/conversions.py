"""Conversions between the records and the JSON files of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from translate.records import (
    Article,
    Attempt,
    Change,
    Flag,
    Line,
    Output,
    Row,
    Sentence,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.runs.files import (
    FORMAT,
    ArticleFile,
    AttemptFile,
    ChangeFile,
    FlagFile,
    LineFile,
    RowFile,
    SentenceFile,
    printable_path,
    read_json,
)

__all__ = ["article_json", "parse_row", "read_article_json", "row_json"]


def article_json(translated: TranslatedArticle) -> str:
    """Return the text of `articles/<id>.json`; equal articles give equal bytes."""
    article = translated.article
    file = ArticleFile(
        format=FORMAT,
        id=article.id,
        path=printable_path(article.path),
        encoding=article.encoding,
        sha256=article.sha256,
        metadata=dict(article.metadata),
        lines=[_line_file(line) for line in translated.lines],
    )
    return file.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def _line_file(translated: TranslatedLine) -> LineFile:
    line = translated.line
    return LineFile(
        number=line.number,
        source=line.source,
        furniture=line.furniture,
        translation=translated.translation,
        sentences=[
            SentenceFile(
                source=s.sentence.text,
                cut=s.sentence.cut,
                translation=s.output.text,
                source_tokens=s.output.source_tokens,
                output_tokens=s.output.output_tokens,
                finished=s.output.finished,
                flags=_flag_files(s.flags),
                way=s.way,
                changes=[ChangeFile(rule=c.rule, before=c.before, after=c.after) for c in s.changes],
                not_kept=[_attempt_file(attempt) for attempt in s.not_kept],
                written=s.sentence.written,
                joint=s.sentence.joint,
                tag=s.sentence.tag,
                log_probability=s.output.log_probability,
            )
            for s in translated.sentences
        ],
        joined=line.joined,
        tail=line.tail,
    )


def _attempt_file(attempt: Attempt) -> AttemptFile:
    return AttemptFile(
        way=attempt.way,
        translation=attempt.output.text,
        output_tokens=attempt.output.output_tokens,
        finished=attempt.output.finished,
        flags=_flag_files(attempt.flags),
        log_probability=attempt.output.log_probability,
    )


def _flag_files(flags: Sequence[Flag]) -> list[FlagFile]:
    return [FlagFile(name=flag.name, detail=flag.detail, words=list(flag.words)) for flag in flags]


def read_article_json(path: Path) -> TranslatedArticle:
    """Read a translated article from `articles/<id>.json`; raises RunFolderError if the file is invalid."""
    file = read_json(path, ArticleFile)
    translated = tuple(_translated_line(line) for line in file.lines)
    article = Article(
        id=file.id,
        path=Path(file.path),
        encoding=file.encoding,
        sha256=file.sha256,
        lines=tuple(line.line for line in translated),
        metadata=file.metadata,
    )
    return TranslatedArticle(article, translated)


def _translated_line(file: LineFile) -> TranslatedLine:
    sentences = tuple(_translated_sentence(s) for s in file.sentences)
    copied = file.translation if file.translation and not file.sentences else None
    line = Line(
        file.number,
        file.source,
        file.furniture,
        tuple(s.sentence for s in sentences),
        copied,
        file.joined,
        file.tail,
    )
    return TranslatedLine(line, sentences)


def _translated_sentence(file: SentenceFile) -> TranslatedSentence:
    return TranslatedSentence(
        Sentence(file.source, file.cut, written=file.written, joint=file.joint, tag=file.tag),
        Output(file.translation, file.source_tokens, file.output_tokens, file.finished, file.log_probability),
        _flags(file.flags),
        file.way,
        tuple(Change(c.rule, c.before, c.after) for c in file.changes),
        tuple(
            Attempt(
                a.way,
                Output(a.translation, file.source_tokens, a.output_tokens, a.finished, a.log_probability),
                _flags(a.flags),
            )
            for a in file.not_kept
        ),
    )


def _flags(files: Sequence[FlagFile]) -> tuple[Flag, ...]:
    return tuple(Flag(file.name, file.detail, tuple(file.words)) for file in files)


def row_json(row: Row) -> str:
    """Return a line of `summaries.jsonl`, without its newline."""
    return RowFile(
        id=row.id,
        status=row.status,
        title=row.title,
        summary=row.summary,
        words=row.words,
        sentences=row.sentences,
        flags=list(row.flags),
        reason=row.reason,
        notes=list(row.notes),
        copied=row.copied,
    ).model_dump_json(exclude=None if row.copied else {"copied"})


def parse_row(line: str) -> Row:
    """Parse a line of `summaries.jsonl`; raises ValueError if it is invalid."""
    file = RowFile.model_validate_json(line)
    return Row(
        id=file.id,
        status=file.status,
        title=file.title,
        summary=file.summary,
        words=file.words,
        sentences=file.sentences,
        flags=tuple(file.flags),
        reason=file.reason,
        notes=tuple(file.notes),
        copied=file.copied,
    )
