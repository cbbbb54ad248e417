"""An interrupted download resumes in the next process, and partial files are always verified."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hub_server import COMMIT, Fault, Hub, serving, sha256
from translate.models.downloads import LargeFile, Repository, bytes_here, fetch_large, partial

pytestmark = pytest.mark.enable_socket  # only 127.0.0.1

NAME = "owner/some-model"
PIECE = 10 << 20  # huggingface_hub writes in chunks of this size


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return the repository of a Marian model with weights larger than one chunk."""
    import numpy as np
    from safetensors.numpy import save

    return {
        "README.md": b"# A model",
        "config.json": json.dumps({"model_type": "marian"}).encode(),
        "model.safetensors": save({"shared.weight": np.arange(3_200_000, dtype=np.float32)}),
        "source.spm": b"\x0a" * 100,
        "target.spm": b"\x0b" * 100,
        "vocab.json": b"{}",
    }


@pytest.fixture
def hub(files: dict[str, bytes]) -> Iterator[Hub]:
    with serving(Hub(dict(files))) as served:
        yield served


@pytest.fixture
def place(tmp_path: Path, hub: Hub) -> Path:
    """Return the blobs of the repository in the library's cache, with the settings of `start`."""
    return tmp_path / "home" / "hub" / f"models--{NAME.replace('/', '--')}" / "blobs"


def start(hub: Hub, tmp_path: Path) -> subprocess.Popen[str]:
    """Start `tarjama models fetch` in a separate process."""
    settings = {
        "HF_ENDPOINT": hub.endpoint,
        "HF_HOME": str(tmp_path / "home"),
        "TARJAMA_CACHE": str(tmp_path / "t"),
    }
    command = [sys.executable, "-m", "translate", "models", "fetch", NAME]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=pipe, stderr=pipe, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def wait_for(file: Path, size: int) -> None:
    deadline = time.monotonic() + 60
    while not file.is_file() or file.stat().st_size < size:
        assert time.monotonic() < deadline, f"{file} never had {size} bytes"
        time.sleep(0.01)


def test_a_killed_download_resumes_in_the_next_process(
    hub: Hub, files: dict[str, bytes], tmp_path: Path, place: Path
) -> None:
    weights = files["model.safetensors"]
    fault = Fault(sha256(weights), hold_after=PIECE + (1 << 20), times=1)
    hub.faults = [fault]
    first = start(hub, tmp_path)
    beginning = partial(place / sha256(weights))
    wait_for(beginning, PIECE)
    first.kill()
    first.communicate()
    fault.go_on.set()
    assert not (place / sha256(weights)).exists()  # a partial model does not have the model's name

    hub.requests.clear()
    code, printed = finish(start(hub, tmp_path))
    assert code == 0, printed
    folder = tmp_path / "home" / "hub" / "models--owner--some-model" / "snapshots" / COMMIT
    assert (folder / "model.safetensors").read_bytes() == weights
    (asked,) = hub.asked_for("model.safetensors")
    assert asked == f"bytes={PIECE}-"
    assert not list(place.glob("*incomplete*"))


@pytest.fixture
def repository(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Serve the repository to calls in this process."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
    url = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url)
    monkeypatch.setattr(time, "sleep", lambda _: None)  # between attempts of the library
    repository = Repository(NAME, COMMIT, tmp_path / "cache")
    repository.blobs.mkdir(parents=True)
    return repository


def weights_of(files: dict[str, bytes]) -> LargeFile:
    data = files["model.safetensors"]
    return LargeFile("model.safetensors", sha256(data), len(data))


def fetch(repository: Repository, file: LargeFile) -> tuple[list[LargeFile], int]:
    """Fetch the model; return the bad files and the number of bytes that the progress bar counted."""
    moved: list[int] = []
    bad = fetch_large(repository, [file], 10, moved.append)
    return bad, sum(moved)


def test_the_progress_bar_counts_bytes_downloaded_earlier(
    hub: Hub, files: dict[str, bytes], repository: Repository
) -> None:
    file = weights_of(files)
    blob = repository.blobs / file.sha256
    partial(blob).write_bytes(files[file.name][:1_000_000])
    assert bytes_here(repository, {file.sha256: file.size, "0" * 40: 5}) == 1_000_000
    assert fetch(repository, file) == ([], file.size)
    assert hub.asked_for(file.name) == ["bytes=1000000-"]
    assert blob.read_bytes() == files[file.name]
    assert bytes_here(repository, {file.sha256: file.size}) == file.size
    assert fetch(repository, file) == ([], file.size)
    assert len(hub.asked_for(file.name)) == 1


def test_a_complete_file_is_checked_and_not_downloaded_again(
    hub: Hub, files: dict[str, bytes], repository: Repository
) -> None:
    file = weights_of(files)
    partial(repository.blobs / file.sha256).write_bytes(files[file.name])
    assert fetch(repository, file) == ([], file.size)
    assert hub.asked_for(file.name) == []


@pytest.mark.parametrize("left", [b"garbage" * 1000, b"x" * 20_000_000])
def test_a_damaged_partial_download_is_downloaded_again(
    hub: Hub, files: dict[str, bytes], repository: Repository, left: bytes
) -> None:
    file = weights_of(files)
    blob = repository.blobs / file.sha256
    partial(blob).write_bytes(left)
    assert fetch(repository, file) == ([], file.size)
    assert blob.read_bytes() == files[file.name]
    assert hub.asked_for(file.name)[-1] == ""  # the complete file in the end


def test_a_server_without_ranges_is_read_from_the_start(
    hub: Hub, files: dict[str, bytes], repository: Repository
) -> None:
    file = weights_of(files)
    blob = repository.blobs / file.sha256
    partial(blob).write_bytes(files[file.name][:5000])
    hub.faults = [Fault("/cdn/", no_ranges=True)]
    assert fetch(repository, file)[0] == []
    assert blob.read_bytes() == files[file.name]


def test_content_that_differs_from_the_hubs_is_discarded(
    hub: Hub, files: dict[str, bytes], repository: Repository
) -> None:
    file = weights_of(files)
    hub.faults = [Fault("/cdn/", content=lambda data: b"\xff" + data[1:])]
    bad, _ = fetch(repository, file)
    assert bad == [file]
    assert not [path for path in repository.blobs.iterdir() if path.is_file()]
