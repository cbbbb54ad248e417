"""Batches that a server answered only in part: the answers are kept, and the refused texts are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from translate.config.profile import Decoding
from translate.errors import ArticleFailed, TarjamaError
from translate.records import Output

__all__ = ["Attempted", "OneByOneModel", "TextsRefused"]


class TextsRefused(ArticleFailed):
    """A server refused some texts of a batch and answered the others.

    `outputs` has None for each refused text, and `reasons` the server's reasons, by the text's place in the batch.
    """

    def __init__(self, outputs: Sequence[Output | None], reasons: Mapping[int, str]) -> None:
        super().__init__(next(iter(reasons.values())))
        self.outputs = tuple(outputs)
        self.reasons = dict(reasons)


@dataclass(frozen=True, slots=True)
class Attempted:
    """The outputs of a batch, None where there is none: the text was refused, or `error` ended the batch before it."""

    outputs: list[Output | None]
    refused: Mapping[int, str] = field(default_factory=dict)
    error: TarjamaError | None = None

    def whole(self) -> list[Output]:
        """Return the outputs; raises `error`, or TextsRefused, if one is missing."""
        if self.error is not None:
            raise self.error
        if self.refused:
            raise TextsRefused(self.outputs, self.refused)
        return [output for output in self.outputs if output is not None]


@runtime_checkable
class OneByOneModel(Protocol):
    """A text model that answers each text alone, so that it can answer a part of a batch: an endpoint."""

    def attempt(self, texts: Sequence[str], decoding: Decoding | None = None) -> Attempted:
        """Return the outputs that the model gives; unlike `generate`, it does not raise if some are missing."""
