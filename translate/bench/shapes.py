"""The shapes of the models that are timed: their sizes are real, their weights are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from translate.errors import RequestError

__all__ = ["SHAPES", "Shape", "find_shape"]


@dataclass(frozen=True, slots=True)
class Shape:
    """An encoder-decoder by its sizes. Speed depends on these alone, and on how long the outputs are."""

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


# As in config.json of the models named; the vocabulary of the second is as its 239 million parameters tell.
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
    Shape("tiny", "no published model: for tests", "marian", 1, 64, 4, 128, 2_000, "swish", 512),
)
SHAPES = {shape.name: shape for shape in _ALL}


def find_shape(name: str) -> Shape:
    """The shape of a name; raises RequestError, with the names there are."""
    if name not in SHAPES:
        raise RequestError(f"no model shape '{name}'; there are {', '.join(SHAPES)}")
    return SHAPES[name]
