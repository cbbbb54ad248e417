"""Of the outputs of a beam search, the one that keeps the content of the source is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.models.conftest import TEMPLATE, Open
from tests.tiny_models import PAIRS
from translate.checks.content import lost_content
from translate.config.catalogue import load_catalogue
from translate.config.profile import Decoding, Profile, TranslationDecoding, load_profile, override, validated
from translate.engines.loading import LoadedModel
from translate.errors import ProfileError
from translate.models.base import Constraints, Encoded, Family, Generated, ModelIdentity
from translate.text.context import join_context

SOURCE = "أكبر عملية استحواذ في تاريخ شركة سكايب في كوبنهاغن"
LOST = "The largest takeover in the history of the company."
WHOLE = "The largest takeover in the history of the company Skype in Copenhagen."


class Texts(Family):
    """A family whose token ids are places in a list of texts."""

    max_input_tokens = 64
    constraints = Constraints(end_ids=(0,), suppressed_ids=())

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = answers

    def encode(self, text: str) -> Encoded:
        return Encoded(ids=(1, 2), max_output_tokens=9, min_output_tokens=0)

    def decode(self, ids: Sequence[int]) -> str:
        return self.answers[ids[0]]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 for _ in texts]


class Beams:
    """An engine whose search ends with these scores; the output with place N is the text with place N."""

    name, device, compute_type, parallel = "ctranslate2", "cpu", "float32", 1

    def __init__(self, scores: Sequence[float]) -> None:
        self.scores = scores

    def hypotheses(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, count: int | None
    ) -> list[list[Generated]]:
        found = [Generated((n,), finished=True, score=score) for n, score in enumerate(self.scores)]
        return [found[:count] for _ in batch]

    def close(self) -> None: ...


def chosen(
    outputs: dict[str, float], penalty: float | None = 0.05, texts: Sequence[str] = (SOURCE,)
) -> list[str]:
    identity = ModelIdentity("fake", "1", "f", "marian", "ctranslate2", "float32")
    settings = TranslationDecoding(beams=5, lost_content_penalty=penalty)
    model = LoadedModel(identity, Texts([*outputs]), Beams([*outputs.values()]), settings)
    return [output.text for output in model.generate(texts)]


def test_an_almost_equally_likely_output_that_keeps_the_names_is_chosen() -> None:
    assert lost_content(SOURCE, LOST) > lost_content(SOURCE, WHOLE)
    assert chosen({LOST: -4.0, WHOLE: -4.1}) == [WHOLE]
    assert chosen({LOST: -4.0, WHOLE: -4.1}, penalty=None) == [LOST]
    assert chosen({LOST: -4.0, WHOLE: -4.1}, penalty=0.0) == [LOST]


def test_a_much_less_likely_output_is_not_chosen() -> None:
    assert chosen({LOST: -4.0, WHOLE: -9.0}) == [LOST]


def test_of_equally_complete_outputs_the_likeliest_is_chosen() -> None:
    assert chosen({WHOLE: -4.0, WHOLE.replace("largest", "biggest"): -4.0}) == [WHOLE]
    assert chosen({WHOLE: -math.inf, LOST: -math.inf}) == [WHOLE]  # the scores are unknown


def test_each_text_of_a_batch_has_its_own_output_and_a_blank_text_has_none() -> None:
    assert chosen({LOST: -4.0, WHOLE: -4.1}, texts=[SOURCE, " ", "أكبر عملية استحواذ في تاريخ الشركة"]) == [
        WHOLE,
        "",
        LOST,
    ]


def test_names_of_the_context_are_not_expected_in_the_output() -> None:
    text = join_context(["قالت شركة سكايب في كوبنهاغن"], "أكبر عملية استحواذ في تاريخ الشركة")
    assert chosen({LOST: -4.0, WHOLE: -4.1}, texts=[text]) == [LOST]


@pytest.mark.parametrize("engine", ["ctranslate2", "torch"])
@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma"])
def test_all_outputs_of_the_beam_search_come_with_their_scores(
    name: str, engine: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    prompt = TEMPLATE if name == "gemma" else None
    model = open_folder(
        request.getfixturevalue(f"{name}_folder"), engine=engine, compute_type="float32", prompt=prompt
    )
    search = Decoding(beams=3, length_penalty=0.5)
    batch = [model._family.encode(arabic) for arabic, _ in PAIRS[:3]]
    for found in model._engine.hypotheses(batch, search, model._family.constraints, None):
        assert len(found) == 3
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)
        sums = [(one.log_probability or math.nan) * (len(one.ids) + 1) for one in found]
        lengths = [(len(one.ids) + 1) ** 0.5 for one in found]
        assert scores == pytest.approx(
            [total / length for total, length in zip(sums, lengths, strict=True)], rel=1e-4
        )


@pytest.mark.parametrize("beams", [1, 3])
def test_a_real_model_gives_the_same_outputs_where_no_content_is_lost(
    marian_folder: Path, open_folder: Open, beams: int
) -> None:
    texts = [arabic for arabic, _ in PAIRS]
    plain, choosy = (
        open_folder(
            marian_folder,
            engine="ctranslate2",
            decoding=TranslationDecoding(beams=beams, lost_content_penalty=penalty),
        )
        for penalty in (None, 1e-9)
    )
    assert choosy.generate(texts) == plain.generate(texts)


def test_the_setting_is_part_of_the_decoding_only_if_it_is_set() -> None:
    assert "lost_content_penalty" not in TranslationDecoding().model_dump(mode="json")
    embedded = load_catalogue().translators["embedded"].decoding
    assert embedded.model_dump(mode="json")["lost_content_penalty"] == embedded.lost_content_penalty == 0.05


def test_a_summariser_cannot_have_the_setting_because_its_source_is_english() -> None:
    profile = load_profile("embedded")
    with pytest.raises(ProfileError, match="lost_content_penalty"):
        override(profile, {"summary": {"decoding": {"lost_content_penalty": 0.1}}})
    assert validated(Profile, profile.model_dump(), "again") == profile
