"""Reduce the output layer of a converted model to tokens that can occur in an output.

The vocabulary dominates the cost of a search: Gemma 3 270M multiplies each step's state with 262,144 rows of 640, which
are 60 percent of its weights, then normalises and sorts that many scores in every beam. If a family names the tokens
that never occur in an output, most of this work is unnecessary.

In CTranslate2 the output layer may have fewer rows than the embeddings, but row i must be token i. So the rows of a
causal model are reordered: tokens that can occur come first, and only these are in the output layer; the embeddings
keep all rows. The guards against repetition must only see tokens of the output layer, because they would write outside
of the scores otherwise; the engine makes sure that they never see a prompt.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from translate.errors import ModelDamaged

__all__ = ["cut_output_layer", "read_vocabulary", "suppress_outputs", "write_row_ids"]

_ROWS_FILE = "row_ids.json"

# On a GPU, CTranslate2 pads an output layer to this multiple (the preferred size for 16-bit types). It then maps tokens
# back with a table of the layer's length, which may not contain the last token of a prompt. So layers are padded here.
_MULTIPLE = 8

# Added to the score of a token that never occurs in an output: far below all others, and finite in 16-bit types.
_NEVER = -1e4


def cut_output_layer(spec: Any, suppressed_ids: Collection[int]) -> list[int]:
    """Keep only unsuppressed rows in the output layer of a causal model's specification.

    Returns the ids of all rows in their new order: first those of the output layer, padded to a multiple of eight with
    suppressed tokens that get a low bias.
    """
    import numpy
    import torch

    embeddings, projection = spec.decoder.embeddings, spec.decoder.projection
    never = frozenset(suppressed_ids)
    count = embeddings.weight.shape[0]
    allowed = [i for i in range(count) if i not in never]
    order = [*allowed, *(i for i in range(count) if i in never)]
    size = min(count, -(-len(allowed) // _MULTIPLE) * _MULTIPLE)
    rows = torch.tensor(order)
    bias = numpy.zeros(size, dtype=numpy.float32)
    if projection.has_bias():
        bias += projection.bias.detach().float().numpy()[order[:size]]
    bias[len(allowed) :] = _NEVER
    projection.weight = projection.weight.detach()[rows[:size]]
    if bias.any():
        projection.bias = bias
    embeddings.weight = embeddings.weight.detach()[rows]
    spec.register_vocabulary([spec._vocabulary[i] for i in order])
    return order


def suppress_outputs(spec: Any, suppressed_ids: Sequence[int]) -> None:
    """Give the tokens a low bias in the output layer.

    CTranslate2's own suppression walks over the whole list at every step.
    """
    import numpy

    projection = spec.decoder.projection
    rows = projection.weight.shape[0]
    given = numpy.zeros(rows, dtype=numpy.float32)
    if projection.has_bias():
        given += numpy.asarray(projection.bias, dtype=numpy.float32).reshape(-1)[:rows]
    given[[i for i in suppressed_ids if i < rows]] = _NEVER
    projection.bias = given


def write_row_ids(folder: Path, order: Sequence[int]) -> None:
    """Write the order of the rows to a file next to the model."""
    (folder / _ROWS_FILE).write_text(json.dumps(order), encoding="utf-8")


def read_vocabulary(folder: Path) -> list[str]:
    """Return the tokens of a converted model, by the ids of the original model; raises ModelDamaged."""
    for name in ("shared_vocabulary.json", "source_vocabulary.json", "vocabulary.json"):
        if (folder / name).is_file():
            tokens: list[str] = json.loads((folder / name).read_text(encoding="utf-8"))
            break
    else:
        raise ModelDamaged(
            f"{folder}: no vocabulary; remove the folder, and the model will be converted again"
        )
    if not (folder / _ROWS_FILE).is_file():
        return tokens
    order: list[int] = json.loads((folder / _ROWS_FILE).read_text(encoding="utf-8"))
    by_id = dict(zip(order, tokens, strict=True))
    return [by_id[i] for i in range(len(order))]
