"""A run: translate and summarise the input with one system into a run folder; an interrupted run resumes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from translate import __version__
from translate.config.catalogue import Catalogue, load_catalogue
from translate.config.profile import Profile
from translate.engines.loading import describe_model
from translate.engines.processors import note_on_other_kinds
from translate.engines.selection import Where
from translate.errors import CannotGoOn, ExitCode, InputError
from translate.memory.database import memory_path
from translate.memory.model import imported_settings
from translate.models.registry import prepare_model
from translate.pipeline.cluster import Work, do_windows_on
from translate.pipeline.cluster_settings import Cluster
from translate.pipeline.other_summaries import OtherSummaries, find_other_summaries
from translate.pipeline.run_facts import library_versions, run_facts
from translate.pipeline.run_models import RunModels
from translate.pipeline.stages import do_windows
from translate.pipeline.summarization import prepare_summarizer
from translate.pipeline.tally import Tally
from translate.pipeline.watched_input import WatchedInput
from translate.pipeline.windows import Window, read_windows
from translate.progress import Progress, Silent
from translate.records import Row, Status
from translate.runs.article_ids import described, shard_digits
from translate.runs.files import FORMAT, StartedFile
from translate.runs.folder import RunFolder
from translate.runs.history import History
from translate.runs.identity import output_settings, run_identity, run_name
from translate.runs.past_windows import PastWindows
from translate.runs.shards import Shard
from translate.text.discovery import find_documents, input_name
from translate.text.documents import Documents
from translate.text.formats.hubdata import is_hub_dataset
from translate.text.furniture import Furniture, load_furniture
from translate.text.glossary import load_glossary

__all__ = ["Planned", "RunRequest", "RunResult", "documents_of", "plan_run", "prepare", "run"]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The request for a run.

    `output` is the run folder; if None, a folder is created in `outputs`. `memory` says whether the translation memory
    is read and written. `fresh` deletes an earlier run first. `limit` is the maximum number of articles. A `shard` is
    written to a subfolder of the run folder. `catalogue` replaces the built-in model catalogue.
    """

    inputs: tuple[Path, ...]
    profile: Profile
    outputs: Path
    output: Path | None = None
    fresh: bool = False
    limit: int | None = None
    memory: bool = True
    catalogue: Catalogue | None = None
    shard: Shard | None = None
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of a run; `was_done` is True if the run was already finished and nothing was done."""

    folder: RunFolder
    was_done: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows of all articles, read from the folder."""
        return tuple(self.folder.rows())

    @property
    def processors(self) -> tuple[str, ...]:
        """Return the kinds of processors that made the run; empty if `run.json` does not say."""
        finished = self.folder.finished()
        made_by = (finished.model_extra or {}).get("made_by") if finished else None
        return tuple(made_by) if isinstance(made_by, dict) else ()

    @property
    def exit_code(self) -> ExitCode:
        """Return SOME_FAILED if an article failed, else OK; skipped articles do not count as failures."""
        failed = any(row.status is Status.FAILED for row in self.folder.each_row())
        return ExitCode.SOME_FAILED if failed else ExitCode.OK


