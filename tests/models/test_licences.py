"""A licence's restrictions are shown once, from the catalogue or the model card, and recorded in the run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.config.catalogue import (
    Catalogue,
    FolderSource,
    HubSource,
    ModelEntry,
    find_model,
    load_catalogue,
)
from translate.models.licences import licence_of
from translate.models.registry import prepare_model
from translate.progress import Silent

Tarjama = Callable[..., tuple[int, str, str]]
EMPTY = Catalogue(translators={}, summarizers={})


class Told(Silent):
    """A Progress that keeps all notes."""

    quiet = False

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def folder(marian_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(marian_folder, tmp_path / "model"))


def catalogue(folder: Path, **entry: object) -> Catalogue:
    described = ModelEntry.model_validate({"source": FolderSource(folder=folder), **entry})
    return Catalogue(translators={"mine": described}, summarizers={})


def licence_notes(folder: Path, **entry: object) -> list[str]:
    progress = Told()
    prepare_model("mine", "translate", catalogue(folder, **entry), progress)
    return progress.notes


def test_a_non_commercial_licence_is_shown_at_first_use_only(folder: Path) -> None:
    entry: dict[str, object] = {"licence": "CC-BY-NC-4.0", "non_commercial": True}
    prepare_model(
        "mine", "translate", catalogue(folder, **entry), Silent()
    )  # shown without a terminal: nobody saw it
    (note,) = licence_notes(folder, **entry)
    assert "mine is not for commercial use" in note
    assert "CC-BY-NC-4.0" in note
    assert licence_notes(folder, **entry) == []


@pytest.mark.parametrize(
    ("card", "non_commercial"),
    [
        ("license: cc-by-nc-4.0", True),
        ("license: cc-by-nc-sa-4.0", True),
        ("license: other\nlicense_name: qwen-research", True),
        ("license: other\nlicense_name: fair-noncommercial-research-license", True),
        ("license: apache-2.0", False),
        ("license: cc-by-4.0", False),
        ("license: [unclear", False),
        ("tags: [nc]", False),
    ],
)
def test_the_licence_of_a_folder_is_the_one_that_its_card_names(
    folder: Path, card: str, non_commercial: bool
) -> None:
    (folder / "README.md").write_text(f"---\n{card}\n---\n# A model, licensed cc-by-nc\n", encoding="utf-8")
    assert bool(licence_notes(folder)) == non_commercial


def test_a_model_without_a_card_points_to_its_licence(folder: Path) -> None:
    assert licence_notes(folder) == []
    files = prepare_model(str(folder), "translate", EMPTY, Silent())
    assert licence_of(files).as_dict() == {"name": "see its model card", "non_commercial": False}


def test_every_licence_of_the_catalogue_that_reads_non_commercial_is_marked_so() -> None:
    known = load_catalogue()
    for entry in (*known.translators.values(), *known.summarizers.values()):
        assert entry.non_commercial == ("-NC" in entry.licence), entry.licence
    assert sum(entry.non_commercial for entry in known.translators.values()) == 3


def test_a_model_named_by_its_repository_has_the_catalogues_licence_and_input_limit() -> None:
    known = load_catalogue()
    by_name, by_repository = (
        find_model(name, "translate", known) for name in ("nllb-600m", "facebook/nllb-200-distilled-600M")
    )
    assert by_name == by_repository
    assert by_repository.non_commercial
    assert find_model("owner/other", "translate", known).source == HubSource(hub="owner/other")


def test_a_run_prints_the_licence_on_standard_error_and_records_it(
    tarjama: Tarjama, folder: Path, tmp_path: Path
) -> None:
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("افتتح الوزير المدرسة الجديدة", encoding="utf-8")
    command = ("run", tmp_path / "a.txt", "--model", folder, "--summarizer", "lead", "--output")
    code, out, err = tarjama(*command, tmp_path / "one")
    assert code == 0
    assert "not for commercial use: its licence is cc-by-nc-4.0" in err
    assert "commercial" not in out
    facts = json.loads((tmp_path / "one" / "run.json").read_text(encoding="utf-8"))
    assert facts["licences"] == {"translation": {"name": "cc-by-nc-4.0", "non_commercial": True}}
    assert "commercial" not in tarjama(*command, tmp_path / "two")[2]
