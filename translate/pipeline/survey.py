"""Survey of a run (work, time, disk space, downloads), made without loading a model or writing a file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from translate.config.catalogue import Catalogue, EndpointSource, ModelEntry, Task, find_model, load_catalogue
from translate.config.profile import EngineSettings, SummarySettings
from translate.engines.cores import cores
from translate.engines.endpoint import estimate_prompt_tokens, estimate_tokens
from translate.engines.loading import describe_model
from translate.errors import ArticleError
from translate.memory.database import memory_path
from translate.memory.model import described_system
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.models.registry import check_available, find_prepared, prepare_model
from translate.pipeline.cluster import workers_of
from translate.pipeline.other_summaries import OtherSummaries
from translate.pipeline.run import RunRequest, documents_of, plan_run
from translate.pipeline.speeds import Speeds, default_speed
from translate.pipeline.windows import rejected_row
from translate.progress import Silent
from translate.records import Article, Row
from translate.runs.folder import RunFolder
from translate.text.article import read_articles
from translate.text.context import add_context, input_of, own_text
from translate.text.furniture import load_furniture
from translate.text.glossary import load_glossary

__all__ = ["NeededModel", "Survey", "survey"]

# Measured on the seeds and on generated articles: a run folder contains the source twice, the translation twice, and
# JSON for each sentence. Every file occupies whole disk blocks.
_BYTES_PER_SOURCE_BYTE = 6
_BYTES_PER_ARTICLE = 5_000
# English tokens per Arabic token, as estimated for endpoints: 0.59 to 0.66 in the references of the seeds.
_ENGLISH_TOKENS = 0.63


@dataclass(frozen=True, slots=True)
class NeededModel:
    """A model that a run needs, with its estimated time and cost.

    `folder` is the prepared model on this machine; None if it is not downloaded yet, and for an endpoint. `seconds` is
    the estimated time of its part of the run; `measured` is True if the estimate comes from earlier runs. `tokens` are
    the estimated input and output tokens of an endpoint; `price` is their cost if the profile has prices.
    `fetch_bytes` is the size of the remaining download; None if it is unknown.
    """

    name: str
    task: Task
    entry: ModelEntry
    folder: Path | None
    seconds: float
    measured: bool
    tokens: tuple[int, int] | None = None
    price: float | None = None
    fetch_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run would do: articles, sentences, rejected files, models, time and disk space.

    `remembered` counts the sentences found in the translation memory. `disk_bytes` is the estimated size of the run
    folder. `folder` is None if the folder's name depends on a model that is not downloaded yet. `finished` is True if
    the run is already finished. `other_summaries` is a finished run that differs only in its summaries. `machines` is
    the number of machines that share the work, `where` their description.
    """

    articles: int
    sentences: int
    source_words: int
    remembered: int
    disk_bytes: int
    rejected: tuple[Row, ...]
    models: tuple[NeededModel, ...]
    folder: Path | None = None
    finished: bool = False
    other_summaries: OtherSummaries | None = None
    machines: float = 1.0
    where: str = ""

    @property
    def seconds(self) -> float:
        """Return the estimated duration of the run in seconds, without downloads and conversions."""
        return sum(model.seconds for model in self.models) / self.machines

    @property
    def measured(self) -> bool:
        """Return whether `seconds` is estimated only from earlier runs on this machine."""
        return all(model.measured for model in self.models)


@dataclass(frozen=True, slots=True)
class _Work:
    """The work of one model: number of inputs, their words, and their estimated tokens."""

    requests: int
    words: int
    tokens: int


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    source_bytes: int = 0
    words: dict[str, int] = field(default_factory=dict)  # word count of each distinct sentence
    sentences: int = 0
    source_words: int = 0
    source_tokens: int = 0  # estimated as for an endpoint

    def add(self, article: Article) -> None:
        self.articles += 1
        self.source_bytes += sum(len(line.source.encode("utf-8", "surrogatepass")) for line in article.lines)
        for sentence in article.sentences:
            words = len(sentence.text.split())
            self.sentences += 1
            self.source_words += words
            self.source_tokens += estimate_tokens(sentence.text)
            self.words[input_of(sentence)] = words


