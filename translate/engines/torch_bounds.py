"""Bounds of each output in transformers' search, and the model's log-probability of each output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from transformers import LogitsProcessor

__all__ = ["Certainty", "OutputBounds"]


@dataclass(slots=True)
class OutputBounds(LogitsProcessor):
    """A logits processor that bounds the scores of the next token.

    transformers has one minimum and one maximum length per batch. Here each input has its own, so that its output does
    not depend on the rest of the batch. `bias` is (vocabulary,), `least` and `most` are (batch,).
    """

    prompt_length: int
    least: torch.Tensor
    most: torch.Tensor
    end_ids: torch.Tensor
    bias: torch.Tensor

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Return bounded scores of the next token, (batch * beams, vocabulary)."""
        written = input_ids.shape[1] - self.prompt_length
        beams = scores.shape[0] // self.most.shape[0]
        bounded = scores + self.bias
        too_short = (self.least > written).repeat_interleave(beams)
        if too_short.any():
            rows = too_short.nonzero(as_tuple=True)[0]
            bounded[rows[:, None], self.end_ids] = -torch.inf
        at_limit = (self.most <= written).repeat_interleave(beams)
        if at_limit.any():
            bounded[at_limit] = -torch.inf
            bounded[at_limit, self.end_ids[0]] = 0.0
        return bounded  # type: ignore[return-value]


@dataclass(slots=True)
class Certainty(LogitsProcessor):
    """A logits processor that changes nothing and records the log-probability of each output.

    transformers returns it only with all scores of all steps, which for a vocabulary of 262,144 take gigabytes. Here
    the sums of the rows of the last step are kept, by the tokens of each row, because beams change places.
    """

    prompt_length: int
    inputs: int  # of the batch
    end_ids: torch.Tensor
    _sums: list[dict[tuple[int, ...], tuple[int, float]]] = field(
        default_factory=list
    )  # row, sum; of the last step
    _means: list[dict[tuple[int, ...], float]] = field(default_factory=list)
    _last: torch.Tensor | None = None

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Return the scores of the next token, (batch * beams, vocabulary), as they are."""
        rows = [tuple(row) for row in input_ids[:, self.prompt_length :].tolist()]
        beams = len(rows) // self.inputs
        sums = self._sums_of(rows, beams)
        chances = scores.float().log_softmax(-1)
        ends = chances[:, self.end_ids].max(-1).values.tolist()
        self._sums = [{} for _ in range(self.inputs)]
        self._means = self._means or [{} for _ in range(self.inputs)]
        for number, (row, known, end) in enumerate(zip(rows, sums, ends, strict=True)):
            if known is not None:
                self._sums[number // beams].setdefault(row, (number, known))
                self._means[number // beams].setdefault(row, (known + end) / (len(row) + 1))
        self._last = chances
        return scores

    def _sums_of(self, rows: Sequence[tuple[int, ...]], beams: int) -> list[float | None]:
        """Return the sum of each row's log-probabilities; None for a row that continues no previous row."""
        if self._last is None:
            return [0.0] * len(rows)
        begun = [self._sums[number // beams].get(row[:-1]) for number, row in enumerate(rows)]
        places = [0 if one is None else one[0] for one in begun]
        added = self._last[places, [row[-1] for row in rows]].tolist()
        return [None if one is None else one[1] + more for one, more in zip(begun, added, strict=True)]

    def mean(self, number: int, ids: Sequence[int]) -> float | None:
        """Return the mean log-probability of an output of an input, the end token included; None if not recorded."""
        return self._means[number].get(tuple(ids)) if self._means else None
