"""Punctuation is normalised only for Marian models that were trained on normalised text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SEEDS
from translate.config.catalogue import FolderSource, ModelEntry
from translate.engines.loading import describe_model
from translate.models.limits import OutputLimit
from translate.models.marian import MarianFamily, text_normalisation
from translate.models.model_folder import ModelConfig
from translate.models.registry import prepare_model
from translate.progress import Silent
from translate.text.sentences import split_sentences

PUBLISHED = Path(__file__).parents[3] / "shared" / "models"
TYPOGRAPHIC = ("“نعم” – قال «الوزير»… ‘لا’", "Il a dit : « Oui » — “peut-être”, l’été…", "№ 5 − 3 … ﷲ")

published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published files are not in the project")


def sentences() -> list[str]:
    """Return the sentences of the seeds, with their furniture."""
    lines = [line for path in sorted(SEEDS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return [sentence for line in lines for sentence in split_sentences(line)]


def open_tokenizer(folder: Path) -> tuple[Any, Any]:
    """Return the product's tokenization of a Marian model, and transformers' tokenizer for it."""
    import json

    from transformers import MarianTokenizer

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    entry = ModelEntry(source=FolderSource(folder=folder))
    family = MarianFamily(folder, entry, ModelConfig(config, {}), OutputLimit(2.0, 16, 500))
    return family, MarianTokenizer.from_pretrained(folder)


@published
@pytest.mark.parametrize("name", ["opus-mt-ar-fr", "opus-mt-uk-en", "near-real-opus-mt-ar-en"])
def test_models_of_2019_and_2020_learnt_from_normalised_text(name: str) -> None:
    assert text_normalisation(PUBLISHED / name) == "moses"


@published
def test_models_of_the_tatoeba_challenge_learnt_from_text_as_it_was() -> None:
    assert text_normalisation(PUBLISHED / "opus-mt-tc-big-fr-en") == "none"


@published
def test_a_model_of_2022_gets_the_tokens_that_transformers_gives() -> None:
    family, tokenizer = open_tokenizer(PUBLISHED / "opus-mt-tc-big-fr-en")
    texts = [*sentences(), *TYPOGRAPHIC]
    assert len(texts) == 106 + len(TYPOGRAPHIC)
    assert [list(family.encode(text).ids) for text in texts] == [tokenizer(text).input_ids for text in texts]
    assert family.encode("«Oui»").ids != family.encode('"Oui"').ids


@published
@pytest.mark.parametrize("name", ["opus-mt-uk-en", "near-real-opus-mt-ar-en"])
def test_a_model_of_2020_gets_the_tokens_of_the_normalised_text(name: str) -> None:
    family, tokenizer = open_tokenizer(PUBLISHED / name)
    texts = [*sentences(), *TYPOGRAPHIC]
    wanted = [tokenizer(tokenizer.normalize(text)).input_ids for text in texts]
    assert [list(family.encode(text).ids) for text in texts] == wanted


def test_a_run_records_how_its_source_was_normalised(
    marian_folder: Path, m2m100_folder: Path, tarjama: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    import json

    from translate.config.catalogue import Catalogue
    from translate.config.profile import EngineSettings

    none = Catalogue(translators={}, summarizers={})
    other = prepare_model(str(m2m100_folder), "translate", none, Silent())
    assert "normalisation" not in describe_model(other, EngineSettings(engine="torch")).as_dict()
    out = tmp_path / "run"
    code, _, _ = tarjama(
        "run", SEEDS, "--limit", 1, "--model", marian_folder, "--summarizer", "none", "--output", out
    )
    assert code in (0, 1)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["models"]["translation"]["normalisation"] == "moses"
