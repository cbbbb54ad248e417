"""Removing impossible tokens from a causal model's output layer does not change its outputs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import TEMPLATE, Open
from tests.tiny_models import PAIRS
from translate.config.catalogue import Catalogue
from translate.config.profile import Decoding
from translate.engines import ctranslate2_conversion
from translate.engines.ctranslate2_conversion import convert
from translate.engines.output_layer import read_vocabulary
from translate.errors import ModelDamaged
from translate.models.base import Constraints
from translate.models.prepared import models_dir
from translate.models.quiet import quiet_libraries
from translate.models.registry import prepare_model
from translate.progress import Silent

EMPTY = Catalogue(translators={}, summarizers={})
SOURCES = [arabic for arabic, _ in PAIRS[:8]]
# Sentences that the model has not learnt: its outputs are long, different, and have beams with close scores.
UNSEEN = [" ".join([*reversed(a.split()), b]) for a, b in pairwise(SOURCES)]


@pytest.fixture(scope="module")
def whole(gemma_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the tiny Gemma converted by CTranslate2's own converter: float32, with the full output layer."""
    import ctranslate2
    from ctranslate2.converters import TransformersConverter

    folder = tmp_path_factory.mktemp("whole") / "model"
    with quiet_libraries():
        TransformersConverter(str(gemma_folder)).convert(str(folder))
    return ctranslate2.Generator(str(folder), device="cpu", compute_type="float32", intra_threads=1)


@pytest.mark.parametrize(
    "search",
    [
        {"beam_size": 1},
        {"beam_size": 2},
        {"beam_size": 4},
        {"beam_size": 4, "repetition_penalty": 1.3, "no_repeat_ngram_size": 2},
    ],
    ids=str,
)
def test_every_token_equals_that_of_the_full_layer_with_suppression(
    gemma_folder: Path, open_folder: Open, whole: Any, search: dict[str, Any]
) -> None:
    import ctranslate2

    family = open_folder(gemma_folder, prompt=TEMPLATE)._family
    tokenizer = family._tokenizer  # type: ignore[attr-defined]
    tokens = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    # Letters that the model would write are suppressed, so that suppression changes every output.
    suppressed = sorted({*family.constraints.suppressed_ids, *(tokens.index(letter) for letter in "eos")})
    suppressed = [i for i in suppressed if i < len(tokens)]  # the full layer has extra names for padding
    files = prepare_model(str(gemma_folder), "translate", EMPTY, Silent())
    constraints = Constraints(family.constraints.end_ids, tuple(suppressed))
    folder = convert(files, "float32", constraints, Silent())
    cut = ctranslate2.Generator(str(folder), device="cpu", compute_type="float32", intra_threads=1)

    def run(generator: Any, text: str, **options: Any) -> tuple[list[str], float]:
        (result,) = generator.generate_batch(
            [[tokens[i] for i in family.encode(text).ids]],
            max_length=48,
            min_length=1,
            end_token=[tokens[i] for i in constraints.end_ids],
            include_prompt_in_result=False,
            return_scores=True,
            **search,
            **options,
        )
        return result.sequences[0], result.scores[0]

    written = []
    for text in (*SOURCES, *UNSEEN):
        found, score = run(cut, text)
        expected, expected_score = run(whole, text, suppress_sequences=[[tokens[i]] for i in suppressed])
        assert found == expected
        assert score == pytest.approx(expected_score, abs=1e-4)
        written.append("".join(found))
    assert len(set(written)) == len(written)
    assert not set("eos") & set("".join(written))


def test_only_rows_of_possible_tokens_are_computed(gemma_folder: Path, open_folder: Open) -> None:
    model = open_folder(gemma_folder, engine="ctranslate2", prompt=TEMPLATE)
    engine: Any = model._engine
    allowed = len(engine._tokens) - len(model._family.constraints.suppressed_ids)
    prompt = [engine._tokens[i] for i in model._family.encode(SOURCES[0]).ids]
    scores = engine._model.forward_batch([prompt])
    assert allowed <= scores.shape[-1] < allowed + 8
    assert scores.shape[-1] % 8 == 0
    assert scores.shape[-1] < len(engine._tokens)


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize(
    "guards",
    [
        Decoding(),
        Decoding(no_repeat_ngram_tokens=8),
        Decoding(no_repeat_ngram_tokens=2),
        Decoding(repetition_penalty=1.3, no_repeat_ngram_tokens=8),
    ],
    ids=["none", "long phrases", "short phrases", "penalty"],
)
def test_repetition_guards_ignore_the_other_sentences_of_a_batch(
    gemma_folder: Path, open_folder: Open, guards: Decoding, beams: int
) -> None:
    model = open_folder(
        gemma_folder,
        engine="ctranslate2",
        compute_type="float32",
        prompt=TEMPLATE,
        decoding=guards.model_copy(update={"beams": beams}),
    )
    lengths: dict[int, str] = {}
    for text in (" ".join(a.split()[:n]) for a in SOURCES for n in range(1, 6)):
        lengths.setdefault(len(model._family.encode(text).ids), text)
    texts = [*UNSEEN, *lengths.values(), *SOURCES]
    assert len(lengths) > 12  # of different lengths, so that CTranslate2 might read prompts within a search
    together = model.generate(texts)
    assert together == [model.generate([t])[0] for t in texts]
    assert len({o.text for o in together}) > len(SOURCES)


def test_a_conversion_by_an_older_version_is_not_reused(
    gemma_folder: Path, open_folder: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def converted() -> set[Path]:
        return set(models_dir().glob("tiny-*-ctranslate2-int8"))

    with monkeypatch.context() as patch:
        patch.setattr(ctranslate2_conversion, "_FORMAT", 1)
        open_folder(gemma_folder, engine="ctranslate2", prompt=TEMPLATE)
    older = converted()
    open_folder(gemma_folder, engine="ctranslate2", prompt=TEMPLATE)
    assert len(older) == 1
    assert len(converted()) == 2


def test_a_converted_model_keeps_its_token_ids(gemma_folder: Path, open_folder: Open) -> None:
    model = open_folder(gemma_folder, engine="ctranslate2", prompt=TEMPLATE)
    tokenizer = model._family._tokenizer  # type: ignore[attr-defined]
    engine: Any = model._engine
    known = len(tokenizer)
    assert engine._tokens[:known] == tokenizer.convert_ids_to_tokens(list(range(known)))


def test_a_converted_folder_without_its_vocabulary_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="converted again"):
        read_vocabulary(tmp_path)
