"""Summarise with a model: the whole article, or first its sections if it exceeds the input limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from translate.checks.conduct import strip_chatter, summary_misconduct
from translate.models.base import TextModel
from translate.models.batches import Shortage, generate_all, plan_batches
from translate.records import Flag, Output
from translate.summaries.base import (
    LEAD_INSTEAD,
    SENTENCES,
    EnglishArticle,
    Summary,
    choose_sentences,
    own_summary,
    repeats_headline,
    whole_sentences,
)
from translate.summaries.checks import unsupported
from translate.summaries.lead import lead
from translate.text.english import split_english

__all__ = ["ModelSummarizer"]

_LONGER = "longer than the article"
_LEFT_OUT = "unsupported sentence left out"
_SHORTER = 0.8  # each round must shorten the text by a fifth at least; otherwise the loop might never end


class ModelSummarizer:
    """A summariser that uses a model: at most `words` words per summary, batches of at most `batch_tokens`."""

    def __init__(
        self, model: TextModel, words: int, batch_tokens: int, shortage: Shortage | None = None
    ) -> None:
        """`shortage` counts the batches that did not fit the memory."""
        self._shortage = shortage or Shortage()
        self._model = model
        self._words = words
        self._batch_tokens = batch_tokens

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """Return a summary of each article, in order.

        An article with no more words than a summary is its own summary. One that fits the model's input limit is
        summarised as a whole, title first. A longer one is split into sections that fit. Their summaries are joined and
        summarised again until they fit. If they do not become shorter, the article's lead is used, with a flag.
        """
        summaries = {i: own for i, a in enumerate(articles) if (own := own_summary(a, self._words))}
        texts = {i: article.text for i, article in enumerate(articles) if i not in summaries}
        flags: dict[int, tuple[Flag, ...]] = dict.fromkeys(texts, ())
        while long := {i: parts for i, parts in self._sections(texts).items() if len(parts) > 1}:
            written = iter(self._run([part for parts in long.values() for part in parts]))
            for i, parts in long.items():
                lines, unsummarised = self._shorten(articles[i].title, parts, written)
                if unsummarised:
                    flags[i] += (Flag("sections not summarised", f"{unsummarised} of {len(parts)}"),)
                if not lines or len(lines) > _SHORTER * len(texts[i]):
                    summaries[i] = self._lead(articles[i], "it could not be shortened")
                    del texts[i]
                else:
                    texts[i] = lines
        outputs = self._run(list(texts.values()))
        for i, output in zip(texts, outputs, strict=True):
            summary = self._finish(articles[i], output)
            summaries[i] = Summary(summary.text, (*flags[i], *summary.flags))
        return [summaries[i] for i in range(len(articles))]

    def close(self) -> None:
        """Free the model's memory."""
        self._model.close()

    def _shorten(self, title: str, sections: Sequence[str], written: Iterator[Output]) -> tuple[str, int]:
        """Return the title and the sections' summaries, one per line, and the number of sections without one.

        `written` yields the output for each section. If it has no complete sentence, the section's first sentences
        replace it. A title that would fill half of the input or more is not repeated.
        """
        fits = self._model.count_tokens([title])[0] <= self._model.max_input_tokens // 2
        lines = [title] if fits else []
        unsummarised = 0
        for section in sections:
            words = min(self._words, len(section.split()) // 3)
            summary = whole_sentences(split_english(next(written).text), words)
            if not summary:
                unsummarised += 1
                summary = whole_sentences(split_english(section), words)
            lines.append(summary)
        return "\n".join(line for line in lines if line), unsummarised

    def _finish(self, article: EnglishArticle, output: Output) -> Summary:
        written, talk = strip_chatter(article.text, output.text)
        doubt = summary_misconduct(article.text, written)
        if doubt is not None:
            return self._lead(article, f"{doubt.name}: {doubt.detail}")
        sentences = [s for s in split_english(written) if not repeats_headline(s, article)]
        chosen = choose_sentences(sentences, self._words, SENTENCES)
        if not chosen:
            return self._lead(article, "no complete sentence")
        flags = tuple(Flag("chatter removed", change.before) for change in talk)
        # Leave out a sentence that the article does not support, if other sentences remain.
        doubts = {s: found for s in chosen if (found := unsupported(article, s))}
        others = [s for s in sentences if not unsupported(article, s)] if doubts else []
        if rest := choose_sentences(others, self._words, SENTENCES):
            chosen = rest
            flags += tuple(Flag(_LEFT_OUT, f"{', '.join(found)}: {s}") for s, found in doubts.items())
        summary = Summary(" ".join(chosen), flags)
        return self._lead(article, _LONGER) if summary.words > article.words else summary

    def _lead(self, article: EnglishArticle, why: str) -> Summary:
        """Return the article's first sentences, with a flag, instead of an unusable summary."""
        return Summary(lead(article, self._words).text, (Flag(LEAD_INSTEAD, why),))

    def _run(self, texts: Sequence[str]) -> list[Output]:
        counts = self._model.count_tokens(texts)
        return generate_all(
            self._model, texts, plan_batches(counts, self._batch_tokens), None, self._shortage
        )

    def _sections(self, texts: Mapping[int, str]) -> dict[int, list[str]]:
        """Return each text unchanged if it fits the input limit, otherwise split between sentences."""
        counts = self._model.count_tokens(list(texts.values()))
        longest = self._model.max_input_tokens
        return {
            i: [text] if count <= longest else self._pack(text)
            for (i, text), count in zip(texts.items(), counts, strict=True)
        }

    def _pack(self, text: str) -> list[str]:
        overhead = self._model.count_tokens([""])[0]
        room = self._model.max_input_tokens - overhead
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
        """Yield the sentences; a sentence that does not fit alone is halved at a space until it fits."""
        waiting = list(reversed(sentences))
        while waiting:
            sentence = waiting.pop()
            if self._model.count_tokens([sentence])[0] - overhead < room or len(sentence) < 2:
                yield sentence
                continue
            middle = sentence.rfind(" ", 1, len(sentence) // 2 + 1)
            middle = middle if middle > 0 else len(sentence) // 2
            waiting += [sentence[middle:].strip(), sentence[:middle].strip()]
