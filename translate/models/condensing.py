"""The common part of encoder-decoder summarisers; BART, PEGASUS and T5 have a file each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from translate.models.base import Constraints, Encoded, Family
from translate.models.limits import check_input_length
from translate.models.tokens import load_tokenizer, piece_ids, plain_text

__all__ = ["CondensingFamily"]


class CondensingFamily(Family):
    """Text side of an encoder-decoder model that summarises an article.

    Subclasses set `_before` and `_after`, the tokens around the article's pieces, `_target_prefix`, the forced start of
    the output, and the length of a summary.
    """

    architecture = "seq2seq"

    def __init__(self, folder: Path, max_input_tokens: int, summary_tokens: tuple[int, int]) -> None:
        """Load the tokenizer; `summary_tokens` is the minimum and maximum length of a summary."""
        self._tokenizer: Any = self._load_tokenizer(folder)
        self._tokenizer.model_max_length = (
            10**9
        )  # suppress the tokenizer's warning: the length is checked here
        self._end: int = self._tokenizer.eos_token_id
        self._unknown: int = self._tokenizer.unk_token_id
        self._control = frozenset(self._tokenizer.all_special_ids) - {self._end, self._unknown}
        self._before: tuple[int, ...] = ()
        self._after: tuple[int, ...] = ()
        self._target_prefix: tuple[int, ...] = ()
        self._min_tokens, self._max_tokens = summary_tokens
        self.max_input_tokens = max_input_tokens
        self.constraints = Constraints(
            end_ids=(self._end,),
            suppressed_ids=tuple(sorted(self._control)),
            needed_ids=tuple(
                sorted(self._control)
            ),  # the decoder starts from one of them and never generates it
        )

    def encode(self, text: str) -> Encoded:
        """Return `_before pieces _after </s>`; raises SourceNotSeen."""
        pieces = self._pieces([text])[0]
        ids = (*self._before, *pieces, *self._after, self._end)
        check_input_length(text, len(ids), self.max_input_tokens)
        return Encoded(
            ids=ids,
            max_output_tokens=self._max_tokens,
            # If the article is hardly longer than the minimum length, the model would have to invent text.
            min_output_tokens=min(self._min_tokens, len(pieces) // 2),
            target_prefix=self._target_prefix,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text without control tokens."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the pieces, the tokens around them and `</s>`."""
        around = len(self._before) + len(self._after) + 1
        return [around + len(pieces) for pieces in self._pieces(texts)]

    def _load_tokenizer(self, folder: Path) -> Any:
        return load_tokenizer(folder)

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text's pieces.

        A SentencePiece vocabulary contains its control tokens as pieces, so a `</s>` in an article would become one;
        it is encoded as an unknown word.
        """
        control = self._control | {self._end}
        return [
            [self._unknown if i in control else i for i in ids] for ids in piece_ids(self._tokenizer, texts)
        ]

    def _suppress_rows_past_the_tokenizer(self, vocabulary_size: int) -> None:
        """Forbid the ids of padding rows of the embedding matrix: they have no text."""
        padding = range(len(self._tokenizer), vocabulary_size)
        suppressed = (*self.constraints.suppressed_ids, *padding)
        self.constraints = replace(self.constraints, suppressed_ids=suppressed)
