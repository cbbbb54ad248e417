"""The decoder of a converted encoder-decoder: only the tokens that an output may hold.

CTranslate2 lets the vocabularies of source and target differ. Half of Opus-MT's 62,834 tokens are Arabic pieces, which
no English output holds: without them a step of the decoder takes a quarter less time, and every output stays as it was,
for a suppressed token's share of the probability was zero before.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

# Less is not worth a vocabulary of its own.
_LEAST_SHARE = 0.05


def cut_target_vocabulary(spec: Any, suppressed_ids: Collection[int], needed_ids: Collection[int]) -> None:
    """Leave out the rows of suppressed tokens from the decoder's embeddings and output layer.

    `needed_ids` stay, however suppressed: a forced language must have an embedding, and CTranslate2 wants an unknown
    token in every vocabulary. Changes the specification of a sequence-to-sequence model in place.
    """
    import torch

    (tokens,) = spec._vocabularies["target"]  # the very list that is the source's too
    out = frozenset(suppressed_ids) - frozenset(needed_ids)
    kept = [number for number in range(len(tokens)) if number not in out]
    if len(tokens) - len(kept) < _LEAST_SHARE * len(tokens):
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
