"""Prepare causal models for 8-bit activations, with scales that cancel out (SmoothQuant, Xiao et al. 2023).

CTranslate2 rounds the input of a matrix product to 8 bits, per token, relative to the token's largest value. In Gemma
3 270M a few channels are about twenty times as large as the rest, which is then rounded away. Dividing a channel by s
before the product, and multiplying the corresponding weights by s, gives the same model with smaller outliers. The
division is folded into the weights that produce the channel: those of a norm, or the rows of the previous product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["smooth_activations"]

# Migration strengths between activations and weights. The paper uses 0.5 for all layers; here, each product uses the
# one with the smallest error. The divergence of the embedded translator from float32 (mean KL per token, 24 lines of
# FLORES) is 0.037 without scales and 0.014 with them. With an earlier adapter, it was 0.022 with 0.5 everywhere, and
# 0.016 with the best.
_ALPHAS = (0.4, 0.5, 0.6, 0.7)
# Minimum activation of a channel, as a share of the median channel: a channel without activations in the calibration
# sentences has some in others. Without the minimum, the divergence is 0.041.
_FLOOR = 0.3
_LEAST = 1e-5
_MAX_TOKENS = 4096
_KEPT_TOKENS = 512  # approximate number of evenly spread tokens on which the errors are compared
# Arabic-English pairs: every 81st of eval/training/data/news-topics.tsv. With the five examples of the prompt instead,
# the divergence is 0.016 instead of 0.014.
_SENTENCES = Path(__file__).with_name("calibration.tsv")
_PROMPT = "Arabic: {}\nEnglish: {}\n"

# By model type: the norm before the feed-forward layers, and the constant added to the weights of a norm.
_NORMS = {
    "gemma3_text": ("pre_feedforward_layernorm", 1.0),
    "llama": ("post_attention_layernorm", 0.0),
    "qwen2": ("post_attention_layernorm", 0.0),
    "qwen3": ("post_attention_layernorm", 0.0),
}
_WATCHED = ("q_proj", "gate_proj", "down_proj")


def smooth_activations(model: Any, tokenizer: Any) -> None:
    """Scale the layers of a transformers model in place; models of other types are unchanged.

    The inputs of the products are observed on forty Arabic and English sentences, or on their first 4,096 tokens.
    Scales are powers of two, so that no weight is rounded; norms are kept in float32.
    """
    if model.config.model_type not in _NORMS:
        return
    import torch

    norm_name, offset = _NORMS[model.config.model_type]
    with torch.no_grad():
        for layer, seen in zip(model.model.layers, _watch(model, tokenizer), strict=True):
            attention, feed = layer.self_attn, layer.mlp
            readers = [attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight]
            _fold_into_norm(layer.input_layernorm, offset, _scales(seen["q_proj"], readers), readers)
            readers = [feed.gate_proj.weight, feed.up_proj.weight]
            _fold_into_norm(getattr(layer, norm_name), offset, _scales(seen["gate_proj"], readers), readers)
            scales = _scales(seen["down_proj"], [feed.down_proj.weight])
            feed.down_proj.weight.mul_(scales)
            feed.up_proj.weight.div_(scales[:, None])
            if feed.up_proj.bias is not None:
                feed.up_proj.bias.div_(scales)


class _Inputs:
    """The observed inputs of a matrix product: the size of each channel, and some tokens."""

    def __init__(self, tokens: int) -> None:
        """`tokens` is the number of tokens to expect."""
        self._every = max(1, min(tokens, _MAX_TOKENS) // _KEPT_TOKENS)
        self._squares: Any = 0.0
        self._tokens = 0
        self._kept: list[Tensor] = []

    def add(self, inputs: Tensor) -> None:
        """Add inputs of shape (tokens, channels)."""
        inputs = inputs[: _MAX_TOKENS - self._tokens].float()
        self._squares = self._squares + inputs.square().sum(0)
        self._kept.append(inputs[-self._tokens % self._every :: self._every].clone())
        self._tokens += len(inputs)

    @property
    def size(self) -> Tensor:
        """Return the root mean square of each channel, (channels,)."""
        size: Tensor = (self._squares / self._tokens).sqrt()
        return size

    @property
    def kept(self) -> Tensor:
        """Return some tokens, (tokens, channels)."""
        import torch

        return torch.cat(self._kept)


def _scales(inputs: _Inputs, readers: Sequence[Tensor]) -> Tensor:
    """Return a power of two per channel, (channels,): `rms(x)^a / max|w|^(1 - a)` with the best of several a.

    Each of `readers` is (outputs, channels). The paper uses `max|x|`; a mean over tokens is more stable on few
    sentences.
    """
    import torch

    tried, weights = inputs.kept, torch.cat([weight.float() for weight in readers])
    exact = tried @ weights.T
    size = inputs.size
    size = size.clamp(min=max(_LEAST, _FLOOR * float(size.median())))
    largest = weights.abs().amax(0).clamp(min=_LEAST)

    def error(scales: Tensor) -> float:
        rounded = _rounded(tried / scales) @ _rounded(weights * scales).T
        return float((rounded - exact).square().mean())

    wanted = [(size**alpha / largest ** (1 - alpha)).log2() for alpha in _ALPHAS]
    return min((torch.exp2(torch.round(one - one.mean())) for one in wanted), key=error)


def _rounded(rows: Tensor) -> Tensor:
    """Round each row to 255 steps around zero, as CTranslate2 does."""
    step = rows.abs().amax(-1, keepdim=True).clamp(min=_LEAST) / 127
    return (rows / step).round() * step


def _fold_into_norm(norm: Any, offset: float, scales: Tensor, readers: Sequence[Tensor]) -> None:
    import torch

    for weight in readers:
        weight.mul_(scales)
    norm.weight = torch.nn.Parameter((norm.weight.float() + offset) / scales - offset, requires_grad=False)


def _watch(model: Any, tokenizer: Any) -> list[dict[str, _Inputs]]:
    """Return the inputs of each layer's matrix products, by the name of the product."""
    import torch

    start = [] if tokenizer.bos_token_id is None else [tokenizer.bos_token_id]
    pairs = [line.split("\t") for line in _SENTENCES.read_text(encoding="utf-8").splitlines()]
    texts = [tokenizer(_PROMPT.format(*pair), add_special_tokens=False)["input_ids"] for pair in pairs]
    read = list(accumulate(map(len, texts)))
    texts = [text for text, total in zip(texts, read, strict=True) if total - len(text) < _MAX_TOKENS]
    tokens = read[-1]
    seen = [{name: _Inputs(tokens) for name in _WATCHED} for _ in model.model.layers]
    with _watching(model, seen, skip=len(start)):
        for ids in texts:
            model.model(input_ids=torch.tensor([start + ids]), use_cache=False)
    return seen


@contextmanager
def _watching(model: Any, seen: Sequence[dict[str, _Inputs]], skip: int) -> Iterator[None]:
    """Record the inputs of the products in `seen`, without the first `skip` tokens.

    The start token is skipped: its values are much larger than all others, and each prompt has it only once.
    """

    def watch(found: _Inputs) -> Any:
        def hook(_module: Any, inputs: tuple[Tensor, ...]) -> None:
            found.add(inputs[0][0, skip:])

        return hook

    handles = [
        getattr(layer.mlp if name != "q_proj" else layer.self_attn, name).register_forward_pre_hook(
            watch(of_layer[name])
        )
        for layer, of_layer in zip(model.model.layers, seen, strict=True)
        for name in _WATCHED
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
