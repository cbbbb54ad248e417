"""Test MADLAD-400, TranslateGemma and Hunyuan: target languages as a token or as a field beside the text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.models import tokenizer_files
from tests.models.conftest import Open
from tests.models.newer_models import HUNYUAN
from tests.tiny_models import PAIRS
from translate.config.catalogue import FolderSource, ModelEntry, load_catalogue
from translate.engines.ctranslate2_conversion import supports
from translate.errors import ModelDamaged, ModelNotFound, RequestError
from translate.models.base import ModelFiles
from translate.models.model_folder import ModelConfig, detect_family, read_model_config
from translate.models.prompt_layout import PromptLayout
from translate.models.tokens import load_tokenizer
from translate.text.context import join_context

SOURCES = [arabic for arabic, _ in PAIRS[:8]]
TARGETS = [english for _, english in PAIRS[:8]]

# In the form of TranslateGemma's: one part per turn with both language codes; strings are refused.
LANGUAGES_TEMPLATE = (
    "{%- for message in messages -%}{%- if message['content'] is string -%}"
    "{{ raise_exception('content must be a list with one text') }}{%- endif -%}"
    "<|im_start|>{{ message['role'] }}\n{%- set part = message['content'][0] -%}"
    "{{ '\n' + part['text'] | trim if message['role'] == 'user' and part['source_lang_code'] == 'ar' "
    "and part['target_lang_code'] == 'en' else raise_exception('no languages') }}<|im_end|>\n{% endfor %}"
    "{%- if add_generation_prompt -%}<|im_start|>assistant\n{% endif %}"
)


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


def test_translategemma_s_own_class_translates_and_refuses_to_summarise(
    translategemma_folder: Path, open_folder: Open
) -> None:
    model: Any = open_folder(translategemma_folder, engine="auto")
    assert model.identity.engine == "torch"  # CTranslate2's converter omits the scaling of positions
    assert [output.text for output in model.generate(SOURCES)] == TARGETS
    assert all(output.finished for output in model.generate(SOURCES))
    shown = model._family._tokenizer.decode(model._family.encode(SOURCES[0]).ids)
    assert shown == (
        f"<bos><start_of_turn>user\nFrom Arabic to English:\n\n{SOURCES[0]}<end_of_turn>\n<start_of_turn>model\n"
    )
    with pytest.raises(ModelNotFound, match="only translates"):
        open_folder(translategemma_folder, "summarize")
    with pytest.raises(RequestError, match="engine 'ctranslate2' does not run"):
        open_folder(translategemma_folder, engine="ctranslate2")


def test_hunyuan_translates_with_its_card_s_prompt(hunyuan_folder: Path, open_folder: Open) -> None:
    prompt = load_catalogue().translators[HUNYUAN].prompt
    model: Any = open_folder(hunyuan_folder, engine="auto", prompt=prompt)
    assert model.identity.engine == "torch"
    assert [output.text for output in model.generate(SOURCES)] == TARGETS
    assert all(output.finished for output in model.generate(SOURCES))
    assert model._family.takes_context
    with pytest.raises(RequestError, match="engine 'ctranslate2' does not run"):
        open_folder(hunyuan_folder, engine="ctranslate2", prompt=prompt)


def test_sizes_that_a_file_of_texts_and_images_leaves_out_are_those_of_its_class(
    translategemma_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(translategemma_folder, tmp_path / "copy"))
    file = folder / "config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    for name in ("vocab_size", "max_position_embeddings"):
        del config["text_config"][name]
    file.write_text(json.dumps(config), encoding="utf-8")
    read = read_model_config(folder)
    assert (read.config["vocab_size"], read.config["max_position_embeddings"]) == (262_208, 131_072)
    assert read.config["eos_token_id"] == [1, 106]
    assert detect_family(folder) == "causal"
    config["text_config"] = "gemma3_text"
    file.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        read_model_config(folder)


@pytest.mark.parametrize(
    ("positions", "able"),
    [
        ({}, True),
        ({"rope_scaling": None}, True),
        ({"rope_scaling": {"rope_type": "linear", "factor": 8.0}}, False),
        ({"rope_parameters": {"full_attention": {"rope_type": "linear"}, "sliding_attention": {}}}, False),
        ({"rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 1e6}}}, True),
    ],
)
def test_a_gemma_with_stretched_positions_is_not_converted_to_wrong_ones(
    gemma_folder: Path, tmp_path: Path, positions: dict[str, Any], *, able: bool
) -> None:
    folder = Path(shutil.copytree(gemma_folder, tmp_path / "gemma"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config.pop("rope_parameters", None)
    (folder / "config.json").write_text(json.dumps(config | positions), encoding="utf-8")
    entry = ModelEntry(source=FolderSource(folder=folder))
    files = ModelFiles("gemma", entry, folder, "causal", "folder", "f" * 8)
    assert supports(files) is able


@pytest.mark.parametrize("name", ["hy-mt2-1.8b", "hy-mt2-7b", "hy-mt1.5-1.8b", "hy-mt1.5-7b"])
def test_hunyuan_is_asked_as_its_card_asks(name: str, tmp_path: Path) -> None:
    rows = 120818 if "1.8b" in name else 128167
    tokenizer_files.write_hunyuan(tmp_path, rows)
    entry = load_catalogue().translators[name]
    assert entry.prompt is not None
    tokenizer: Any = load_tokenizer(tmp_path)
    layout = PromptLayout(tokenizer, ModelConfig({"eos_token_id": 5}, {}), entry.prompt)
    shown = tokenizer.decode(layout.prompts([SOURCES[0]])[0])
    asked = entry.prompt.instruction or ""
    assert asked.replace("{source}", SOURCES[0]) in shown
    assert shown.startswith("<bos>")
    # The card of 1.5 adds no generation prompt; the template of the 7B model has none.
    assert shown.endswith(
        "<assistant>" if name == "hy-mt2-1.8b" else "<asked>" if "7b" in name else SOURCES[0]
    )
    laid_out = tokenizer.decode(layout.prompts([join_context([SOURCES[1], SOURCES[2]], SOURCES[0])])[0])
    assert f"{SOURCES[1]}\n{SOURCES[2]}\n" in laid_out
    assert laid_out.index(SOURCES[2]) < laid_out.index(SOURCES[0])
