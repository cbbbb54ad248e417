"""Find a model's licence, and warn once if it forbids commercial use."""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from translate.config.catalogue import SEE_CARD
from translate.config.paths import cache_dir
from translate.models.base import ModelFiles
from translate.progress import Progress

__all__ = ["Licence", "find_notices", "licence_of", "tell_licence"]

# Of the hub's names of licences: `cc-by-nc-4.0` and its kind, `fair-noncommercial-research-license`, `qwen-research`.
_NON_COMMERCIAL = re.compile(r"\bnc\b|non-?commercial|\bresearch\b", re.IGNORECASE)

_NOTICE = re.compile(r"(LICEN[CS]E|NOTICE)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its name, and whether it forbids commercial use."""

    name: str
    non_commercial: bool

    def as_dict(self) -> dict[str, str | bool]:
        """Return the fields as a dictionary for JSON."""
        return asdict(self)


def licence_of(files: ModelFiles) -> Licence:
    """Return the licence from the catalogue, or else from the card in the model's folder."""
    entry = files.entry
    name = entry.licence
    if name == SEE_CARD:
        name = _read_card(files.folder) or SEE_CARD
    return Licence(name, entry.non_commercial or _NON_COMMERCIAL.search(name) is not None)


def find_notices(folder: Path) -> tuple[Path, ...]:
    """Return the files that must accompany derived models: LICENSE, NOTICE and similar."""
    return tuple(sorted(file for file in folder.iterdir() if _NOTICE.match(file.name) and file.is_file()))


def tell_licence(files: ModelFiles, progress: Progress) -> None:
    """Print that a model is not for commercial use, the first time this user runs it."""
    licence = licence_of(files)
    if not licence.non_commercial or progress.quiet:
        return
    key = hashlib.sha256(f"{files.folder}\n{licence.name}".encode()).hexdigest()
    marker = cache_dir() / "licences-told" / key
    if marker.is_file():
        return
    progress.note(f"{files.name} is not for commercial use: its licence is {licence.name}. (Shown once.)")
    with contextlib.suppress(OSError):  # cannot be recorded: it will be shown again
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()


def _read_card(folder: Path) -> str | None:
    """Return the licence from the front matter of the model card, as the hub reads it; None if there is none."""
    import yaml  # type: ignore[import-untyped]
    from huggingface_hub.repocard import metadata_load

    card = folder / "README.md"
    if not card.is_file():
        return None
    try:
        data = metadata_load(card)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    if data is None:
        return None
    # `other` means the model's own licence; `license_name` has its name
    name = data.get("license_name") or data.get("license")
    return name if isinstance(name, str) else None
