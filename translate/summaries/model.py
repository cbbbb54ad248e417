"""Summaries by a model: the whole article, past the model's window by sections and a summary of the summaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from translate.batches import generate_halving, plan_batches
from translate.models.base import TextModel
from translate.records import Flag, Output
from translate.summaries.base import EnglishArticle, Summary, repeats_headline, whole_sentences
from translate.summaries.lead import lead
from translate.text.english import split_english


class ModelSummarizer:
    """Summarises with a model of at most `words` words each, batches of at most `batch_tokens`."""

    def __init__(self, model: TextModel, words: int, batch_tokens: int) -> None:
        self._model = model
        self._words = words
        self._batch_tokens = batch_tokens

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """A summary for each article, in order.

        An article within the model's window is summarised as a whole, title first. A longer one is cut into
        sections that fit, each is summarised, and their summaries, put together, are the article that is
        summarised next, until it fits.
        """
        texts = [article.text for article in articles]
        sections = self._sections(texts)
        while long := [i for i, parts in enumerate(sections) if len(parts) > 1]:
            written = iter(self._run([part for i in long for part in sections[i]]))
            for i in long:
                shorter = self._shorten(articles[i].title, sections[i], written)
                if len(shorter) > 0.8 * len(texts[i]):  # it would not come to an end
                    shorter = lead(articles[i], self._words).text
                texts[i] = shorter
            sections = self._sections(texts)
        outputs = self._run([parts[0] for parts in sections])
        return [self._finish(a, o) for a, o in zip(articles, outputs, strict=True)]

    def close(self) -> None:
        """Free the model."""
        self._model.close()

    def _shorten(self, title: str, sections: Sequence[str], written: Iterator[Output]) -> str:
        """The title and the sections' summaries, a line each; the output for each section is taken from `written`."""
        lines = [title]
        for section in sections:
            words = min(self._words, len(section.split()) // 3)
            output = next(written)
            lines.append(
                whole_sentences(split_english(output.text), words)
                or whole_sentences(split_english(section), words)
            )
        return "\n".join(lines)

    def _finish(self, article: EnglishArticle, output: Output) -> Summary:
        sentences = (s for s in split_english(output.text) if not repeats_headline(s, article.title))
        text = whole_sentences(sentences, self._words)
        if text:
            return Summary(text)
        # Better the article's own first sentences, and said so, than half a sentence.
        return Summary(
            lead(article, self._words).text, (Flag("lead instead of summary", "no complete sentence"),)
        )

    def _run(self, texts: Sequence[str]) -> list[Output]:
        counts = self._model.count_tokens(texts)
        outputs: dict[int, Output] = {}
        for batch in plan_batches(counts, self._batch_tokens):
            parts = generate_halving(self._model, [texts[i] for i in batch])
            outputs.update(zip(batch, (o for part, _ in parts for o in part), strict=True))
        return [outputs[i] for i in range(len(texts))]

    def _sections(self, texts: Sequence[str]) -> list[list[str]]:
        """Each text as it is where it fits the window, else cut between its sentences into parts that do."""
        counts = self._model.count_tokens(texts)
        window = self._model.window_tokens
        return [
            [text] if count <= window else self._pack(text) for text, count in zip(texts, counts, strict=True)
        ]

    def _pack(self, text: str) -> list[str]:
        overhead = self._model.count_tokens([""])[0]
        room = self._model.window_tokens - overhead
        pieces = list(self._small_enough(split_english(text), room, overhead))
        sizes = [n - overhead + 1 for n in self._model.count_tokens(pieces)]  # 1 for the space between
        groups: list[list[str]] = [[]]
        used = 0
        for piece, size in zip(pieces, sizes, strict=True):
            if groups[-1] and used + size > room:
                groups.append([])
                used = 0
            groups[-1].append(piece)
            used += size
        return [" ".join(group) for group in groups]

    def _small_enough(self, sentences: Sequence[str], room: int, overhead: int) -> Iterable[str]:
        """The sentences, those that alone would not fit halved at a space until they do."""
        waiting = list(reversed(sentences))
        while waiting:
            sentence = waiting.pop()
            if self._model.count_tokens([sentence])[0] - overhead < room or len(sentence) < 2:
                yield sentence
                continue
            middle = sentence.rfind(" ", 1, len(sentence) // 2 + 1)
            middle = middle if middle > 0 else len(sentence) // 2
            waiting += [sentence[middle:].strip(), sentence[:middle].strip()]
