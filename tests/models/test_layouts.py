"""Folders with the file names and formats of the catalogue's repositories can be read.

The lists of files are from memory; no repository could be fetched. The files are built from tiny models that have
memorised their pairs, so that a file read wrongly shows in the outputs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import TEMPLATE, Open
from tests.tiny_models import CHAT_TEMPLATE, ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import HubSource, Prompt, Task, load_catalogue

_OPUS = (
    "config.json",
    "generation_config.json",
    "source.spm",
    "target.spm",
    "tokenizer_config.json",
    "vocab.json",
)
_NLLB = (
    "config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
)
_CHAT = (
    "config.json",
    "generation_config.json",
    "merges.txt",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
)
_GOOGLE = (
    "config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "spiece.model",
    "tokenizer_config.json",
)


_FAST = (
    "config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a repository; `model` is the tiny model they are made from."""

    name: str
    model: str
    files: tuple[str, ...]
    weights: str  # a key of _WEIGHTS
    task: Task = "translate"


LAYOUTS = (
    Layout("opus-mt", "marian", _OPUS, "pickle"),
    Layout("opus-mt-big", "marian", _OPUS, "pickle"),
    Layout("nllb-600m", "m2m100", _NLLB, "pickle"),
    Layout("nllb-1.3b", "m2m100", _NLLB, "pickle"),
    Layout("nllb-3.3b", "m2m100", _NLLB, "sharded pickle"),
    Layout("qwen2.5-0.5b", "qwen2", _CHAT, "safetensors"),
    Layout("qwen2.5-1.5b", "qwen2", _CHAT, "safetensors"),
    Layout("qwen3-0.6b", "qwen3", _CHAT, "safetensors"),
    # The files of a Gemma 3 and of a Hunyuan, with tiny models of other classes; other tests build the real classes.
    Layout("translategemma-4b", "gemma", _FAST, "sharded safetensors"),
    Layout("translategemma-12b", "gemma", _FAST, "sharded safetensors"),
    Layout("hy-mt2-1.8b", "llama", _FAST, "safetensors"),
    Layout("hy-mt2-7b", "llama", _FAST, "sharded safetensors"),
    Layout("hy-mt1.5-1.8b", "llama", _FAST, "safetensors"),
    Layout("hy-mt1.5-7b", "llama", _FAST, "sharded safetensors"),
    # The search settings are in config.json; there is no tokenizer.json.
    Layout(
        "distilbart",
        "bart",
        ("config.json", "merges.txt", "tokenizer_config.json", "vocab.json"),
        "pickle",
        "summarize",
    ),
    Layout(
        "bart-large-cnn",
        "bart",
        ("config.json", "generation_config.json", "merges.txt", "tokenizer.json", "vocab.json"),
        "safetensors",
        "summarize",
    ),
    Layout("pegasus-xsum", "pegasus", _GOOGLE, "pickle", "summarize"),
    Layout("flan-t5-base", "t5", (*_GOOGLE, "tokenizer.json"), "safetensors", "summarize"),
    Layout("smollm2-135m", "llama", (*_CHAT, "special_tokens_map.json"), "safetensors"),
    Layout("smollm2-360m", "llama", (*_CHAT, "special_tokens_map.json"), "safetensors"),
    Layout("smollm2-1.7b", "llama", (*_CHAT, "special_tokens_map.json"), "safetensors"),
)


def test_every_repository_of_the_catalogue_has_its_layout() -> None:
    known = load_catalogue()
    entries = known.translators | known.summarizers
    hub = {name for name, entry in entries.items() if isinstance(entry.source, HubSource)}
    assert hub == {layout.name for layout in LAYOUTS}


def distinct(layouts: Sequence[Layout]) -> list[Layout]:
    """Return one of the layouts that differ only in their name."""
    return list({(x.model, x.files, x.weights): x for x in reversed(layouts)}.values())[::-1]


