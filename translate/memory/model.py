"""A text model with a translation memory."""

from __future__ import annotations

import json
from collections.abc import Sequence

from translate.config.profile import Decoding
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED
from translate.models.base import NBestModel, TextModel
from translate.models.partial_batches import Attempted, OneByOneModel
from translate.records import Output
from translate.text.context import own_text

__all__ = ["RememberingModel", "described_system", "imported_settings"]

_NO_OUTPUT = Output("", 0, 0, finished=True)  # replaces a hypothesis that equals another one


class RememberingModel:
    """A TextModel that first looks up sentences in the memory; without a memory it only calls the model.

    A batch is answered from the memory only if it contains all of its sentences. Otherwise the whole batch is
    translated as planned and stored; known entries are not overwritten. A model that answers each text alone gets only
    the unknown ones, and what it answers before an error is stored. Imported translations take precedence over a
    model's. Threads may run batches in parallel.
    """

    def __init__(self, model: TextModel, memory: TranslationMemory | None, decoding: Decoding) -> None:
        """Set the profile's `decoding`; the catalogue's decoding is part of the model's identity."""
        self.identity = model.identity
        self.max_input_tokens = model.max_input_tokens
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
        """Return the outputs of a batch if all of them are stored (with the model's decoding), else None."""
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
        if isinstance(self._model, OneByOneModel):
            return _attempt(self._model, self._memory, system, texts, known, decoding).whole()
        new = self._model.generate(texts, decoding)
        self._memory.remember(system, texts, new)
        return [old or fresh for old, fresh in zip(known, new, strict=True)]

    def hypotheses(self, texts: Sequence[str], count: int) -> list[list[Output]]:
        """Return up to `count` outputs for each text, stored or new, likeliest first.

        An element is None if the model gives only one output, or if the translation was imported.
        """
        if not isinstance(self._model, NBestModel):
            return [[] for _ in texts]
        if self._memory is None:
            return self._model.hypotheses(texts, count)
        imported = self._memory.knows(IMPORTED, [*map(own_text, texts)])
        asked = [text for text, is_imported in zip(texts, imported, strict=True) if not is_imported]
        systems = [self._system(None, hypothesis=f"{n} of {count}") for n in range(1, count + 1)]
        stored = zip(*(self._memory.recall(system, asked) for system in systems), strict=True)
        known = {text: found for text, found in zip(asked, stored, strict=True) if None not in found}
        new = [text for text in dict.fromkeys(asked) if text not in known]
        for text, found in zip(new, self._model.hypotheses(new, count) if new else (), strict=True):
            padded = (*found, *[_NO_OUTPUT] * (count - len(found)))
            for system, output in zip(systems, padded, strict=True):
                self._memory.remember(system, [text], [output])
            known[text] = padded
        return [
            [output for output in known.get(text, ()) if output is not None and output != _NO_OUTPUT]
            for text in texts
        ]

    @staticmethod
    def _known(memory: TranslationMemory, system: str, texts: Sequence[str]) -> list[Output | None]:
        own, imported = memory.recall(system, texts), memory.recall(IMPORTED, [*map(own_text, texts)])
        return [theirs or mine for mine, theirs in zip(own, imported, strict=True)]

    def _system(self, decoding: Decoding | None, hypothesis: str = "") -> str:
        identity = self.identity.as_dict() | ({"hypothesis": hypothesis} if hypothesis else {})
        return described_system(identity, self._decoding, decoding)

    def close(self) -> None:
        """Free the model and close the memory."""
        self._model.close()
        if self._memory is not None:
            self._memory.close()


def _attempt(
    model: OneByOneModel,
    memory: TranslationMemory,
    system: str,
    texts: Sequence[str],
    known: Sequence[Output | None],
    decoding: Decoding | None,
) -> Attempted:
    """Ask for the texts that are not known, store what is answered, and return it with the known outputs."""
    places = [place for place, output in enumerate(known) if output is None]
    new = model.attempt([texts[place] for place in places], decoding)
    outputs = [*known]
    answered = []
    for place, output in zip(places, new.outputs, strict=True):
        if output is not None:
            outputs[place] = output
            answered.append((texts[place], output))
    if answered:
        memory.remember(system, [text for text, _ in answered], [output for _, output in answered])
    return Attempted(outputs, {places[i]: reason for i, reason in new.refused.items()}, new.error)


def described_system(identity: dict[str, str], asked: Decoding, over: Decoding | None = None) -> str:
    """Return the memory's key for a system: the model, its engine and the decoding."""
    decoding = asked if over is None else over.over(asked)
    return json.dumps(identity | {"decoding": decoding.model_dump(exclude_none=True)}, sort_keys=True)


def imported_settings() -> dict[str, str]:
    """Return a hash of the imported translations, which is part of a run's settings; empty if there are none."""
    memory = TranslationMemory()
    try:
        imported = memory.fingerprint(IMPORTED)
    finally:
        memory.close()
    return {"imported_translations": imported} if imported else {}
