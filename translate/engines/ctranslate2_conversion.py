"""Models in CTranslate2's format, converted once into the user's cache."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from translate.errors import ModelDamaged
from translate.models.base import Constraints, ModelFiles
from translate.models.folder import read_model_config
from translate.models.prepared import models_dir, prepare_once
from translate.models.quiet import quiet_libraries
from translate.progress import Progress

_FORMAT = 1  # of the converted folder: raise it when what is written changes

# Model types that were compared with the torch engine, output by output.
SUPPORTED_MODEL_TYPES = frozenset({"marian", "m2m_100", "bart", "gemma3_text", "llama"})

# Added to the score of a token that never occurs in an output; far below every other, and finite for 16-bit types.
_NEVER = -1e4


def supports(files: ModelFiles) -> bool:
    """Whether CTranslate2 runs this model."""
    config = read_model_config(files.folder).config
    if files.family == "marian" and not config.get("share_encoder_decoder_embeddings", True):
        return False
    if (
        files.family == "bart" and "normalize_before" not in config
    ):  # the converter reads it; the hub's models have it
        return False
    return config["model_type"] in SUPPORTED_MODEL_TYPES


def convert(files: ModelFiles, compute_type: str, constraints: Constraints, progress: Progress) -> Path:
    """The converted model's folder.

    Tokens that never occur in an output get a low bias in the output layer: CTranslate2's own suppression walks
    over the whole list at every step, which a list of 100,000 makes slow. Raises ModelDamaged, OutOfSpace.
    """
    suppressed = hashlib.sha256(json.dumps(constraints.suppressed_ids).encode()).hexdigest()
    key = hashlib.sha256(f"{_FORMAT} {files.fingerprint} {suppressed}".encode()).hexdigest()
    short = re.sub(r"[^\w.-]+", "-", files.name).strip("-.")[-60:]
    target = models_dir() / f"{short}-{key[:12]}-ctranslate2-{compute_type}"

    def build(folder: Path) -> None:
        with progress.task(f"Converting {files.name} for CTranslate2, once", None) as advance:
            _convert(files.folder, folder, compute_type, constraints.suppressed_ids)
            advance(1)

    return prepare_once(target, build, progress)


def read_vocabulary(folder: Path) -> list[str]:
    """The tokens of a converted model, by their ids; raises ModelDamaged."""
    for name in ("shared_vocabulary.json", "vocabulary.json"):
        if (folder / name).is_file():
            tokens: list[str] = json.loads((folder / name).read_text(encoding="utf-8"))
            return tokens
    raise ModelDamaged(f"{folder}: no vocabulary; remove the folder, and it is converted again")


def _convert(source: Path, target: Path, compute_type: str, suppressed_ids: tuple[int, ...]) -> None:
    with quiet_libraries():
        from ctranslate2.converters import TransformersConverter

        class Converter(TransformersConverter):  # type: ignore[misc]
            def _load(self) -> Any:
                spec = super()._load()
                _suppress(spec, suppressed_ids)
                return spec

        try:
            Converter(str(source), low_cpu_mem_usage=True).convert(
                str(target), quantization=compute_type, force=True
            )
        except (ValueError, KeyError, AttributeError, RuntimeError) as error:
            raise ModelDamaged(
                f"{source}: cannot be converted for CTranslate2 ({error}); try --engine torch"
            ) from error


def _suppress(spec: Any, suppressed_ids: tuple[int, ...]) -> None:
    import numpy

    projection = spec.decoder.projection
    rows = projection.weight.shape[0]
    given = numpy.zeros(rows, dtype=numpy.float32)
    if projection.has_bias():
        given += numpy.asarray(projection.bias, dtype=numpy.float32).reshape(-1)[:rows]
    given[[i for i in suppressed_ids if i < rows]] = _NEVER
    projection.bias = given
