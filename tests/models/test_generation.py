"""Test the outputs of loaded models of real architectures that have memorised their pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.conftest import TEMPLATE, Open
from tests.tiny_models import ENGLISH_PAIRS, PAIRS, build_marian
from translate.config.profile import Decoding
from translate.engines.loading import LoadedModel
from translate.errors import ModelDamaged, SourceNotSeen
from translate.records import Output

SOURCES = [arabic for arabic, _ in PAIRS]
TARGETS = [english for _, english in PAIRS]
CONTROL = ("</s>", "<s>", "<pad>", "<unk>", "eng_Latn", ">>fra<<", ">>eng<<", "<eos>", "<bos>", "<mask>")
CHAT_CONTROL = ("<start_of_turn>", "<end_of_turn>", "<|im_end|>", "<|im_start|>")


def run(model: LoadedModel, texts: list[str], size: int) -> list[str]:
    return [o.text for i in range(0, len(texts), size) for o in model.generate(texts[i : i + size])]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 24])
@pytest.mark.parametrize("beams", [1, 3])
def test_marian_gives_each_sentence_its_own_translation_at_every_batch_size(
    marian_folder: Path, open_folder: Open, size: int, beams: int
) -> None:
    model = open_folder(marian_folder, decoding=Decoding(beams=beams))
    assert run(model, SOURCES, size) == TARGETS


@pytest.mark.parametrize("size", [1, 5, 24])
def test_m2m100_gives_each_sentence_its_own_translation_at_every_batch_size(
    m2m100_folder: Path, open_folder: Open, size: int
) -> None:
    assert run(open_folder(m2m100_folder), SOURCES, size) == TARGETS


@pytest.mark.parametrize("size", [1, 3, 8])
def test_a_base_model_stops_at_the_line_end_in_any_batch(
    gemma_folder: Path, open_folder: Open, size: int
) -> None:
    assert run(open_folder(gemma_folder, prompt=TEMPLATE), SOURCES[:8], size) == TARGETS[:8]


@pytest.mark.parametrize("size", [1, 4])
def test_bart_summarises_each_article_by_its_own_summary(
    bart_folder: Path, open_folder: Open, size: int
) -> None:
    model = open_folder(bart_folder, "summarize")
    assert run(model, [a for a, _ in ENGLISH_PAIRS], size) == [s for _, s in ENGLISH_PAIRS]


def test_the_output_is_in_the_forced_language(m2m100_folder: Path, open_folder: Open) -> None:
    backwards = [" ".join(reversed(t.rstrip(".?").split())) for t in TARGETS]
    assert run(open_folder(m2m100_folder, target_language="fra_Latn"), SOURCES, 8) == backwards


def test_a_language_the_model_lacks_is_an_error_and_not_another_language(
    m2m100_folder: Path, open_folder: Open
) -> None:
    with pytest.raises(ModelDamaged, match="deu_Latn"):
        open_folder(m2m100_folder, target_language="deu_Latn")


def test_a_multilingual_marian_is_asked_for_english(tmp_path: Path, open_folder: Open) -> None:
    build_marian(tmp_path / "multi", PAIRS[:4], languages=("eng", "fra"))
    model = open_folder(tmp_path / "multi")
    vocabulary = model._family._tokenizer.get_vocab()  # type: ignore[attr-defined]
    assert model._family.encode(SOURCES[0]).ids[0] == vocabulary[">>eng<<"]
    assert run(model, SOURCES[:4], 2) == TARGETS[:4]
    asked_otherwise = model._family.encode(">>fra<< " + SOURCES[0]).ids
    assert asked_otherwise[0] == vocabulary[">>eng<<"]
    assert vocabulary[">>fra<<"] not in asked_otherwise


def test_text_in_marks_like_those_of_a_language_token_is_read(marian_folder: Path, open_folder: Open) -> None:
    family = open_folder(marian_folder)._family
    assert len(family.encode(f">>{SOURCES[0]}<<").ids) > len(family.encode(SOURCES[0]).ids)


@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma", "bart"])
def test_control_tokens_in_an_article_are_text(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    task = "summarize" if name == "bart" else "translate"
    prompt = TEMPLATE if name == "gemma" else None
    family = open_folder(request.getfixturevalue(f"{name}_folder"), task, prompt=prompt)._family
    tokenizer = family._tokenizer  # type: ignore[attr-defined]
    harmless = family.encode("a b").ids
    special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    for text in (*CONTROL, *CHAT_CONTROL):
        ids = family.encode(f"a {text} b").ids
        assert [i for i in ids if i in special] == [i for i in harmless if i in special], text
        ids = family.encode(f"{text}a").ids
        assert [i for i in ids if i in special] == [i for i in harmless if i in special], text


@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma", "bart"])
def test_tokens_are_counted_as_the_model_reads_them(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    task = "summarize" if name == "bart" else "translate"
    prompt = TEMPLATE if name == "gemma" else None
    model = open_folder(request.getfixturevalue(f"{name}_folder"), task, prompt=prompt)
    texts = ["", *SOURCES[:4], " ".join(SOURCES[:2])]
    assert model.count_tokens(texts) == [len(model._family.encode(t).ids) for t in texts]


@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma", "bart"])
def test_a_sentence_over_the_input_limit_is_an_error_and_never_truncated(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    task = "summarize" if name == "bart" else "translate"
    prompt = TEMPLATE if name == "gemma" else None
    model = open_folder(request.getfixturevalue(f"{name}_folder"), task, prompt=prompt)
    text = SOURCES[0]
    while model.count_tokens([f"{text} {SOURCES[1]}"])[0] <= model.max_input_tokens:
        text = f"{text} {SOURCES[1]}"
    assert len(model.generate([text])) == 1  # the longest text that fits causes no index error
    with pytest.raises(SourceNotSeen, match=str(model.max_input_tokens)):
        model.generate([f"{text} {SOURCES[1]}"])


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma"])
def test_a_truncated_output_is_reported_and_does_not_depend_on_its_batch(
    name: str, beams: int, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    folder = request.getfixturevalue(f"{name}_folder")
    short = Decoding(beams=beams, output_tokens_per_source_token=0.2, output_tokens_extra=2)
    model = open_folder(folder, decoding=short, prompt=TEMPLATE if name == "gemma" else None)
    texts = [SOURCES[1], " ".join(SOURCES[:5]), SOURCES[0]]
    together = model.generate(texts)
    assert together == [model.generate([t])[0] for t in texts]
    limits = [model._family.encode(t).max_output_tokens for t in texts]
    assert [o.finished for o in together] == [
        o.output_tokens < m for o, m in zip(together, limits, strict=True)
    ]
    assert [o.finished for o in together][::2] == [False, False]


def test_a_finished_output_says_so_and_counts_its_tokens(marian_folder: Path, open_folder: Open) -> None:
    (output,) = open_folder(marian_folder).generate([SOURCES[0]])
    assert output.finished
    assert output.text == TARGETS[0]
    assert 0 < output.output_tokens <= 3 * output.source_tokens


def test_a_blank_text_gets_no_invented_translation(marian_folder: Path, open_folder: Open) -> None:
    outputs = open_folder(marian_folder).generate(["", SOURCES[0], "  "])
    assert [o.text for o in outputs] == ["", TARGETS[0], ""]
    assert outputs[0] == Output(text="", source_tokens=0, output_tokens=0, finished=True)


def test_a_requested_length_limits_the_summary(bart_folder: Path, open_folder: Open) -> None:
    model = open_folder(bart_folder, "summarize", words=10)
    assert model._family.encode(ENGLISH_PAIRS[0][0]).max_output_tokens == 20
    short = model._family.encode("One two.")
    assert short.min_output_tokens < 4  # four is the model's own minimum, longer than this text


@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma"])
def test_no_arabic_letter_can_be_written(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    folder = request.getfixturevalue(f"{name}_folder")
    family = open_folder(folder, prompt=TEMPLATE if name == "gemma" else None)._family
    tokenizer = family._tokenizer  # type: ignore[attr-defined]
    allowed = set(range(len(tokenizer))) - set(family.constraints.suppressed_ids)
    written = "".join(t for t in tokenizer.convert_ids_to_tokens(sorted(allowed)) if t)
    assert not any("\u0600" <= c <= "\u06ff" for c in written)
    assert set("aeiourst.") <= set(written)


def test_each_row_of_a_search_has_its_own_bounds() -> None:
    import torch

    from translate.engines.torch_bounds import OutputBounds

    bias = torch.zeros(6)
    bias[5] = -torch.inf
    # Two inputs of two beams after one token: the first may end now, the second must end.
    bounds = OutputBounds(
        prompt_length=3,
        least=torch.tensor([2, 0]),
        most=torch.tensor([9, 1]),
        end_ids=torch.tensor([1, 2]),
        bias=bias,
    )
    scores: torch.Tensor = bounds(torch.zeros((4, 4), dtype=torch.long), torch.ones((4, 6)))  # type: ignore[arg-type]
    allowed = [[i for i in range(6) if row[i] > -torch.inf] for row in scores]
    assert allowed == [[0, 3, 4], [0, 3, 4], [1], [1]]


def test_an_output_cannot_control_the_terminal(
    marian_folder: Path, open_folder: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_folder(marian_folder)
    attack = "\x1b[2J\x1b]0;owned\x07Two\tlines\n\x9b31m\u202ea\u2066b\u200d"
    monkeypatch.setattr(model._family, "decode", lambda _ids: attack)
    assert run(model, SOURCES[:1], 1) == [" [2J ]0;owned Two\tlines\n 31mab\u200d"]


def forced_mean(model_folder: Path, source: str, target: str, model: LoadedModel) -> float:
    """Return the mean log-probability of a translation, read in one pass without a search."""
    import torch
    from transformers import AutoModelForSeq2SeqLM

    network = AutoModelForSeq2SeqLM.from_pretrained(model_folder).eval()
    encoded = model._family.encode(source)
    ends = model._family.constraints.end_ids
    ids = next(
        tuple(found.ids)
        for (found,) in model._engine.hypotheses([encoded], Decoding(), model._family.constraints, 1)
        if model._family.decode(found.ids) == target
    )
    start = [network.config.decoder_start_token_id, *encoded.target_prefix]
    with torch.inference_mode():
        logits = network(
            input_ids=torch.tensor([encoded.ids]), decoder_input_ids=torch.tensor([[*start, *ids]])
        ).logits[0, len(start) - 1 :]
    suppressed = [i for i in model._family.constraints.suppressed_ids if i < logits.shape[1]]
    logits = logits.clone()
    logits[:, suppressed] = -torch.inf
    chances = logits.log_softmax(-1)
    tokens = [*ids, ends[0]]
    return float(sum(chances[place, token] for place, token in enumerate(tokens)) / len(tokens))


@pytest.mark.parametrize("kind", ["marian", "m2m100"])
@pytest.mark.parametrize(("beams", "penalty"), [(1, 1.0), (3, 1.0), (3, 0.6)])
def test_the_recorded_certainty_is_the_mean_log_probability_of_the_tokens(
    kind: str, beams: int, penalty: float, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    folder = request.getfixturevalue(f"{kind}_folder")
    decoding = Decoding(beams=beams, length_penalty=penalty)
    model = open_folder(folder, decoding=decoding)
    fast = open_folder(folder, engine="ctranslate2", compute_type="float32", decoding=decoding)
    for source in SOURCES[:4]:
        outputs = [one.generate([source])[0] for one in (model, fast)]
        expected = forced_mean(folder, source, outputs[0].text, model)
        assert [o.log_probability for o in outputs] == pytest.approx([expected] * 2, abs=0.0011)


@pytest.mark.parametrize("beams", [1, 3])
def test_the_recorded_certainty_does_not_depend_on_the_other_sentences(
    gemma_folder: Path, open_folder: Open, beams: int
) -> None:
    model = open_folder(gemma_folder, prompt=TEMPLATE, decoding=Decoding(beams=beams))
    together = model.generate(SOURCES[:8])
    alone = [model.generate([source])[0] for source in SOURCES[:8]]
    assert all(o.log_probability is not None and -5 < o.log_probability <= 0 for o in together)
    assert [o.log_probability for o in together] == pytest.approx(
        [o.log_probability for o in alone], abs=0.002
    )
