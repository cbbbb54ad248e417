"""All errors of Tarjama.

TarjamaError
├── RequestError            the request was wrong                         exit 2
│   ├── UsageError          the command line
│   ├── ProfileError        a profile, catalogue or pattern file
│   ├── InputError          an input path
│   ├── RunFolderError      a folder that is no run, or another run's
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
└── ArticleError            one article; it becomes a row, the run goes on
    ├── ArticleSkipped      skipped by rule: no failure
    │   ├── UnsupportedKind
    │   ├── EmptyArticle
    │   └── NotArabic
    └── ArticleFailed       the run ends with exit code 1
        ├── Unreadable
        ├── UnknownEncoding
        ├── InputChanged    not what it was when the run began
        └── SourceNotSeen   a source token that the model would not see
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
    """A failure with a message for the user: what was wrong, and what would be right."""

    exit_code = ExitCode.CANNOT_GO_ON


class RequestError(TarjamaError):
    """The request was wrong: arguments, profile or input."""

    exit_code = ExitCode.BAD_REQUEST


class UsageError(RequestError):
    """The command line has an unknown command, option or value."""


class ProfileError(RequestError):
    """A profile, catalogue or furniture file is missing, malformed or has a bad value."""


class InputError(RequestError):
    """An input path does not exist, or contains nothing that can be read."""


class RunFolderError(RequestError):
    """A folder is not a run, or is the run of another input or other settings."""


class ReferencesError(RequestError):
    """References and translations do not match, line by line."""


class ModelError(TarjamaError):
    """A model is unavailable."""

    exit_code = ExitCode.NO_MODEL


class HubUnreachable(ModelError):
    """The Hugging Face Hub did not answer, and the model is not on this machine."""


class EndpointUnreachable(ModelError):
    """The server of a model behind an endpoint never answered."""


class ModelNotFound(ModelError):
    """The model does not exist, or its family is not supported."""


class ModelDamaged(ModelError):
    """The model's files are incomplete, or do not match their pinned hash."""


class CannotGoOn(TarjamaError):
    """The run cannot continue on this machine."""


class RunLocked(CannotGoOn):
    """Another process is writing the same run."""


class OutOfSpace(CannotGoOn):
    """The disk is full."""


class OutOfMemory(CannotGoOn):
    """Not even one sentence fits the memory."""


class ArticleError(TarjamaError):
    """One article could not be translated. Its row in the table says why; the run goes on."""

    exit_code = ExitCode.SOME_FAILED


class ArticleSkipped(ArticleError):
    """An article that is skipped by rule. It is no failure."""

    exit_code = ExitCode.OK


class UnsupportedKind(ArticleSkipped):
    """A kind of file that is not read."""


class EmptyArticle(ArticleSkipped):
    """Nothing in the file is an article's text."""


class NotArabic(ArticleSkipped):
    """The text is not Arabic."""


class ArticleFailed(ArticleError):
    """An article that should have been translated and was not."""


class Unreadable(ArticleFailed):
    """The file could not be read."""


class UnknownEncoding(ArticleFailed):
    """The bytes are no text in an encoding that is recognised."""


class InputChanged(ArticleFailed):
    """The file is not what it was when the run began; the run stays open for it."""


class SourceNotSeen(ArticleFailed):
    """A part of the source would not have been seen by the model."""


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'X'?)` for the known name that is nearest to `given`; empty where none is near."""
    near = get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
