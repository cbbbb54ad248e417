"""Shared by all pages: Jinja2 with automatic escaping, styles, scripts, and a policy that forbids all requests."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from translate.checks.registry import ADVISORY
from translate.errors import RequestError
from translate.views.terminal import plain
from translate.views.verdicts import interval, signed

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = [
    "Provenance",
    "clipped",
    "environment",
    "page_parts",
    "provenance_now",
    "require_libraries",
    "safe",
]


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


def require_libraries() -> None:
    """Raise RequestError if jinja2 is not installed; call it early, because a comparison can take minutes."""
    if find_spec("jinja2") is None:
        raise RequestError("A report needs jinja2: pip install 'tarjama[report]'.")


def environment() -> Environment:
    """Return the environment that renders the templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("translate.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["advisory"] = ADVISORY
    found.filters["plain"] = plain
    found.filters["score"] = lambda value: f"{value:.1f}"
    found.filters["signed"] = signed
    found.globals["interval"] = interval
    found.filters["count"] = lambda value: f"{value:,}"
    found.filters["clipped"] = clipped
    return found


def page_parts(script_name: str) -> dict[str, Any]:
    """Return the styles, the script and the policy of a page."""
    script = _template_file(script_name)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "style": safe(_template_file("style.css")),
        "script": safe(script),
        "policy": f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'",
    }


def clipped(text: str, letters: int) -> str:
    """Return the text, truncated with an ellipsis if it is longer."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def safe(text: str) -> Any:
    """Mark Tarjama's own markup as safe; everything else is escaped."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  # no article text, except JSON with `<` escaped


def _template_file(name: str) -> str:
    return files("translate.report").joinpath("templates", name).read_text(encoding="utf-8")
