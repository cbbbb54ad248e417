"""Check a model's folder in the layout of a hub repository: completeness and family."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.config.catalogue import FamilyName
from translate.errors import ModelDamaged, ModelNotFound
from translate.regular import read_regular

__all__ = [
    "ModelConfig",
    "check_complete",
    "detect_family",
    "find_damage",
    "fingerprint_folder",
    "read_model_config",
    "weight_files",
]

_MAX_JSON_BYTES = 256 << 20

# A model needs weights in one of these forms, the preferred one first ...
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
# ... and one of these sets of tokenizer files.
_TOKENIZERS = (
    ("tokenizer.json",),
    ("source.spm", "target.spm", "vocab.json"),
    ("sentencepiece.bpe.model",),
    ("vocab.json", "merges.txt"),
    ("spiece.model",),
    ("tokenizer.model",),
)

_FAMILIES: dict[str, FamilyName] = {
    "marian": "marian",
    "m2m_100": "m2m100",
    "bart": "bart",
    "pegasus": "pegasus",
    "t5": "t5",
}
# Models of texts and images whose text side runs here, with the class of the whole model.
_TEXT_AND_IMAGES = {"gemma3": "Gemma3ForConditionalGeneration"}
_KNOWN = (
    "Marian (Opus-MT), M2M100 and NLLB (m2m_100), BART (bart), PEGASUS (pegasus), T5, FLAN-T5 and MADLAD-400 (t5), "
    "and causal models that transformers itself knows "
    "(Gemma, Llama, Mistral, Qwen and others; an architecture that ends in ForCausalLM)"
)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """`config.json` and `generation_config.json` of a model, unchanged."""

    config: Mapping[str, Any]
    generation: Mapping[str, Any]

    def generation_setting(self, name: str) -> Any:
        """Return the model's generation setting, or None; older models have it in `config.json`."""
        if name in self.generation:
            return self.generation[name]
        return self.config.get(name)

    def token_ids(self, name: str) -> tuple[int, ...]:
        """Return a generation setting that is one token id, several, or none."""
        value = self.generation_setting(name)
        if value is None:
            return ()
        return tuple(value) if isinstance(value, list) else (value,)


def read_model_config(folder: Path) -> ModelConfig:
    """Read a model's settings; raises ModelNotFound if there are none, ModelDamaged if they are not JSON."""
    if not (folder / "config.json").is_file():
        if (folder / "model" / "config.json").is_file():
            raise ModelNotFound(f"{folder} is a training folder; its model is {folder / 'model'}")
        raise ModelNotFound(
            f"{folder} is not a model: config.json is missing. Choose the folder that contains it, as downloaded from "
            "the Hugging Face Hub"
        )
    generation = folder / "generation_config.json"
    config = _read_json(folder / "config.json")
    if not isinstance(config.get("model_type", ""), str):
        raise ModelDamaged(f"{folder / 'config.json'}: 'model_type' is not text, such as \"marian\"")
    if config.get("model_type") in _TEXT_AND_IMAGES:
        config = _with_text_side(config, folder)
    return ModelConfig(config, _read_json(generation) if generation.is_file() else {})


def detect_family(folder: Path) -> FamilyName:
    """Return the family, from `model_type` and `architectures` in `config.json`.

    Raises ModelNotFound, with the supported families, for any other.
    """
    config = read_model_config(folder).config
    model_type = config.get("model_type", "")
    if model_type in _FAMILIES:
        return _FAMILIES[model_type]
    if _is_causal(model_type, config.get("architectures")):
        return "causal"
    kind = f"unsupported model type '{model_type}'" if model_type else "config.json has no 'model_type'"
    raise ModelNotFound(f"{folder}: {kind}. Supported: {_KNOWN}")


def check_complete(folder: Path) -> None:
    """Raise ModelDamaged, with the missing or truncated file, if the model in the folder is incomplete."""
    problem = find_damage(folder)
    if problem is not None:
        raise ModelDamaged(f"{folder}: {problem}. Download or copy the model again")


