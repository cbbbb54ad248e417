"""The ids that go to a model are those of its published tokenizer, for every sentence of the seeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.models.test_normalisation import PUBLISHED, published, sentences
from translate.config.catalogue import FolderSource, ModelEntry, Task
from translate.models.bart import BartFamily
from translate.models.base import Family
from translate.models.causal import CausalFamily
from translate.models.limits import OutputLimit
from translate.models.model_folder import ModelConfig
from translate.models.pegasus import PegasusFamily
from translate.models.prompts import MARKS, default_prompt


def tokenizer_of(name: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(PUBLISHED / name, local_files_only=True)


def parts(name: str) -> tuple[Path, ModelEntry, ModelConfig]:
    """Return what a family is built from: the folder, a catalogue entry and the published configuration."""
    folder = PUBLISHED / name
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return folder, ModelEntry(source=FolderSource(folder=folder)), ModelConfig(config, {})


@pytest.fixture
def texts() -> list[str]:
    found = sentences()
    assert len(found) == 106
    return found


@published
@pytest.mark.parametrize(
    ("name", "family"), [("bart-large-cnn", BartFamily), ("pegasus-autonlp", PegasusFamily)]
)
def test_a_summariser_gets_the_ids_of_its_published_tokenizer(
    name: str, family: type[BartFamily | PegasusFamily], texts: list[str]
) -> None:
    model: Family = family(*parts(name), None)
    tokenizer = tokenizer_of(name)
    wanted = [tokenizer(text).input_ids for text in texts]
    assert [list(model.encode(text).ids) for text in texts] == wanted
    assert model.count_tokens(texts) == [len(ids) for ids in wanted]


@published
@pytest.mark.parametrize("task", ["translate", "summarize"])
def test_an_instruct_model_gets_the_ids_of_its_published_tokenizer_within_its_turn(
    task: Task, texts: list[str]
) -> None:
    name = "qwen2.5-0.5b-instruct"
    model = CausalFamily(*parts(name), OutputLimit(2.0, 16, 500), (task, None))
    tokenizer = tokenizer_of(name)
    prompt = default_prompt(task, chat=True)
    assert prompt is not None
    assert prompt.instruction is not None
    asked = prompt.instruction.replace("{words}", "60")
    turns = [{"role": "system", "content": prompt.system}] if prompt.system else []
    turns.append({"role": "user", "content": asked})
    shown = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    before, _, after = shown.partition("{source}")
    assert before.startswith("<|im_start|>system\n")
    assert after.endswith("<|im_start|>assistant\n")
    assert not any(mark in text for mark in MARKS for text in texts)
    wanted = [
        [*tokenizer(before).input_ids, *tokenizer(text).input_ids, *tokenizer(after).input_ids]
        for text in texts
    ]
    assert [list(model.encode(text).ids) for text in texts] == wanted
    assert model.count_tokens(texts) == [len(ids) for ids in wanted]
