"""LoRA on all linear layers of a model, with a faster forward pass for training."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.lora.layer import Linear
from torch.nn import functional

from translate.errors import ModelNotFound
from translate.training.settings import LoraSettings

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["add_lora"]


def add_lora(model: Any, settings: LoraSettings) -> Any:
    """Return the peft model around `model`; its linear layers use `_MergedLinear` while gradients are recorded.

    All linear layers get factors: needed to match full fine-tuning (Dettmers et al. 2023, QLoRA, section 4). Raises
    ModelNotFound if the layers of the family cannot get any: Mamba's, or the transposed ones of GPT-2.
    """
    config = LoraConfig(
        r=settings.rank, lora_alpha=settings.alpha, target_modules="all-linear", bias="none", lora_dropout=0.0
    )
    try:
        adapted = get_peft_model(model, config)
    except ValueError as error:
        raise ModelNotFound(
            f"models of type '{model.config.model_type}' cannot be adapted: {error}"
        ) from error
    for module in adapted.modules():
        if isinstance(module, Linear):
            layer = module.get_base_layer()
            if not isinstance(layer, torch.nn.Linear):
                kind = model.config.model_type
                raise ModelNotFound(
                    f"models of type '{kind}' cannot be adapted: their layers are {type(layer).__name__}, not Linear"
                )
            module.forward = partial(_forward, module, module.forward)  # type: ignore[method-assign]
    return adapted


def _forward(module: Linear, usual: Callable[..., Tensor], x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Merge the factors into the weight if a backward pass follows; otherwise run peft's own forward pass.

    Generation runs a layer once per token, so that merging each time would cost more than it saves.
    """
    if not torch.is_grad_enabled() or args or kwargs:
        return usual(x, *args, **kwargs)
    base: Any = module.get_base_layer()
    (name,) = module.active_adapters
    a, b = module.lora_A[name].weight, module.lora_B[name].weight
    kind = x.device.type
    dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
    with torch.autocast(kind, enabled=False):
        frozen = _Base(
            base.weight.detach().to(dtype), None if base.bias is None else base.bias.detach().to(dtype)
        )
        return _MergedLinear.apply(x.to(dtype), frozen, a, b, module.scaling[name])  # type: ignore[no-untyped-call,no-any-return]


class _Base(NamedTuple):
    """The frozen weight (outputs, inputs) and bias (outputs) of a layer."""

    weight: Tensor
    bias: Tensor | None


class _MergedLinear(torch.autograd.Function):
    """A frozen linear layer plus scaling * B A, computed as one product with the merged weight.

    peft computes x W + scaling * (x A) B, which has two more products and an addition of whole activations forward
    and two more products backward. The merged weight is rounded to the computing precision, as the weights of mixed
    precision training are (Micikevicius et al. 2018); the factors themselves keep theirs.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, base: _Base, a: Tensor, b: Tensor, scaling: float) -> Tensor:
        """Return x (W + scaling * B A)ᵀ + bias.

        x is (..., inputs), W (outputs, inputs), A (rank, inputs) and B (outputs, rank).
        """
        a_low, b_low = a.to(x.dtype), b.to(x.dtype)
        merged = torch.addmm(base.weight, b_low, a_low, alpha=scaling)
        ctx.save_for_backward(x, merged, a_low, b_low)
        ctx.scaling, ctx.dtype = scaling, a.dtype
        return functional.linear(x, merged, base.bias)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients of x, A and B; the base is frozen."""
        x, merged, a, b = ctx.saved_tensors
        (gradient,) = gradients
        outgoing = gradient.reshape(-1, gradient.shape[-1])
        incoming = x.reshape(-1, x.shape[-1])
        to_x = (outgoing @ merged).view(x.shape) if ctx.needs_input_grad[0] else None
        # (rank, inputs) and (outputs, rank); scaled in the precision of the factors
        to_a = ((outgoing @ b).T @ incoming).to(ctx.dtype).mul_(ctx.scaling)
        to_b = (outgoing.T @ (incoming @ a.T)).to(ctx.dtype).mul_(ctx.scaling)
        return to_x, None, to_a, to_b, None