def find_damage(folder: Path) -> str | None:
    """Return what is missing or truncated in a model's folder; None if it is complete."""
    if not any(all((folder / name).is_file() for name in names) for names in _TOKENIZERS):
        choices = "; ".join(" + ".join(names) for names in _TOKENIZERS)
        return f"no tokenizer (one of: {choices})"
    weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
    if weights is None:
        return f"no weights (one of: {', '.join(WEIGHTS)})"
    for file in _weight_files(weights):
        if not file.is_file():
            return f"{file.name} is missing"
        problem = _find_cut(file)
        if problem is not None:
            return f"{file.name} {problem}"
    return None


def weight_files(folder: Path) -> list[Path]:
    """Return the weights files in the form that is loaded; empty if there are none."""
    weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
    return [] if weights is None else _weight_files(weights)


def fingerprint_folder(folder: Path) -> str:
    """Return the SHA-256 of the names and contents of the loaded files.

    In the hub's cache a large file is a link to a blob named by its SHA-256, so it is not read again.
    """
    small = (
        p
        for p in folder.iterdir()
        if p.suffix in {".json", ".spm", ".model", ".txt", ".jinja"} and p.is_file()
    )
    digest = hashlib.sha256()
    for file in sorted({*small, *weight_files(folder)}):
        digest.update(f"{file.name} {_hash_file(file)}\n".encode())
    return digest.hexdigest()


def _with_text_side(config: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """Return the settings with those of the text model; its class has the defaults, such as the vocabulary size."""
    from huggingface_hub.errors import StrictDataclassError
    from transformers import CONFIG_MAPPING

    try:
        text = CONFIG_MAPPING[config["model_type"]](**config).get_text_config().to_dict()
    except (TypeError, ValueError, AttributeError, KeyError, StrictDataclassError) as error:
        raise ModelDamaged(f"{folder / 'config.json'}: settings cannot be read: {error}") from error
    return {**text, **config}


def _is_causal(model_type: str, architectures: object) -> bool:
    if not isinstance(architectures, list):
        return False
    names = [str(name) for name in architectures]
    if _TEXT_AND_IMAGES.get(model_type) in names:
        return True
    if not any(name.endswith("ForCausalLM") for name in names):
        return False
    from transformers import CONFIG_MAPPING

    return model_type in CONFIG_MAPPING


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(read_regular(path, _MAX_JSON_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(data, dict):
        raise ModelDamaged(f"{path}: expected a JSON object")
    return data


def _weight_files(weights: Path) -> list[Path]:
    if weights.suffix != ".json":
        return [weights]
    places = _read_json(weights).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise ModelDamaged(f"{weights}: 'weight_map' must map the name of each weight to its file")
    for name in places.values():
        if not isinstance(name, str) or name in ("", ".", "..") or not {"/", "\\", "\0"}.isdisjoint(name):
            raise ModelDamaged(
                f"{weights}: 'weight_map' must name files in this folder, such as model-00001-of-00002.safetensors, "
                f"not {json.dumps(name)[:100]}"
            )
    return [weights.parent / name for name in sorted(set(places.values()))]


def _find_cut(file: Path) -> str | None:
    """Detect the result of a broken download: a truncated file, or a Git LFS pointer."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        if start == b"version ":
            return "is a Git LFS pointer, not the weights: run 'git lfs pull'"
        if file.suffix != ".safetensors":
            return None if size > 0 else "is empty"
        # safetensors: 8 bytes with the header's length, a JSON header with the tensors' places, the tensors
        length = int.from_bytes(start, "little")
        if len(start) < 8 or 8 + length > size:
            return "is cut off or not a safetensors file"
        try:
            header = json.loads(stream.read(length))
            ends = (int(t["data_offsets"][1]) for n, t in header.items() if n != "__metadata__")
            end = max(ends, default=0)
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
            return "is not a safetensors file"
    return "is cut off" if 8 + length + end > size else None


def _hash_file(file: Path) -> str:
    blob = file.resolve().name
    if file.is_symlink() and len(blob) == 64 and set(blob) <= set("0123456789abcdef"):
        return blob
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
