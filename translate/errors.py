"""All errors of Tarjama.

TarjamaError
├── RequestError            the request was wrong                         exit 2
│   ├── UsageError          the command line
│   ├── ProfileError        a profile, catalogue or pattern file
│   ├── InputError          an input path
│   ├── RunFolderError      a folder that is not a run, or is another run
│   └── ReferencesError     references or hypotheses that do not match
├── ModelError              model unavailable                             exit 3
│   ├── HubUnreachable
│   ├── EndpointUnreachable
│   ├── ModelNotFound
│   └── ModelDamaged
├── CannotGoOn              environment error                             exit 4
│   ├── RunLocked
│   ├── OutOfSpace
│   └── OutOfMemory
└── ArticleError            one article; it becomes a row, the run continues
    ├── ArticleSkipped      skipped by rule; not a failure
    │   ├── UnsupportedKind
    │   ├── EmptyArticle
    │   └── NotArabic
    └── ArticleFailed       the run ends with exit code 1
        ├── Unreadable
        ├── UnknownEncoding
        ├── InputChanged    the file has changed since the run started
        └── SourceNotSeen   a part of the source does not fit the model's input
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum

__all__ = [
    "ArticleError",
    "ArticleFailed",
    "ArticleSkipped",
    "CannotGoOn",
    "EmptyArticle",
    "EndpointUnreachable",
    "ExitCode",
    "HubUnreachable",
    "InputChanged",
    "InputError",
    "ModelDamaged",
    "ModelError",
    "ModelNotFound",
    "NotArabic",
    "OutOfMemory",
    "OutOfSpace",
    "ProfileError",
    "ReferencesError",
    "RequestError",
    "RunFolderError",
    "RunLocked",
    "SourceNotSeen",
    "TarjamaError",
    "UnknownEncoding",
    "Unreadable",
    "UnsupportedKind",
    "UsageError",
    "counted",
    "did_you_mean",
]


class ExitCode(IntEnum):
    """The exit codes of commands."""

    OK = 0
    SOME_FAILED = 1
    BAD_REQUEST = 2
    NO_MODEL = 3
    CANNOT_GO_ON = 4
    INTERRUPTED = 130
    TERMINATED = 143


class TarjamaError(Exception):
    """The base class of errors with a message for the user: what is wrong, and what to do."""

    exit_code = ExitCode.CANNOT_GO_ON


class RequestError(TarjamaError):
    """The request is invalid: arguments, profile or input."""

    exit_code = ExitCode.BAD_REQUEST


class UsageError(RequestError):
    """The command line has an unknown command, option or value."""


class ProfileError(RequestError):
    """A profile, catalogue or furniture file is missing, malformed or has a bad value."""


class InputError(RequestError):
    """An input path does not exist, or contains nothing that can be read."""


class RunFolderError(RequestError):
    """A folder is not a run, is damaged, or is a run of another input or with other settings."""


class ReferencesError(RequestError):
    """References and translations cannot be read, or do not match line by line."""


class ModelError(TarjamaError):
    """A model is unavailable."""

    exit_code = ExitCode.NO_MODEL


class HubUnreachable(ModelError):
    """The Hugging Face Hub did not answer, and the model is not on this machine."""


class EndpointUnreachable(ModelError):
    """The server of an endpoint never answered."""


class ModelNotFound(ModelError):
    """The model does not exist, or its family is not supported."""


class ModelDamaged(ModelError):
    """The model's files are incomplete or do not match their checksums."""


class CannotGoOn(TarjamaError):
    """The run cannot continue on this machine."""


class RunLocked(CannotGoOn):
    """Another process is writing the same run."""


class OutOfSpace(CannotGoOn):
    """The disk is full."""


class OutOfMemory(CannotGoOn):
    """Memory is too small even for a batch of one sentence."""


class ArticleError(TarjamaError):
    """One article could not be translated. Its row in the table has the reason; the run continues."""

    exit_code = ExitCode.SOME_FAILED


class ArticleSkipped(ArticleError):
    """The article is skipped by rule; this is not a failure."""

    exit_code = ExitCode.OK


class UnsupportedKind(ArticleSkipped):
    """The file type is not supported."""


class EmptyArticle(ArticleSkipped):
    """The file contains no article text."""


class NotArabic(ArticleSkipped):
    """The text is not Arabic."""


class ArticleFailed(ArticleError):
    """The article should have been translated, but an error occurred."""


class Unreadable(ArticleFailed):
    """The file could not be read."""


class UnknownEncoding(ArticleFailed):
    """The file is not text in a known encoding."""


class InputChanged(ArticleFailed):
    """The file has changed since the run started; the run stays unfinished."""


class SourceNotSeen(ArticleFailed):
    """A part of the source does not fit the model's input."""


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'X'?)` with the known name most similar to `given`; empty if none is similar."""
    near = get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun for messages: `1 line`, `2,000 lines`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
