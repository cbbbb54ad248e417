"""Convert models to CTranslate2's format, once, in the user's cache."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from translate.engines.output_layer import cut_output_layer, suppress_outputs, write_row_ids
from translate.engines.smoothing import smooth_activations
from translate.engines.weight_files import LOAD_ERRORS, check_none_missing, find_unreadable
from translate.errors import ModelDamaged
from translate.models.base import Constraints, ModelFiles
from translate.models.model_folder import read_model_config
from translate.models.prepared import models_dir, prepare_once
from translate.models.quiet import quiet_libraries
from translate.progress import Progress

__all__ = ["SUPPORTED_MODEL_TYPES", "convert", "supports"]

_FORMAT = 5  # version of the converted folder; raise it when its files change

_LEAST_SHARE_CUT = 0.05  # share of tokens; removing fewer is not worth a separate vocabulary

# Model types that were compared with the torch engine, output by output.
SUPPORTED_MODEL_TYPES = frozenset(
    {"marian", "m2m_100", "bart", "pegasus", "t5", "gemma3_text", "llama", "qwen2", "qwen3"}
)


def supports(files: ModelFiles) -> bool:
    """Return whether CTranslate2 supports this model."""
    config = read_model_config(files.folder).config
    if files.family == "marian" and not config.get("share_encoder_decoder_embeddings", True):
        return False
    if (
        files.family in {"bart", "pegasus"} and "normalize_before" not in config
    ):  # the converter needs this setting; models of the hub have it
        return False
    if config["model_type"] == "gemma3_text" and _scales_positions(config):
        return False  # the converter ignores the scale
    return config["model_type"] in SUPPORTED_MODEL_TYPES


def _scales_positions(config: Mapping[str, Any]) -> bool:
    """Return whether a Gemma 3 model scales its positions; those with 4 billion or more parameters do."""
    given = config.get("rope_parameters") or config.get("rope_scaling") or {}
    kinds = [given, *(value for value in given.values() if isinstance(value, dict))]
    named = [kind.get("rope_type", kind.get("type", "default")) for kind in kinds]
    return any(name != "default" for name in named)


def convert(files: ModelFiles, compute_type: str, constraints: Constraints, progress: Progress) -> Path:
    """Return the converted model's folder.

    Tokens that never occur in an output are removed from its output layer: see `output_layer` and
    `_cut_target_vocabulary`. Raises ModelDamaged or OutOfSpace.
    """
    suppressed = hashlib.sha256(
        json.dumps([constraints.suppressed_ids, constraints.needed_ids]).encode()
    ).hexdigest()
    key = hashlib.sha256(f"{_FORMAT} {files.fingerprint} {suppressed}".encode()).hexdigest()
    short = re.sub(r"[^\w.-]+", "-", files.name).strip("-.")[-60:]
    target = models_dir() / f"{short}-{key[:12]}-ctranslate2-{compute_type}"

    def build(folder: Path) -> None:
        with progress.task(f"Converting {files.shown} for CTranslate2 (first use only)", None) as advance:
            _convert(files, folder, compute_type, constraints)
            advance(1)

    return prepare_once(target, build, progress)


def _convert(files: ModelFiles, target: Path, compute_type: str, constraints: Constraints) -> None:
    source = files.folder
    suppressed_ids = constraints.suppressed_ids
    with quiet_libraries():
        from ctranslate2.converters import TransformersConverter
        from ctranslate2.specs.model_spec import OPTIONAL

        from translate.models.pegasus import load_tokenizer as load_pegasus

        pegasus = read_model_config(source).config["model_type"] == "pegasus"

        class Converter(TransformersConverter):  # type: ignore[misc]
            _scales_outputs = True
            row_ids: list[int] | None = None
            _model: Any = None

            def load_model(self, *args: Any, **options: Any) -> Any:
                model, report = super().load_model(*args, **options, output_loading_info=True)
                check_none_missing(source, report)
                # FLAN-T5 does not scale its decoder's output. transformers 5 has this setting for it; the converter
                # still reads `tie_word_embeddings`, which transformers 5 always sets to true.
                self._scales_outputs = getattr(model.config, "scale_decoder_outputs", True)
                self._model = model
                return model

            def load_tokenizer(self, *args: Any, **options: Any) -> Any:
                if pegasus:
                    return load_pegasus(source)
                tokenizer = super().load_tokenizer(*args, **options, trust_remote_code=False)
                if files.family == "causal" and compute_type == "int8":
                    smooth_activations(self._model, tokenizer)
                return tokenizer

            def _load(self) -> Any:
                spec = super()._load()
                if not self._scales_outputs:
                    spec.decoder.scale_outputs = OPTIONAL
                if files.family != "causal":
                    suppress_outputs(spec, suppressed_ids)
                    _cut_target_vocabulary(spec, suppressed_ids, constraints.needed_ids)
                elif suppressed_ids:
                    self.row_ids = cut_output_layer(spec, suppressed_ids)
                return spec

        converter = Converter(str(source), low_cpu_mem_usage=True)
        try:
            converter.convert(str(target), quantization=compute_type, force=True)
        except (*LOAD_ERRORS, pickle.UnpicklingError) as error:
            unreadable = find_unreadable(source)
            if unreadable is not None:
                raise unreadable from error
            if isinstance(error, OSError):  # of the disk that is written to
                raise
            raise ModelDamaged(
                f"{source}: cannot be converted for CTranslate2 ({error}); try --engine torch"
            ) from error
        if converter.row_ids is not None:
            write_row_ids(target, converter.row_ids)


def _cut_target_vocabulary(spec: Any, suppressed_ids: Collection[int], needed_ids: Collection[int]) -> None:
    """Remove the rows of suppressed tokens from the decoder's embeddings and output layer, in place.

    `needed_ids` are kept even if suppressed: a forced language needs an embedding, and CTranslate2 requires an unknown
    token in each vocabulary. CTranslate2 allows different source and target vocabularies. Half of Opus-MT's 62,834
    tokens are Arabic pieces, which no English output has; without them a decoder step takes a quarter less time. The
    outputs are the same, because suppressed tokens had probability zero before.
    """
    import torch

    (tokens,) = spec._vocabularies["target"]  # the same list object as the source vocabulary
    out = frozenset(suppressed_ids) - frozenset(needed_ids)
    kept = [number for number in range(len(tokens)) if number not in out]
    if len(tokens) - len(kept) < _LEAST_SHARE_CUT * len(tokens):
        return
    rows = torch.tensor(kept)
    decoder = spec.decoder
    tied = decoder.embeddings.weight is decoder.projection.weight
    decoder.embeddings.weight = decoder.embeddings.weight.detach()[rows]
    decoder.projection.weight = (
        decoder.embeddings.weight if tied else decoder.projection.weight.detach()[rows]
    )
    if decoder.projection.has_bias():
        decoder.projection.bias = decoder.projection.bias[kept]
    spec._vocabularies["target"] = [[tokens[number] for number in kept]]
