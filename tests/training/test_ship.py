"""Test the shipped adapters, and how another one replaces them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import translate
from eval.training.ship import MAX_BYTES, ship_adapter
from translate.config.catalogue import Task, load_catalogue
from translate.errors import ModelDamaged, RequestError
from translate.models.adapters import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, read_card, read_factors

PACKAGE = Path(translate.__file__).parent
SHIPPED = PACKAGE / "adapter"
ENTRY = load_catalogue().translators["embedded"]
TASKS: list[Task] = ["translate", "summarize"]


@pytest.mark.parametrize("task", TASKS)
def test_the_shipped_adapters_are_whole_small_licensed_and_for_the_pinned_base(
    tmp_path: Path, task: Task
) -> None:
    entry = load_catalogue().of(task)["embedded"]
    shipped = PACKAGE / (entry.adapter or "none")
    total = ship_adapter(shipped, tmp_path, entry)
    assert total <= MAX_BYTES
    assert {p.name for p in shipped.iterdir()} == {
        CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, "LICENSE", "MODEL_CARD.md", "SHA256SUMS",
    }  # fmt: skip
    factors = read_factors(shipped)
    assert all(a.shape[0] == b.shape[1] and a.isfinite().all() for a, b in factors.values())
    assert read_card(shipped) == read_card(tmp_path)
    assert read_card(shipped).task == task
    assert (tmp_path / WEIGHTS_FILE).read_bytes() == (shipped / WEIGHTS_FILE).read_bytes()


def test_an_adapter_for_one_task_does_not_replace_that_of_another(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="made for the base"):
        ship_adapter(SHIPPED, tmp_path, load_catalogue().summarizers["embedded"])


@pytest.mark.parametrize("folder", ["adapter", "summary_adapter"])
def test_the_shipped_adapters_contain_no_path_of_the_training_machine(folder: str) -> None:
    for name in (CARD_FILE, CONFIG_FILE, "MODEL_CARD.md"):
        text = (PACKAGE / folder / name).read_text(encoding="utf-8")
        assert not re.search(r"(?:^|[\s\"'`(])/\w+/", text)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("prompt", "Translate: {source} = {target}\n", "trained with the prompt"),
        ("base_sha256", "0" * 64, "the catalogue's entry has another base"),
    ],
)
def test_an_adapter_that_would_be_used_wrongly_does_not_replace_the_shipped_one(
    tmp_path: Path, field: str, value: str, message: str
) -> None:
    made = tmp_path / "made"
    ship_adapter(SHIPPED, made, ENTRY)
    card = json.loads((made / CARD_FILE).read_text(encoding="utf-8"))
    (made / CARD_FILE).write_text(json.dumps({**card, field: value}), encoding="utf-8")
    with pytest.raises(RequestError, match=message):
        ship_adapter(made, tmp_path / "package", ENTRY)
    assert not (tmp_path / "package").exists()


def test_an_adapter_too_large_for_the_package_is_refused_with_advice(tmp_path: Path) -> None:
    made = tmp_path / "made"
    ship_adapter(SHIPPED, made, ENTRY)
    (made / CONFIG_FILE).write_bytes(b" " * MAX_BYTES)
    with pytest.raises(RequestError, match=r'lora\.storage = "int8"'):
        ship_adapter(made, tmp_path / "package", ENTRY)


def test_half_an_adapter_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "made"
    ship_adapter(SHIPPED, made, ENTRY)
    (made / WEIGHTS_FILE).write_bytes((made / WEIGHTS_FILE).read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        ship_adapter(made, tmp_path / "package", ENTRY)


def test_an_adapter_whose_files_do_not_belong_together_does_not_replace_the_shipped_one(
    tmp_path: Path,
) -> None:
    made = tmp_path / "made"
    ship_adapter(SHIPPED, made, ENTRY)
    config = json.loads((made / CONFIG_FILE).read_text(encoding="utf-8"))
    (made / CONFIG_FILE).write_text(json.dumps({**config, "inference_mode": False}), encoding="utf-8")
    with pytest.raises(ModelDamaged, match="checksum differs"):
        ship_adapter(made, tmp_path / "package", ENTRY)
    (made / "SHA256SUMS").unlink()
    (made / CONFIG_FILE).write_text(json.dumps({**config, "r": 2 * config["r"]}), encoding="utf-8")
    with pytest.raises(ModelDamaged, match="another rank"):
        ship_adapter(made, tmp_path / "package", ENTRY)
    assert not (tmp_path / "package").exists()
