"""The JSON files of a run as typed objects, and conversions to and from the records.

Run folders are untrusted input: files with an unknown structure are rejected, with the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, ValidationError

from translate.errors import RunFolderError
from translate.records import (
    Cut,
    Status,
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
    "first_mistake",
    "printable_path",
    "read_json",
    "read_table",
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


def first_mistake(error: ValueError, *place: str, whole: str = "") -> str:
    """Return the first mistake in a text: its key, after `place` (`whole` if there is none), and what is wrong."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, (*place, *first["loc"]))) or whole
    return f"{where}: {first['msg']}" if where else first["msg"]


def _not_a_file_of_a_run(path: Path, error: ValidationError, *place: str) -> RunFolderError:
    return RunFolderError(f"{path}: not a run's file: {first_mistake(error, *place, whole='the file')}")
