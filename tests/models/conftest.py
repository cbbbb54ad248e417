"""Provide a short way to open tiny models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import _built
from tests.models import newer_models
from translate.config.catalogue import Catalogue, FolderSource, ModelEntry, Prompt, Task
from translate.config.profile import Decoding, EngineSettings
from translate.engines.loading import LoadedModel, open_model
from translate.models.registry import prepare_model
from translate.progress import Silent

TEMPLATE = Prompt(template="Arabic: {source}\nEnglish: {target}\n")

Open = Callable[..., LoadedModel]


@pytest.fixture(scope="session")
def madlad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("google.protobuf", reason="reads spiece.model")
    return _built(tmp_path_factory, "madlad", newer_models.build_madlad)


@pytest.fixture(scope="session")
def translategemma_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "translategemma", newer_models.build_translategemma)


@pytest.fixture(scope="session")
def hunyuan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "hunyuan", newer_models.build_hunyuan)


@pytest.fixture
def open_folder() -> Open:
    """Return a function that opens the model in a folder; other arguments are those of a catalogue entry."""

    def call(
        folder: Path, task: Task = "translate", words: int | None = None, engine: str = "torch", **entry: Any
    ) -> LoadedModel:
        decoding = entry.pop("decoding", Decoding())
        compute_type = entry.pop("compute_type", "auto")
        described = ModelEntry(source=FolderSource(folder=folder), **entry)
        catalogue = Catalogue(translators={"tiny": described}, summarizers={"tiny": described})
        files = prepare_model("tiny", task, catalogue, Silent())
        settings = EngineSettings.model_validate(
            {"engine": engine, "decoding": decoding, "compute_type": compute_type}
        )
        model = open_model(files, task, settings, words)
        assert isinstance(model, LoadedModel)
        return model

    return call
