"""A model that remembers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from translate.config.profile import Decoding
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.models.base import TextModel
from translate.records import Output

__all__ = ["RememberingModel", "described_system", "imported_settings"]


class RememberingModel:
    """A TextModel that asks the memory first; without a memory it is the model alone.

    A batch is answered from the memory only where all of it is known; else it is run whole, with the members
    it was planned with, and committed whole. What was known before stays as it was. Imported translations go before
    any model's. Batches may run at once, from several threads.
    """

    def __init__(self, model: TextModel, memory: TranslationMemory | None, decoding: Decoding) -> None:
        """`decoding` is what the profile asks for; what the catalogue asks for is in the model's identity."""
        self.identity = model.identity
        self.window_tokens = model.window_tokens
        self.parallel = model.parallel
        self._model = model
        self._memory = memory
        self._decoding = decoding

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the model counts."""
        return self._model.count_tokens(texts)

    def known(self, texts: Sequence[str]) -> list[bool]:
        """Which of the texts the memory knows."""
        if self._memory is None:
            return [False] * len(texts)
        own = self._memory.knows(self._system(None), texts)
        imported = self._memory.knows(IMPORTED, texts)
        return [mine or theirs for mine, theirs in zip(own, imported, strict=True)]

    def recall(self, texts: Sequence[str]) -> list[Output] | None:
        """The outputs of a batch that is known as a whole, by the model's own decoding; else None."""
        if self._memory is None:
            return None
        known = self._known(self._memory, self._system(None), texts)
        return None if None in known else [output for output in known if output is not None]

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Outputs for a batch, remembered or new; those of another `decoding` are another system's."""
        if self._memory is None:
            return self._model.generate(texts, decoding)
        system = self._system(decoding)
        known = self._known(self._memory, system, texts)
        if None not in known:
            return [output for output in known if output is not None]
        new = self._model.generate(texts, decoding)
        self._memory.remember(system, texts, new)
        return [old or fresh for old, fresh in zip(known, new, strict=True)]

    @staticmethod
    def _known(memory: TranslationMemory, system: str, texts: Sequence[str]) -> list[Output | None]:
        own, imported = memory.recall(system, texts), memory.recall(IMPORTED, texts)
        return [theirs or mine for mine, theirs in zip(own, imported, strict=True)]

    def _system(self, decoding: Decoding | None) -> str:
        return described_system(self.identity.as_dict(), self._decoding, decoding)

    def close(self) -> None:
        """Free the model and close the memory."""
        self._model.close()
        if self._memory is not None:
            self._memory.close()


def described_system(identity: dict[str, str], asked: Decoding, over: Decoding | None = None) -> str:
    """A system as the memory knows it: the model, its engine, and the decoding; the key of its answers."""
    decoding = asked if over is None else over.over(asked)
    return json.dumps(identity | {"decoding": decoding.model_dump(exclude_none=True)}, sort_keys=True)


def imported_settings() -> dict[str, str]:
    """What imported translations add to the settings of a run, which depends on them; empty without any."""
    memory = TranslationMemory()
    try:
        imported = memory.fingerprint(IMPORTED)
    finally:
        memory.close()
    return {"imported_translations": imported} if imported else {}
