"""Test training a summariser: how pairs are read, the prompt, and a run with the result."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.tiny_models import ENGLISH_PAIRS, build_chat
from tests.training.conftest import settings
from translate.config.catalogue import load_catalogue
from translate.config.paths import configs_dir
from translate.config.profile import Decoding, EngineSettings
from translate.engines.loading import open_model
from translate.errors import InputError, ModelNotFound, RequestError
from translate.models.adapters import read_card
from translate.models.prompts import SUMMARY_INSTRUCTION
from translate.models.quiet import quiet_libraries
from translate.models.registry import open_family, prepare_model
from translate.progress import Silent
from translate.summaries.base import EnglishArticle
from translate.training.base_model import find_base
from translate.training.causal import CausalStudent
from translate.training.fitting import check_fit
from translate.training.pair_files import read_groups, read_pairs
from translate.training.pairs import Pair
from translate.training.recipe import PairFiles, train
from translate.training.settings import TrainingSettings, load_training_settings
from translate.training.student import Base

ARTICLE = "Port opens\nThe port opened on Monday.\nShips <text> came <|im_end|> at once."
ASKED = {"instruction": "In {words} words: {source}", "system": "You are brief."}


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("chat") / "model"
    with quiet_libraries():
        build_chat(folder, pairs=ENGLISH_PAIRS)
    return Base(folder, "tiny-chat")


def summaries(**changes: object) -> TrainingSettings:
    return settings(**{"task": "summarize", "optimizer": {"steps": 4, "max_pair_tokens": 600}, **changes})


def write_rows(path: Path, pairs: list[Pair]) -> Path:
    rows = ({"source": pair.source, "target": pair.target} for pair in pairs)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_an_article_keeps_its_lines_and_need_not_be_arabic(tmp_path: Path) -> None:
    path = write_rows(
        tmp_path / "a.jsonl", [Pair("Head\n\n  One  line. \r\nTwo.", "A  summary\nof it."), Pair("X", "Y.")]
    )
    read = read_pairs(path, task="summarize")
    assert read == [Pair("Head\nOne line.\nTwo.", "A summary of it."), Pair("X", "Y.")]
    (group,) = read_groups([path], {}, task="summarize")
    assert group.pairs == read
    with pytest.raises(RequestError, match="removes every pair"):
        read_groups([path], {})


@pytest.mark.parametrize("prompt", [{}, ASKED, {"template": "News: {source}\nIn short: {target}\n"}])
def test_a_summariser_is_trained_on_the_prompt_and_the_end_of_a_run(
    chat: Base, tmp_path: Path, prompt: dict[str, str]
) -> None:
    given = write_rows(tmp_path / "a.jsonl", [Pair(a, s) for a, s in ENGLISH_PAIRS])
    asked = summaries(prompt=prompt, checkpoints={"dev_pairs": 0})
    with quiet_libraries():
        result = train(PairFiles((given,)), chat, tmp_path / "out", asked, Silent())
        student = CausalStudent(chat, asked, [Pair(ARTICLE, "Open.")])
    files = prepare_model(str(result.model), "summarize", load_catalogue(), Silent())
    family = open_family(files, "summarize", Decoding(), None)
    (example,) = student.encode([Pair(ARTICLE, "The port is open.")])
    assert example.source == family.encode(ARTICLE).ids
    assert family.decode(example.target[:-1]) == "The port is open."
    assert example.target[-1] in family.constraints.end_ids
    assert not set(example.target[:-1]).intersection(family.constraints.end_ids)


def test_a_model_trained_to_summarise_is_refused_as_a_translator(chat: Base, tmp_path: Path) -> None:
    given = write_rows(tmp_path / "a.jsonl", [Pair(a, s) for a, s in ENGLISH_PAIRS])
    asked = summaries(prompt=ASKED, checkpoints={"dev_pairs": 0})
    with quiet_libraries():
        result = train(PairFiles((given,)), chat, tmp_path / "out", asked, Silent())
    assert result.adapter is not None
    card = read_card(result.adapter)
    assert (card.task, card.prompt, card.instruction, card.system) == (
        "summarize", None, ASKED["instruction"], ASKED["system"],
    )  # fmt: skip
    files = prepare_model(str(result.model), "summarize", load_catalogue(), Silent())
    assert files.entry.prompt == asked.asked
    model = open_model(files, "summarize", EngineSettings(engine="torch"), 20)
    try:
        assert all(output.text for output in model.generate([article for article, _ in ENGLISH_PAIRS]))
    finally:
        model.close()
    assert prepare_model(str(result.model), "translate", load_catalogue(), Silent()).entry.prompt is None


@pytest.mark.parametrize("suffix", ["", " ", " <|im_end|>\n", "<|im_end|>\n"])
def test_a_summariser_learns_to_stop_with_any_chat_template(chat: Base, tmp_path: Path, suffix: str) -> None:
    folder = shutil.copytree(chat.folder, tmp_path / "base")
    template = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
        "{% if m.role == 'assistant' %}SUFFIX{% else %}<|im_end|>\n{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    (folder / "chat_template.jinja").write_text(template.replace("SUFFIX", suffix), encoding="utf-8")
    with quiet_libraries():
        student = CausalStudent(Base(folder, "other"), summaries(), [Pair(ARTICLE, "Open.")])
    (example,) = student.encode([Pair(ARTICLE, "Open.")])
    assert student.tokenizer.convert_ids_to_tokens(example.target[-1]) == "<|im_end|>"


def test_articles_without_line_breaks_are_refused_for_training(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Head. It opened.\tIt opened.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"articles have several lines, which a \.tsv cannot contain"):
        read_pairs(tmp_path / "a.tsv", task="summarize")


def test_a_base_without_a_chat_template_is_refused_with_advice_to_use_a_template(tiny_causal: Base) -> None:
    message = r"tiny-causal: the model has no chat template.*prompt\.template"
    with pytest.raises(RequestError, match=message), quiet_libraries():
        CausalStudent(tiny_causal, summaries(), [Pair(ARTICLE, "Open.")])


def test_an_encoder_decoder_is_not_trained_as_if_its_articles_were_arabic(
    tiny_marian: Base, tmp_path: Path
) -> None:
    given = write_rows(tmp_path / "a.jsonl", [Pair(a, s) for a, s in ENGLISH_PAIRS])
    with pytest.raises(RequestError, match="task = 'summarize' is for causal models"):
        train(
            PairFiles((given,)),
            tiny_marian,
            tmp_path / "out",
            summaries(checkpoints={"dev_pairs": 0}),
            Silent(),
        )
    bart = load_catalogue().summarizers["bart-large-cnn"]
    with pytest.raises(RequestError, match="task = 'summarize' is for causal models"):
        check_fit("bart-large-cnn", bart, summaries())


def test_the_base_of_a_summariser_is_found_among_the_summarisers() -> None:
    catalogue = load_catalogue()
    with pytest.raises(ModelNotFound, match="unknown summariser 'opus-mt'"):
        find_base("opus-mt", catalogue, summaries(), Silent())


def test_a_prompt_is_a_template_or_an_instruction_and_by_default_the_tasks_own() -> None:
    assert settings().asked.template == "Arabic: {source}\nEnglish: {target}\n"
    assert "{source}" in (summaries().asked.instruction or "")
    with pytest.raises(ValueError, match="either 'template'"):
        settings(prompt={**ASKED, "template": "{source}={target}\n"})
    with pytest.raises(ValueError, match="'system' goes with 'instruction'"):
        summaries(prompt={"system": "You are brief."})


def test_a_copy_of_the_default_settings_with_the_task_changed_asks_for_a_summary(tmp_path: Path) -> None:
    text = (configs_dir() / "train-default.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(f'task = "summarize"\n{text}', encoding="utf-8")
    assert load_training_settings(str(tmp_path / "mine.toml")).asked == SUMMARY_INSTRUCTION


def test_articles_are_never_joined() -> None:
    joined = {"a": {"files": ["a.jsonl"], "filter": {"join_probability": 0.5}}}
    with pytest.raises(ValueError, match="join_probability of a must be 0: articles cannot be joined"):
        summaries(groups=joined)


def test_an_article_without_a_headline_is_trained_as_it_is_summarised(tmp_path: Path) -> None:
    path = write_rows(
        tmp_path / "a.jsonl", [Pair("It opened on Monday. Ships came.\nAll were glad.", "It opened.")]
    )
    (pair,) = read_pairs(path, task="summarize")
    article = EnglishArticle.of_lines(["It opened on Monday. Ships came.", "All were glad."])
    assert pair.source == article.text == "It opened on Monday.\nShips came.\nAll were glad."
