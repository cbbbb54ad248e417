"""The identity of a run: the content of its input, its models, and the settings that change the output."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from translate.config.profile import Profile
from translate.records import Document
from translate.text.formats.hubdata import is_hub_dataset

__all__ = ["fingerprint", "output_settings", "run_identity", "run_name"]


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, or the reason why they cannot be read.

    The address of a hub dataset is returned unchanged: it names the commit.
    """
    if is_hub_dataset(path):
        return path.as_posix()
    try:
        if not path.is_file():
            return "not a file"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def run_identity(
    documents: Sequence[Document],
    contents: Mapping[Path, str],
    settings: dict[str, Any],
    models: dict[str, dict[str, str]],
) -> str:
    """Return ten hexadecimal digits that change with everything that the run's files depend on.

    `contents` contains the fingerprint of each document's file.
    """
    digest = hashlib.sha256()
    for path, of_one_file in groupby(documents, key=lambda document: document.path):
        content = contents[path]
        for document in of_one_file:
            digest.update(f"{document.id}\0{content}\0".encode("utf-8", "surrogateescape"))
    digest.update(json.dumps([settings, models], sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()[:10]


def output_settings(profile: Profile, furniture: str, glossary: str) -> dict[str, Any]:
    """Return the settings that change the output; device, workers and threads are not among them.

    `furniture` and `glossary` are the fingerprints of the patterns and terms in use; '' means no glossary.
    """
    settings = profile.model_dump(mode="json", exclude_none=True, exclude={"cleaning", "checks"})
    settings["cleaning"] = {"furniture": furniture}
    settings["checks"] = {"retry": profile.checks.retry, "glossary": glossary}
    if not profile.input.unwrap:  # so that runs from before this setting can be resumed
        settings["input"].pop("unwrap", None)
    for table in ("translation", "summary"):
        for place in ("device", "workers", "threads", "input_price", "output_price"):
            settings[table].pop(place, None)
    if not settings["translation"]["context_sentences"]:
        del settings["translation"]["context_sentences"]
    return settings


def run_name(input_name: str, system: str, identity: str) -> str:
    """Return `<input>-<system>-<hash>`, safe as a file name."""
    safe = re.sub(r"[^\w.-]+", "-", f"{input_name}-{system}").strip("-.")
    return f"{safe[:80]}-{identity}"
