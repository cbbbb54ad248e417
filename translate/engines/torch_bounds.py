"""Bounds of each output in transformers' search: minimum and maximum tokens, and forbidden tokens."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import LogitsProcessor

__all__ = ["OutputBounds"]


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
