"""The prompt of a causal model and the end of its answer, for training and runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from translate.config.catalogue import Prompt
from translate.errors import RequestError
from translate.models.model_folder import ModelConfig
from translate.models.prompts import MARKS, lay_out_answer, lay_out_turn, without_marks
from translate.models.scripts import ids_with_newline
from translate.text.context import split_context

__all__ = ["WORDS", "PromptLayout"]

WORDS = 60  # default summary length in words
_MARK = (
    "\ue000source\ue000"  # private-use characters; placeholder for the source while the prompt is laid out
)
_CONTEXT_MARK = "\ue001context\ue001"
# What ends a turn in the chat templates of common models, besides the `eos_token_id` of their settings.
_ENDS_OF_TURN = ("<|im_end|>", "<end_of_turn>", "<|eot_id|>", "<|end|>", "<turn|>")


class PromptLayout:
    """A prompt in the tokens of one model. Only the source in it is a user's text."""

    def __init__(
        self, tokenizer: Any, settings: ModelConfig, prompt: Prompt, words: int | None = None
    ) -> None:
        """Build it with `words` for `{words}`. Raises RequestError if a chat template is needed but missing."""
        self._tokenizer = tokenizer
        self._prompt = prompt
        self._chat = prompt.instruction is not None
        self._marked = MARKS[0] in (prompt.instruction or "")
        if prompt.instruction is not None:
            if tokenizer.chat_template is None:
                raise RequestError(
                    "the model has no chat template, which an instruction needs: give a 'template' in its place"
                )
            self._before, _, self._after = self._turn(prompt.instruction, words).partition(_MARK)
        else:
            self._before, self._after = _template_prompt(prompt)
        self.ends = self._end_ids(settings)
        self._around_context = ("", "", "")  # before the context, between it and the source, after the source
        if prompt.context_instruction is not None:
            before, _, rest = self._turn(prompt.context_instruction, words).partition(_CONTEXT_MARK)
            between, _, after = rest.partition(_MARK)
            self._around_context = (before, between, after)

    def _turn(self, instruction: str, words: int | None) -> str:
        asked = instruction.replace("{words}", str(words or WORDS)).replace("{source}", _MARK)
        asked = asked.replace("{context}", _CONTEXT_MARK)
        return lay_out_turn(self._tokenizer, asked, self._prompt.system, self._prompt.chat_options)

    @property
    def takes_context(self) -> bool:
        """Return whether the prompt has a placeholder for context sentences."""
        return self._prompt.context_instruction is not None

    @property
    def stop_ids(self) -> list[int]:
        """Return the end of an answer: one token, if the model can learn to stop."""
        if not self._chat:
            return self._control((self._prompt.template or "").partition("{target}")[2])
        turns = lay_out_answer(self._tokenizer, "a", self._prompt.system, _MARK)
        after = self._control(turns.rpartition(_MARK)[2])
        # Some templates have a space before the end token, or no end token.
        return [next((i for i in after if i in self.ends), self.ends[0])]

    def prompts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the prompt with each text, and with the sentences before it if the text has any."""
        if not texts:
            return []
        if self._chat:
            # There are control tokens before and after the source, but nothing in the source becomes one.
            plain = [without_marks(text) for text in texts] if self._marked else list(texts)
            pairs = [split_context(text) for text in plain]
            sources = self._plain([text for _, text in pairs])
            before, after = (self._control(part) for part in (self._before, self._after))
            return [
                self._with_context(context, source) if context else [*before, *source, *after]
                for (context, _), source in zip(pairs, sources, strict=True)
            ]
        # Tokenised as a whole, because tokens depend on their neighbours. A line break would end the source.
        whole = [self._before + " ".join(text.split()) + self._after for text in texts]
        return [[*self._start, *ids] for ids in self._plain(whole)]

    def _with_context(self, context: Sequence[str], source: list[int]) -> list[int]:
        before, between, after = (self._control(part) for part in self._around_context)
        return [*before, *self._plain(["\n".join(context)])[0], *between, *source, *after]

    def answers(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokenise answers as the model would generate them after the prompt, without the end; no token spans both."""
        return self._plain(list(texts) if self._chat else [f" {text}" for text in texts])

    @property
    def _start(self) -> tuple[int, ...]:
        bos = self._tokenizer.bos_token_id
        return () if bos is None else (bos,)

    def _plain(self, texts: list[str]) -> list[list[int]]:
        """Tokenise a user's text; none of the tokens is a control token."""
        encoded = self._tokenizer(texts, add_special_tokens=False, split_special_tokens=True)
        ids: list[list[int]] = encoded["input_ids"]
        return ids

    def _control(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _end_ids(self, settings: ModelConfig) -> tuple[int, ...]:
        """Return the stop tokens: those of the model and of a turn; for a template, also line breaks and its stop text.

        The text after the target in a template is one token if `tarjama train` trained the model with it.
        """
        ends = list(settings.token_ids("eos_token_id"))
        if self._tokenizer.eos_token_id is not None:
            ends.append(self._tokenizer.eos_token_id)
        if self._chat:
            vocabulary = self._tokenizer.get_vocab()
            ends += [vocabulary[token] for token in _ENDS_OF_TURN if token in vocabulary]
        else:
            ends += ids_with_newline(self._tokenizer)
            stop = self.stop_ids
            ends += stop if len(stop) == 1 else []
        return tuple(dict.fromkeys(ends))


def _template_prompt(prompt: Prompt) -> tuple[str, str]:
    """Return the prompt before the source and after it.

    The prompt ends without a space, because the first token of the output contains it.
    """
    template = prompt.template or ""
    shown = "".join(
        template.replace("{source}", e.source).replace("{target}", e.target) for e in prompt.examples
    )
    asked, _, _ = template.partition("{target}")
    before, _, after = asked.partition("{source}")
    return shown + before, after.rstrip(" ")
