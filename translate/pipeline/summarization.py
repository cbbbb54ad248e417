"""Summaries of translated articles, during a run or for a finished one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event

from translate.checks.counted import row_without_summary
from translate.checks.registry import ADVISORY
from translate.config.catalogue import Catalogue
from translate.config.profile import Decoding, SummarySettings
from translate.engines.loading import describe_model, open_model
from translate.engines.selection import Where
from translate.models.base import ModelFiles, TextModel
from translate.models.batches import Shortage
from translate.models.registry import prepare_model
from translate.progress import Progress
from translate.records import Output, Row, Status, TranslatedArticle
from translate.summaries.base import EnglishArticle, Summarizer, Summary
from translate.summaries.checks import check_summary
from translate.summaries.lead import LeadSummarizer
from translate.summaries.model import ModelSummarizer

__all__ = ["NoSummarizer", "Stopped", "SummarySource", "prepare_summarizer", "row_of", "summarize_window"]

# Articles per group. A group always has the same articles, so that a resumed run writes the same summaries as an
# uninterrupted one.
_GROUP_ARTICLES = 16


class NoSummarizer:
    """A Summarizer that makes empty summaries."""

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """Return an empty summary for each article."""
        return [Summary("") for _ in articles]

    def close(self) -> None:
        """Do nothing; no resources are held."""


class Stopped(Exception):
    """Raised in the summariser's thread when the run has ended."""


class _Stoppable:
    """A TextModel that raises Stopped at the next batch once `stop` is set."""

    def __init__(self, model: TextModel, stop: Event) -> None:
        self.identity = model.identity
        self.max_input_tokens = model.max_input_tokens
        self.parallel = model.parallel
        self.takes_context = model.takes_context
        self.count_tokens = model.count_tokens
        self.close = model.close
        self._model = model
        self._stop = stop

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Return the model's outputs; raises Stopped if `stop` is set."""
        if self._stop.is_set():
            raise Stopped
        return self._model.generate(texts, decoding)


@dataclass(frozen=True, slots=True)
class SummarySource:
    """A summariser that is found but not loaded yet; `files` is None for `lead` and `none`.

    `where` is the machine that will run it.
    """

    name: str
    settings: SummarySettings
    files: ModelFiles | None
    where: Where = "here"

    def describe(self) -> dict[str, str]:
        """Return the facts that the summaries depend on, for the run's identity and `run.json`."""
        if self.files is None:
            return {"name": self.name}
        return describe_model(self.files, self.settings, self.where).as_dict()

    def open(
        self,
        batch_tokens: int,
        progress: Progress,
        shortage: Shortage | None = None,
        stop: Event | None = None,
    ) -> Summarizer:
        """Load the summariser.

        `shortage` counts batches that did not fit into memory. Once `stop` is set, the next batch raises Stopped.
        """
        if self.name == "none":
            return NoSummarizer()
        if self.files is None:
            return LeadSummarizer(self.settings.words)
        model = open_model(self.files, "summarize", self.settings, self.settings.words, progress)
        stoppable = model if stop is None else _Stoppable(model, stop)
        return ModelSummarizer(stoppable, self.settings.words, batch_tokens, shortage)


def prepare_summarizer(
    settings: SummarySettings, catalogue: Catalogue, progress: Progress, where: Where = "here"
) -> SummarySource:
    """Return the summariser of a profile, downloaded if needed; raises ModelError if it is unavailable.

    `where` is the machine that will run it.
    """
    if settings.model in ("lead", "none"):
        return SummarySource(settings.model, settings, None)
    files = prepare_model(settings.model, "summarize", catalogue, progress)
    return SummarySource(settings.model, settings, files, where)


def summarize_window(
    ids: Sequence[str],
    settled: Container[str],
    article: Callable[[str], TranslatedArticle],
    summarizer: Callable[[], Summarizer],
) -> Iterator[list[Row]]:
    """Yield the rows of the articles `ids` that are not `settled`, one list per group; `article` returns one by its id.

    A group with at least one article that is not settled is summarised whole.
    """
    for start in range(0, len(ids), _GROUP_ARTICLES):
        group = ids[start : start + _GROUP_ARTICLES]
        if all(article_id in settled for article_id in group):
            continue
        articles = [article(article_id) for article_id in group]
        english = [EnglishArticle.of(article) for article in articles]
        summaries = summarizer().summarize(english)
        rows = []
        for translated, read, summary in zip(articles, english, summaries, strict=True):
            if translated.article.id not in settled:
                flags = (*summary.flags, *check_summary(read, summary.text))
                rows.append(row_of(translated, Summary(summary.text, flags)))
        yield rows


def row_of(translated: TranslatedArticle, summary: Summary) -> Row:
    """Return the row of a translated article; it lists its flags by name, those of the summary last.

    Advisory flags do not count, except in the headline.
    """
    row = row_without_summary(translated, Status.DONE)
    doubts = [flag.name for flag in summary.flags if flag.name not in ADVISORY]
    flags = tuple(Counter((*row.flags, *doubts)).elements())
    return replace(row, summary=summary.text, words=summary.words, flags=flags)
