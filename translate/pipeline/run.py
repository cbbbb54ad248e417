"""One run: a system over an input, into a run folder; started again, it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from translate import __version__
from translate.config.catalogue import Catalogue, load_catalogue
from translate.config.profile import Profile
from translate.errors import ArticleError, ArticleSkipped, ExitCode, InputError
from translate.memory.model import RememberingModel
from translate.memory.store import TranslationMemory
from translate.models.base import ModelFiles, ModelIdentity, TextModel
from translate.models.registry import describe_model, open_model, prepare_model
from translate.pipeline.facts import run_facts
from translate.pipeline.retry import Reviser
from translate.pipeline.summarization import (
    SummarySource,
    prepare_summarizer,
    summarize_window,
)
from translate.pipeline.translation import Tally, translate_window
from translate.progress import Progress
from translate.records import Article, Document, Row, Status
from translate.runs.files import FORMAT, StartedFile
from translate.runs.folder import RunFolder
from translate.runs.history import History
from translate.runs.identity import output_settings, run_identity, run_name
from translate.summaries.base import Summarizer
from translate.text.article import fit_article, read_articles
from translate.text.discovery import find_documents, input_name
from translate.text.furniture import Furniture, load_furniture
from translate.text.glossary import Glossary, load_glossary


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be run.

    `output` names the run folder; else it is made in `outputs`. Without `memory` nothing is taken from the
    translation memory, and nothing put into it.
    """

    inputs: tuple[Path, ...]
    profile: Profile
    outputs: Path
    output: Path | None = None
    fresh: bool = False
    limit: int | None = None
    memory: bool = True


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run that has come to its end. `was_done` where it had before."""

    folder: RunFolder
    rows: tuple[Row, ...]
    was_done: bool

    @property
    def exit_code(self) -> ExitCode:
        """SOME_FAILED where an article failed; skipped ones are no failure."""
        failed = any(row.status is Status.FAILED for row in self.rows)
        return ExitCode.SOME_FAILED if failed else ExitCode.OK


@dataclass(slots=True)
class _Systems:
    """The models of a run: found and described at once, loaded when first needed."""

    files: ModelFiles
    identity: ModelIdentity
    summary: SummarySource
    profile: Profile
    glossary: Glossary
    progress: Progress
    with_memory: bool
    remembering: RememberingModel | None = None
    _translator: TextModel | None = None
    _summarizer: Summarizer | None = None
    seconds: dict[str, float] = field(default_factory=lambda: {"loading": 0.0})

    def identities(self) -> dict[str, dict[str, str]]:
        return {"translation": self.identity.as_dict(), "summary": self.summary.describe()}

    def translator(self) -> TextModel:
        if self._translator is None:
            with self._loading(f"{self.files.name}, which translates"):
                self._translator = self._remembering(
                    open_model(self.files, "translate", self.profile.translation, progress=self.progress)
                )
        return self._translator

    def _remembering(self, model: TextModel) -> TextModel:
        if not self.with_memory:
            return model
        memory = TranslationMemory()
        if memory.set_aside is not None:
            self.progress.note(f"the translation memory was damaged; it lies in {memory.set_aside} now")
        self.remembering = RememberingModel(model, memory, self.profile.translation.decoding)
        return self.remembering

    def summarizer(self) -> Summarizer:
        if self._summarizer is None:
            with self._loading(f"{self.summary.name}, which summarises"):
                self._summarizer = self.summary.open(
                    self.profile.batching.summary_batch_tokens, self.progress
                )
        return self._summarizer

    def close(self) -> None:
        for model in (self._translator, self._summarizer):
            if model is not None:
                model.close()

    @contextmanager
    def _loading(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        with self.progress.task(f"Loading {what}"):
            yield
        self.seconds["loading"] += time.monotonic() - began


def run(
    request: RunRequest, progress: Progress, observer: Callable[[Tally], None] | None = None
) -> RunResult:
    """Translate and summarise the inputs into their run folder.

    What an earlier, stopped run has finished is not done again; a run that is done is only read. Articles that
    cannot be translated become rows with their reason. Raises RequestError, ModelError or CannotGoOn where
    nothing can be done for any article.
    """
    if request.output is not None:
        RunFolder(request.output).check_place()
    documents = documents_of(request)
    furniture = load_furniture(request.profile.cleaning.furniture)
    systems = _systems(request, load_catalogue(), progress)
    folder, started = _identify(request, documents, furniture, systems)
    folder.check_place()
    with folder.lock():
        if request.fresh:
            folder.clear()
        folder.start(started)
        if folder.done:
            return RunResult(folder, tuple(folder.rows()), was_done=True)
        tally = Tally(articles_total=len(documents), observer=observer)
        history = History(folder.path)
        began = time.monotonic()
        with history.process():
            _run_windows(_windows(documents, furniture, request.profile, tally), folder, systems, tally)
            rows = folder.rows()
            seconds = {"total": time.monotonic() - began, **systems.seconds}
            facts = run_facts(started, rows, tally, seconds)
            folder.finish(rows, facts | {"disturbances": history.disturbances()})
        history.clear()
        return RunResult(folder, tuple(rows), was_done=False)


def prepare(request: RunRequest, progress: Progress) -> None:
    """Have the models of a run on this machine; raises as `run` does where they cannot be had."""
    _systems(request, load_catalogue(), progress)


def _run_windows(windows: Iterable[_Window], folder: RunFolder, systems: _Systems, tally: Tally) -> None:
    settled = folder.settled()
    try:
        for window in windows:
            _run_window(window, settled, folder, systems, tally)
    finally:
        systems.close()
    tally.sentences_recalled = systems.remembering.sentences_recalled if systems.remembering else 0


def documents_of(request: RunRequest) -> list[Document]:
    """The inputs of a run; raises InputError where there are none."""
    documents = find_documents(request.inputs, request.profile.input, request.limit)
    if not documents:
        raise InputError(f"no file in {', '.join(map(str, request.inputs))}")
    return documents


def _systems(request: RunRequest, catalogue: Catalogue, progress: Progress) -> _Systems:
    profile = request.profile
    glossary = load_glossary(profile.checks.glossary)
    files = prepare_model(profile.translation.model, "translate", catalogue, progress)
    identity = describe_model(files, profile.translation)
    summary = prepare_summarizer(profile.summary, catalogue, progress)
    return _Systems(files, identity, summary, profile, glossary, progress, request.memory)


def _identify(
    request: RunRequest, documents: Sequence[Document], furniture: Furniture, systems: _Systems
) -> tuple[RunFolder, StartedFile]:
    settings = output_settings(request.profile, furniture.fingerprint, systems.glossary.fingerprint)
    models = systems.identities()
    identity = run_identity(documents, settings, models)
    name = input_name(request.inputs)
    folder = request.output or request.outputs / run_name(name, systems.files.name, identity)
    started = StartedFile(
        format=FORMAT,
        identity=identity,
        tarjama=__version__,
        input=name,
        paths=[path.as_posix() for path in request.inputs],
        documents=[document.id for document in documents],
        system=systems.files.name,
        settings=settings,
        models=models,
    )
    return RunFolder(folder), started


@dataclass(slots=True)
class _Window:
    """Whole articles until they hold enough sentences, and the rows of those that could not be read."""

    articles: list[Article] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    sentences: int = 0


def _windows(
    documents: Sequence[Document], furniture: Furniture, profile: Profile, tally: Tally
) -> Iterator[_Window]:
    window = _Window()
    for document, article in read_articles(documents, furniture, profile.input):
        tally.articles_read += 1
        if isinstance(article, ArticleError):
            window.rejected.append(rejected_row(document.id, article))
            continue
        window.articles.append(article)
        window.sentences += len(article.sentences)
        if window.sentences >= profile.batching.window_sentences:
            yield window
            window = _Window()
    if window.articles or window.rejected:
        yield window


def _run_window(
    window: _Window, settled: Collection[str], folder: RunFolder, systems: _Systems, tally: Tally
) -> None:
    for row in window.rejected:
        folder.write_row(row)
    tally.articles_done += len(window.rejected)
    if all(article.id in settled for article in window.articles):
        tally.articles_done += len(window.articles)
        tally.report()
        return
    model = systems.translator()
    articles, failed = _fit(window.articles, model)
    for row in failed:
        folder.write_row(row)
    tally.articles_done += len(failed)
    translated = {article.id for article in articles if folder.has_article(article.id)}
    profile = systems.profile
    reviser = Reviser(model, systems.glossary, profile.batching.batch_tokens, profile.checks.retry)
    for article in translate_window(articles, translated, reviser, tally):
        folder.write_article(article)
    ids = [article.id for article in articles]
    for row in summarize_window(ids, settled, folder, systems.summarizer):
        folder.write_row(row)
        tally.articles_done += 1
        tally.report()
    tally.articles_done += sum(article.id in settled for article in articles)


def _fit(articles: Sequence[Article], model: TextModel) -> tuple[list[Article], list[Row]]:
    """The articles, no sentence past the model's window, and the rows of those for which that cannot be."""
    fitted: list[Article] = []
    failed: list[Row] = []
    for article in articles:
        try:
            fitted.append(fit_article(article, model.count_tokens, model.window_tokens))
        except ArticleError as error:
            failed.append(rejected_row(article.id, error))
    return fitted, failed


def rejected_row(article_id: str, error: ArticleError) -> Row:
    """The row of an article that cannot be translated."""
    status = Status.SKIPPED if isinstance(error, ArticleSkipped) else Status.FAILED
    return Row(article_id, status, reason=str(error))
