"""PEGASUS and T5 give the memorised summaries on both engines, and read control tokens of an article as text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import Open
from tests.tiny_models import ENGLISH_PAIRS
from translate.config.catalogue import Prompt
from translate.config.profile import Decoding
from translate.errors import ModelDamaged, SourceNotSeen
from translate.models.model_folder import detect_family

ARTICLES = [article for article, _ in ENGLISH_PAIRS]
SUMMARIES = [summary for _, summary in ENGLISH_PAIRS]
FAMILIES = ("pegasus", "t5")


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("name", FAMILIES)
def test_each_article_gets_its_own_summary_and_both_engines_agree(
    name: str, beams: int, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    folder = request.getfixturevalue(f"{name}_folder")
    assert detect_family(folder) == name
    settings: dict[str, Any] = {"compute_type": "float32", "decoding": Decoding(beams=beams)}
    torch_model = open_folder(folder, "summarize", words=60, **settings)
    fast_model = open_folder(folder, "summarize", words=60, engine="ctranslate2", **settings)
    assert fast_model.identity.engine == "ctranslate2"
    whole = torch_model.generate(ARTICLES)
    assert [o.text for o in whole] == SUMMARIES
    assert all(o.finished for o in whole)
    assert fast_model.generate(ARTICLES) == whole  # the counts of tokens too
    one_by_one = [fast_model.generate([article])[0] for article in ARTICLES]
    assert one_by_one == whole


@pytest.mark.parametrize("name", FAMILIES)
def test_int8_weights_keep_the_learnt_outputs(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    model = open_folder(request.getfixturevalue(f"{name}_folder"), "summarize", engine="ctranslate2")
    assert model.identity.compute_type == "int8"
    assert [o.text for o in model.generate(ARTICLES)] == SUMMARIES


@pytest.mark.parametrize("name", FAMILIES)
def test_both_engines_give_an_output_the_same_score(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    """Beam search compares scores: with a wrongly scaled output layer FLAN-T5 would be right only in greedy search."""
    import torch

    folder = request.getfixturevalue(f"{name}_folder")
    fast: Any = open_folder(folder, "summarize", engine="ctranslate2", compute_type="float32")
    slow: Any = open_folder(folder, "summarize")
    encoded = slow._family.encode(ARTICLES[1])
    target = slow._family._tokenizer(ARTICLES[0], add_special_tokens=False).input_ids[:6]
    (scored,) = fast._engine._model.score_batch(
        [fast._engine._spell(encoded.ids)], [fast._engine._spell(target)]
    )
    with torch.no_grad():
        logits = (
            slow._engine._model(
                input_ids=torch.tensor([encoded.ids]), decoder_input_ids=torch.tensor([[0, *target]])
            )
            .logits[0]
            .float()
        )
    logits[:, list(slow._family.constraints.suppressed_ids)] = -torch.inf
    expected = logits.log_softmax(-1)[range(len(target)), target]
    assert scored.log_probs[: len(target)] == pytest.approx(expected.tolist(), abs=1e-3)


@pytest.mark.parametrize("name", FAMILIES)
def test_control_tokens_in_an_article_are_text(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    family: Any = open_folder(request.getfixturevalue(f"{name}_folder"), "summarize")._family
    special = set(family._tokenizer.all_special_ids) - {family._tokenizer.unk_token_id}
    harmless = [i for i in family.encode("a b").ids if i in special]
    for text in ("</s>", "<pad>", "<extra_id_0>", "<mask_1>", "<mask_2>", "<unk_7>"):
        ids = family.encode(f"a {text} b").ids
        assert [i for i in ids if i in special] == harmless, text
        assert family.count_tokens([f"a {text} b"]) == [len(ids)]


@pytest.mark.parametrize("name", FAMILIES)
def test_an_article_over_the_input_limit_is_an_error_and_never_truncated(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    model = open_folder(request.getfixturevalue(f"{name}_folder"), "summarize")
    text = ARTICLES[0]
    while model.count_tokens([f"{text} {ARTICLES[1]}"])[0] <= model.max_input_tokens:
        text = f"{text} {ARTICLES[1]}"
    assert len(model.generate([text])) == 1
    with pytest.raises(SourceNotSeen, match=str(model.max_input_tokens)):
        model.generate([f"{text} {ARTICLES[1]}"])


def test_pegasus_reads_the_pieces_that_its_weights_were_trained_on(
    pegasus_folder: Path, open_folder: Open
) -> None:
    """The hub's folder has only `spiece.model`; in the weights the ids of its pieces start at 103."""
    import sentencepiece

    family: Any = open_folder(pegasus_folder, "summarize")._family
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(pegasus_folder / "spiece.model"))
    for text in (*ARTICLES, *SUMMARIES):
        assert list(family.encode(text).ids) == [*(n + 103 for n in pieces.encode(text)), 1]


