"""Where Tarjama's own files lie: its configuration in the package, its cache with the user."""

from __future__ import annotations

import os
from pathlib import Path

import translate

__all__ = ["cache_dir", "configs_dir", "user_profiles_dir"]


def configs_dir() -> Path:
    """The folder of profiles, the catalogue and the furniture patterns.

    In an installed package they are package data; in a checkout they stand in `configs/` at the top.
    """
    packaged = Path(translate.__file__).parent / "_configs"
    return packaged if packaged.is_dir() else Path(translate.__file__).parent.parent / "configs"


def cache_dir() -> Path:
    """The user's cache for prepared models; `TARJAMA_CACHE` names another place."""
    override = os.environ.get("TARJAMA_CACHE")
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_cache_dir("tarjama", appauthor=False))


def user_profiles_dir() -> Path:
    """Return the folder of the user's profiles in the user's configuration, which `TARJAMA_CONFIG` replaces."""
    override = os.environ.get("TARJAMA_CONFIG")
    if override:
        return Path(override) / "profiles"
    import platformdirs

    return Path(platformdirs.user_config_dir("tarjama", appauthor=False)) / "profiles"
