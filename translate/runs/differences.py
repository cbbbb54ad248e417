"""The difference between two runs, for messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from translate.runs.files import StartedFile

__all__ = ["differ_only_in_summaries", "tell_difference"]


def differ_only_in_summaries(there: StartedFile, here: StartedFile) -> bool:
    """Return whether two runs differ only in their summaries."""
    if there.documents != here.documents:
        return False
    settings, models = there.settings != here.settings, there.models != here.models
    return (settings or models) and all(
        {**old, "summary": None} == {**new, "summary": None}
        for old, new in ((there.settings, here.settings), (there.models, here.models))
    )


def _other_model(there: StartedFile, here: StartedFile) -> str:
    """Return which model differs, and in what: its name, or else the first field that differs."""
    for task, model in (("translation", "translation model"), ("summary", "summariser")):
        old, new = there.models.get(task, {}), here.models.get(task, {})
        if old == new:
            continue
        fields = ["name", *(key for key in {**old, **new} if key != "name")]
        field = next(key for key in fields if old.get(key) != new.get(key))
        what = model if field == "name" else f"{model} {new.get('name', '')} ({field})"
        return f"of another {what}: {_short(old, field)} there, {_short(new, field)} now"
    return "of other models"


def _short(identity: Mapping[str, str], field: str) -> str:
    """Return the value of a field; a hash is shortened to twelve digits."""
    value = identity.get(field) or "none"
    return value[:12] if field in ("fingerprint", "revision") else value


def _other_keys(there: Mapping[str, Any], here: Mapping[str, Any], table: str = "") -> Iterator[str]:
    """Yield the dotted names of the keys that only one of two tables has, or that differ."""
    for key in dict.fromkeys((*there, *here)):
        old, new = there.get(key), here.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _other_keys(old, new, f"{table}{key}.")
        elif old != new:
            yield f"{table}{key}"


def _number(started: StartedFile) -> int:
    documents = started.documents
    return len(documents) if isinstance(documents, list) else documents.count


def tell_difference(there: StartedFile, here: StartedFile) -> str:
    """Return the difference between two runs, in words."""
    if there.shard != here.shard:
        return f"another shard: {there.shard or 'all'} there, {here.shard or 'all'} now"
    if there.documents != here.documents:
        return f"of other articles: {_number(there)} there, {_number(here)} now"
    if there.models != here.models:
        return _other_model(there, here)
    if there.settings != here.settings:
        return f"with other settings: {', '.join(_other_keys(there.settings, here.settings))}"
    return "the articles have changed since"
