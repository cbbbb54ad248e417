"""Everything installed or used has a listed licence and pinned contents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import translate
from tests.supply.licences import PAGE, UNKNOWN, direct_dependencies, licence_of_package, pinned_packages
from translate.config.catalogue import PackageSource, load_catalogue
from translate.config.paths import configs_dir
from translate.errors import ModelDamaged
from translate.models.package import SUMS, prepared_fingerprint, write_sums

PACKAGE = Path(translate.__file__).parent
ADAPTER = PACKAGE / "adapter"


def _listed() -> dict[str, str]:
    rows = [
        line.split(" | ") for line in PAGE.read_text(encoding="utf-8").split("\n") if line.startswith("| ")
    ]
    return {cells[0].removeprefix("| "): cells[-1].removesuffix(" |") for cells in rows}


def test_every_package_has_its_licence_on_the_page() -> None:
    listed = _listed()
    missing = sorted({*direct_dependencies(), *pinned_packages()} - set(listed))
    assert not missing, f"run `make licences`: {missing}"
    untold = [name for name in direct_dependencies() if listed[name] == UNKNOWN]
    assert not untold


def test_a_package_whose_licence_changed_is_noticed() -> None:
    listed = _listed()
    changed = [
        name
        for name in direct_dependencies()
        if licence_of_package(name) not in (listed[name], UNKNOWN)  # unknown: not installed here
    ]
    assert not changed, f"look at their licences, then run `make licences`: {changed}"


def test_every_model_of_the_catalogue_has_its_licence_on_the_page() -> None:
    catalogue = load_catalogue()
    text = PAGE.read_text(encoding="utf-8")
    for task, entries in (("translation", catalogue.translators), ("summaries", catalogue.summarizers)):
        for name, entry in entries.items():
            assert entry.licence, name
            assert f"| {name} | {task} | {entry.licence} |" in text


def test_every_packaged_weight_is_pinned_by_hash_in_a_separate_file() -> None:
    catalogue = load_catalogue()
    sources = [
        entry.source
        for entries in (catalogue.translators, catalogue.summarizers)
        for entry in entries.values()
        if isinstance(entry.source, PackageSource)
    ]
    assert sources
    for source in sources:
        assert len(source.sha256) == 64
        lines = (configs_dir() / source.requirements).read_text(encoding="utf-8").split("\n")
        pinned = [line for line in lines if line and not line.startswith("#")]
        assert all("==" in line and " --hash=sha256:" in line for line in pinned)


def _source() -> PackageSource:
    source = load_catalogue().translators["embedded"].source
    assert isinstance(source, PackageSource)
    return source


@pytest.mark.parametrize("folder", ["adapter", "summary_adapter"])
def test_the_included_adapters_are_the_ones_that_were_measured(tmp_path: Path, folder: str) -> None:
    shipped = PACKAGE / folder
    sums = (shipped / SUMS).read_text(encoding="ascii")
    copy = tmp_path / "adapter"
    shutil.copytree(shipped, copy)
    write_sums(copy)
    assert (copy / SUMS).read_text(encoding="ascii") == sums
    assert prepared_fingerprint(_source(), shipped) == prepared_fingerprint(_source(), copy)


@pytest.mark.parametrize("name", ["adapter_model.safetensors", "adapter_config.json", "tarjama.json"])
def test_an_adapter_that_was_changed_is_not_used(tmp_path: Path, name: str) -> None:
    copy = tmp_path / "adapter"
    shutil.copytree(ADAPTER, copy)
    with (copy / name).open("r+b") as file:
        file.seek(-3, 2)
        byte = file.read(1)
        file.seek(-3, 2)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelDamaged, match=f"{name}.*checksum differs from {SUMS}"):
        prepared_fingerprint(_source(), copy)
