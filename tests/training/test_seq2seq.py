"""Encoder-decoders are trained with the inputs and language tokens of a run."""

from __future__ import annotations

import pytest
from torch import Tensor

from tests.training.conftest import settings, toy_pairs
from translate.config.catalogue import load_catalogue
from translate.config.profile import Decoding
from translate.models.quiet import quiet_libraries
from translate.models.registry import open_family, prepare_model
from translate.progress import Silent
from translate.training.pairs import Pair
from translate.training.seq2seq import Seq2SeqStudent
from translate.training.student import Base


@pytest.mark.parametrize(
    ("family", "codes"),
    [
        ("tiny_nllb", ("arb_Arab", "eng_Latn")),
        ("tiny_m2m100", ("__ar__", "__en__")),
        ("tiny_marian", None),
    ],
)
def test_training_inputs_match_those_of_a_run_with_language_tokens_on_both_sides(
    family: str, codes: tuple[str, str] | None, request: pytest.FixtureRequest
) -> None:
    base: Base = request.getfixturevalue(family)
    pairs = [*toy_pairs(5), Pair("بيت </s> eng_Latn", "house")]
    with quiet_libraries():
        student = Seq2SeqStudent(base, settings())
    files = prepare_model(str(base.folder), "translate", load_catalogue(), Silent())
    run = open_family(files, "translate", Decoding(), None)
    for pair, example in zip(pairs, student.encode(pairs), strict=True):
        asked = run.encode(pair.source)
        assert example.source == asked.ids
        assert example.target[: len(asked.target_prefix)] == asked.target_prefix
        assert example.target.count(student.tokenizer.eos_token_id) == 1
        said = example.target[len(asked.target_prefix) : -1]
        assert run.decode(said) == pair.target
        if codes is not None:
            first = (example.source[0], example.target[0])
            assert student.tokenizer.convert_ids_to_tokens(first) == list(codes)


@pytest.mark.parametrize(("family", "code"), [("tiny_nllb", "eng_Latn"), ("tiny_m2m100", "__en__")])
def test_dev_translations_start_with_the_trained_language(
    family: str, code: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    base: Base = request.getfixturevalue(family)
    with quiet_libraries():
        student = Seq2SeqStudent(base, settings())
        student.model.eval()
        generate, outputs = student.model.generate, []

        def kept(**options: object) -> Tensor:
            output: Tensor = generate(**options)
            outputs.append(output)
            return output

        monkeypatch.setattr(student.model, "generate", kept)
        student.translate([pair.source for pair in toy_pairs(6)])
    start = student.plain.config.decoder_start_token_id
    begun = [start, student.tokenizer.convert_tokens_to_ids(code)]
    assert outputs[0][:, :2].tolist() == [begun] * 6
