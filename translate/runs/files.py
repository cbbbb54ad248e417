"""The JSON files of a run as typed objects, and conversions to and from the records.

Run folders are untrusted input: files with an unknown structure are rejected, with the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, ValidationError

from translate.errors import RunFolderError
from translate.records import (
    Article,
    Attempt,
    Change,
    Cut,
    Flag,
    Line,
    Output,
    Row,
    Sentence,
    Status,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
    Way,
)
from translate.regular import read_regular
from translate.runs.article_ids import ListedApart

__all__ = [
    "FORMAT",
    "ArticleFile",
    "AttemptFile",
    "ChangeFile",
    "FlagFile",
    "LineFile",
    "RowFile",
    "RunFile",
    "SentenceFile",
    "SettingsTable",
    "StartedFile",
    "SummaryTable",
    "article_json",
    "parse_row",
    "printable_path",
    "read_article_json",
    "read_json",
    "read_table",
    "row_json",
]

FORMAT = 1
_MAX_BYTES = 1 << 30  # limit for one JSON file; the largest article takes a tenth of it
_FileT = TypeVar("_FileT", bound=BaseModel)
_SURROGATE = re.compile("[\ud800-\udfff]")


def printable_path(path: Path) -> str:
    r"""Return the path with `/`, as UTF-8; a byte that is not UTF-8 becomes `\xff`."""
    return _encodable(path.as_posix())


def _encodable(text: str) -> str:
    """Return the text with lone surrogates escaped, because UTF-8 cannot encode them; an invalid file name has some."""
    return _SURROGATE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    # PEP 383: Python decodes a byte b that is not UTF-8 to U+DC00 + b.
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


# For fields that may contain a file name.
_Text = Annotated[str, AfterValidator(_encodable)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FlagFile(_File):
    """A flag of one sentence; `words` is omitted if it is empty, and in older runs."""

    name: str
    detail: str
    words: list[str] = []


class ChangeFile(_File):
    """A repair of a translation."""

    rule: str
    before: str
    after: str


class AttemptFile(_File):
    """A rejected translation."""

    way: Way
    translation: str
    output_tokens: int
    finished: bool
    flags: list[FlagFile]
    log_probability: float | None = None


class SentenceFile(_File):
    """A sentence and its translation; `source` is the cleaned text, `cut` and `written` are as in records.Sentence.

    Fields with their default value are omitted.
    """

    source: str
    cut: Cut | None
    translation: str
    source_tokens: int
    output_tokens: int
    finished: bool
    flags: list[FlagFile]
    way: Way = Way.FIRST
    changes: list[ChangeFile] = []
    not_kept: list[AttemptFile] = []
    written: str | None = None
    joint: str | None = None
    tag: bool = False
    log_probability: float | None = None


class LineFile(_File):
    """One line; `source` as the input has it."""

    number: int
    source: str
    furniture: str | None
    translation: str
    sentences: list[SentenceFile]
    joined: int | None = None
    tail: str = ""


class ArticleFile(_File):
    """`articles/<id>.json`."""

    format: Literal[1]
    id: str
    path: str
    encoding: str
    sha256: str
    metadata: dict[_Text, _Text]
    lines: list[LineFile]


class RowFile(_File):
    """A line of `summaries.jsonl`."""

    id: str
    status: Status
    title: _Text
    summary: _Text
    words: int
    sentences: int
    flags: list[_Text]
    reason: _Text
    notes: list[_Text] = []
    copied: int = 0


class StartedFile(_File):
    """`started.json`: the parts of the run's identity. `documents` lists the ids in input order.

    `shard_digits` hexadecimal digits name the subfolders of `articles/`; 0 means no subfolders. `shard`
    is `3/16` in the folder of a shard.
    """

    format: Literal[1]
    identity: str
    tarjama: str
    input: _Text
    paths: list[_Text]
    documents: list[str] | ListedApart
    shard_digits: int = Field(0, ge=0, le=8)
    shard: str = ""
    system: str
    settings: dict[str, Any]
    models: dict[str, dict[str, str]]


class RunFile(_File):
    """`run.json`: the fields that Tarjama reads back, and all others unchanged."""

    model_config = ConfigDict(extra="allow", frozen=True)

    format: Literal[1]
    identity: str
    tarjama: str
    input: _Text
    system: str
    settings: dict[str, Any]
    models: dict[str, dict[str, str]]


class SettingsTable(RootModel[dict[str, Any]]):
    """Any table in the settings of a run."""


class SummaryTable(BaseModel):
    """The settings of a run that describe its summaries."""

    model: str
    words: int = Field(ge=1)


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


def read_json(path: Path, model: type[_FileT]) -> _FileT:
    """Read a run's file as `model`; raises RunFolderError with the first error in it.

    A file larger than `_MAX_BYTES` is refused.
    """
    try:
        return model.model_validate_json(read_regular(path, _MAX_BYTES))
    except OSError as error:
        raise RunFolderError(f"{path}: {error.strerror or error}") from error
    except ValidationError as error:
        raise _not_a_file_of_a_run(path, error) from error


def read_table(path: Path, settings: Mapping[str, Any], name: str, model: type[_FileT]) -> _FileT:
    """Read a settings table of the file `path` as `model`; raises RunFolderError as `read_json` does."""
    try:
        return model.model_validate(settings.get(name))
    except ValidationError as error:
        raise _not_a_file_of_a_run(path, error, "settings", name) from error


def _not_a_file_of_a_run(path: Path, error: ValidationError, *place: str) -> RunFolderError:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, (*place, *first["loc"]))) or "the file"
    return RunFolderError(f"{path}: not a run's file: {where}: {first['msg']}")
