"""Average adapters by the changes they make, not by their factors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from eval.training.average import average_adapters, main
from translate.errors import ModelDamaged, RequestError
from translate.models.adapters import (
    CARD_FILE,
    CONFIG_FILE,
    PEFT_PREFIX,
    WEIGHTS_FILE,
    AdapterCard,
    merge_adapter,
    read_changes,
    read_lora_config,
)

MODULE = "model.layers.0.mlp.up_proj"
OUT, IN = 12, 8


def adapter(folder: Path, seed: int, rank: int = 2, alpha: float = 4.0, base: str = "base") -> Path:
    generator = torch.Generator().manual_seed(seed)
    folder.mkdir()
    card = AdapterCard(base=base, prompt="Arabic: {source}\nEnglish: {target}\n")
    (folder / CARD_FILE).write_text(card.model_dump_json())
    (folder / CONFIG_FILE).write_text(json.dumps({"peft_type": "LORA", "r": rank, "lora_alpha": alpha}))
    shapes = {"lora_A": (rank, IN), "lora_B": (OUT, rank)}
    factors = {
        f"{PEFT_PREFIX}{MODULE}.{side}.weight": torch.randn(shape, generator=generator)
        for side, shape in shapes.items()
    }
    save_file(factors, folder / WEIGHTS_FILE)
    return folder


def mean_change(one: Path, other: Path) -> torch.Tensor:
    return (read_changes(one)[MODULE] + read_changes(other)[MODULE]) / 2


def test_an_adapter_averaged_with_itself_is_unchanged(tmp_path: Path) -> None:
    one = adapter(tmp_path / "one", 1)
    assert average_adapters([one, one], tmp_path / "mean", "float32") == pytest.approx(1.0)
    before = {f"{MODULE}.weight": torch.zeros(OUT, IN)}
    merged = merge_adapter(before, tmp_path / "mean")[f"{MODULE}.weight"]
    assert torch.allclose(merged, read_changes(one)[MODULE], atol=1e-5)


def test_the_mean_is_the_nearest_of_its_rank_and_reports_its_error(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1), adapter(tmp_path / "other", 2)
    kept_share = average_adapters([one, other], tmp_path / "mean", "float32")
    wanted, got = mean_change(one, other), read_changes(tmp_path / "mean")[MODULE]
    values = torch.linalg.svdvals(wanted)
    assert float((wanted - got).norm()) == pytest.approx(float(values[2:].norm()), rel=1e-4)
    assert kept_share == pytest.approx(float(values[:2].square().sum() / values.square().sum()), rel=1e-4)
    assert kept_share < 0.99  # otherwise nothing was left out


def test_a_rank_larger_than_the_matrix_represents_the_mean_exactly(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1, rank=10), adapter(tmp_path / "other", 2, rank=10)
    assert average_adapters([one, other], tmp_path / "mean", "float32") == pytest.approx(1.0)
    got = read_changes(tmp_path / "mean")[MODULE]
    assert torch.allclose(got, mean_change(one, other), atol=1e-4)


def test_a_base_is_identified_by_its_weights_and_not_by_its_name(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1), adapter(tmp_path / "other", 2, base="the same, elsewhere")
    for folder in (one, other):
        card = json.loads((folder / CARD_FILE).read_text()) | {"base_sha256": "ab" * 32}
        (folder / CARD_FILE).write_text(json.dumps(card))
    average_adapters([one, other], tmp_path / "mean", "float32")
    assert json.loads((tmp_path / "mean" / CARD_FILE).read_text())["base"] == "base"


def test_adapters_of_different_ranks_and_scales_are_averaged(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1), adapter(tmp_path / "other", 2, rank=3, alpha=12.0)
    assert average_adapters([one, other], tmp_path / "mean", "float32", rank=5) == pytest.approx(1.0)
    assert read_lora_config(tmp_path / "mean").r == 5
    got = read_changes(tmp_path / "mean")[MODULE]
    assert torch.allclose(got, mean_change(one, other), atol=1e-4)
    kept_share = average_adapters([one, other], tmp_path / "smaller", "float32", rank=1)
    assert read_lora_config(tmp_path / "smaller").r == 1
    assert kept_share < 0.99


def test_the_mean_carries_the_licence_of_its_adapters(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1), adapter(tmp_path / "other", 2)
    (one / "LICENSE").write_text("terms", encoding="utf-8")
    average_adapters([one, other], tmp_path / "mean", "float32")
    assert (tmp_path / "mean" / "LICENSE").read_text(encoding="utf-8") == "terms"


def test_a_mean_that_is_half_written_over_another_one_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, mean = adapter(tmp_path / "one", 1), adapter(tmp_path / "mean", 2, rank=3)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eval.training.average.store_factors", killed)
    with pytest.raises(KeyboardInterrupt):
        average_adapters([one], mean, "float32")
    with pytest.raises(ModelDamaged):
        read_lora_config(mean)


def test_the_adapters_are_not_replaced_by_their_mean(tmp_path: Path) -> None:
    one = adapter(tmp_path / "one", 1)
    before = (one / WEIGHTS_FILE).read_bytes()
    assert main([str(one), "--output", str(tmp_path / "one")]) == RequestError.exit_code
    assert (one / WEIGHTS_FILE).read_bytes() == before


@pytest.mark.parametrize("rank", ["0", "-1"])
def test_a_rank_below_one_is_refused(tmp_path: Path, rank: str) -> None:
    one = adapter(tmp_path / "one", 1)
    with pytest.raises(SystemExit, match="2"):
        main([str(one), "--output", str(tmp_path / "mean"), "--rank", rank])


def test_adapters_of_another_base_are_not_averaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = adapter(tmp_path / "one", 1), adapter(tmp_path / "other", 2, base="another")
    with pytest.raises(RequestError, match="differ from those of"):
        average_adapters([one, other], tmp_path / "mean", "float32")
    assert not (tmp_path / "mean").exists()
    assert main([str(one), str(other), "--output", str(tmp_path / "mean")]) == RequestError.exit_code
    assert "error: " in capsys.readouterr().err
