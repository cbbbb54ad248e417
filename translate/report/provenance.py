"""The provenance of a page: date, version and command."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

__all__ = ["Provenance", "provenance_now"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The date, version and command of a page; empty strings are not shown."""

    date: str = ""
    command: str = ""
    version: str = field(default_factory=lambda: version("tarjama"))


def provenance_now(arguments: Sequence[str]) -> Provenance:
    """Return the provenance of a page made now with the command line's arguments."""
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Provenance(date, shlex.join(["tarjama", *arguments]))