@pytest.mark.parametrize("layout", distinct(LAYOUTS), ids=lambda layout: layout.name)
def test_a_repository_is_read_as_it_is_published(
    layout: Layout, request: pytest.FixtureRequest, tmp_path: Path, open_folder: Open
) -> None:
    tiny = request.getfixturevalue(f"{layout.model}_folder")
    folder = arrange(tiny, tmp_path / layout.name, layout)
    prompt = {
        "gemma": TEMPLATE,
        **dict.fromkeys(("llama", "qwen2", "qwen3"), Prompt(instruction="{source}")),
    }.get(layout.model)
    model = open_folder(folder, layout.task, prompt=prompt)
    pairs = ENGLISH_PAIRS if layout.task == "summarize" else PAIRS[:4]
    assert [o.text for o in model.generate([source for source, _ in pairs])] == [t for _, t in pairs]


def arrange(tiny: Path, folder: Path, layout: Layout) -> Path:
    """Write a folder with only the files of the layout."""
    folder.mkdir()
    _WEIGHTS[layout.weights](tiny, folder)
    for name in layout.files:
        if (tiny / name).is_file():
            shutil.copy(tiny / name, folder / name)
        elif name in ("vocab.json", "merges.txt"):
            _write_bpe(tiny, folder / name)
        elif name == "special_tokens_map.json":
            _write_specials(tiny, folder / name)
        else:
            raise AssertionError(f"no {name} in {tiny}")
    if "generation_config.json" not in layout.files:
        own, search = (_read(tiny / n) for n in ("config.json", "generation_config.json"))
        (folder / "config.json").write_text(json.dumps(own | search), encoding="utf-8")
    if (tiny / "chat_template.jinja").is_file():  # as in most published models
        settings = _read(folder / "tokenizer_config.json") | {"chat_template": CHAT_TEMPLATE}
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _write_bpe(tiny: Path, path: Path) -> None:
    model = _read(tiny / "tokenizer.json")["model"]
    if path.name == "vocab.json":
        path.write_text(json.dumps(model["vocab"]), encoding="utf-8")
    else:
        merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
        path.write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")


def _write_specials(tiny: Path, path: Path) -> None:
    settings = _read(tiny / "tokenizer_config.json")
    named = {k: v for k, v in settings.items() if k.endswith("_token") and isinstance(v, str)}
    path.write_text(json.dumps(named), encoding="utf-8")


def _copy_safetensors(tiny: Path, folder: Path) -> None:
    shutil.copy(tiny / "model.safetensors", folder)


def _write_pickle(tiny: Path, folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(tiny / "model.safetensors"), folder / "pytorch_model.bin")


def _write_safetensors_shards(tiny: Path, folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(tiny / "model.safetensors")
    names = sorted(weights)
    parts = {
        "model-00001-of-00002.safetensors": names[: len(names) // 2],
        "model-00002-of-00002.safetensors": names[len(names) // 2 :],
    }
    for file, inside in parts.items():
        save_file({name: weights[name] for name in inside}, folder / file, metadata={"format": "pt"})
    index = {"metadata": {}, "weight_map": {name: file for file, inside in parts.items() for name in inside}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def _write_shards(tiny: Path, folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    weights = load_file(tiny / "model.safetensors")
    names = [f"pytorch_model-0000{n}-of-00003.bin" for n in (1, 2, 3)]
    places = {key: names[i % 3] for i, key in enumerate(weights)}
    for name in names:
        torch.save({key: weights[key] for key, place in places.items() if place == name}, folder / name)
    index = {"metadata": {"total_size": 0}, "weight_map": places}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index), encoding="utf-8")


_WEIGHTS: dict[str, Callable[[Path, Path], None]] = {
    "safetensors": _copy_safetensors,
    "pickle": _write_pickle,
    "sharded pickle": _write_shards,
    "sharded safetensors": _write_safetensors_shards,
}
