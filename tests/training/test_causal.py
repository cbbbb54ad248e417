"""Causal models are trained with the prompt and the end of output of a run."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.training.conftest import settings, toy_pairs
from translate.config.catalogue import Catalogue, load_catalogue
from translate.config.profile import Decoding, EngineSettings
from translate.engines.loading import open_model
from translate.errors import ModelNotFound, RequestError
from translate.models.base import ModelFiles
from translate.models.package import adapter_folder
from translate.models.quiet import quiet_libraries
from translate.models.registry import open_family, prepare_model
from translate.progress import Silent
from translate.training.base_model import find_base
from translate.training.causal import CausalStudent
from translate.training.fingerprint import make_fingerprint, tell_differences
from translate.training.pairs import Pair
from translate.training.student import Base

ENDINGS = [".", "!", "?", "…", ")", '"', "x", ".."]
SENTENCES = [Pair(f"{p.source}.", p.target + end) for p, end in zip(toy_pairs(8), ENDINGS, strict=True)]


@pytest.fixture(params=["tiny_causal", "tiny_qwen"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Base:
    found: Base = request.getfixturevalue(request.param)
    return Base(shutil.copytree(found.folder, tmp_path / "base"), found.name)


def learner(base: Base, pairs: Sequence[Pair] = SENTENCES, **changes: object) -> CausalStudent:
    with quiet_libraries():
        return CausalStudent(base, settings(**changes), pairs)


def written(student: CausalStudent, place: Path) -> Path:
    with quiet_libraries():
        adapter = student.export(place)
    assert adapter is not None
    return adapter


def as_run(student: CausalStudent) -> ModelFiles:
    student.write_card(student.base.folder)
    return prepare_model(str(student.base.folder), "translate", load_catalogue(), Silent())


def test_training_uses_the_prompt_and_the_stop_of_a_run(base: Base) -> None:
    student = learner(base)
    family = open_family(as_run(student), "translate", Decoding(), None)
    for pair, example in zip(SENTENCES, student.encode(SENTENCES), strict=True):
        assert example.source == family.encode(pair.source).ids
        ends = [token in family.constraints.end_ids for token in example.target]
        assert ends == [False] * (len(ends) - 1) + [True]
        said = student.tokenizer.encode(f" {pair.target}", add_special_tokens=False)
        assert list(example.target[:-1]) == said


def test_without_a_token_across_the_stop_the_target_has_the_ids_of_the_whole_text(tiny_causal: Base) -> None:
    student = learner(tiny_causal)
    whole = student.tokenizer([f" {pair.target}\n" for pair in SENTENCES], add_special_tokens=False)
    assert [list(example.target) for example in student.encode(SENTENCES)] == whole["input_ids"]


def test_dev_translations_end_like_those_of_a_run(tiny_qwen: Base, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_qwen.folder, tmp_path / "base")
    pairs = [Pair("بيت كبير", "big house")]
    tokenizer = learner(tiny_qwen, pairs).tokenizer
    said = tokenizer.encode(": big house.\nEnglish", add_special_tokens=False)
    assert tokenizer.encode(".\n", add_special_tokens=False)[0] in said
    _say(folder, said)

    student = learner(Base(folder, "parrot"), pairs)
    student.model.eval()
    engine = EngineSettings.model_validate({"engine": "torch", "compute_type": "float32", "device": "cpu"})
    run = open_model(as_run(student), "translate", engine).generate(["بيت كبير"], Decoding(beams=1))
    assert student.translate(["بيت كبير"]) == [run[0].text] == ["big house"]


def test_a_stop_of_several_tokens_is_refused_before_the_weights_are_loaded(
    tiny_causal: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded(*_: object) -> None:
        raise AssertionError("the weights were loaded")

    monkeypatch.setattr(CausalStudent, "_load", loaded)
    asked = settings(prompt={"template": "{source} = {target} stop\n"})
    with pytest.raises(RequestError, match=r"' stop\\n', is \d+ tokens of tiny-causal"):
        CausalStudent(tiny_causal, asked, SENTENCES)


def _say(folder: Path, ids: Sequence[int]) -> None:
    """Make the model in `folder` continue each of `ids` with the next, whatever precedes."""
    from transformers import Qwen2ForCausalLM

    with quiet_libraries(), torch.no_grad():
        model = Qwen2ForCausalLM.from_pretrained(folder)
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        for before, after in pairwise(ids):
            model.lm_head.weight[after] = 100 * model.model.embed_tokens.weight[before]
        model.save_pretrained(folder)


def test_a_continued_adapter_starts_from_its_own_weights(tiny_causal: Base, tmp_path: Path) -> None:
    student = learner(tiny_causal)
    with torch.no_grad():
        for weight in student.trainable.values():
            weight.uniform_(-0.5, 0.5)
    adapter = written(student, tmp_path)
    fresh = learner(tiny_causal)
    continued = learner(replace(tiny_causal, adapter=adapter))
    batch = student.encode(SENTENCES)
    losses = []
    for each in (student, fresh, continued):
        torch.manual_seed(0)  # other tokens that are candidates
        losses.append(each.loss(batch)[0].item())
    assert losses[2] == losses[0] != losses[1]
    assert set(continued.trainable) == set(fresh.trainable)


def test_an_adapter_of_a_higher_rank_is_not_continued(tiny_causal: Base, tmp_path: Path) -> None:
    adapter = written(learner(tiny_causal), tmp_path)
    with pytest.raises(RequestError, match="or its rank is higher"):
        learner(replace(tiny_causal, adapter=adapter), lora={"rank": 2, "alpha": 8})


def test_an_adapter_of_a_lower_rank_starts_with_the_same_outputs_and_trains_in_full(
    tiny_causal: Base, tmp_path: Path
) -> None:
    student = learner(tiny_causal)
    with torch.no_grad():
        for weight in student.trainable.values():
            weight.uniform_(-0.5, 0.5)
    wider = learner(replace(tiny_causal, adapter=written(student, tmp_path)), lora={"rank": 6, "alpha": 12})
    batch = student.encode(SENTENCES)
    losses = []
    for each in (student, wider):
        torch.manual_seed(0)
        losses.append(each.loss(batch)[0])
    assert losses[1].item() == pytest.approx(losses[0].item(), rel=1e-5)
    losses[1].backward()  # type: ignore[no-untyped-call]
    for name, weight in wider.trainable.items():
        if ".lora_B." in name:
            assert weight.grad is not None
            assert (weight.grad[:, 4:] != 0).any(), name  # the new columns learn, too


def test_continuing_an_adapter_makes_it_a_different_training(tiny_causal: Base, tmp_path: Path) -> None:
    adapter = written(learner(tiny_causal), tmp_path)
    prints = [
        make_fingerprint([], [], base, settings())
        for base in (tiny_causal, replace(tiny_causal, adapter=adapter))
    ]
    assert tell_differences(*prints) == f"the files of the base {tiny_causal.name} differ"


def test_a_continued_adapter_is_not_merged_into_its_base(
    tiny_causal: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged = []

    def prepared(name: str, _task: str, catalogue: Catalogue, _progress: object) -> ModelFiles:
        entry = catalogue.translators[name]
        merged.append(entry.adapter)
        return ModelFiles(name, entry, tiny_causal.folder, "causal", "0" * 64, "1" * 64)

    monkeypatch.setattr("translate.training.base_model.prepare_model", prepared)
    with pytest.raises(RequestError, match=r"lora\.rank = 4 and lora\.alpha = 8, but .* has 128 and 128"):
        find_base("embedded", load_catalogue(), settings(base_adapter="continued"), Silent())
    assert not merged  # nothing was fetched
    with pytest.raises(RequestError, match="alpha / rank the same"):
        find_base(
            "embedded",
            load_catalogue(),
            settings(base_adapter="continued", lora={"rank": 256, "alpha": 64}),
            Silent(),
        )
    right = settings(base_adapter="continued", lora={"rank": 256, "alpha": 256})
    base = find_base("embedded", load_catalogue(), right, Silent())
    assert merged == [None]
    assert base.adapter == adapter_folder(load_catalogue().translators["embedded"])
    assert base.sha256 is not None


def test_a_base_without_an_adapter_cannot_be_continued(tiny_causal: Base) -> None:
    with pytest.raises(RequestError, match="has no adapter"):
        find_base(str(tiny_causal.folder), load_catalogue(), settings(base_adapter="continued"), Silent())


def another_family(tiny_qwen: Base, folder: Path, family: str, **options: Any) -> Base:
    """Return a random model of another family of transformers, with the tokenizer of `tiny_qwen`."""
    import transformers

    shutil.copytree(tiny_qwen.folder, folder)
    vocabulary = transformers.AutoConfig.from_pretrained(folder).vocab_size
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = getattr(transformers, f"{family}Config")(
        **shape, vocab_size=vocabulary, bos_token_id=None, eos_token_id=1, pad_token_id=1, **options
    )
    torch.manual_seed(0)
    with quiet_libraries(), torch.no_grad():
        model = transformers.AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]  # transformers has no types
        for weight in model.parameters():
            weight.add_(torch.randn(weight.shape) * 0.1)
        model.save_pretrained(folder)
    return Base(folder, f"tiny-{family}")


@pytest.mark.parametrize(
    ("family", "options"),
    [
        ("Cohere", {"logit_scale": 0.0625}),
        ("Granite", {"logits_scaling": 8.0}),
        ("Gemma2", {"final_logit_softcapping": 0.5, "head_dim": 16, "num_key_value_heads": 1}),
        ("Phi", {}),  # its output layer has a bias
    ],
)
def test_the_loss_is_that_of_the_model_that_a_run_uses(
    tiny_qwen: Base, tmp_path: Path, family: str, options: dict[str, Any]
) -> None:
    base = another_family(tiny_qwen, tmp_path / "base", family, **options)
    # Every allowed token is a candidate, and the pairs contain no others.
    every = {"sampled_tokens": 100_000}
    student = learner(base, prompt=every, optimizer={"steps": 1, "label_smoothing": 0})
    student.model.eval()
    ids, positions, targets = student._place_batch(student.encode(SENTENCES))
    with torch.no_grad():
        logits = student.model(input_ids=ids, use_cache=False).logits.flatten(0, 1)[positions]
        candidates, places = student._candidates(torch.tensor(targets))
        expected = torch.nn.functional.cross_entropy(logits[:, candidates].float(), places)
        torch.manual_seed(0)
        student._others = student._others[:0]  # the same candidates in the next draw
        student._usual = candidates
        assert student.loss(student.encode(SENTENCES))[0].item() == pytest.approx(expected.item(), rel=1e-5)


def test_a_family_whose_outputs_are_computed_otherwise_is_refused(
    tiny_qwen: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = another_family(tiny_qwen, tmp_path / "base", "Granite", logits_scaling=8.0)
    monkeypatch.setattr("translate.training.causal_logits._DIVISORS", ())
    with pytest.raises(ModelNotFound, match="tiny-Granite: models of type 'granite' cannot be adapted"):
        learner(base)


def test_a_family_without_linear_layers_is_refused_by_its_type(tiny_qwen: Base, tmp_path: Path) -> None:
    base = another_family(tiny_qwen, tmp_path / "base", "GPT2", n_embd=32, n_layer=1, n_head=2)
    with pytest.raises(
        ModelNotFound, match="models of type 'gpt2' cannot be adapted: their layers are Conv1D"
    ):
        learner(base)


def test_words_that_only_joined_pairs_have_as_tokens_are_learnt(tiny_qwen: Base, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_qwen.folder, tmp_path / "base")
    (folder / "chat_template.jinja").write_text(
        "{% for m in messages %}{{ m['role'] }}\n{{ m['content'] }}<|endoftext|>{% endfor %}assistant\n",
        encoding="utf-8",
    )
    pairs = [Pair("بيت", "house"), Pair("كتاب", "book")]
    student = learner(Base(folder, "chat"), pairs, prompt={"instruction": "Translate: {source}"})
    (joined,) = student.encode([Pair("بيت كتاب", "house book")])
    alone = {token for example in student.encode(pairs) for token in example.target}
    assert set(joined.target) - alone  # " book" is not "book"
    _, _, targets = student._place_batch([joined])
    assert targets == list(joined.target)
