"""A model that answers at once, behind the real interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from translate.config.catalogue import FolderSource, ModelEntry
from translate.errors import OutOfMemory
from translate.models.base import ModelFiles, ModelIdentity
from translate.records import Output


def english(text: str) -> str:
    """A translation that shows its source: the code points' hash, as words; ends as a sentence does."""
    return f"Sentence {sum(map(ord, text)) % 9973} of {len(text)} letters."


class FakeModel:
    """Answers each text with `answer(text)`; counts calls; can fail on request."""

    def __init__(
        self,
        answer: Callable[[str], str] = english,
        window_tokens: int = 64,
        largest_batch: int | None = None,
        stop_after_batches: int | None = None,
    ) -> None:
        self.identity = ModelIdentity("fake", "1", "f" * 8, "marian", "torch", "float32")
        self.window_tokens = window_tokens
        self.batches: list[tuple[str, ...]] = []
        self.closed = False
        self._answer = answer
        self._largest_batch = largest_batch
        self._stop_after = stop_after_batches

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 1 for text in texts]

    def generate(self, texts: Sequence[str]) -> list[Output]:
        if self._stop_after is not None and len(self.batches) >= self._stop_after:
            raise KeyboardInterrupt
        if self._largest_batch is not None and len(texts) > self._largest_batch:
            raise OutOfMemory(f"{len(texts)} texts")
        self.batches.append(tuple(texts))
        counts = self.count_tokens(texts)
        return [
            Output(answer, n, len(answer.split()), finished=True)
            for n, answer in zip(counts, map(self._answer, texts), strict=True)
        ]

    def close(self) -> None:
        self.closed = True

    @property
    def sentences_seen(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


def fake_files(name: str) -> ModelFiles:
    entry = ModelEntry(source=FolderSource(folder=Path("/nowhere")))
    return ModelFiles(name, entry, Path("/nowhere"), "marian", "1", "f" * 8)
