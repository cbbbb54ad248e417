"""What a model is to the rest: a family (the text side) run by an engine (the weights)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

from translate.config.catalogue import FamilyName, ModelEntry
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
    "TextModel",
    "check_rows",
]

Architecture = Literal["seq2seq", "causal"]


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What a translation depends on, on the model's side. It goes into the run's hash and into `run.json`.

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
        """For JSON; without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(slots=True)
class EndpointUsage:
    """What the requests of this process to an endpoint took."""

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model that is on this machine, ready to be loaded from `folder`; `usage` is that of one behind an endpoint."""

    name: str
    entry: ModelEntry
    folder: Path
    family: FamilyName | Literal["endpoint"]
    revision: str
    fingerprint: str
    usage: EndpointUsage | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """One input as token ids.

    `ids` is what the encoder (seq2seq) or the decoder (causal) reads, special tokens included; `target_prefix`
    what the decoder of a seq2seq model is forced to begin with, after its start token. `shared_tokens` tells how
    many of the first `ids` every input of the family has (a prompt), so that an engine may read them once.
    """

    ids: tuple[int, ...]
    max_output_tokens: int
    target_prefix: tuple[int, ...] = ()
    min_output_tokens: int = 0
    shared_tokens: int = 0


def check_rows(batch: Sequence[Encoded], rows: int) -> None:
    """Raise ModelDamaged where an input has a token that the weights have no row for: it would end in an IndexError."""
    highest = max((i for e in batch for i in (*e.ids, *e.target_prefix)), default=0)
    if highest >= rows:
        raise ModelDamaged(
            f"the tokenizer gives token {highest}, and the weights are for {rows}: they do not belong together"
        )


@dataclass(frozen=True, slots=True)
class Generated:
    """New token ids alone: no prompt, no forced prefix, no end token."""

    ids: tuple[int, ...]
    finished: bool


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a family asks of every search: where an output ends, and which tokens never occur in one.

    `needed_ids` are suppressed ones that an engine has to know all the same: a forced language, the unknown token.
    """

    end_ids: tuple[int, ...]
    suppressed_ids: tuple[int, ...] = ()
    needed_ids: tuple[int, ...] = ()


class Family(ABC):
    """The text side of a kind of model: from text to token ids and back."""

    architecture: Architecture
    window_tokens: int  # the most tokens of one input, special tokens included
    constraints: Constraints

    @abstractmethod
    def encode(self, text: str) -> Encoded:
        """Token ids of one input, control tokens in the text taken as text.

        Raises SourceNotSeen where the input does not fit the window.
        """

    @abstractmethod
    def decode(self, ids: Sequence[int]) -> str:
        """The text of generated ids, without control tokens and the model's own quirks."""

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens of the window each text takes, special tokens and prompt included."""


class Engine(Protocol):
    """What executes a model's weights."""

    name: str
    device: str
    compute_type: str
    parallel: int  # how many calls of `generate` at once keep it busy

    def generate(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints
    ) -> list[Generated]:
        """Search outputs for one batch, in its order; several threads may ask at once.

        Raises OutOfMemory where the batch does not fit.
        """

    def close(self) -> None:
        """Free the weights."""


class TextModel(Protocol):
    """A model that is loaded: text in, text out. Translators and summarisers are both this."""

    identity: ModelIdentity
    window_tokens: int
    parallel: int  # how many calls of `generate` at once keep it busy

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens of the window each text takes, special tokens and prompt included."""

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Run one batch and return an output for each text, in order; `decoding` goes over the model's own settings.

        Several threads may ask at once. Raises SourceNotSeen where a text does not fit the window, OutOfMemory
        where the batch does not fit.
        """

    def close(self) -> None:
        """Free the weights."""
