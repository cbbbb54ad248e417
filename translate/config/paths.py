"""Folders of Tarjama's configuration, cache and user profiles."""

from __future__ import annotations

import os
from pathlib import Path

import translate

__all__ = ["cache_dir", "configs_dir", "user_profiles_dir"]


def configs_dir() -> Path:
    """Return the folder of the included profiles, the model catalogue and the furniture patterns.

    It is inside an installed package; in a checkout, it is `configs/` at the top.
    """
    packaged = Path(translate.__file__).parent / "_configs"
    return packaged if packaged.is_dir() else Path(translate.__file__).parent.parent / "configs"


def cache_dir() -> Path:
    """Return the user's cache folder (prepared models, speeds); the variable `TARJAMA_CACHE` overrides it."""
    override = os.environ.get("TARJAMA_CACHE")
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_cache_dir("tarjama", appauthor=False))


def user_profiles_dir() -> Path:
    """Return the folder of the user's profiles; the variable `TARJAMA_CONFIG` overrides its parent."""
    override = os.environ.get("TARJAMA_CONFIG")
    if override:
        return Path(override) / "profiles"
    import platformdirs

    return Path(platformdirs.user_config_dir("tarjama", appauthor=False)) / "profiles"
