"""The interfaces of models: a family (the text side), run by an engine (the weights)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from translate.config.catalogue import MODEL_KINDS, FamilyName, ModelEntry, Task
from translate.config.profile import Decoding
from translate.errors import ModelDamaged
from translate.records import Output

__all__ = [
    "Constraints",
    "Encoded",
    "EndpointUsage",
    "Engine",
    "Family",
    "Generated",
    "ModelFiles",
    "ModelIdentity",
    "NBestModel",
    "TextModel",
    "check_rows",
]

_Architecture = Literal["seq2seq", "causal"]


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The identity of a model and its engine: part of the run's hash, and stored in `run.json`.

    `revision` is the resolved commit of a hub model; `fingerprint` the hash of the files that are loaded.
    `normalisation` is how a Marian model's source text is normalised: `moses` or `none`; empty for other families.
    """

    name: str
    revision: str
    fingerprint: str
    family: FamilyName | Literal["endpoint"]
    engine: str
    compute_type: str
    normalisation: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return a dict for JSON, without empty fields."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(slots=True)
class EndpointUsage:
    """The requests and tokens of this process at an endpoint."""

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the fields as a dictionary for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine, ready to load from `folder`; `usage` is set for an endpoint."""

    name: str
    entry: ModelEntry
    folder: Path
    family: FamilyName | Literal["endpoint"]
    revision: str
    fingerprint: str
    usage: EndpointUsage | None = None
    task: Task = "translate"

    @property
    def shown(self) -> str:
        """Return the name with the kind of model, because two models of a run may have the same name."""
        return f"{MODEL_KINDS[self.task]} {self.name}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One input as token ids.

    `ids` is the input of the encoder (seq2seq) or the decoder (causal), special tokens included. `target_prefix` is the
    forced start of a seq2seq model's output, after the start token. `shared_tokens` is how many of the first `ids` are
    the same in every input (a prompt), so that an engine can process them once.
    """

    ids: tuple[int, ...]
    max_output_tokens: int
    target_prefix: tuple[int, ...] = ()
    min_output_tokens: int = 0
    shared_tokens: int = 0


def check_rows(batch: Sequence[Encoded], rows: int) -> None:
    """Raise ModelDamaged if a token has no row in the weights, which would end in an IndexError."""
    highest = max((i for e in batch for i in (*e.ids, *e.target_prefix)), default=0)
    if highest >= rows:
        raise ModelDamaged(
            f"the tokenizer gives token {highest}, but the weights have only {rows} rows: they do not belong together"
        )


@dataclass(frozen=True, slots=True)
class Generated:
    """The generated token ids, without prompt, forced prefix and end token.

    `log_probability` is the mean over the generated tokens, the end token included, in nats; None if unknown. `score`
    is what the search ranks its outputs by: the sum of the log-probabilities over the length to the power of the length
    penalty; minus infinity if unknown.
    """

    ids: tuple[int, ...]
    finished: bool
    log_probability: float | None = None
    score: float = -math.inf


@dataclass(frozen=True, slots=True)
class Constraints:
    """A family's requirements for every search: the end tokens, and the tokens that never occur in an output.

    `needed_ids` are suppressed tokens that an engine must still know: a forced language, the unknown token.
    """

    end_ids: tuple[int, ...]
    suppressed_ids: tuple[int, ...] = ()
    needed_ids: tuple[int, ...] = ()


class Family(ABC):
    """The text side of a family of models: from text to token ids and back."""

    architecture: _Architecture
    max_input_tokens: int  # the most tokens of one input, special tokens included
    constraints: Constraints
    takes_context = False  # whether an input may have sentences before it (`translate.text.context`)

    @abstractmethod
    def encode(self, text: str) -> Encoded:
        """Return the token ids of one input; control tokens in the text are encoded as text.

        Raises SourceNotSeen if the input exceeds the input limit.
        """

    @abstractmethod
    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of generated ids, without control tokens and the model's quirks."""

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the input tokens of each text, special tokens and prompt included."""


class Engine(Protocol):
    """The interface of an engine, which executes a model's weights."""

    name: str
    device: str
    compute_type: str
    parallel: int  # how many calls of `hypotheses` at once keep it busy

    def hypotheses(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, count: int | None
    ) -> list[list[Generated]]:
        """Return up to `count` different outputs for each input of a batch, most likely first.

        `count` is no larger than the number of beams; None means as many outputs as beams. Each output ends at its
        input's own limit. Several threads may call it at once. Raises OutOfMemory if the batch does not fit.
        """

    def close(self) -> None:
        """Free the weights."""


class TextModel(Protocol):
    """A loaded model: text in, text out. Translators and summarisers have this interface."""

    identity: ModelIdentity
    max_input_tokens: int
    parallel: int  # how many calls of `generate` at once keep it busy
    takes_context: bool  # whether an input may have sentences before it

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the input tokens of each text, special tokens and prompt included."""

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Run one batch and return an output for each text, in order; `decoding` overrides the model's own settings.

        Several threads may call it at once. Raises SourceNotSeen if a text exceeds the input limit, OutOfMemory if
        the batch does not fit.
        """

    def close(self) -> None:
        """Free the weights."""


@runtime_checkable
class NBestModel(Protocol):
    """A text model that can return several outputs for one text; an endpoint cannot."""

    def hypotheses(self, texts: Sequence[str], count: int) -> list[list[Output]]:
        """Return up to `count` outputs for each text, most likely first, with the model's own decoding settings.

        Equal outputs count once; a blank text has none. The beam size is at least `count`. Raises the errors of
        `TextModel.generate`.
        """