def run(
    request: RunRequest, progress: Progress, observer: Callable[[Tally], None] | None = None
) -> RunResult:
    """Translate and summarise the inputs into their run folder, and return the result.

    An interrupted run resumes; a finished run is only read. An article that cannot be translated becomes a row with
    the reason. `observer` is called with the counts after each step. Raises RequestError, ModelError or CannotGoOn if
    the run as a whole cannot proceed.
    """
    planned = plan_run(request, progress)
    documents, run_models = planned.documents, planned.models
    folder, started = planned.folder, planned.started
    if not request.fresh and (other := planned.same_translations()):
        progress.note(
            f"{other.path} has the same translations; to replace only its summaries, run `{other.command}`"
        )
    with folder.lock():
        if request.fresh:
            folder.clear()
        folder.start(started, documents.ids)
        if folder.done:
            folder.tidy()
            return RunResult(folder, was_done=True)
        tally = Tally(articles_total=len(documents), shortage=run_models.shortage, observer=observer)
        run_models.expect(tally)
        history = History(folder.path, library_versions())
        began = time.monotonic()
        with history.process():
            _note_versions(history, progress)
            past = PastWindows(folder.path, folder.settled())
            if request.cluster is None:  # on a cluster, the workers report their processors
                _note_processors(past, run_models, progress)
            done = _do(planned, past, tally, progress)
            if done.changed:  # the same command reads them again, and is rejected if they are still changed
                history.ended("InputChanged")
                return RunResult(folder, was_done=False)
            seconds = {"total": time.monotonic() - began, **run_models.timed()}
            facts = run_facts(started, _rows_of(request, folder), tally, seconds)
            if request.shard:
                facts |= {"shard": str(request.shard)}
            facts |= {"engines": done.engines, "licences": run_models.licences()}
            facts |= {"made_by": PastWindows(folder.path, past.settled).made_by(), **done.facts}
            if endpoints := run_models.endpoints():
                facts |= {"endpoints": endpoints, "reproducible": False}
            run_models.keep_speeds(tally.words_translated, tally.words_summarised, tally.seconds_summarising)
            folder.finish(_rows_of(request, folder), facts | {"disturbances": history.disturbances()})
        return RunResult(folder, was_done=False)


@dataclass(frozen=True, slots=True)
class _Done:
    """The articles whose input has changed, and the entries of `run.json` about engines and cluster."""

    changed: Sequence[str]
    engines: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)


def _do(planned: Planned, past: PastWindows, tally: Tally, progress: Progress) -> _Done:
    """Do the remaining windows, on this machine or on a cluster."""
    request, models, watched = planned.request, planned.models, planned.watched
    if request.cluster is None:
        windows = read_windows(
            planned.documents, planned.furniture, request.profile, watched, past, request.shard
        )
        do_windows(windows, planned.folder, past, models, tally)
        return _Done(watched.changed, models.engines())
    work = Work(
        planned.documents,
        partial(_read_for_workers, planned.documents, request, watched),
        partial(prepare, replace(request, cluster=None), Silent()),  # `here`, on the worker's machine
        models.identities(),
    )
    done = do_windows_on(request.cluster, work, planned.folder, past, (tally, progress))
    models.add_used(done.used)
    return _Done(done.changed, done.engines, {"cluster": done.as_dict()})


def _read_for_workers(
    documents: Documents, request: RunRequest, watched: WatchedInput, past: PastWindows
) -> Iterator[tuple[Window, tuple[str, ...]]]:
    """Yield the remaining windows, with newly found articles whose input changed; runs in a process of the cluster.

    Raises CannotGoOn if this machine of the cluster does not have the input.
    """
    for path in request.inputs:
        if not os.path.lexists(path) and not is_hub_dataset(path):
            raise CannotGoOn(
                f"{path}: not found here; all machines of the cluster need the input at the same path"
            )
    furniture = load_furniture(request.profile.cleaning.furniture)
    reported = 0
    for window in read_windows(documents, furniture, request.profile, watched, past, request.shard):
        changed = tuple(watched.changed[reported:])
        reported += len(changed)
        if not window.settled:
            yield window, changed


def _rows_of(request: RunRequest, folder: RunFolder) -> Iterator[Row]:
    """Yield the rows of a run, or only the rows of its shard."""
    return (row for row in folder.each_row() if request.shard is None or row.status is not Status.PENDING)


def _note_versions(history: History, progress: Progress) -> None:
    """Note if a run resumes with other library versions than it was started with; `run.json` records this too."""
    others = ", ".join(f"{name} {version}" for name, version in history.other_versions().items())
    if others:
        progress.note(
            f"this run was started with {others}; with the versions that are installed now, the remaining translations "
            "may differ; use --fresh --no-memory to translate everything again"
        )


