"""Causal models: base models with examples in the prompt, or instruct models with their chat template."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry, Prompt, Task
from translate.errors import ModelNotFound, RequestError
from translate.models.base import Constraints, Encoded, Family
from translate.models.limits import OutputLimit, check_input_length, max_positions
from translate.models.model_folder import ModelConfig
from translate.models.prompt_layout import PromptLayout
from translate.models.prompts import asks_for_languages, default_prompt
from translate.models.scripts import non_english_ids
from translate.models.tokens import load_tokenizer, plain_text
from translate.text.context import join_context, own_text

__all__ = ["CausalFamily"]


class CausalFamily(Family):
    """Text side of a causal model. Only the source in the prompt is a user's text."""

    architecture = "causal"

    def __init__(
        self,
        folder: Path,
        entry: ModelEntry,
        settings: ModelConfig,
        limit: OutputLimit,
        task: tuple[Task, int | None],
    ) -> None:
        self._tokenizer: Any = load_tokenizer(folder)
        self._tokenizer.model_max_length = (
            10**9
        )  # suppress the tokenizer's warning: the length is checked here
        self._limit = limit
        what, words = task
        prompt = entry.prompt or self._own_prompt(what)
        if prompt is None:
            raise ModelNotFound(
                f"{folder} cannot {what}: it is a base model without a chat template, or a model that only translates. "
                "Use an instruct model"
            )
        try:
            self._layout = PromptLayout(self._tokenizer, settings, prompt, words)
        except RequestError as error:
            raise ModelNotFound(f"{folder}: {error}, in the catalogue") from error
        self._shared, self._prompt_tokens = self._measure_prompt()
        self.takes_context = self._layout.takes_context
        self._shared_with_context = self._measure_shared_with_context() if self.takes_context else 0
        self.max_input_tokens = self._input_limit(settings, entry)
        ends = self._layout.ends
        foreign = non_english_ids(self._tokenizer, settings.config["vocab_size"], latin_only=True)
        self.constraints = Constraints(end_ids=ends, suppressed_ids=tuple(sorted(set(foreign) - set(ends))))

    def encode(self, text: str) -> Encoded:
        """Return the prompt with the text; raises SourceNotSeen."""
        own = own_text(text)
        ids = self._layout.prompts([text])[0]
        alone = ids if own == text else self._layout.prompts([own])[0]
        check_input_length(text, len(ids), self.max_input_tokens)
        return Encoded(
            ids=tuple(ids),
            max_output_tokens=self._limit.tokens(len(alone) - self._prompt_tokens),
            min_output_tokens=1,
            shared_tokens=self._shared if own == text else self._shared_with_context,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text without control tokens and its leading space."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of the whole prompt with each text."""
        return [len(ids) for ids in self._layout.prompts(texts)]

    def _own_prompt(self, what: Task) -> Prompt | None:
        """Return the default prompt; a chat template with language codes gets the text without an instruction."""
        if asks_for_languages(self._tokenizer):
            return Prompt(instruction="{source}") if what == "translate" else None
        return default_prompt(what, chat=self._tokenizer.chat_template is not None)

    def _measure_prompt(self) -> tuple[int, int]:
        """Return the number of leading tokens that all inputs share, and the number of prompt tokens."""
        empty, one, other = self._layout.prompts(["", "a", "ب"])
        return _common(one, other), len(empty)

    def _measure_shared_with_context(self) -> int:
        """Return the number of leading tokens that all inputs with context sentences share."""
        one, other = self._layout.prompts([join_context(["a"], "a"), join_context(["ب"], "ب")])
        return _common(one, other)

    def _input_limit(self, settings: ModelConfig, entry: ModelEntry) -> int:
        """Return the longest input, in tokens, that leaves room for its output.

        With p prompt tokens and s source tokens, p + s + (ratio * s + extra) positions are needed.
        """
        room = max_positions(settings) - self._limit.extra - 1 + self._limit.ratio * self._prompt_tokens
        longest = math.floor(room / (1 + self._limit.ratio))
        return longest if entry.max_input_tokens is None else min(entry.max_input_tokens, longest)


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return the length of the common prefix."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
