"""Translate the articles of one window, batches shared, each article given back when its last sentence is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from translate.batches import generate_halving, plan_batches, unique
from translate.checks.sentence import check_sentence
from translate.models.base import TextModel
from translate.records import Article, Output, TranslatedArticle, TranslatedLine


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
    batches_halved: int = 0
    observer: Callable[[Tally], None] | None = None

    def report(self) -> None:
        """Tell whoever watches that something has changed."""
        if self.observer is not None:
            self.observer(self)


def translate_window(
    articles: Sequence[Article],
    settled: Collection[str],
    model: TextModel,
    batch_tokens: int,
    tally: Tally,
) -> Iterator[TranslatedArticle]:
    """Translate the articles whose ids are not `settled`, and yield each as soon as it is whole.

    The batches are planned over all articles of the window, settled or not, so that a run that goes on runs
    them with the same members; those that no open article needs are left out. A text that stands several times
    in the window is translated once.
    """
    texts = unique([s.text for article in articles for s in article.sentences])
    counts = model.count_tokens(list(texts))
    keys = list(texts)
    open_articles = [a for a in articles if a.id not in settled]
    missing = {a.id: {texts[s.text] for s in a.sentences} for a in open_articles}
    needed = set().union(*missing.values()) if missing else set()
    plan = [b for b in plan_batches(counts, batch_tokens) if not needed.isdisjoint(b)]
    tally.sentences_known += sum(len(b) for b in plan)
    tally.tokens_known += sum(counts[i] for b in plan for i in b)
    tally.report()

    outputs: dict[int, Output] = {}
    yield from _whole(open_articles, missing, texts, outputs)
    for batch in plan:
        done = 0
        for part, halved in generate_halving(model, [keys[i] for i in batch]):
            tally.batches_halved += halved
            for output in part:
                outputs[batch[done]] = _one_line(output)
                tally.output_tokens += output.output_tokens
                done += 1
        tally.sentences_done += len(batch)
        tally.tokens_done += sum(counts[i] for i in batch)
        for waiting in missing.values():
            waiting.difference_update(batch)
        tally.report()
        yield from _whole(open_articles, missing, texts, outputs)


def _whole(
    articles: Sequence[Article],
    missing: dict[str, set[int]],
    texts: dict[str, int],
    outputs: dict[int, Output],
) -> Iterator[TranslatedArticle]:
    """The articles whose last sentence is back; each is given once."""
    for article in articles:
        if article.id in missing and not missing[article.id]:
            del missing[article.id]
            yield TranslatedArticle(
                article,
                tuple(
                    TranslatedLine(
                        line, tuple(check_sentence(s, outputs[texts[s.text]]) for s in line.sentences)
                    )
                    for line in article.lines
                ),
            )


def _one_line(output: Output) -> Output:
    """The output with white space folded: a line break inside it would shift every line behind it."""
    folded = " ".join(output.text.split())
    return (
        output
        if folded == output.text
        else Output(folded, output.source_tokens, output.output_tokens, output.finished)
    )