def test_pegasus_writes_a_line_per_sentence_and_keeps_its_length_limit(
    pegasus_folder: Path, open_folder: Open
) -> None:
    family: Any = open_folder(pegasus_folder, "summarize", words=200)._family
    ids = [*family.encode("Rain fell.").ids[:-1], family._tokenizer.convert_tokens_to_ids("<n>")]
    assert family.decode([*ids, *family.encode("Nobody was hurt.").ids]) == "Rain fell.\nNobody was hurt."
    assert family.encode(ARTICLES[0]).max_output_tokens == 64


def test_a_pegasus_whose_tokenizer_is_another_models_is_refused(
    pegasus_folder: Path, tmp_path: Path, open_folder: Open
) -> None:
    other = Path(shutil.copytree(pegasus_folder, tmp_path / "other"))
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | {"vocab_size": config["vocab_size"] + 1}))
    with pytest.raises(ModelDamaged, match="do not belong together"):
        open_folder(other, "summarize")


def test_t5_gets_the_task_prefix_of_its_settings_or_of_the_catalogue(
    t5_folder: Path, open_folder: Open
) -> None:
    family: Any = open_folder(t5_folder, "summarize")._family
    asked = family._tokenizer.decode(family.encode(ARTICLES[0]).ids, skip_special_tokens=True)
    assert asked == f"summarize: {ARTICLES[0]}"
    prompt = Prompt(instruction="The match: {source} In short:")
    family = open_folder(t5_folder, "summarize", prompt=prompt)._family
    ids = family.encode("The team lost.").ids
    assert family._tokenizer.decode(ids, skip_special_tokens=True).startswith("The match")
    assert family.count_tokens(["The team lost."]) == [len(ids)]


def test_rows_of_the_weights_without_a_token_are_never_written(t5_folder: Path, open_folder: Open) -> None:
    family: Any = open_folder(t5_folder, "summarize")._family
    config = json.loads((t5_folder / "config.json").read_text())
    past = range(len(family._tokenizer), config["vocab_size"])
    assert past
    assert set(past) <= set(family.constraints.suppressed_ids)


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_a_bart_with_one_row_fewer_than_tokens_runs(
    engine: str, bart_folder: Path, tmp_path: Path, open_folder: Open
) -> None:
    """In distilbart and bart-large-cnn as published, `<mask>` has no row."""
    folder = Path(shutil.copytree(bart_folder, tmp_path / "bart"))
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    mask = dict(next(t for t in tokenizer["added_tokens"] if t["content"] == "<mask>"))
    rows = json.loads((folder / "config.json").read_text(encoding="utf-8"))["vocab_size"]
    mask |= {"id": rows, "content": "<extra_mask>"}
    tokenizer["added_tokens"].append(mask)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    settings |= {"mask_token": "<extra_mask>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    model = open_folder(folder, "summarize", engine=engine)
    assert [o.text for o in model.generate(ARTICLES)] == SUMMARIES


def test_a_bart_configuration_of_2020_forces_the_start(
    bart_folder: Path, tmp_path: Path, open_folder: Open
) -> None:
    folder = Path(shutil.copytree(bart_folder, tmp_path / "bart"))
    for name in ("config.json", "generation_config.json"):
        settings = json.loads((folder / name).read_text(encoding="utf-8"))
        settings.pop("forced_bos_token_id", None)
        settings["force_bos_token_to_be_generated"] = True
        (folder / name).write_text(json.dumps(settings), encoding="utf-8")
    model: Any = open_folder(folder, "summarize")
    assert model._family.encode(ARTICLES[0]).target_prefix == (0,)
    assert [o.text for o in model.generate(ARTICLES)] == SUMMARIES
