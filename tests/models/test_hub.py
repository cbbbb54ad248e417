"""Models of the hub: local copies are used first, and errors say what to do."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from translate.config.catalogue import HubSource, load_catalogue, tasks_of
from translate.errors import HubUnreachable, ModelNotFound, OutOfSpace, TarjamaError
from translate.models import hub
from translate.progress import Silent

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SOURCE = HubSource(hub="owner/some-model")


@pytest.fixture(autouse=True)
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub" / "models--owner--some-model"


def put_in_cache(model: Path, cache: Path) -> Path:
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text(COMMIT)
    return Path(shutil.copytree(model, cache / "snapshots" / COMMIT))


def answer(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Make the hub answer with `error`."""
    import huggingface_hub

    def model_info(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", model_info)


def http_error(kind: str, status: int) -> Exception:
    import httpx2
    from huggingface_hub import errors

    response = httpx2.Response(status, request=httpx2.Request("GET", "https://hub.example/api"))
    made: Exception = getattr(errors, kind)("said no", response=response)
    return made


def test_a_model_on_this_machine_runs_without_a_network(hub_cache: Path, marian_folder: Path) -> None:
    folder = put_in_cache(marian_folder, hub_cache)
    assert hub.fetch_model(SOURCE, Silent()) == (folder, COMMIT)  # sockets are blocked in tests
    assert hub.find_local_model(SOURCE) == folder


def test_a_partial_download_is_not_taken_for_the_model(hub_cache: Path, marian_folder: Path) -> None:
    folder = put_in_cache(marian_folder, hub_cache)
    (folder / "model.safetensors").unlink()
    assert hub.find_local_model(SOURCE) is None


def test_without_a_hub_the_message_names_the_embedded_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    answer(monkeypatch, httpx2.ConnectError("Name or service not known"))
    with pytest.raises(HubUnreachable, match=r"Name or service not known.*hf download.*--profile embedded"):
        hub.fetch_model(SOURCE, Silent())


def test_offline_mode_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable, match="--profile embedded"):
        hub.fetch_model(SOURCE, Silent())


@pytest.mark.parametrize(
    ("kind", "status", "expected", "says"),
    [
        ("RepositoryNotFoundError", 404, ModelNotFound, "spelling"),
        ("RepositoryNotFoundError", 401, ModelNotFound, "HF_TOKEN"),
        ("GatedRepoError", 403, ModelNotFound, "accept its terms"),
        ("RevisionNotFoundError", 404, ModelNotFound, "no revision 'main'"),
        ("HfHubHTTPError", 403, ModelNotFound, "HF_TOKEN"),
        ("HfHubHTTPError", 503, HubUnreachable, "--profile embedded"),
    ],
)
def test_the_hubs_refusals_are_reported_with_advice(
    monkeypatch: pytest.MonkeyPatch, kind: str, status: int, expected: type[TarjamaError], says: str
) -> None:
    answer(monkeypatch, http_error(kind, status))
    with pytest.raises(expected, match=says):
        hub.fetch_model(SOURCE, Silent())


def test_a_full_disk_is_not_called_a_network_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(OutOfSpace, match="free some"):
        hub.fetch_model(SOURCE, Silent())


def test_an_invalid_repository_name_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelNotFound, match="not a valid name of a hub repository"):
        hub.fetch_model(HubSource(hub="owner/bad--name"), Silent())


def test_downloaded_bytes_advance_the_progress_bar() -> None:
    seen: list[int] = []
    bar = hub._bar_class(seen.append)
    written = bar(total=10, unit="B", desc="Reconstructing")
    arrived = bar(total=10, unit="B", desc="Downloading bytes")
    files = bar(total=2, desc="Fetching 2 files")
    for each in (written, arrived, files):
        each.update(3)
        each.close()
    assert seen == [3]


def test_a_summariser_is_fetched_by_its_hub_id_as_a_summariser(
    hub_cache: Path, bart_folder: Path, tarjama: Callable[..., tuple[int, str, str]]
) -> None:
    folder = put_in_cache(bart_folder, hub_cache)
    code, out, err = tarjama("models", "fetch", SOURCE.hub)
    assert (code, out) == (0, f"{SOURCE.hub} (summarize): {folder}\n"), err
    code, out, _ = tarjama("models", "where", SOURCE.hub)
    assert (code, out) == (0, f"{folder}\n")


def test_a_causal_model_is_fetched_by_its_hub_id_for_both_tasks(
    hub_cache: Path, llama_folder: Path, tarjama: Callable[..., tuple[int, str, str]]
) -> None:
    put_in_cache(llama_folder, hub_cache)
    code, out, err = tarjama("models", "fetch", SOURCE.hub)
    assert code == 0, err
    assert [line.partition(":")[0] for line in out.splitlines()] == [
        f"{SOURCE.hub} (translate)",
        f"{SOURCE.hub} (summarize)",
    ]


def test_a_catalogue_model_is_known_by_its_repository() -> None:
    catalogue = load_catalogue()
    assert tasks_of("sshleifer/distilbart-cnn-12-6", catalogue) == ["summarize"]
    assert tasks_of("Qwen/Qwen2.5-0.5B-Instruct", catalogue) == ["translate", "summarize"]
    assert tasks_of("owner/unknown", catalogue) == []
