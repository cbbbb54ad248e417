"""Test datasets of the hub, streamed from a stand-in."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hub_server import COMMIT, Fault, Hub, serving
from translate.errors import InputError
from translate.text.formats.hubdata import HubDataset, is_hub_dataset

ADDRESS = "hf://datasets/owner/news"
CARD = (
    b"---\nconfigs:\n- config_name: ar\n  data_files:\n  - split: train\n    path: data/train-*\n"
    b"  - split: test\n    path: data/test-*\n---\n# News"
)


def parquet(count: int) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    rows = [{"key": f"n{i}", "body": f"الخبر رقم {i} في نشرة اليوم. وصل القطار." * 60} for i in range(count)]
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), buffer, row_group_size=10, compression=None)
    return buffer.getvalue()


@pytest.fixture
def hub() -> Iterator[Hub]:
    files = {"README.md": CARD, "data/train-0.parquet": parquet(40), "data/test-0.parquet": parquet(7)}
    with serving(Hub(files, repository="owner/news", kind="datasets")) as served:
        yield served


def survey(endpoint: str, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `tarjama run --dry-run` in its own process, because the libraries read the endpoint at import."""
    command = [sys.executable, "-m", "translate", "run", *arguments, "--profile", "embedded", "--dry-run"]
    settings = {"HF_ENDPOINT": endpoint, "HF_HOME": str(place / "hf"), "TARJAMA_CACHE": str(place / "t")}
    return subprocess.run(
        [*command, "--text-field", "body"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.enable_socket
def test_a_dataset_is_read_row_by_row_without_output_of_the_library(hub: Hub, tmp_path: Path) -> None:
    done = survey(hub.endpoint, tmp_path, f"{ADDRESS}/ar/test", "--id-field", "key")
    assert done.returncode == 0, done.stderr
    assert "7 articles to translate" in done.stdout
    assert done.stderr == ""


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        (f"{ADDRESS}/en", 2, "no configuration 'en'; available: ar"),
        (f"{ADDRESS}/ar/dev", 2, "no split 'dev'; available: train, test"),
        (f"{ADDRESS}@old", 2, "dataset owner/news at old does not exist"),
        ("hf://datasets/news", 2, "write hf://datasets/OWNER/NAME"),
    ],
)
def test_a_dataset_missing_on_the_hub_is_reported_with_the_choices(
    hub: Hub, tmp_path: Path, address: str, code: int, says: str
) -> None:
    done = survey(hub.endpoint, tmp_path, address)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.enable_socket
def test_an_unreachable_hub_ends_the_command_with_advice(hub: Hub, tmp_path: Path) -> None:
    hub.faults = [Fault("/api/", status=503)]
    done = survey(hub.endpoint, tmp_path, ADDRESS)
    assert done.returncode == 4
    assert re.search(r"the hub did not deliver owner/news: .*503.*the same command", done.stderr)


def test_an_address_says_which_rows_it_means() -> None:
    path = Path(f"{ADDRESS}@{COMMIT}/ar/test")
    assert is_hub_dataset(path)
    dataset = HubDataset.of(path)
    assert dataset == HubDataset("owner/news", COMMIT, "ar", "test")
    assert Path(str(dataset)) == dataset.path == path
    assert not is_hub_dataset(Path("/data/hf:/x"))
    with pytest.raises(InputError, match="not a dataset of the hub"):
        HubDataset.of(Path("hf://models/owner/x"))
