"""Translate the articles of one window, batches shared, each article given back when its last sentence is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from translate.batches import generate_halving, plan_batches, unique
from translate.pipeline.retry import Attempts, Reviser
from translate.records import Article, Output, TranslatedArticle, TranslatedLine, Way
from translate.text.glossary import Glossary


@dataclass(slots=True)
class Tally:
    """What has been done so far in this process, for the bar and for `run.json`."""

    articles_total: int = 0
    articles_done: int = 0
    articles_read: int = 0  # into a window; those behind it are not yet counted in what is known
    sentences_done: int = 0
    sentences_known: int = 0
    tokens_done: int = 0  # source tokens
    tokens_known: int = 0
    output_tokens: int = 0
    sentences_recalled: int = 0  # of those done, by the translation memory
    sentences_retried: int = 0  # broken at first, and translated again
    retries_kept: int = 0  # of those, whose later attempt was the better one
    batches_halved: int = 0
    observer: Callable[[Tally], None] | None = None

    def report(self) -> None:
        """Tell whoever watches that something has changed."""
        if self.observer is not None:
            self.observer(self)


def translate_window(
    articles: Sequence[Article], settled: Collection[str], reviser: Reviser, tally: Tally
) -> Iterator[TranslatedArticle]:
    """Translate the articles whose ids are not `settled`, and yield each as soon as it is whole.

    The batches are planned over all articles of the window, settled or not, so that a run that goes on runs
    them with the same members; those that no open article needs are left out. A text that stands several times
    in the window is translated once. The outputs of a batch are judged, and tried again where they are broken, at once.
    """
    model = reviser.model
    texts = unique([s.text for article in articles for s in article.sentences])
    counts = model.count_tokens(list(texts))
    keys = list(texts)
    open_articles = [a for a in articles if a.id not in settled]
    missing = {a.id: {texts[s.text] for s in a.sentences} for a in open_articles}
    needed = set().union(*missing.values()) if missing else set()
    plan = [b for b in plan_batches(counts, reviser.batch_tokens) if not needed.isdisjoint(b)]
    tally.sentences_known += sum(len(b) for b in plan)
    tally.tokens_known += sum(counts[i] for b in plan for i in b)
    tally.report()

    attempts: dict[int, Attempts] = {}
    for article in _whole(open_articles, missing):
        yield _assembled(article, texts, attempts, reviser.glossary)
    for batch in plan:
        sources = [keys[i] for i in batch]
        outputs: list[Output] = []
        for part, halved in generate_halving(model, sources):
            tally.batches_halved += halved
            outputs += part
        attempts.update(zip(batch, reviser.revise(sources, outputs), strict=True))
        tally.sentences_done += len(batch)
        tally.sentences_retried += sum(bool(attempts[i].not_kept) for i in batch)
        tally.retries_kept += sum(attempts[i].kept.way is not Way.FIRST for i in batch)
        tally.tokens_done += sum(counts[i] for i in batch)
        tally.output_tokens += sum(output.output_tokens for output in outputs)
        for waiting in missing.values():
            waiting.difference_update(batch)
        tally.report()
        for article in _whole(open_articles, missing):
            yield _assembled(article, texts, attempts, reviser.glossary)


def _whole(articles: Sequence[Article], missing: dict[str, set[int]]) -> Iterator[Article]:
    """The articles whose last sentence is back; each is given once."""
    for article in articles:
        if article.id in missing and not missing[article.id]:
            del missing[article.id]
            yield article


def _assembled(
    article: Article, texts: dict[str, int], attempts: dict[int, Attempts], glossary: Glossary
) -> TranslatedArticle:
    lines = (
        TranslatedLine(line, tuple(attempts[texts[s.text]].of(s, glossary) for s in line.sentences))
        for line in article.lines
    )
    return TranslatedArticle(article, tuple(lines))