def survey(request: RunRequest) -> Survey:
    """Read and split all inputs, and return what a run over them would do.

    A cluster is asked for the number of its workers, unless the request names it. Raises the same errors as `run`:
    RequestError for a bad request, ModelError if a model is unavailable.
    """
    if request.output is not None:
        RunFolder(request.output).check_place()
    documents = documents_of(request)
    furniture = load_furniture(request.profile.cleaning.furniture)
    load_glossary(request.profile.checks.glossary)
    wanted = _wanted(request)
    planned = plan_run(request, Silent()) if all(model.here for model in wanted) else None
    folder = planned.folder if planned else request.output and RunFolder(request.output)
    (folder or RunFolder(request.outputs / "run")).check_writable()
    workers = 0 if request.cluster is None else request.cluster.workers or workers_of(request.cluster)
    context = request.profile.translation.context_sentences
    rejected: list[Row] = []
    counts = _Counts()
    for document, article in read_articles(documents, furniture, request.profile.input):
        if isinstance(article, ArticleError):
            rejected.append(rejected_row(document.id, article))
        else:
            counts.add(add_context(article, context, _no_limit, 0) if context else article)
    known = _remembered(request, wanted[0], list(counts.words))
    new = [text for text in counts.words if text not in known]
    to_translate = _Work(len(new), sum(counts.words[t] for t in new), sum(estimate_tokens(t) for t in new))
    to_summarise = _Work(counts.articles, counts.source_words, counts.source_tokens)
    return Survey(
        articles=counts.articles,
        sentences=counts.sentences,
        source_words=counts.source_words,
        remembered=len(known),
        disk_bytes=_BYTES_PER_SOURCE_BYTE * counts.source_bytes + _BYTES_PER_ARTICLE * counts.articles,
        rejected=tuple(rejected),
        folder=folder.path if folder else None,
        finished=planned is not None and planned.folder.done and not request.fresh,
        other_summaries=planned.same_translations() if planned and not request.fresh else None,
        machines=_machines(request, workers),
        where=_where(request, workers),
        models=tuple(
            _needed(model, to_translate if model.task == "translate" else to_summarise) for model in wanted
        ),
    )


def _machines(request: RunRequest, workers: int) -> float:
    """Return the number of machines of this size that share the work; a worker counts by its share of the cores."""
    if request.shard is not None:
        return request.shard.count
    return workers * request.cluster.cpus_per_worker / cores() if request.cluster else 1.0


def _where(request: RunRequest, workers: int) -> str:
    if request.shard is not None:
        return f"for part {request.shard}"
    if request.cluster is None:
        return ""
    gpus = " without their GPUs, which are faster" if request.cluster.gpus_per_worker else ""
    return f"on {workers} workers{gpus}"


def _no_limit(texts: Sequence[str]) -> list[int]:
    return [0] * len(texts)  # the tokenizer is not loaded, so every context is assumed to fit


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    task: Task
    settings: EngineSettings
    entry: ModelEntry
    folder: Path | None
    fetch_bytes: int | None

    @property
    def here(self) -> bool:
        """Return whether the model can be opened without a download or a conversion."""
        return self.folder is not None or isinstance(self.entry.source, EndpointSource)


def _wanted(request: RunRequest) -> tuple[_Wanted, ...]:
    catalogue = request.catalogue or load_catalogue()
    profile = request.profile
    asked: list[tuple[str, Task, EngineSettings]] = [
        (profile.translation.model, "translate", profile.translation)
    ]
    if profile.summary.model not in ("lead", "none"):
        asked.append((profile.summary.model, "summarize", profile.summary))
    found = []
    for name, task, settings in asked:
        entry = find_model(name, task, catalogue)
        folder = find_prepared(entry, name)
        fetch_bytes = 0 if folder is not None else check_available(entry)
        found.append(_Wanted(name, task, settings, entry, folder, fetch_bytes))
    return tuple(found)


def _needed(model: _Wanted, work: _Work) -> NeededModel:
    words = work.words
    speed = Speeds().of(model.task, model.name, model.settings)
    seconds = (speed or default_speed()).seconds_for(words)
    tokens = _tokens(model, work)
    price = model.settings.price(*tokens) if tokens else None
    return NeededModel(
        model.name,
        model.task,
        model.entry,
        model.folder,
        seconds,
        speed is not None,
        tokens,
        price,
        model.fetch_bytes,
    )


def _tokens(model: _Wanted, work: _Work) -> tuple[int, int] | None:
    """Return the estimated input and output tokens of an endpoint; None for a model that runs here."""
    if not isinstance(model.entry.source, EndpointSource):
        return None
    files = prepare_model(model.name, model.task, Catalogue(translators={}, summarizers={}), Silent())
    asked = work.requests * estimate_prompt_tokens(files, model.task) + work.tokens
    if model.task == "translate":
        return asked, round(work.tokens * _ENGLISH_TOKENS)
    words = model.settings.words if isinstance(model.settings, SummarySettings) else 0
    # The summariser reads the English article.
    return round(asked - work.tokens * (1 - _ENGLISH_TOKENS)), round(1.3 * words * work.requests)


def _remembered(request: RunRequest, model: _Wanted, texts: Sequence[str]) -> Collection[str]:
    """Return the texts found in the memory; a sentence longer than the model's input limit counts as new."""
    if not request.memory or not model.here or not memory_path().is_file():
        return ()
    files = prepare_model(model.name, model.task, request.catalogue or load_catalogue(), Silent())
    system = described_system(
        describe_model(files, model.settings).as_dict(), request.profile.translation.decoding
    )
    memory = TranslationMemory()
    try:
        own, imported = memory.knows(system, texts), memory.knows(IMPORTED, [*map(own_text, texts)])
        return {text for text, *known in zip(texts, own, imported, strict=True) if any(known)}
    finally:
        memory.close()
