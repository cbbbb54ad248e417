"""Every hub model of the catalogue runs in its published shape on every engine with its own settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models import true_sizes
from tests.models.conftest import Open
from tests.models.shapes import SHAPES, Shape, build_shape, published_files
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import HubSource, load_catalogue
from translate.config.profile import Decoding
from translate.engines.ctranslate2_engine import Search
from translate.models.model_folder import read_model_config

TABLE = Path(__file__).parent / "shapes.md"
WRITING = os.environ.get("TARJAMA_MATRIX") == "write"
# Small copies of models that differ only in width are the same. The first of each kind has the published tokenizer.
DISTINCT = {(json.dumps(s.config), json.dumps(s.generation)): s for s in reversed(SHAPES)}
RUN = SHAPES if WRITING else tuple(DISTINCT.values())
BY_NAME = {shape.name: shape for shape in SHAPES}
# Random weights do not stop before the limit.
SHORT = Decoding(beams=2, output_tokens_per_source_token=0.2, output_tokens_extra=2)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, bool]]:
    """Return the folders of the shapes, and whether the tokenizer is the published one; built on first use."""
    place = tmp_path_factory.mktemp("shapes")

    class Folders(dict[str, tuple[Path, bool]]):
        def __missing__(self, name: str) -> tuple[Path, bool]:
            real = build_shape(BY_NAME[name], place / name)
            self[name] = (place / name, real)
            return self[name]

    return Folders()


def texts_of(shape: Shape) -> list[str]:
    return [source for source, _ in (ENGLISH_PAIRS if shape.task == "summarize" else PAIRS[:4])]


def test_every_hub_model_of_the_catalogue_has_its_shape() -> None:
    known = load_catalogue()
    entries = known.translators | known.summarizers
    assert {name for name, entry in entries.items() if isinstance(entry.source, HubSource)} == set(BY_NAME)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_says_what_the_published_configuration_says(shape: Shape) -> None:
    place = published_files()
    if place is None or not shape.real:
        pytest.skip("its published configuration is missing")
    folder = place / shape.real[-1]
    file = next(f for f in (folder / "config.json", folder / "config.rebuilt.json") if f.is_file())
    published = json.loads(file.read_text(encoding="utf-8"))
    same = {key: value for key, value in shape.true_config().items() if key not in shape.differs}
    said = {key: published[key] for key in same if key in published}
    assert said == {key: value for key, value in same.items() if key in published}
    assert all(published[key] != shape.true_config()[key] for key in shape.differs)
    assert set(shape.true_config()) - set(published) <= {"tokenizer_class", "num_hidden_layers"}
    if (folder / "generation_config.json").is_file() and shape.generation is not None:
        own = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
        assert {k: v for k, v in own.items() if k not in ("_from_model_config", "transformers_version")} == (
            shape.generation
        )


@pytest.fixture(scope="module")
def results() -> Iterator[dict[tuple[str, str], str]]:
    found: dict[tuple[str, str], str] = {}
    yield found
    if WRITING and len(found) == sum(len(shape.engines) for shape in SHAPES):
        TABLE.write_text(_table(found), encoding="utf-8")


@pytest.mark.parametrize(
    ("shape", "engine"),
    [pytest.param(s, engine, id=f"{s.name}-{engine}") for s in RUN for engine in s.engines],
)
def test_a_model_of_the_published_shape_runs(
    shape: Shape,
    engine: str,
    built: dict[str, tuple[Path, bool]],
    open_folder: Open,
    results: dict[tuple[str, str], str],
) -> None:
    folder, real = built[shape.name]
    entries = load_catalogue().of(shape.task)
    entry = entries[shape.name]
    model: Any = open_folder(
        folder,
        shape.task,
        engine=engine,
        words=12 if shape.task == "summarize" else None,
        decoding=SHORT,
        max_input_tokens=entry.max_input_tokens,
        source_language=entry.source_language,
        target_language=entry.target_language,
        family=entry.family,
        prompt=entry.prompt,
    )
    outputs = model.generate(texts_of(shape))
    assert len(outputs) == len(texts_of(shape))
    assert all(output.output_tokens > 0 for output in outputs)
    assert model.identity.engine == engine
    encoded = model._family.encode(texts_of(shape)[0])
    assert max((*encoded.ids, *encoded.target_prefix)) < shape.rows
    model.close()
    results[shape.name, engine] = "published" if real else "of that size"


def test_the_table_of_true_sizes_says_of_every_model_what_was_measured_or_why_not() -> None:
    lines = true_sizes.TABLE.read_text(encoding="utf-8").splitlines()
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines if line.endswith(" |")}
    assert set(BY_NAME) <= set(rows)
    assert all(" GB" in rows[name] or "not run" in rows[name] for name in BY_NAME)


@pytest.mark.parametrize("shape", RUN, ids=lambda shape: shape.name)
def test_the_search_is_as_published(shape: Shape, built: dict[str, tuple[Path, bool]]) -> None:
    folder, _ = built[shape.name]
    search = Search.of(read_model_config(folder), Decoding())
    said = shape.config | (shape.generation or {})
    assert search.beams == said.get("num_beams", 1)
    assert search.length_penalty == said.get("length_penalty", 1.0)
    assert search.no_repeat_ngram_tokens == said.get("no_repeat_ngram_size", 0)


def _table(results: dict[tuple[str, str], str]) -> str:
    rows = [
        f"| {shape.name} | {shape.rows:,} | {results[shape.name, 'torch']} | yes "
        f"| {'yes' if 'ctranslate2' in shape.engines else 'no'} |"
        for shape in SHAPES
    ]
    return "\n".join(
        [
            "# The published shapes",
            "",
            "Each hub model of the catalogue with its vocabulary, positions, special ids and settings as published,",
            "one layer, random weights. Written by `make matrix`; `test_shapes.py` runs those again that differ in",
            "more than their width. A tokenizer is the published one, or one of that size made here.",
            "",
            "Published files were compared for opus-mt, nllb-600m, qwen2.5-0.5b, distilbart and bart-large-cnn;",
            "those of a sibling for opus-mt-big, qwen2.5-1.5b and pegasus-xsum, whose own sizes are unchecked.",
            "TranslateGemma has the configuration of gemma-3-4b-it and gemma-3-12b-it, and Hy-MT that of Hunyuan, as",
            "public code quotes them. The numbers of the others come from the models' documentation as remembered,",
            "and are unchecked. CTranslate2's converter has no Hunyuan, and leaves out the scale of the positions of",
            "the large Gemma 3.",
            "",
            "| model | rows | tokenizer | torch | CTranslate2 |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
