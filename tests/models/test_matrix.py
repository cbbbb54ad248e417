"""Run every family on every engine, from every source, in every precision; a cell that cannot run has a reason.

The table is `matrix.md` beside this file; `make matrix` rewrites it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from tests.gguf_files import write_gguf
from tests.hub_server import Hub, serving
from tests.models.conftest import TEMPLATE
from tests.models.newer_models import HUNYUAN
from tests.models.shapes import SHAPES
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import (
    Catalogue,
    FolderSource,
    HubSource,
    ModelEntry,
    PackageSource,
    Prompt,
    Source,
    Task,
    load_catalogue,
)
from translate.config.profile import EngineName, EngineSettings
from translate.engines.loading import open_model
from translate.errors import RequestError
from translate.models.base import ModelFiles
from translate.models.registry import prepare_model
from translate.progress import Silent

pytest.importorskip("google.protobuf", reason="reads spiece.model")
# only 127.0.0.1; one fixture runs all cells, which takes a minute or more
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(900)]

TABLE = Path(__file__).parent / "matrix.md"
FAMILIES = (
    "marian",
    "m2m100",
    "bart",
    "pegasus",
    "t5",
    "madlad",
    "gemma",
    "translategemma",
    "hunyuan",
    "llama",
    "qwen2",
    "qwen3",
)
ENGINES: tuple[EngineName, ...] = ("torch", "ctranslate2")
SOURCES = ("hub", "folder", "package")
PRECISIONS = ("float32", "bfloat16", "int8")
SUMMARIZERS = ("bart", "pegasus", "t5")
CHATS = ("llama", "qwen2", "qwen3")

NO_PACKAGE = "packages contain GGUF files, which are read only for causal models"
_NO_TINY_GEMMA = (
    "GGUF does not record which layers of a Gemma 3 have global attention, so a tiny one cannot be read back"
)
NO_PACKAGES = {
    "gemma": f"{_NO_TINY_GEMMA}; `tests/test_embedded.py` runs the packaged one",
    "translategemma": _NO_TINY_GEMMA,
    "hunyuan": "transformers reads no Hunyuan from GGUF",
}
# Families that CTranslate2 does not run, and why not.
TORCH_ONLY = {
    "translategemma": "its converter ignores the scale of the positions of the large Gemma 3",
    "hunyuan": "its converter does not support Hunyuan",
}
# The product's message for a precision that an engine does not support on a CPU.
REFUSED = {
    ("torch", "int8"): "the engine 'torch' has no int8",
    ("ctranslate2", "bfloat16"): "the engine 'ctranslate2' has no bfloat16 on this cpu",
}


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One combination of a model, its source, an engine and a precision."""

    family: str
    source: str
    engine: EngineName
    precision: str

    @property
    def no_source(self) -> str | None:
        """Return why the family is not available from this source; None if it is."""
        if self.source != "package" or self.family in CHATS:
            return None
        return NO_PACKAGES.get(self.family, NO_PACKAGE)

    @property
    def refused(self) -> str | None:
        """Return the beginning of the product's message if the engine refuses the cell; None if it runs."""
        if self.engine == "ctranslate2" and self.family in TORCH_ONLY:
            return f"the engine 'ctranslate2' does not run {self.family}"
        return REFUSED.get((self.engine, self.precision))


CELLS = [Cell(*cell) for cell in itertools.product(FAMILIES, SOURCES, ENGINES, PRECISIONS)]


@pytest.fixture(scope="module")
def folders(request: pytest.FixtureRequest) -> dict[str, Path]:
    return {family: request.getfixturevalue(f"{family}_folder") for family in FAMILIES}


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        context.setattr(time, "sleep", lambda _: None)
        yield context


@pytest.fixture(scope="module")
def results(
    folders: dict[str, Path], patch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> dict[Cell, str]:
    """Return the result of each cell: `yes`, a reason, or the error."""
    place = tmp_path_factory.mktemp("matrix")
    patch.setenv("TARJAMA_CACHE", str(place / "cache"))
    patch.syspath_prepend(str(place))
    found: dict[Cell, str] = {}
    for family, source in itertools.product(FAMILIES, SOURCES):
        cells = [cell for cell in CELLS if (cell.family, cell.source) == (family, source)]
        reason = cells[0].no_source
        if reason is not None:
            found.update(dict.fromkeys(cells, reason))
            continue
        files = _files(family, source, folders[family], place, patch)
        found.update({cell: _run(cell, files) for cell in cells})
    return found


def _files(family: str, source: str, folder: Path, place: Path, patch: pytest.MonkeyPatch) -> ModelFiles:
    """Return the model prepared from its source by the product."""
    if source == "hub":
        repository = f"owner/{family}"
        served = {path.name: path.read_bytes() for path in folder.iterdir()}
        with serving(Hub(served, repository=repository)) as hub:
            from huggingface_hub import constants

            patch.setattr(constants, "ENDPOINT", hub.endpoint)
            url = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
            patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url)
            patch.setattr(constants, "HF_HUB_CACHE", str(place / "hub"))
            return _prepare(family, HubSource(hub=repository))
    if source == "folder":
        return _prepare(family, FolderSource(folder=folder))
    package = place / f"weights_{family}"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    write_gguf(folder, package / "model.gguf")
    sha256 = hashlib.sha256((package / "model.gguf").read_bytes()).hexdigest()
    files = (f"{package.name}/model.gguf",)
    return _prepare(family, PackageSource(requirements="none.txt", files=files, sha256=sha256))


