"""The output layer of a causal model, computed for some tokens of the vocabulary only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["OutputLayer"]

# What families of transformers do to their logits, by the names in their settings.
_FACTORS = ("logit_scale", "lm_head_multiplier")  # Cohere; Falcon H1
_DIVISORS = ("logits_scaling",)  # Granite
_CAP = "final_logit_softcapping"  # Gemma 2
_TOLERANCE = 0.02  # of the largest logit: bfloat16 rounds to 0.4%, and a forgotten bias or factor is far more


class OutputLayer:
    """The logits that `model` computes from its last hidden states, for any of its tokens."""

    def __init__(self, model: Any, dtype: torch.dtype) -> None:
        self._layer = model.get_output_embeddings()
        self._dtype = dtype
        config = model.config.get_text_config()
        self._scale = 1.0
        for name in _FACTORS:
            self._scale *= getattr(config, name, None) or 1.0
        for name in _DIVISORS:
            self._scale /= getattr(config, name, None) or 1.0
        self._cap: float | None = getattr(config, _CAP, None)

    def logits(self, hidden: Tensor, tokens: Tensor | slice = slice(None)) -> Tensor:
        """Return the logits of `tokens`, float32 (positions, tokens), from hidden states (positions, width)."""
        rows = self._layer.weight.detach()[tokens]
        logits: Tensor = (hidden.to(self._dtype) @ rows.T.to(self._dtype)).float()
        bias = getattr(self._layer, "bias", None)
        if bias is not None:
            logits = logits + bias.detach()[tokens].float()
        if self._scale != 1:
            logits = logits * self._scale
        return logits if self._cap is None else (logits / self._cap).tanh() * self._cap

    def agrees(self, hidden: Tensor, expected: Tensor) -> bool:
        """Return whether these are the model's own logits, `expected`, of all tokens (positions, tokens)."""
        difference = (self.logits(hidden) - expected.float()).abs().max()
        return not bool(difference > _TOLERANCE * expected.abs().max())  # true of NaN: that is another fault
