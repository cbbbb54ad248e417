"""What encoder-decoder models that summarise have in common; BART, PEGASUS and T5 are a file each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from translate.models.base import Constraints, Encoded, Family
from translate.models.limits import check_window
from translate.models.pieces import load_tokenizer, piece_ids, plain_text

__all__ = ["CondensingFamily"]


class CondensingFamily(Family):
    """Text side of an encoder-decoder model that writes an article's summary.

    Subclasses set what is theirs: `_before` and `_after`, the tokens around the article's pieces, `_target_prefix`,
    those that the decoder is forced to begin with, and how long a summary is.
    """

    architecture = "seq2seq"

    def __init__(self, folder: Path, window_tokens: int, summary_tokens: tuple[int, int]) -> None:
        """`summary_tokens` are the least and the most of a summary."""
        self._tokenizer: Any = self._load_tokenizer(folder)
        self._tokenizer.model_max_length = 10**9  # no warning of its own: the window is checked here
        self._end: int = self._tokenizer.eos_token_id
        self._unknown: int = self._tokenizer.unk_token_id
        self._control = frozenset(self._tokenizer.all_special_ids) - {self._end, self._unknown}
        self._before: tuple[int, ...] = ()
        self._after: tuple[int, ...] = ()
        self._target_prefix: tuple[int, ...] = ()
        self._min_tokens, self._max_tokens = summary_tokens
        self.window_tokens = window_tokens
        self.constraints = Constraints(
            end_ids=(self._end,),
            suppressed_ids=tuple(sorted(self._control)),
            needed_ids=tuple(
                sorted(self._control)
            ),  # the decoder starts from one of them, which it never writes
        )

    def encode(self, text: str) -> Encoded:
        """`_before pieces _after </s>`; raises SourceNotSeen."""
        pieces = self._pieces([text])[0]
        ids = (*self._before, *pieces, *self._after, self._end)
        check_window(text, len(ids), self.window_tokens)
        return Encoded(
            ids=ids,
            max_output_tokens=self._max_tokens,
            # Where the article is hardly longer than the least length, the model would have to invent.
            min_output_tokens=min(self._min_tokens, len(pieces) // 2),
            target_prefix=self._target_prefix,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """The text without control tokens."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Pieces, what stands around them, and `</s>`."""
        around = len(self._before) + len(self._after) + 1
        return [around + len(pieces) for pieces in self._pieces(texts)]

    def _load_tokenizer(self, folder: Path) -> Any:
        return load_tokenizer(folder)

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text's pieces.

        A SentencePiece vocabulary holds its control tokens as pieces, so that a `</s>` in an article would be one:
        it is read as an unknown word.
        """
        control = self._control | {self._end}
        return [
            [self._unknown if i in control else i for i in ids] for ids in piece_ids(self._tokenizer, texts)
        ]

    def _suppress_rows_past_the_tokenizer(self, vocabulary_size: int) -> None:
        """Forbid the ids of rows that only fill up the embedding matrix: they have no text."""
        padding = range(len(self._tokenizer), vocabulary_size)
        suppressed = (*self.constraints.suppressed_ids, *padding)
        self.constraints = replace(self.constraints, suppressed_ids=suppressed)
