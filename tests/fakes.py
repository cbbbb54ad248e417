"""A fake model with the real interface that answers immediately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import FolderSource, ModelEntry
from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.models.base import ModelFiles, ModelIdentity
from translate.records import Output


def english(text: str) -> str:
    """Return a made-up translation of the same length that identifies its source; only number checks can flag it."""
    words = [f"Sentence {sum(map(ord, text)) % 9973} of {len(text)} letters"]
    while len(" ".join(words)) < 0.9 * len(text):
        words.append(_word(len(words)))
    return f"{' '.join(words)}."


def _word(number: int) -> str:
    """Return the word of a number: a, b, ... z, ba, bb, ..."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


class FakeModel:
    """Answers each text with `answer(text)`, counts calls, and fails on request."""

    def __init__(
        self,
        answer: Callable[[str], str] = english,
        max_input_tokens: int = 64,
        largest_batch: int | None = None,
        stop_after_batches: int | None = None,
        retry: Callable[[str], str] | None = None,
    ) -> None:
        self.identity = ModelIdentity("fake", "1", "f" * 8, "marian", "torch", "float32")
        self.max_input_tokens = max_input_tokens
        self.parallel = 1
        self.takes_context = False
        self.busy_seconds = 0.0
        self.batches: list[tuple[str, ...]] = []
        self.retries: list[tuple[str, ...]] = []  # batches that override the decoding
        self.closed = False
        self._answer = answer
        self._retry = retry or answer
        self._largest_batch = largest_batch
        self._stop_after = stop_after_batches

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 1 for text in texts]

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        if self._stop_after is not None and len(self.batches) + len(self.retries) >= self._stop_after:
            raise KeyboardInterrupt
        if self._largest_batch is not None and len(texts) > self._largest_batch:
            raise OutOfMemory(f"{len(texts)} texts")
        (self.batches if decoding is None else self.retries).append(tuple(texts))
        counts = self.count_tokens(texts)
        answer = self._answer if decoding is None else self._retry
        return [
            Output(answered, n, len(answered.split()), finished=True)
            for n, answered in zip(counts, map(answer, texts), strict=True)
        ]

    def close(self) -> None:
        self.closed = True

    @property
    def sentences_seen(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


class FakeNBest(FakeModel):
    """A fake model whose hypotheses are those of `several(text)`, likeliest first."""

    def __init__(
        self,
        answer: Callable[[str], str] = english,
        several: Callable[[str], Sequence[str]] = lambda _: (),
        **more: Any,
    ) -> None:
        super().__init__(answer, **more)
        self.asked: list[tuple[str, ...]] = []  # for several hypotheses
        self._several = several

    def hypotheses(self, texts: Sequence[str], count: int) -> list[list[Output]]:
        self.asked.append(tuple(texts))
        return [
            [
                Output(answered, len(text.split()) + 1, len(answered.split()), finished=True)
                for answered in self._several(text)
            ]
            for text in texts
        ]


def fake_files(name: str) -> ModelFiles:
    entry = ModelEntry(source=FolderSource(folder=Path("/nowhere")))
    return ModelFiles(name, entry, Path("/nowhere"), "marian", "1", "f" * 8)
