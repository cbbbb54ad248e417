"""The sentences before a sentence, for models that read them: one string contains both, with a separator.

A model's input is a string everywhere: in batches, in the translation memory, in the plan of a window. So the same
sentence after other sentences is another input, and a resumed run finds the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from translate.records import Article, Sentence

__all__ = ["add_context", "input_of", "join_context", "own_text", "split_context"]

_SEPARATOR = "\x1e"  # RECORD SEPARATOR; cleaning removes control characters from articles
CountTokens = Callable[[Sequence[str]], list[int]]


def input_of(sentence: Sentence) -> str:
    """Return what a model is given for a sentence: its context and its text, or its text alone."""
    return join_context(sentence.context, sentence.text)


def join_context(context: Sequence[str], text: str) -> str:
    """Return the input for a text after the sentences of `context`."""
    return _SEPARATOR.join((*context, text))


def split_context(source: str) -> tuple[tuple[str, ...], str]:
    """Return the sentences before the one to translate, oldest first, and that one."""
    *context, text = source.split(_SEPARATOR)
    return tuple(context), text


def own_text(source: str) -> str:
    """Return the sentence to translate, without its context."""
    return source.rpartition(_SEPARATOR)[2]


def add_context(article: Article, most: int, count_tokens: CountTokens, max_input_tokens: int) -> Article:
    """Return the article with up to `most` sentences before each sentence as its context.

    The context is of the same article and in the source language, so it depends on no translation. The oldest
    sentences are left out if the input would exceed the input limit.
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
