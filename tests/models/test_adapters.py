"""Test how adapters are merged and which ones are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from translate.errors import ModelDamaged
from translate.models.adapters import (
    CARD_FILE,
    CONFIG_FILE,
    SCALE_SUFFIX,
    WEIGHTS_FILE,
    Storage,
    merge_adapter,
    read_card,
    store_factors,
)

NAME = "model.layers.0.mlp.up_proj"


def factors() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        f"base_model.model.{NAME}.lora_A.weight": torch.randn(2, 6, generator=generator),
        f"base_model.model.{NAME}.lora_B.weight": torch.randn(4, 2, generator=generator),
    }


def write_adapter(folder: Path, storage: Storage = "float32", **config: Any) -> Path:
    from safetensors.torch import save_file

    folder.mkdir(exist_ok=True)
    save_file(store_factors(factors(), storage), folder / WEIGHTS_FILE)
    values = {"peft_type": "LORA", "r": 2, "lora_alpha": 6, **config}
    (folder / CONFIG_FILE).write_text(json.dumps(values), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("storage", "within"), [("float32", 1e-6), ("float16", 5e-3), ("int8", 0.15)])
def test_merging_adds_alpha_over_rank_times_b_a(tmp_path: Path, storage: Storage, within: float) -> None:
    base = {f"{NAME}.weight": torch.ones(4, 6), "model.norm.weight": torch.ones(6)}
    merged = merge_adapter(base, write_adapter(tmp_path / "adapter", storage))
    a, b = factors().values()
    torch.testing.assert_close(merged[f"{NAME}.weight"], 1 + 3 * b @ a, atol=within, rtol=0)
    assert merged["model.norm.weight"] is base["model.norm.weight"]
    assert base[f"{NAME}.weight"].equal(torch.ones(4, 6))


def test_merging_keeps_the_precision_of_the_base(tmp_path: Path) -> None:
    base = {f"{NAME}.weight": torch.ones(4, 6, dtype=torch.bfloat16)}
    merged = merge_adapter(base, write_adapter(tmp_path / "adapter"))
    assert merged[f"{NAME}.weight"].dtype is torch.bfloat16


def test_int8_rows_are_off_by_half_a_step_at_most() -> None:
    stored = store_factors(factors(), "int8")
    for name, factor in factors().items():
        scale = stored[name + SCALE_SUFFIX]
        assert stored[name].dtype is torch.int8
        assert bool(((stored[name] * scale - factor).abs() <= scale / 2 + 1e-7).all())
    zero = store_factors({"x": torch.zeros(1, 3)}, "int8")
    assert zero["x"].equal(torch.zeros(1, 3, dtype=torch.int8))


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ({"other.weight": torch.ones(4, 6)}, "another base"),
        ({f"{NAME}.weight": torch.ones(6, 4)}, r"the model's \(6, 4\)"),
    ],
)
def test_an_adapter_of_another_base_is_refused(
    tmp_path: Path, base: dict[str, torch.Tensor], message: str
) -> None:
    adapter = write_adapter(tmp_path / "adapter")
    with pytest.raises(ModelDamaged, match=message):
        merge_adapter(base, adapter)


def test_an_adapter_that_would_be_merged_wrongly_is_refused(tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter", use_dora=True)
    with pytest.raises(ModelDamaged, match="use_dora"):
        merge_adapter({f"{NAME}.weight": torch.ones(4, 6)}, adapter)


def test_a_truncated_file_and_a_missing_half_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    adapter = write_adapter(tmp_path / "adapter")
    whole = (adapter / WEIGHTS_FILE).read_bytes()
    (adapter / WEIGHTS_FILE).write_bytes(whole[:-5])
    with pytest.raises(ModelDamaged, match="cannot be read"):
        merge_adapter({f"{NAME}.weight": torch.ones(4, 6)}, adapter)
    half = dict(list(factors().items())[:1])
    save_file(half, adapter / WEIGHTS_FILE)
    with pytest.raises(ModelDamaged, match="lora_B"):
        merge_adapter({f"{NAME}.weight": torch.ones(4, 6)}, adapter)


def test_a_card_without_a_place_for_the_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / CARD_FILE).write_text('{"base": "x", "prompt": "Arabic: {target}"}', encoding="utf-8")
    with pytest.raises(ModelDamaged, match="prompt"):
        read_card(tmp_path)


def test_a_card_of_version_0_1_keeps_its_input_limit(tmp_path: Path) -> None:
    card = {"format": 1, "base": "gemma3-270m", "prompt": "{source}\n{target}\n", "window_tokens": 192}
    (tmp_path / "tarjama.json").write_text(json.dumps(card))
    assert read_card(tmp_path).max_input_tokens == 192
