"""The faster forward pass of LoRA computes what peft computes, and its gradients."""

from __future__ import annotations

import pytest
import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn

from tests.training.conftest import settings, toy_pairs
from translate.models.quiet import quiet_libraries
from translate.training.causal import CausalStudent
from translate.training.lora import add_lora
from translate.training.settings import LoraSettings
from translate.training.student import Base

INPUTS, HIDDEN, OUTPUTS = 6, 10, 8


class _Model(nn.Module):
    """Two linear layers, the second with a bias."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(INPUTS, HIDDEN, bias=False)
        self.two = nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.two(torch.nn.functional.gelu(self.one(x))))


def _pair(rank: int, alpha: int) -> tuple[nn.Module, nn.Module]:
    """Return our model and peft's with the same weights; no factor is zero."""
    torch.manual_seed(5)
    plain = _Model()
    other = _Model()
    other.load_state_dict(plain.state_dict())
    ours = add_lora(plain, LoraSettings(rank=rank, alpha=alpha))
    target = ["one", "two"]
    theirs = get_peft_model(other, LoraConfig(r=rank, lora_alpha=alpha, target_modules=target))
    with torch.no_grad():
        for name, weight in ours.named_parameters():
            if weight.requires_grad:
                weight.normal_(0, 0.5)
                dict(theirs.named_parameters())[name].copy_(weight)
    return ours, theirs


def _gradients(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    model.zero_grad()
    model(x).pow(2).sum().backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("rank", [1, 4, 7])
@pytest.mark.parametrize("alpha", [4, 16])
@pytest.mark.parametrize("shape", [(INPUTS,), (5, INPUTS), (2, 3, INPUTS)])
def test_outputs_and_gradients_are_those_of_peft(rank: int, alpha: int, shape: tuple[int, ...]) -> None:
    ours, theirs = (model.double() for model in _pair(rank, alpha))
    x = torch.randn(shape, dtype=torch.float64)
    torch.testing.assert_close(ours(x), theirs(x))
    wanted = _gradients(theirs, x)
    found = _gradients(ours, x)
    assert found.keys() == wanted.keys()
    assert all("lora_" in name for name in found)
    for name, gradient in wanted.items():
        torch.testing.assert_close(found[name], gradient)


def test_the_input_gets_its_gradient_and_the_base_none() -> None:
    ours, theirs = _pair(4, 8)
    inputs = torch.randn(3, INPUTS)
    gradients = []
    for model in (ours, theirs):
        x = inputs.clone().requires_grad_()
        model(x).sum().backward()
        gradients.append(x.grad)
        assert all((p.grad is not None) == ("lora_" in name) for name, p in model.named_parameters())
    torch.testing.assert_close(gradients[0], gradients[1])


def test_bfloat16_training_keeps_factors_and_their_gradients_in_float32() -> None:
    ours, theirs = _pair(4, 8)
    for model in (ours, theirs):
        for name, weight in model.named_parameters():
            if "lora_" not in name:
                weight.data = weight.data.bfloat16()
    x = torch.randn(16, INPUTS)
    with torch.autocast("cpu", torch.bfloat16):
        found, wanted = _gradients(ours, x), _gradients(theirs, x)
    for name, gradient in wanted.items():
        assert found[name].dtype == torch.float32
        difference = (found[name] - gradient).norm() / gradient.norm()
        assert difference < 0.03, name  # bfloat16 has 8 significant bits


def test_without_gradients_the_usual_forward_pass_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = _pair(4, 8)

    def merged(*_: object) -> None:
        raise AssertionError("merging a layer for each generated token is slow")

    monkeypatch.setattr("translate.training.lora._MergedLinear.apply", merged)
    x = torch.randn(3, INPUTS)
    with torch.inference_mode():
        torch.testing.assert_close(ours(x), theirs(x))


def test_a_student_with_lora_trains_through_the_merged_layers(
    tiny_causal: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.training import lora

    calls = []
    right = lora._MergedLinear.apply

    def counted(*args: object) -> Tensor:
        calls.append(1)
        return right(*args)  # type: ignore[no-untyped-call,no-any-return]

    monkeypatch.setattr("translate.training.lora._MergedLinear.apply", counted)
    pairs = toy_pairs(4)
    with quiet_libraries():
        student = CausalStudent(tiny_causal, settings(), pairs)
    student.loss(student.encode(pairs))
    assert len(calls) == sum(name.endswith("lora_A.default.weight") for name in student.trainable)


def test_frequent_tokens_limit_the_logits_but_not_the_targets(tiny_causal: Base) -> None:
    pairs = toy_pairs(20)
    with quiet_libraries():
        every = CausalStudent(tiny_causal, settings(prompt={"sampled_tokens": 0}), pairs)
        few = CausalStudent(tiny_causal, settings(prompt={"sampled_tokens": 0, "frequent_tokens": 2}), pairs)
    batch = few.encode(pairs[:2])
    wanted = {token for example in batch for token in example.target}
    targets = torch.tensor([token for example in batch for token in example.target])
    candidates, places = few._candidates(targets)
    assert wanted <= set(candidates.tolist())
    assert candidates[places].tolist() == targets.tolist()
    assert len(candidates) <= len(wanted) + 2
    both = [student.loss(batch) for student in (every, few)]
    assert both[0][1] == both[1][1] == len(targets)  # each target has its loss
    assert both[1][0] < both[0][0]  # fewer other tokens to choose from
