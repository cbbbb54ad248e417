"""Summaries of translated articles: a stage of a run, and again for a run that is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from translate.checks.counted import counted_flags
from translate.checks.registry import ADVISORY
from translate.config.catalogue import Catalogue
from translate.config.profile import Decoding, SummarySettings
from translate.engines.loading import describe_model, open_model
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

# Articles that are summarised together, always the same ones, so that a run that goes on writes what an
# undisturbed one would.
GROUP_ARTICLES = 16


class NoSummarizer:
    """Makes none."""

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """An empty summary for each article."""
        return [Summary("") for _ in articles]

    def close(self) -> None:
        """Nothing is held."""


class Stopped(Exception):
    """Summaries that are made beside the run were given up, for the run has ended."""


class _Stoppable:
    """A TextModel that runs no more batches once it is told to stop: a group of articles takes many."""

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
        """As the model does; raises Stopped."""
        if self._stop.is_set():
            raise Stopped
        return self._model.generate(texts, decoding)


@dataclass(frozen=True, slots=True)
class SummarySource:
    """A summariser that was found and not yet loaded; `files` is None for `lead` and `none`."""

    name: str
    settings: SummarySettings
    files: ModelFiles | None

    def describe(self) -> dict[str, str]:
        """What the summaries depend on, for the run's identity and `run.json`."""
        if self.files is None:
            return {"name": self.name}
        return describe_model(self.files, self.settings).as_dict()

    def open(
        self,
        batch_tokens: int,
        progress: Progress,
        shortage: Shortage | None = None,
        stop: Event | None = None,
    ) -> Summarizer:
        """Load it.

        `shortage` is told of the batches that the memory does not hold; once `stop` is set, the next batch raises
        Stopped.
        """
        if self.name == "none":
            return NoSummarizer()
        if self.files is None:
            return LeadSummarizer(self.settings.words)
        model = open_model(self.files, "summarize", self.settings, self.settings.words, progress)
        stoppable = model if stop is None else _Stoppable(model, stop)
        return ModelSummarizer(stoppable, self.settings.words, batch_tokens, shortage)


def prepare_summarizer(settings: SummarySettings, catalogue: Catalogue, progress: Progress) -> SummarySource:
    """Find the summariser of a profile; raises ModelError where it cannot be had."""
    if settings.model in ("lead", "none"):
        return SummarySource(settings.model, settings, None)
    files = prepare_model(settings.model, "summarize", catalogue, progress)
    return SummarySource(settings.model, settings, files)


def summarize_window(
    ids: Sequence[str],
    settled: Container[str],
    article: Callable[[str], TranslatedArticle],
    summarizer: Callable[[], Summarizer],
) -> Iterator[list[Row]]:
    """The rows of the translated articles `ids` that are not `settled`, group by group; `article` finds one by its id.

    Articles are summarised in groups; a group with an open member is summarised whole.
    """
    for start in range(0, len(ids), GROUP_ARTICLES):
        group = ids[start : start + GROUP_ARTICLES]
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
    """Return the row of an article; its flags are counted by name, the summary's last.

    Advisory flags do not count, except in the headline.
    """
    doubts = (*counted_flags(translated), *(flag for flag in summary.flags if flag.name not in ADVISORY))
    counted = Counter(flag.name for flag in doubts)
    return Row(
        id=translated.article.id,
        status=Status.DONE,
        title=translated.title,
        summary=summary.text,
        words=summary.words,
        sentences=len(translated.article.sentences),
        flags=tuple(counted.elements()),
        notes=translated.article.notes,
        copied=sum(line.line.copied is not None for line in translated.lines),
    )
