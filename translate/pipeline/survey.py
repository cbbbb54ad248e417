"""What a run would do, without loading a model or writing a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from translate.config.catalogue import ModelEntry, Task, find_model, load_catalogue
from translate.errors import ArticleError
from translate.models.registry import find_prepared
from translate.pipeline.run import RunRequest, documents_of, rejected_row
from translate.records import Row
from translate.text.article import read_articles
from translate.text.furniture import load_furniture


@dataclass(frozen=True, slots=True)
class NeededModel:
    """A model of the run: where it lies, or what has to be fetched first (`entry.bytes`, where that is known)."""

    name: str
    task: Task
    entry: ModelEntry
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Survey:
    """The articles and sentences of a run, those that are left out with the reason, and the models."""

    articles: int
    sentences: int
    source_words: int
    rejected: tuple[Row, ...]
    models: tuple[NeededModel, ...]


def survey(request: RunRequest) -> Survey:
    """Read and split all inputs; raises as `run` does where the request is wrong."""
    furniture = load_furniture(request.profile.cleaning.furniture)
    models = _models(request)
    rejected: list[Row] = []
    articles = sentences = words = 0
    for document, article in read_articles(documents_of(request), furniture, request.profile.input):
        if isinstance(article, ArticleError):
            rejected.append(rejected_row(document.id, article))
            continue
        articles += 1
        sentences += len(article.sentences)
        words += sum(len(sentence.text.split()) for sentence in article.sentences)
    return Survey(articles, sentences, words, tuple(rejected), models)


def _models(request: RunRequest) -> tuple[NeededModel, ...]:
    catalogue = load_catalogue()
    wanted: list[tuple[str, Task]] = [(request.profile.translation.model, "translate")]
    if request.profile.summary.model not in ("lead", "none"):
        wanted.append((request.profile.summary.model, "summarize"))
    found = []
    for name, task in wanted:
        entry = find_model(name, task, catalogue)
        found.append(NeededModel(name, task, entry, find_prepared(entry, name)))
    return tuple(found)
