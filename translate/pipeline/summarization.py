"""Summaries of translated articles: a stage of a run, and again for a run that is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from translate.checks.registry import ADVISORY
from translate.config.catalogue import Catalogue
from translate.config.profile import SummarySettings
from translate.models.base import ModelFiles
from translate.models.registry import describe_model, open_model, prepare_model
from translate.progress import Progress
from translate.records import Row, Status, TranslatedArticle
from translate.runs.folder import RunFolder
from translate.summaries.base import EnglishArticle, Summarizer, Summary
from translate.summaries.checks import check_summary
from translate.summaries.lead import LeadSummarizer
from translate.summaries.model import ModelSummarizer

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

    def open(self, batch_tokens: int, progress: Progress) -> Summarizer:
        """Load it."""
        if self.name == "none":
            return NoSummarizer()
        if self.files is None:
            return LeadSummarizer(self.settings.words)
        model = open_model(self.files, "summarize", self.settings, self.settings.words, progress)
        return ModelSummarizer(model, self.settings.words, batch_tokens)


def prepare_summarizer(settings: SummarySettings, catalogue: Catalogue, progress: Progress) -> SummarySource:
    """Find the summariser of a profile; raises ModelError where it cannot be had."""
    if settings.model in ("lead", "none"):
        return SummarySource(settings.model, settings, None)
    files = prepare_model(settings.model, "summarize", catalogue, progress)
    return SummarySource(settings.model, settings, files)


def summarize_window(
    ids: Sequence[str], settled: Collection[str], folder: RunFolder, summarizer: Callable[[], Summarizer]
) -> Iterator[Row]:
    """The rows of the translated articles `ids` that are not `settled`.

    Articles are summarised in groups; a group with an open member is summarised whole.
    """
    for start in range(0, len(ids), GROUP_ARTICLES):
        group = ids[start : start + GROUP_ARTICLES]
        if all(article_id in settled for article_id in group):
            continue
        articles = [folder.article(article_id) for article_id in group]
        english = [EnglishArticle.of(article) for article in articles]
        summaries = summarizer().summarize(english)
        for article, read, summary in zip(articles, english, summaries, strict=True):
            if article.article.id not in settled:
                flags = (*summary.flags, *check_summary(read, summary.text))
                yield row_of(article, Summary(summary.text, flags))


def row_of(translated: TranslatedArticle, summary: Summary) -> Row:
    """The row of an article; its flags are counted by name, the summary's last. Advisory ones are no row's."""
    counted = Counter(f.name for f in (*translated.flags, *summary.flags) if f.name not in ADVISORY)
    return Row(
        id=translated.article.id,
        status=Status.DONE,
        title=translated.title,
        summary=summary.text,
        words=summary.words,
        sentences=len(translated.article.sentences),
        flags=tuple(counted.elements()),
    )
