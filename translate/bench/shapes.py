"""The sizes of the benchmarked models: taken from published models, with random weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from translate.errors import RequestError

__all__ = ["SHAPES", "Shape", "find_shape"]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder-decoder. Speed depends only on them and on the output length."""

    name: str
    like: str  # the published model of this shape
    family: Literal["marian", "m2m100"]
    layers: int  # of the encoder, and as many of the decoder
    width: int
    heads: int
    feed_forward: int
    vocabulary: int
    activation: Literal["swish", "relu"]
    positions: int


# From config.json of the named models; the second one's vocabulary is derived from its 239 million parameters.
_ALL = (
    Shape("opus-mt", "Helsinki-NLP/opus-mt-ar-en", "marian", 6, 512, 8, 2048, 62_834, "swish", 512),
    Shape(
        "opus-mt-big", "Helsinki-NLP/opus-mt-tc-big-ar-en", "marian", 6, 1024, 16, 4096, 60_026, "relu", 1024
    ),
    Shape(
        "nllb-600m",
        "facebook/nllb-200-distilled-600M",
        "m2m100",
        12,
        1024,
        16,
        4096,
        256_206,
        "relu",
        1024,
    ),
    Shape("tiny", "not a published model; for tests", "marian", 1, 64, 4, 128, 2_000, "swish", 512),
)
SHAPES = {shape.name: shape for shape in _ALL}


def find_shape(name: str) -> Shape:
    """Return the shape with this name; raises RequestError that lists the valid names."""
    if name not in SHAPES:
        raise RequestError(f"unknown model shape '{name}'; valid: {', '.join(SHAPES)}")
    return SHAPES[name]