def _note_processors(past: PastWindows, models: RunModels, progress: Progress) -> None:
    """Note if a run resumes on another kind of processor than it was started on."""
    others = [kind for kind in past.made_by() if kind != models.processor_kind()]
    if others:
        progress.note(note_on_other_kinds(others, models.processor_kind()))


@dataclass(frozen=True, slots=True)
class Planned:
    """A run that is ready to start: its articles, its folder, and its models (downloaded, not loaded)."""

    request: RunRequest
    documents: Documents
    furniture: Furniture
    models: RunModels
    watched: WatchedInput
    folder: RunFolder
    started: StartedFile

    def same_translations(self) -> OtherSummaries | None:
        """Return a finished run that differs from this new one only in its summaries; None if there is none."""
        if self.request.output is not None or self.request.shard is not None or self.folder.path.exists():
            return None

        def identity_with(settings: dict[str, Any], models: dict[str, dict[str, str]]) -> str:
            return run_identity(self.documents, self.watched.contents, settings, models)

        return find_other_summaries(self.folder.path, self.started, identity_with)


def plan_run(request: RunRequest, progress: Progress) -> Planned:
    """Find the articles, models and folder of a run, without writing anything; raises the same errors as `run`."""
    if request.output is not None and request.shard is None:
        RunFolder(request.output).check_place()
    documents = documents_of(request, progress.note)
    furniture = load_furniture(request.profile.cleaning.furniture)
    run_models = _run_models(request, request.catalogue or load_catalogue(), progress)
    watched = WatchedInput(documents)
    folder, started = _identify(request, documents, watched, furniture, run_models)
    folder.check_place()
    if not request.fresh:
        folder.check_same(started)
    return Planned(request, documents, furniture, run_models, watched, folder, started)


def prepare(request: RunRequest, progress: Progress) -> RunModels:
    """Return the models of a run, downloaded but not loaded; raises ModelError if one is unavailable."""
    return _run_models(request, request.catalogue or load_catalogue(), progress)


def documents_of(request: RunRequest, tell: Callable[[str], None] | None = None) -> Documents:
    """Return the input documents of a run; raises InputError if there are none. `tell` is as in `find_documents`."""
    documents = find_documents(request.inputs, request.profile.input, request.limit, tell)
    if not documents:
        raise InputError(f"no file in {', '.join(map(str, request.inputs))}")
    return documents


def _run_models(request: RunRequest, catalogue: Catalogue, progress: Progress) -> RunModels:
    profile = request.profile
    glossary = load_glossary(profile.checks.glossary)
    files = prepare_model(profile.translation.model, "translate", catalogue, progress)
    where: Where = "here" if request.cluster is None else "elsewhere"
    identity = describe_model(files, profile.translation, where)
    summary = prepare_summarizer(profile.summary, catalogue, progress, where)
    return RunModels(files, identity, summary, profile, glossary, progress, request.memory)


def _identify(
    request: RunRequest,
    documents: Documents,
    watched: WatchedInput,
    furniture: Furniture,
    run_models: RunModels,
) -> tuple[RunFolder, StartedFile]:
    settings = output_settings(request.profile, furniture.fingerprint, run_models.glossary.fingerprint)
    if request.memory and memory_path().is_file():
        settings |= imported_settings()
    models = run_models.identities()
    identity = run_identity(documents, watched.contents, settings, models)
    name = input_name(request.inputs)
    folder = request.output or request.outputs / run_name(name, run_models.files.name, identity)
    if request.shard is not None:
        folder = request.shard.folder(folder)
    started = StartedFile(
        format=FORMAT,
        identity=identity,
        tarjama=__version__,
        input=name,
        paths=[path.as_posix() for path in request.inputs],
        documents=described(documents.ids),
        shard_digits=shard_digits(len(documents)),
        shard=str(request.shard or ""),
        system=run_models.files.name,
        settings=settings,
        models=models,
    )
    return RunFolder(folder), started
