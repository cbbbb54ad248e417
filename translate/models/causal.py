"""Causal models: a base model that is shown examples, or an instruct model that is asked in its chat template."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry, Prompt, Task
from translate.errors import ModelNotFound
from translate.models.base import Constraints, Encoded, Family
from translate.models.folder import ModelConfig
from translate.models.limits import OutputLimit, check_window, max_positions
from translate.models.pieces import load_tokenizer, plain_text
from translate.models.prompts import MARKS, default_prompt, lay_out_turn, without_marks
from translate.models.scripts import ids_with_newline, non_english_ids

_MARK = "\ue000source\ue000"  # private-use characters: stands for the source while the prompt is laid out
# What ends a turn in the chat templates of common models, besides the `eos_token_id` of their settings.
_ENDS_OF_TURN = ("<|im_end|>", "<end_of_turn>", "<|eot_id|>", "<|end|>", "<turn|>")


class CausalFamily(Family):
    """Text side of a causal model. Of the prompt, only the source is a user's text."""

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
        self._tokenizer.model_max_length = 10**9  # no warning of its own: the window is checked here
        self._limit = limit
        what, words = task
        prompt = entry.prompt or default_prompt(what, chat=self._tokenizer.chat_template is not None)
        if prompt is None:
            raise ModelNotFound(
                f"{folder} is a base model without a chat template: it cannot be asked to {what}. "
                "Take an instruct model"
            )
        self._chat = prompt.instruction is not None
        self._marked = MARKS[0] in (prompt.instruction or "")
        if self._chat:
            self._before, self._after = self._chat_prompt(folder, prompt, words)
        else:
            self._before, self._after = _template_prompt(prompt)
        self._shared, self._prompt_tokens = self._measure_prompt()
        self.window_tokens = self._window(settings, entry)
        ends = self._end_ids(settings, (prompt.template or "").partition("{target}")[2])
        foreign = non_english_ids(self._tokenizer, settings.config["vocab_size"], latin_only=True)
        self.constraints = Constraints(end_ids=ends, suppressed_ids=tuple(sorted(set(foreign) - set(ends))))

    def encode(self, text: str) -> Encoded:
        """The prompt with the text in its place; raises SourceNotSeen."""
        ids = self._ids([text])[0]
        check_window(text, len(ids), self.window_tokens)
        return Encoded(
            ids=tuple(ids),
            max_output_tokens=self._limit.tokens(len(ids) - self._prompt_tokens),
            min_output_tokens=1,
            shared_tokens=self._shared,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """The text without control tokens and the space that it begins with."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of the whole prompt with each text in it."""
        return [len(ids) for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        if self._chat:
            # Control tokens stand before and behind the source, and nothing in the source becomes one.
            plain = [without_marks(text) for text in texts] if self._marked else list(texts)
            middles = self._tokenizer(plain, add_special_tokens=False, split_special_tokens=True)
            before, after = (self._control(part) for part in (self._before, self._after))
            return [[*before, *middle, *after] for middle in middles["input_ids"]]
        # In one piece, since a prompt's tokens depend on their neighbours. A line break would end the source.
        whole = [self._before + " ".join(text.split()) + self._after for text in texts]
        encoded = self._tokenizer(whole, add_special_tokens=False, split_special_tokens=True)
        return [[*self._start, *ids] for ids in encoded["input_ids"]]

    @property
    def _start(self) -> tuple[int, ...]:
        bos = self._tokenizer.bos_token_id
        return () if bos is None else (bos,)

    def _control(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _measure_prompt(self) -> tuple[int, int]:
        """How many tokens all inputs begin with, and how many of an input's tokens are the prompt's."""
        empty, one, other = self._ids(["", "a", "ب"])
        shared = 0
        while shared < min(len(one), len(other)) and one[shared] == other[shared]:
            shared += 1
        return shared, len(empty)

    def _chat_prompt(self, folder: Path, prompt: Prompt, words: int | None) -> tuple[str, str]:
        if self._tokenizer.chat_template is None:
            raise ModelNotFound(
                f"{folder} has no chat template: give a 'template' in place of the 'instruction' in the catalogue"
            )
        instruction = (
            (prompt.instruction or "").replace("{words}", str(words or 60)).replace("{source}", _MARK)
        )
        laid_out = lay_out_turn(self._tokenizer, instruction, prompt.system)
        before, _, after = laid_out.partition(_MARK)
        return before, after

    def _window(self, settings: ModelConfig, entry: ModelEntry) -> int:
        """The most tokens of an input that leave room for its output.

        With p tokens of prompt and s of the source, p + s + (ratio * s + extra) positions are taken.
        """
        room = max_positions(settings) - self._limit.extra - 1 + self._limit.ratio * self._prompt_tokens
        window = math.floor(room / (1 + self._limit.ratio))
        return window if entry.window_tokens is None else min(entry.window_tokens, window)

    def _end_ids(self, settings: ModelConfig, stop: str) -> tuple[int, ...]:
        """Where an output ends; a chat's at the ends of a turn too, a template's at line breaks and its `stop`."""
        if not self._chat:
            return template_ends(self._tokenizer, settings, stop)
        vocabulary = self._tokenizer.get_vocab()
        ends = [
            *_own_ends(self._tokenizer, settings),
            *(vocabulary[t] for t in _ENDS_OF_TURN if t in vocabulary),
        ]
        return tuple(dict.fromkeys(ends))


def template_ends(tokenizer: Any, settings: ModelConfig, stop: str) -> tuple[int, ...]:
    """Where the output to a template ends: at the model's own end tokens, at line breaks, and at `stop`.

    `stop` is what follows the target in the template; where it is one token, `tarjama train` made outputs end so.
    """
    ends = [*_own_ends(tokenizer, settings), *ids_with_newline(tokenizer)]
    stop_ids: list[int] = tokenizer(stop, add_special_tokens=False)["input_ids"]
    if len(stop_ids) == 1:
        ends += stop_ids
    return tuple(dict.fromkeys(ends))


def _own_ends(tokenizer: Any, settings: ModelConfig) -> list[int]:
    ends = list(settings.token_ids("eos_token_id"))
    return ends if tokenizer.eos_token_id is None else [*ends, tokenizer.eos_token_id]


def _template_prompt(prompt: Prompt) -> tuple[str, str]:
    """What stands before the source, and behind it.

    The prompt ends without a space: the first word of the output has it in its token.
    """
    template = prompt.template or ""
    shown = "".join(
        template.replace("{source}", e.source).replace("{target}", e.target) for e in prompt.examples
    )
    asked, _, _ = template.partition("{target}")
    before, _, after = asked.partition("{source}")
    return shown + before, after.rstrip(" ")
