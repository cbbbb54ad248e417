"""Add the preceding sentences of an article to a sentence, as context for models that read them.

Context and sentence are one string with a separator, because batches, the translation memory and the plan of a window
treat a model's input as a string. The same sentence in another context is thus another input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from translate.records import Article, Sentence

__all__ = ["add_context", "input_of", "join_context", "own_text", "split_context"]

_SEPARATOR = "\x1e"  # RECORD SEPARATOR; cleaning removes control characters from articles
CountTokens = Callable[[Sequence[str]], list[int]]


def input_of(sentence: Sentence) -> str:
    """Return the model's input for a sentence: its context, if any, and its text."""
    return join_context(sentence.context, sentence.text)


def join_context(context: Sequence[str], text: str) -> str:
    """Return the model's input for a text that follows the sentences in `context`."""
    return _SEPARATOR.join((*context, text))


def split_context(source: str) -> tuple[tuple[str, ...], str]:
    """Split an input into its context sentences, oldest first, and the sentence to translate."""
    *context, text = source.split(_SEPARATOR)
    return tuple(context), text


def own_text(source: str) -> str:
    """Return the sentence to translate, without its context."""
    return source.rpartition(_SEPARATOR)[2]


def add_context(article: Article, most: int, count_tokens: CountTokens, max_input_tokens: int) -> Article:
    """Return the article with up to `most` sentences before each sentence as its context.

    The context comes from the same article and is in the source language, so it does not depend on any translation.
    The oldest sentences are left out if the input would exceed the input limit.
    """
    texts = [sentence.text for sentence in article.sentences]
    contexts = [tuple(texts[max(0, n - most) : n]) for n in range(len(texts))]
    counts = count_tokens([join_context(*pair) for pair in zip(contexts, texts, strict=True)])
    for n, tokens in enumerate(counts):
        while tokens > max_input_tokens and contexts[n]:
            contexts[n] = contexts[n][1:]
            (tokens,) = count_tokens([join_context(contexts[n], texts[n])])  # noqa: PLW2901
    following = iter(contexts)
    lines = tuple(
        replace(line, sentences=tuple(replace(s, context=next(following)) for s in line.sentences))
        for line in article.lines
    )
    return replace(article, lines=lines)
