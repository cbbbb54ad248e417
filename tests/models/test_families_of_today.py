"""MADLAD-400 and TranslateGemma: the target language as a token, or as a field beside the text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import tiny_models
from tests.models.conftest import Open
from tests.tiny_models import PAIRS
from translate.errors import ModelNotFound

SOURCES = [arabic for arabic, _ in PAIRS[:8]]
TARGETS = [english for _, english in PAIRS[:8]]

# Of the form that TranslateGemma's has: one part a turn with both language codes, strings refused.
LANGUAGES_TEMPLATE = (
    "{%- for message in messages -%}{%- if message['content'] is string -%}"
    "{{ raise_exception('content must be a list with one text') }}{%- endif -%}"
    "<|im_start|>{{ message['role'] }}\n{%- set part = message['content'][0] -%}"
    "{{ '\n' + part['text'] | trim if message['role'] == 'user' and part['source_lang_code'] == 'ar' "
    "and part['target_lang_code'] == 'en' else raise_exception('no languages') }}<|im_end|>\n{% endfor %}"
    "{%- if add_generation_prompt -%}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture(scope="module")
def madlad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A T5 that knows the pairs when `<2en>` goes before the Arabic, built of the summarising one's parts."""
    pytest.importorskip("google.protobuf", reason="reads spiece.model")
    import torch

    transformers = tiny_models._transformers()
    folder = tmp_path_factory.mktemp("models") / "madlad"
    folder.mkdir()
    texts = [text for pair in PAIRS[:8] for text in pair]
    tiny_models._train_unigram(texts, folder / "spiece.model", symbols=["<2en>", "<2fr>"])
    settings = {"tokenizer_class": "T5Tokenizer", "extra_ids": 0}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.T5Config(
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=1,
        num_decoder_layers=1,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=0,
        vocab_size=-(-len(tokenizer) // 32) * 32,
    )
    model: Any = transformers.T5ForConditionalGeneration(config)
    model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight) * 0.05)
    english = tokenizer.convert_tokens_to_ids("<2en>")
    rows = [[english, *tokenizer(a, add_special_tokens=False).input_ids, 1] for a in SOURCES]
    targets = [[0, *tokenizer(e, add_special_tokens=False).input_ids, 1] for e in TARGETS]
    tiny_models._learn(model, rows, targets, 0)
    model.generation_config = transformers.GenerationConfig(
        decoder_start_token_id=0, eos_token_id=1, pad_token_id=0
    )
    tiny_models._save(model, folder)
    return folder


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_a_t5_with_language_tokens_translates(madlad_folder: Path, engine: str, open_folder: Open) -> None:
    model = open_folder(madlad_folder, engine=engine)
    assert [output.text for output in model.generate(SOURCES)] == TARGETS


def test_a_language_token_in_a_text_is_text(madlad_folder: Path, open_folder: Open) -> None:
    model: Any = open_folder(madlad_folder)
    french = model._family._tokenizer.convert_tokens_to_ids("<2fr>")
    assert french not in model._family.encode(f"<2fr> {SOURCES[0]}").ids[1:]
    assert french in model._family.constraints.suppressed_ids


def test_a_t5_does_the_one_task_that_its_tokenizer_is_for(
    madlad_folder: Path, t5_folder: Path, open_folder: Open
) -> None:
    with pytest.raises(ModelNotFound, match="does not summarize"):
        open_folder(madlad_folder, "summarize")
    with pytest.raises(ModelNotFound, match="does not translate"):
        open_folder(t5_folder, "translate")
    with pytest.raises(ModelNotFound, match="<2de>"):
        open_folder(madlad_folder, target_language="de")


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_a_chat_template_that_wants_languages_and_refuses_strings_is_given_them(
    llama_folder: Path, tmp_path: Path, engine: str, open_folder: Open
) -> None:
    folder = Path(shutil.copytree(llama_folder, tmp_path / "translator"))
    (folder / "chat_template.jinja").write_text(LANGUAGES_TEMPLATE, encoding="utf-8")
    model: Any = open_folder(folder, engine=engine)
    shown = model._family._tokenizer.decode(model._family.encode(SOURCES[0]).ids)
    assert shown == f"<|im_start|>user\n{SOURCES[0]}<|im_end|>\n<|im_start|>assistant\n"
    assert [output.text for output in model.generate(SOURCES)] == TARGETS
    with pytest.raises(ModelNotFound, match="only translates"):
        open_folder(folder, "summarize")
