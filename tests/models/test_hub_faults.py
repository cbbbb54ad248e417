"""Test `tarjama models fetch` against a faulty stand-in for the hub: it recovers or ends with a message."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.hub_server import COMMIT, Fault, Hub, serving, sha256
from translate.config.catalogue import HubSource
from translate.models.hub import find_local_model

pytestmark = pytest.mark.enable_socket  # only 127.0.0.1

Tarjama = Callable[..., tuple[int, str, str]]
NAME = "owner/some-model"
FETCH = ("models", "fetch", NAME)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return a repository with the layout of a Marian model and files that are not needed."""
    import numpy as np
    from safetensors.numpy import save

    weights = save({"shared.weight": np.arange(50_000, dtype=np.float32)})
    return {
        "README.md": b"# A model",
        "config.json": json.dumps({"model_type": "marian"}).encode(),
        "generation_config.json": b"{}",
        "model.safetensors": weights,
        "modeling_evil.py": b"raise SystemExit",
        "pytorch_model.bin": bytes(30_000),
        "source.spm": b"\x0a" * 25_000,
        "target.spm": b"\x0b" * 25_000,
        "tf_model.h5": bytes(30_000),
        "vocab.json": b"{}",
    }


@pytest.fixture
def hub(files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Run the stand-in as the hub of huggingface_hub, with an empty cache."""
    from huggingface_hub import constants

    with serving(Hub(dict(files))) as served:
        monkeypatch.setattr(constants, "ENDPOINT", served.endpoint)
        monkeypatch.setattr(
            constants,
            "HUGGINGFACE_CO_URL_TEMPLATE",
            served.endpoint + "/{repo_id}/resolve/{revision}/{filename}",
        )
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setenv("TARJAMA_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(time, "sleep", lambda _: None)  # between attempts of the library
        yield served


def model_here() -> Path | None:
    return find_local_model(HubSource(hub=NAME))


def test_a_downloaded_model_is_complete_without_code_or_duplicate_weights(
    hub: Hub, files: dict[str, bytes], tarjama: Tarjama
) -> None:
    code, out, _ = tarjama(*FETCH)
    folder = model_here()
    assert folder is not None
    assert (code, folder.name) == (0, COMMIT)
    assert str(folder) in out
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    unwanted = {"modeling_evil.py", "pytorch_model.bin", "tf_model.h5"}
    assert there == {name: data for name, data in files.items() if name not in unwanted}


def test_a_model_that_was_fetched_ahead_is_found_without_the_hub(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    assert tarjama(*FETCH)[0] == 0
    hub.requests.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert tarjama(*FETCH)[0] == 0
    assert tarjama("models", "where", NAME)[0] == 0
    assert hub.requests == []


@pytest.mark.parametrize(("gated", "says"), [(False, "set HF_TOKEN"), (True, "accept its terms")])
def test_a_private_model_needs_a_token_and_comes_with_it(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, gated: bool, says: str
) -> None:
    hub.token, hub.gated = "hf_secret", gated
    code, _, err = tarjama(*FETCH)
    assert code == 3
    assert says in err
    assert model_here() is None
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert tarjama(*FETCH)[0] == 0  # the stand-in for the CDN refuses requests with the token


def test_a_misspelt_model_name_is_reported(hub: Hub, tarjama: Tarjama) -> None:
    code, _, err = tarjama("models", "fetch", "owner/same-model")
    assert code == 3
    assert "check the spelling" in err


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_rate_limit_of_the_hub_ends_the_command_at_once(hub: Hub, tarjama: Tarjama, status: int) -> None:
    hub.faults = [Fault("/api/models", status=status)]
    code, _, err = tarjama(*FETCH)
    assert code == 3
    assert str(status) in err
    assert "--profile embedded" in err
    assert sum(path.startswith("/api/models") for _, path, _ in hub.requests) == 1


def test_a_file_that_is_refused_for_a_moment_is_asked_for_again(hub: Hub, tarjama: Tarjama) -> None:
    hub.faults = [Fault("/cdn/", status=429, headers={"Retry-After": "1"}, times=2)]
    assert tarjama(*FETCH)[0] == 0
    assert model_here() is not None


def test_an_interrupted_connection_resumes_the_download(
    hub: Hub, files: dict[str, bytes], tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 4096)  # data is written in chunks of this size
    weights = files["model.safetensors"]
    hub.faults = [Fault(sha256(weights), cut_after=150_000, times=1)]
    assert tarjama(*FETCH)[0] == 0
    folder = model_here()
    assert folder is not None
    assert (folder / "model.safetensors").read_bytes() == weights
    first, second = hub.asked_for("model.safetensors")
    start = int(second.removeprefix("bytes=").removesuffix("-"))
    assert first == ""
    assert 0 < start <= 150_000


def test_a_lost_connection_leaves_no_partial_model_and_the_next_command_fetches_only_the_rest(
    hub: Hub, files: dict[str, bytes], tarjama: Tarjama
) -> None:
    hub.faults = [Fault(sha256(files["model.safetensors"]), cut_after=0)]
    code, _, err = tarjama(*FETCH)
    assert code == 3
    assert NAME in err
    assert model_here() is None
    assert tarjama("models", "where", NAME)[0] == 3
    hub.faults = []
    arrived = {name for name in ("source.spm", "target.spm", "config.json") if hub.asked_for(name)}
    hub.requests.clear()
    assert tarjama(*FETCH)[0] == 0
    assert model_here() is not None
    assert arrived
    assert not any(hub.asked_for(name) for name in arrived)


def test_weights_with_a_wrong_checksum_are_discarded_and_fetched_again(
    hub: Hub, files: dict[str, bytes], tarjama: Tarjama
) -> None:
    weights = files["model.safetensors"]
    hub.faults = [Fault(sha256(weights), content=lambda data: data[:-4] + b"\xff\xff\xff\xff", times=1)]
    code, _, err = tarjama(*FETCH)
    assert code == 3
    assert "model.safetensors checksum mismatch" in err
    assert model_here() is None
    assert tarjama(*FETCH)[0] == 0
    folder = model_here()
    assert folder is not None
    assert (folder / "model.safetensors").read_bytes() == weights


def test_weights_that_were_damaged_by_another_program_are_not_loaded(hub: Hub, tarjama: Tarjama) -> None:
    assert tarjama(*FETCH)[0] == 0
    folder = model_here()
    assert folder is not None
    blob = (folder / "model.safetensors").resolve()
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(data)
    os.utime(blob, ns=(1, 1))
    assert tarjama(*FETCH)[0] == 3
    assert tarjama(*FETCH)[0] == 0


def test_a_full_disk_is_reported_before_the_download(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.models import hub as module

    full = type("Usage", (), {"free": 1000})()
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: full)  # type: ignore[attr-defined]
    code, _, err = tarjama(*FETCH)
    assert code == 4
    assert "1,000 free" in err
    assert not any("/resolve/" in path for _, path, _ in hub.requests)


def test_a_disk_that_fills_up_during_a_download_leaves_no_partial_model(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import file_download

    fetch: Any = file_download.http_get

    def fill(url: str, temp_file: Any, **options: Any) -> None:
        if "/cdn/" in url:
            temp_file.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        fetch(url, temp_file, **options)

    with monkeypatch.context() as patch:
        patch.setattr(file_download, "http_get", fill)
        code, _, err = tarjama(*FETCH)
    assert code == 4
    assert "no space left" in err
    assert model_here() is None
    assert tarjama(*FETCH)[0] == 0


def test_the_library_s_own_setting_names_a_mirror_of_the_hub(files: dict[str, bytes], tmp_path: Path) -> None:
    with serving(Hub(files)) as hub:
        settings = {
            "HF_ENDPOINT": hub.endpoint,
            "HF_HOME": str(tmp_path),
            "TARJAMA_CACHE": str(tmp_path / "t"),
        }
        command = [sys.executable, "-m", "translate", *FETCH]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) in done.stdout
