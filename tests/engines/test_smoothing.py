"""Smoothing rescales channels so that activations fit 8 bits, without changing the model's outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from translate.engines import smoothing
from translate.engines.smoothing import smooth_activations
from translate.models.quiet import quiet_libraries

TEXT = "Arabic: عاد الصيادون قبل الغروب\nEnglish: The fishermen came back before sunset."


def load(folder: Path, kind: str = "AutoModelForCausalLM", **options: Any) -> tuple[Any, Any]:
    import transformers

    with quiet_libraries():
        model: Any = getattr(transformers, kind).from_pretrained(folder, **options)
        return model.eval(), transformers.AutoTokenizer.from_pretrained(folder)


def logits(model: Any, tokenizer: Any) -> torch.Tensor:
    ids = tokenizer(TEXT, add_special_tokens=False)["input_ids"]
    with torch.inference_mode():
        found: torch.Tensor = model(torch.tensor([ids])).logits[0].float()
    return found


def add_outlier(model: Any, offset: float) -> None:
    """Make a channel before every feed-forward layer 64 times as large, and the weights after it 64 times smaller."""
    for layer in model.model.layers:
        norm = getattr(layer, "pre_feedforward_layernorm", layer.post_attention_layernorm)
        norm.weight[3] = (norm.weight[3] + offset) * 64 - offset
        for reader in (layer.mlp.gate_proj, layer.mlp.up_proj):
            reader.weight[:, 3] /= 64


def rounding_error(model: Any, tokenizer: Any) -> float:
    """Return the relative change of the outputs if activations are rounded to 8 bits per token."""
    exact = logits(model, tokenizer)

    def round_inputs(_module: Any, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        step = inputs[0].abs().amax(-1, keepdim=True) / 127
        return (torch.round(inputs[0] / step) * step,)

    handles = [
        module.register_forward_pre_hook(round_inputs)
        for name, module in model.named_modules()
        if name.endswith("_proj")
    ]
    rounded = logits(model, tokenizer)
    for handle in handles:
        handle.remove()
    return float((rounded - exact).norm() / exact.norm())


@pytest.mark.parametrize("name", ["gemma", "llama", "qwen2", "qwen3"])
def test_a_smoothed_model_answers_as_before_and_loses_less_by_rounding(
    name: str, request: pytest.FixtureRequest
) -> None:
    model, tokenizer = load(request.getfixturevalue(f"{name}_folder"))
    with torch.no_grad():
        add_outlier(model, 1.0 if name == "gemma" else 0.0)
    before, error_before = logits(model, tokenizer), rounding_error(model, tokenizer)
    smooth_activations(model, tokenizer)
    assert torch.allclose(logits(model, tokenizer), before, atol=1e-3)
    assert rounding_error(model, tokenizer) < error_before / 2


def test_weights_of_sixteen_bits_are_scaled_without_rounding(gemma_folder: Path) -> None:
    model, tokenizer = load(gemma_folder, dtype=torch.bfloat16)
    before = [layer.mlp.down_proj.weight.clone() for layer in model.model.layers]
    smooth_activations(model, tokenizer)
    for layer, old in zip(model.model.layers, before, strict=True):
        new = layer.mlp.down_proj.weight
        assert new.dtype == torch.bfloat16
        assert layer.input_layernorm.weight.dtype == torch.float32
        scales = (new.float().abs().amax(0) / old.float().abs().amax(0)).log2()
        assert torch.equal(scales, scales.round())
        assert scales.abs().max() >= 1  # else nothing was scaled


def test_a_model_of_another_type_is_not_changed(bart_folder: Path) -> None:
    model, tokenizer = load(bart_folder, "AutoModelForSeq2SeqLM")
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    smooth_activations(model, tokenizer)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_preparing_a_model_does_not_read_more_text_than_it_uses(
    gemma_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, tokenizer = load(gemma_folder)
    read: list[int] = []
    model.model.register_forward_pre_hook(
        lambda _module, _args, inputs: read.append(inputs["input_ids"].shape[1]), with_kwargs=True
    )
    monkeypatch.setattr(smoothing, "_MAX_TOKENS", 100)
    smooth_activations(model, tokenizer)
    assert sum(read[:-1]) < 100 + len(read) <= sum(read) + len(read)
