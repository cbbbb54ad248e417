"""What makes two runs the same: the input's contents, the models, and the settings that shape the output."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.profile import Profile
from translate.records import Document


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's bytes, or the reason why they cannot be read."""
    if not path.is_file():
        return "not a file"
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def run_identity(
    documents: Sequence[Document], settings: dict[str, Any], models: dict[str, dict[str, str]]
) -> str:
    """Ten hexadecimal digits that change with whatever the run's files depend on."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(f"{document.id}\0{fingerprint(document.path)}\0".encode("utf-8", "surrogateescape"))
    digest.update(json.dumps([settings, models], sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()[:10]


def output_settings(profile: Profile, furniture: str) -> dict[str, Any]:
    """The settings that shape the output; where the work is done (the device) does not count.

    `furniture` is the fingerprint of the patterns in use.
    """
    settings = profile.model_dump(mode="json", exclude_none=True, exclude={"cleaning"})
    settings["cleaning"] = {"furniture": furniture}
    for table in ("translation", "summary"):
        settings[table].pop("device")
    return settings


def run_name(input_name: str, system: str, identity: str) -> str:
    """`<input>-<system>-<hash>`, safe as a file name."""
    safe = re.sub(r"[^\w.-]+", "-", f"{input_name}-{system}").strip("-.")
    return f"{safe[:80]}-{identity}"
