"""Test the decoder without tokens that never occur in outputs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import ctranslate2
import pytest

from tests.tiny_models import PAIRS
from translate.config.catalogue import load_catalogue
from translate.config.profile import Decoding
from translate.engines.ctranslate2_conversion import convert
from translate.models.base import Constraints, Family
from translate.models.registry import open_family, prepare_model
from translate.progress import Silent

# Sentences that the models have learnt, and others, for which the scores of beams are close together.
TEXTS = [arabic for arabic, _ in PAIRS[:12]] + [
    f"{a} {b}" for (a, _), (b, _) in zip(PAIRS[:7], PAIRS[5:12], strict=True)
]


def converted(folder: Path, *, cut: bool) -> tuple[Path, Family, Constraints]:
    files = prepare_model(str(folder), "translate", load_catalogue(), Silent())
    family = open_family(files, "translate", Decoding(), None)
    constraints = family.constraints
    if not cut:  # all tokens are kept, as if the models had one vocabulary
        everything = tuple(range(json.loads((folder / "config.json").read_text())["vocab_size"]))
        constraints = replace(constraints, needed_ids=everything)
        files = replace(files, fingerprint=f"{files.fingerprint} whole")
    return convert(files, "float32", constraints, Silent()), family, constraints


def search(model: Path, family: Family, tokens: list[str], beams: int) -> list[Any]:
    inputs = [family.encode(text) for text in TEXTS]
    translator = ctranslate2.Translator(str(model))
    prefixes = [[tokens[i] for i in encoded.target_prefix] for encoded in inputs]
    results = translator.translate_batch(
        [[tokens[i] for i in encoded.ids] for encoded in inputs],
        target_prefix=prefixes if prefixes[0] else None,
        beam_size=beams,
        max_decoding_length=40,
        return_scores=True,
    )
    return [(result.hypotheses[0], pytest.approx(result.scores[0], abs=1e-4)) for result in results]


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("family_name", ["marian", "m2m100"])
def test_every_output_and_score_equals_that_of_the_full_vocabulary(
    request: pytest.FixtureRequest, family_name: str, beams: int
) -> None:
    folder = request.getfixturevalue(f"{family_name}_folder")
    whole, family, _ = converted(folder, cut=False)
    cut, _, _ = converted(folder, cut=True)
    tokens = json.loads((whole / "shared_vocabulary.json").read_text(encoding="utf-8"))
    found = search(cut, family, tokens, beams)
    assert [(hypothesis, score.expected) for hypothesis, score in found] == search(
        whole, family, tokens, beams
    )


@pytest.mark.parametrize("family_name", ["marian", "m2m100"])
def test_no_arabic_piece_is_left_in_the_decoder(request: pytest.FixtureRequest, family_name: str) -> None:
    folder, _, constraints = converted(request.getfixturevalue(f"{family_name}_folder"), cut=True)
    source = json.loads((folder / "source_vocabulary.json").read_text(encoding="utf-8"))
    target = json.loads((folder / "target_vocabulary.json").read_text(encoding="utf-8"))
    suppressed = {source[i] for i in constraints.suppressed_ids if i < len(source)}
    needed = {source[i] for i in constraints.needed_ids}
    assert set(target) == (set(source) - suppressed) | needed
    assert len(target) < 0.9 * len(source)


def test_a_model_that_suppresses_little_keeps_one_vocabulary(bart_folder: Path) -> None:
    files = prepare_model(str(bart_folder), "summarize", load_catalogue(), Silent())
    family = open_family(files, "summarize", Decoding(), None)
    assert (convert(files, "float32", family.constraints, Silent()) / "shared_vocabulary.json").is_file()
