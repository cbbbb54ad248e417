"""What a run would do, without loading a model or writing a file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from translate.config.catalogue import ModelEntry, Task, find_model, load_catalogue
from translate.config.profile import EngineSettings
from translate.engines.loading import describe_model
from translate.errors import ArticleError
from translate.memory.model import described_system
from translate.memory.store import TranslationMemory, memory_path
from translate.models.registry import find_prepared, prepare_model
from translate.pipeline.run import RunRequest, documents_of
from translate.pipeline.speeds import Speeds, default_speed
from translate.pipeline.windows import rejected_row
from translate.progress import Silent
from translate.records import Article, Row
from translate.text.article import read_articles
from translate.text.furniture import load_furniture

# Measured on the seeds and on generated articles: what is written holds the source twice, its translation twice, and
# JSON round each sentence. A file takes whole blocks of the disk.
_BYTES_PER_SOURCE_BYTE = 6
_BYTES_PER_ARTICLE = 5_000


@dataclass(frozen=True, slots=True)
class NeededModel:
    """A model of the run: where it lies, or what has to be fetched first (`entry.bytes`, where that is known).

    `seconds` is what its part of the run will take, `measured` whether that is reckoned from earlier runs.
    """

    name: str
    task: Task
    entry: ModelEntry
    folder: Path | None
    seconds: float
    measured: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """The articles and sentences of a run, those that are left out with the reason, the models, and what it takes.

    `remembered` of the sentences are in the translation memory; `disk_bytes` is what the run folder will take.
    """

    articles: int
    sentences: int
    source_words: int
    remembered: int
    disk_bytes: int
    rejected: tuple[Row, ...]
    models: tuple[NeededModel, ...]

    @property
    def seconds(self) -> float:
        """How long the run will take, downloads and conversions aside."""
        return sum(model.seconds for model in self.models)

    @property
    def measured(self) -> bool:
        """Whether that is reckoned from earlier runs on this machine alone."""
        return all(model.measured for model in self.models)


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    source_bytes: int = 0
    words: dict[str, int] = field(default_factory=dict)  # of each different sentence
    sentences: int = 0
    source_words: int = 0

    def add(self, article: Article) -> None:
        self.articles += 1
        self.source_bytes += sum(len(line.source.encode("utf-8", "surrogatepass")) for line in article.lines)
        for sentence in article.sentences:
            words = len(sentence.text.split())
            self.sentences += 1
            self.source_words += words
            self.words[sentence.text] = words


def survey(request: RunRequest) -> Survey:
    """Read and split all inputs; raises as `run` does where the request is wrong."""
    furniture = load_furniture(request.profile.cleaning.furniture)
    wanted = _wanted(request)
    rejected: list[Row] = []
    counts = _Counts()
    for document, article in read_articles(documents_of(request), furniture, request.profile.input):
        if isinstance(article, ArticleError):
            rejected.append(rejected_row(document.id, article))
        else:
            counts.add(article)
    known = _remembered(request, wanted[0], list(counts.words))
    to_translate = sum(words for text, words in counts.words.items() if text not in known)
    return Survey(
        articles=counts.articles,
        sentences=counts.sentences,
        source_words=counts.source_words,
        remembered=len(known),
        disk_bytes=_BYTES_PER_SOURCE_BYTE * counts.source_bytes + _BYTES_PER_ARTICLE * counts.articles,
        rejected=tuple(rejected),
        models=tuple(
            _needed(model, to_translate if model.task == "translate" else counts.source_words)
            for model in wanted
        ),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    task: Task
    settings: EngineSettings
    entry: ModelEntry
    folder: Path | None


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
        found.append(_Wanted(name, task, settings, entry, find_prepared(entry, name)))
    return tuple(found)


def _needed(model: _Wanted, words: int) -> NeededModel:
    speed = Speeds().of(model.task, model.name, model.settings)
    seconds = (speed or default_speed()).seconds_for(words)
    return NeededModel(model.name, model.task, model.entry, model.folder, seconds, speed is not None)


def _remembered(request: RunRequest, model: _Wanted, texts: Sequence[str]) -> Collection[str]:
    """Which of the texts the memory knows; a sentence that is longer than the model's window counts as new."""
    if not request.memory or model.folder is None or not memory_path().is_file():
        return ()
    files = prepare_model(model.name, model.task, request.catalogue or load_catalogue(), Silent())
    system = described_system(
        describe_model(files, model.settings).as_dict(), request.profile.translation.decoding
    )
    memory = TranslationMemory()
    try:
        return {text for text, known in zip(texts, memory.knows(system, texts), strict=True) if known}
    finally:
        memory.close()
