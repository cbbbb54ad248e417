"""A command with several models loads each once, after freeing the one before."""

from __future__ import annotations

import json
import shutil
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_models import PAIRS
from translate.engines import loading
from translate.engines.selection import open_engine
from translate.models.quiet import quiet_libraries

Tarjama = Callable[..., tuple[int, str, str]]

PROFILE = """
[translation]
model = "unused"
engine = "{engine}"
compute_type = "float32"
[summary]
model = "lead"
[checks]
retry = false
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("\n".join(arabic for arabic, _ in PAIRS[:3]), encoding="utf-8")
    return tmp_path / "in"


def watch_loading(
    monkeypatch: pytest.MonkeyPatch, before: Callable[[], None], after: Callable[[Any], None]
) -> None:
    """Call `before` before weights are loaded, and `after` with the engine that loaded them."""
    load = open_engine

    def watched(*arguments: Any) -> Any:
        before()
        engine = load(*arguments)
        after(engine)
        return engine

    monkeypatch.setattr(loading, "open_engine", watched)


def run(tarjama: Tarjama, article: Path, engine: str, models: list[Path]) -> None:
    profile = article.parent / f"{engine}.toml"
    profile.write_text(PROFILE.format(engine=engine), encoding="utf-8")
    wanted = [argument for model in models for argument in ("--model", model)]
    code, _, err = tarjama("run", article, "--profile", profile, "--no-memory", "--quiet", *wanted)
    assert code == 0, err


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_the_first_models_weights_are_freed_before_the_second_are_loaded(
    engine: str,
    tarjama: Tarjama,
    article: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(article.parent)
    weights: list[weakref.ref[Any]] = []
    alive: list[int] = []
    watch_loading(
        monkeypatch,
        lambda: alive.append(sum(w() is not None for w in weights)),
        lambda loaded: weights.append(weakref.ref(loaded._model)),
    )
    folders = [request.getfixturevalue(f"{name}_folder") for name in ("marian", "m2m100")]
    run(tarjama, article, engine, folders)
    assert alive == [0, 0]  # each is loaded once, never two at a time
    assert [w() for w in weights] == [None, None]
    systems = [json.loads(p.read_text())["system"] for p in article.parent.glob("outputs/*/run.json")]
    assert sorted(systems) == sorted(map(str, folders))  # a run per model


@pytest.fixture
def large(m2m100_folder: Path, tmp_path: Path) -> list[Path]:
    """Build two M2M100 models of some 60 MB with random weights; only their size matters."""
    import torch
    import transformers

    folders = []
    config: dict[str, Any] = json.loads((m2m100_folder / "config.json").read_text(encoding="utf-8"))
    config |= {"d_model": 512, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048}
    config |= {"encoder_layers": 2, "decoder_layers": 2, "num_hidden_layers": 2}
    library: Any = transformers
    for seed in (1, 2):
        folder = Path(shutil.copytree(m2m100_folder, tmp_path / f"large-{seed}"))
        torch.manual_seed(seed)
        model: Any = library.M2M100ForConditionalGeneration(library.M2M100Config(**config))
        with quiet_libraries():
            model.save_pretrained(folder)
        folders.append(folder)
    return folders


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_four_models_one_after_the_other_take_the_memory_of_one(
    engine: str, tarjama: Tarjama, article: Path, large: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(article.parent)
    run(tarjama, article, engine, large)  # converts the models and loads the libraries
    size = (large[0] / "model.safetensors").stat().st_size
    assert size > 50e6
    resident: list[int] = []
    watch_loading(monkeypatch, lambda: None, lambda _: resident.append(resident_bytes()))
    for name in ("b", "c"):
        shutil.copy(
            article / "a.txt", article / f"{name}.txt"
        )  # another input, otherwise the runs are finished
        run(tarjama, article, engine, large)
    assert len(resident) == 4
    assert max(resident) - resident[0] < size / 2
