"""A folder without a complete model of a known family is refused before anything is translated."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from translate.config.catalogue import Catalogue
from translate.config.profile import EngineSettings
from translate.engines.loading import describe_model, open_model
from translate.errors import ModelDamaged, ModelNotFound
from translate.models.registry import find_prepared, prepare_model
from translate.progress import Silent

EMPTY = Catalogue(translators={}, summarizers={})


@pytest.fixture
def folder(marian_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(marian_folder, tmp_path / "copy"))


def prepare(folder: Path) -> object:
    return prepare_model(str(folder), "translate", EMPTY, Silent())


def test_a_folder_without_a_model_says_which_folder_to_give(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"config\.json is missing"):
        prepare(tmp_path)


def test_an_unknown_family_lists_the_known_ones(folder: Path) -> None:
    (folder / "config.json").write_text(
        json.dumps({"model_type": "whisper", "architectures": ["WhisperModel"]})
    )
    with pytest.raises(ModelNotFound, match=r"'whisper'.*Marian.*NLLB.*BART.*ForCausalLM"):
        prepare(folder)


def test_a_model_with_its_own_code_is_not_known(folder: Path) -> None:
    own = {"model_type": "mine", "architectures": ["MineForCausalLM"], "auto_map": {"AutoModel": "mine.Mine"}}
    (folder / "config.json").write_text(json.dumps(own))
    with pytest.raises(ModelNotFound, match="'mine'"):
        prepare(folder)


@pytest.mark.parametrize("engine", ["ctranslate2", "torch"])
@pytest.mark.parametrize("part", ["model", "tokenizer"])
def test_code_in_a_folder_of_a_known_family_is_not_run_whatever_is_answered(
    t5_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, part: str
) -> None:
    asked: list[str] = []

    def yes(prompt: str = "") -> str:
        asked.append(prompt)
        return "yes"

    monkeypatch.setattr("builtins.input", yes)
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    folder = Path(shutil.copytree(t5_folder, tmp_path / "copy"))
    code = f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Own: pass\n"
    (folder / "own.py").write_text(code)
    (folder / "custom_generate").mkdir()
    (folder / "custom_generate" / "generate.py").write_text(code)
    if part == "model":
        classes = ("AutoConfig", "AutoModel", "AutoModelForSeq2SeqLM")
        _edit(folder / "config.json", auto_map=dict.fromkeys(classes, "own.Own"))
    else:
        named = {"AutoTokenizer": ["own.Own", "own.Own"]}
        _edit(folder / "tokenizer_config.json", tokenizer_class="OwnTokenizer", auto_map=named)
    try:
        files = prepare_model(str(folder), "summarize", EMPTY, Silent())
        open_model(files, "summarize", EngineSettings.model_validate({"engine": engine})).close()
    except ModelDamaged:
        assert part == "tokenizer"
    assert not (tmp_path / "ran").exists()
    assert asked == []


def _edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes))


def test_a_translator_is_not_taken_for_a_summarizer(folder: Path) -> None:
    with pytest.raises(ModelNotFound, match="does not summarize"):
        prepare_model(str(folder), "summarize", EMPTY, Silent())


@pytest.mark.parametrize("name", ["model.safetensors", "source.spm"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelDamaged, match=name.replace(".", r"\.")):
        prepare(folder)


def test_weights_of_a_broken_download_are_found_before_the_run(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelDamaged, match="cut off"):
        prepare(folder)


def test_a_git_lfs_pointer_is_not_taken_for_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:12\n")
    with pytest.raises(ModelDamaged, match="git lfs pull"):
        prepare(folder)


def test_a_missing_shard_is_named(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelDamaged, match=r"model-00002-of-00002\.safetensors is missing"):
        prepare(folder)


@pytest.mark.parametrize(
    "index",
    [
        {},
        {"weight_map": []},
        {"weight_map": {}},
        {"weight_map": {"a": 5}},
        {"weight_map": {"a": "/etc/passwd"}},
        {"weight_map": {"a": "../x"}},
        {"weight_map": {"a": ".."}},
    ],
)
def test_a_damaged_index_is_named_and_no_file_outside_the_folder_is_read(
    folder: Path, index: dict[str, object]
) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelDamaged, match=r"model\.safetensors\.index\.json: 'weight_map' must"):
        prepare(folder)


@pytest.mark.parametrize("kind", [["marian"], 5, None, {"a": "marian"}])
def test_a_model_type_that_is_not_text_is_named(folder: Path, kind: object) -> None:
    _edit(folder / "config.json", model_type=kind)
    with pytest.raises(ModelDamaged, match=r"config\.json: 'model_type' is not text"):
        prepare(folder)


@pytest.mark.parametrize("engine", ["ctranslate2", "torch"])
def test_safetensors_of_an_unknown_type_are_reported_as_damaged(folder: Path, engine: str) -> None:
    header = json.dumps({"a": {"dtype": "XX", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    with pytest.raises(ModelDamaged, match=r"damaged or unsupported weights file \(model\.safetensors\)"):
        open_model(files, "translate", EngineSettings.model_validate({"engine": engine}))


def test_settings_that_are_not_json_are_named(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelDamaged, match=r"config\.json: cannot be read as JSON"):
        prepare(folder)


def test_weights_that_lack_a_layer_are_not_filled_with_random_numbers(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["model.encoder.layers.0.fc1.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    with pytest.raises(ModelDamaged, match=r"1 of the model's weights are missing.*fc1\.weight"):
        open_model(files, "translate", EngineSettings(engine="torch"))


@pytest.mark.parametrize("archived", [False, True], ids=["raw", "zip"])
@pytest.mark.parametrize("engine", ["auto", "ctranslate2", "torch"])
def test_a_pickle_that_runs_code_is_not_loaded(
    folder: Path, tmp_path: Path, engine: str, archived: bool
) -> None:
    import pickle

    import torch

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str, ...]]:
            return Path.touch, (tmp_path / "ran",)  # type: ignore[return-value]

    (folder / "model.safetensors").unlink()
    weights = folder / "pytorch_model.bin"
    if archived:
        torch.save({"weights": Evil()}, weights)
    else:
        weights.write_bytes(pickle.dumps({"weights": Evil()}))
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    with pytest.raises(
        ModelDamaged, match=r"damaged or unsupported weights file.*no code in it was run.*safetensors"
    ) as caught:
        open_model(files, "translate", EngineSettings.model_validate({"engine": engine}))
    assert not any(advice in str(caught.value) for advice in ("weights_only", "add_safe_globals", "--engine"))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
@pytest.mark.parametrize("content", ["zeros", "page", "cut", "list", "no tensors"])
def test_damaged_weights_are_reported_without_advice_from_torch(
    folder: Path, content: str, engine: str
) -> None:
    import torch
    from safetensors.torch import load_file

    weights = folder / "pytorch_model.bin"
    torch.save(load_file(folder / "model.safetensors"), weights)
    (folder / "model.safetensors").unlink()
    if content in ("list", "no tensors"):
        torch.save([1, 2] if content == "list" else {"a": 1}, weights)
    else:
        whole = weights.read_bytes()
        damaged = {"zeros": bytes(1000), "page": b"<html>503</html>", "cut": whole[: len(whole) // 2]}
        weights.write_bytes(damaged[content])
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    wanted = (
        r"weights are missing"
        if content == "no tensors"
        else r"damaged or unsupported .*\(pytorch_model.bin\)"
    )
    with pytest.raises(ModelDamaged, match=wanted) as caught:
        open_model(files, "translate", EngineSettings.model_validate({"engine": engine}))
    assert not any(advice in str(caught.value) for advice in ("weights_only", "add_safe_globals", "--engine"))


def test_pickled_weights_give_the_outputs_of_equal_safetensors(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    from tests.tiny_models import PAIRS

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    model = open_model(files, "translate", EngineSettings(engine="torch"))
    assert model.generate([PAIRS[0][0]])[0].text == PAIRS[0][1]


def test_another_model_under_the_same_name_has_another_fingerprint(folder: Path) -> None:
    settings = EngineSettings(engine="torch")
    first = describe_model(prepare_model(str(folder), "translate", EMPTY, Silent()), settings)
    again = describe_model(prepare_model(str(folder), "translate", EMPTY, Silent()), settings)
    assert first == again
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    other = describe_model(prepare_model(str(folder), "translate", EMPTY, Silent()), settings)
    assert other.fingerprint != first.fingerprint


def test_local_models_are_listed_without_loading_anything(folder: Path, tmp_path: Path) -> None:
    from translate.config.catalogue import FolderSource, ModelEntry

    assert find_prepared(ModelEntry(source=FolderSource(folder=folder)), "x") == folder
    assert find_prepared(ModelEntry(source=FolderSource(folder=tmp_path / "none")), "x") is None


def test_listing_local_models_loads_no_engine() -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "from translate.config.catalogue import load_catalogue\n"
        "from translate.models.registry import find_prepared\n"
        "for name, entry in load_catalogue().translators.items(): find_prepared(entry, name)\n"
        "print([m for m in ('torch', 'transformers', 'ctranslate2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