def _prepare(family: str, source: Source) -> ModelFiles:
    prompts = {
        "gemma": TEMPLATE,
        "hunyuan": load_catalogue().translators[HUNYUAN].prompt,
        **dict.fromkeys(CHATS, Prompt(instruction="{source}")),
    }
    entry = ModelEntry(source=source, prompt=prompts.get(family))
    catalogue = Catalogue(translators={family: entry}, summarizers={family: entry})
    return prepare_model(family, _task(family), catalogue, Silent())


def _task(family: str) -> Task:
    return "summarize" if family in SUMMARIZERS else "translate"


def _run(cell: Cell, files: ModelFiles) -> str:
    settings = EngineSettings.model_validate({"engine": cell.engine, "compute_type": cell.precision})
    try:
        model = open_model(files, _task(cell.family), settings)
    except RequestError as error:
        return str(error)
    pairs = ENGLISH_PAIRS if cell.family in SUMMARIZERS else PAIRS[:4]
    written = [output.text for output in model.generate([source for source, _ in pairs])]
    right = sum(text == target for text, (_, target) in zip(written, pairs, strict=True))
    ran = (model.identity.engine, model.identity.compute_type)
    model.close()
    if ran != (cell.engine, cell.precision):
        return f"ran on {ran}"
    return "yes" if right == len(pairs) else f"{right} of {len(pairs)}"


@pytest.mark.parametrize("cell", CELLS, ids=lambda c: f"{c.family}-{c.source}-{c.engine}-{c.precision}")
def test_a_model_runs_in_every_promised_combination(cell: Cell, results: dict[Cell, str]) -> None:
    if cell.no_source is not None:
        assert results[cell] == cell.no_source
    elif cell.refused is not None:
        assert results[cell].startswith(cell.refused)
    else:
        assert results[cell] == "yes"


def test_the_table_has_every_family_and_every_engine_there_is() -> None:
    from translate.config.catalogue import FamilyName

    causal = ("gemma", "translategemma", "hunyuan", *CHATS)
    kinds = {"madlad": "t5", **dict.fromkeys(causal, "causal")}
    assert {kinds.get(family, family) for family in FAMILIES} == set(get_args(FamilyName))
    assert {"auto", *ENGINES} == set(get_args(EngineName))


def test_the_table_has_every_architecture_of_the_catalogue(folders: dict[str, Path]) -> None:
    built = {
        json.loads((f / "config.json").read_text(encoding="utf-8"))["architectures"][0]
        for f in folders.values()
    }
    assert {shape.config["architectures"][0] for shape in SHAPES} <= built


def test_a_hunyuan_still_cannot_be_read_from_gguf() -> None:
    from transformers.modeling_gguf_pytorch_utils import GGUF_SUPPORTED_ARCHITECTURES

    assert not [name for name in GGUF_SUPPORTED_ARCHITECTURES if "hunyuan" in name]


def test_the_stored_table_matches_the_results(results: dict[Cell, str]) -> None:
    table = _table(results)
    if os.environ.get("TARJAMA_MATRIX") == "write":
        TABLE.write_text(table, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table, "make matrix"


def _shown(cell: Cell) -> str | None:
    """Return why the engine refuses the cell, in the words of the table."""
    if cell.engine == "ctranslate2" and cell.family in TORCH_ONLY:
        return f"{cell.refused}: {TORCH_ONLY[cell.family]}"
    return cell.refused


def _table(results: dict[Cell, str]) -> str:
    """Return the table: a row per family and source, a column per engine and precision, reasons as footnotes."""
    columns = list(itertools.product(ENGINES, PRECISIONS))
    notes: dict[str, int] = {}
    rows = []
    for family, source in itertools.product(FAMILIES, SOURCES):
        shown = []
        for engine, precision in columns:
            cell = Cell(family, source, engine, precision)
            result = results[cell]
            reason = _shown(cell) or result
            mark = notes.setdefault(reason, len(notes) + 1) if result != "yes" else 0
            shown.append(f"[{mark}]" if mark else "yes")
        rows.append(f"| {family} | {source} | {' | '.join(shown)} |")
    counted = sum(result == "yes" for result in results.values())
    head = " | ".join(f"{engine} {precision}" for engine, precision in columns)
    footnotes = [f"{number}. {reason}." for reason, number in notes.items()]
    return "\n".join(
        [
            "# Supported combinations",
            "",
            f'{counted} of {len(results)} combinations run; the notes say why the others do not. "yes": a small model '
            "of the family writes its memorised outputs word for word. Generated by `make matrix` on a CPU; "
            "`test_matrix.py` runs each combination again. `madlad` is the T5 that translates. The chat templates are "
            "imitations, because the published files were not available. `shapes.md` has the models of the catalogue "
            "in their published shapes.",
            "",
            f"| family | from | {head} |",
            f"|---|---|{'---|' * len(columns)}",
            *rows,
            "",
            *footnotes,
            "",
        ]
    )


def test_no_package_was_imported(results: dict[Cell, str]) -> None:
    assert not [name for name in sys.modules if name.startswith("weights_")]
