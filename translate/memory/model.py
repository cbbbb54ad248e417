"""A model that remembers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from translate.config.profile import Decoding
from translate.memory.store import TranslationMemory
from translate.models.base import TextModel
from translate.records import Output


class RememberingModel:
    """A TextModel that asks the memory first.

    A batch is answered from the memory only where all of it is known; else it is run whole, with the members
    it was planned with, and committed whole. What was known before stays as it was.
    """

    def __init__(self, model: TextModel, memory: TranslationMemory, decoding: Decoding) -> None:
        """`decoding` is what the profile asks for; what the catalogue asks for is in the model's identity."""
        self.identity = model.identity
        self.window_tokens = model.window_tokens
        self.sentences_recalled = 0
        self._model = model
        self._memory = memory
        self._decoding = decoding

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the model counts."""
        return self._model.count_tokens(texts)

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Outputs for a batch, remembered or new; those of another `decoding` are another system's."""
        system = self._system(decoding)
        known = self._memory.recall(system, texts)
        if all(output is not None for output in known):
            if decoding is None:  # sentences of the run, and no second attempts
                self.sentences_recalled += len(texts)
            return [output for output in known if output is not None]
        new = self._model.generate(texts, decoding)
        self._memory.remember(system, texts, new)
        return [old or fresh for old, fresh in zip(known, new, strict=True)]

    def _system(self, decoding: Decoding | None) -> str:
        asked = self._decoding if decoding is None else decoding.over(self._decoding)
        described = self.identity.as_dict() | {"decoding": asked.model_dump(exclude_none=True)}
        return json.dumps(described, sort_keys=True)

    def close(self) -> None:
        """Free the model and close the memory."""
        self._model.close()
        self._memory.close()
