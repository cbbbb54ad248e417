"""A text model with a translation memory."""

from __future__ import annotations

import json
from collections.abc import Sequence

from translate.config.profile import Decoding
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.models.base import TextModel
from translate.records import Output
from translate.text.context import own_text

__all__ = ["RememberingModel", "described_system", "imported_settings"]


class RememberingModel:
    """A TextModel that looks sentences up in the memory first; without a memory it only calls the model.

    A batch is answered from the memory only if it contains all of its sentences. Otherwise the whole batch is
    translated as planned and stored; known entries are not overwritten. Imported translations take precedence over
    a model's. Threads may run batches in parallel.
    """

    def __init__(self, model: TextModel, memory: TranslationMemory | None, decoding: Decoding) -> None:
        """Set the profile's `decoding`; the catalogue's decoding is part of the model's identity."""
        self.identity = model.identity
        self.window_tokens = model.window_tokens
        self.parallel = model.parallel
        self.takes_context = model.takes_context
        self._model = model
        self._memory = memory
        self._decoding = decoding

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count tokens as the model does."""
        return self._model.count_tokens(texts)

    def known(self, texts: Sequence[str]) -> list[bool]:
        """Return for each text whether the memory contains it."""
        if self._memory is None:
            return [False] * len(texts)
        own = self._memory.knows(self._system(None), texts)
        imported = self._memory.knows(IMPORTED, [*map(own_text, texts)])
        return [mine or theirs for mine, theirs in zip(own, imported, strict=True)]

    def recall(self, texts: Sequence[str]) -> list[Output] | None:
        """Return the stored outputs of a batch if all of it is stored (with the model's decoding), else None."""
        if self._memory is None:
            return None
        known = self._known(self._memory, self._system(None), texts)
        return None if None in known else [output for output in known if output is not None]

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Return the outputs of a batch, stored or new; another `decoding` counts as another system."""
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
        own, imported = memory.recall(system, texts), memory.recall(IMPORTED, [*map(own_text, texts)])
        return [theirs or mine for mine, theirs in zip(own, imported, strict=True)]

    def _system(self, decoding: Decoding | None) -> str:
        return described_system(self.identity.as_dict(), self._decoding, decoding)

    def close(self) -> None:
        """Free the model and close the memory."""
        self._model.close()
        if self._memory is not None:
            self._memory.close()


def described_system(identity: dict[str, str], asked: Decoding, over: Decoding | None = None) -> str:
    """Return the memory's key for a system: the model, its engine and the decoding."""
    decoding = asked if over is None else over.over(asked)
    return json.dumps(identity | {"decoding": decoding.model_dump(exclude_none=True)}, sort_keys=True)


def imported_settings() -> dict[str, str]:
    """Return a hash of the imported translations for the settings of a run; empty without any."""
    memory = TranslationMemory()
    try:
        imported = memory.fingerprint(IMPORTED)
    finally:
        memory.close()
    return {"imported_translations": imported} if imported else {}
