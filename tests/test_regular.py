"""Pipes, devices and oversized files are refused by name: never waited for, never read into memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.config.profile import load_profile
from translate.errors import ModelDamaged, ProfileError, ReferencesError, RunFolderError, TarjamaError
from translate.models.model_folder import find_damage, fingerprint_folder, read_model_config
from translate.regular import read_regular
from translate.runs.files import RunFile, read_json
from translate.runs.stored_rows import StoredRows
from translate.scoring.texts import read_text
from translate.text.documents import CompactTexts
from translate.text.glossary import load_glossary

GIANT = 8 << 30


def load_rows(path: Path) -> None:
    StoredRows([path], None, CompactTexts())


def load_run_json(path: Path) -> None:
    read_json(path, RunFile)


def load_own_profile(path: Path) -> None:
    load_profile(str(path))


def load_config(path: Path) -> None:
    read_model_config(path.parent)


READERS: dict[str, tuple[Callable[[Path], object], type[TarjamaError]]] = {
    "x.toml": (load_own_profile, ProfileError),
    "glossary": (load_glossary, ProfileError),
    "reference": (read_text, ReferencesError),
    "run.json": (load_run_json, RunFolderError),
    "config.json": (load_config, ModelDamaged),
    "summaries.jsonl": (load_rows, RunFolderError),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["x.toml", "glossary", "reference", "run.json"])
def test_a_pipe_or_a_device_is_refused_and_never_waited_for(tmp_path: Path, name: str) -> None:
    read, error = READERS[name]
    path = tmp_path / name
    os.mkfifo(path)
    with pytest.raises(error, match=f"{name}.*a pipe, not a regular file"):
        read(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(error, match=f"{name}.*a device, not a regular file"):
        read(path)


@pytest.mark.parametrize("name", READERS)
def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path, name: str) -> None:
    read, error = READERS[name]
    with (tmp_path / name).open("wb") as file:
        file.truncate(GIANT)
    with pytest.raises(error, match=rf"{name}.*\d+,\d{{3}} bytes"):
        read(tmp_path / name)


@pytest.mark.timeout(20)
def test_a_pipe_in_a_model_folder_is_ignored(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "pytorch_model.bin"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    before = fingerprint_folder(tmp_path)
    os.mkfifo(tmp_path / "other.json")
    assert find_damage(tmp_path) is None
    assert fingerprint_folder(tmp_path) == before


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert read_regular(tmp_path / "x", 3) == b"abc"
    with pytest.raises(OSError, match="limit 2 bytes"):
        read_regular(tmp_path / "x", 2)
