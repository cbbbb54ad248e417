"""Fingerprints of trainings: settings, pairs and base, kept separate so that a message can name the difference."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from translate.models.adapters import WEIGHTS_FILE
from translate.training.pairs import Group, Pair
from translate.training.settings import TrainingSettings
from translate.training.student import Base

__all__ = ["Fingerprint", "make_fingerprint", "tell_differences"]

Fingerprint = dict[str, Any]  # `settings` and `base` as in training.json, `pairs` as a hash

# If the schedule decides when dev pairs are scored, these only say how often to save, and do not change the result.
_WHEN_KEPT = ("checkpoints.every_minutes", "checkpoints.every_steps")
# Settings that decide which pairs of the same files are for training and which for scoring.
_CHOOSING = ("seed", "groups.", "checkpoints.dev_pairs")
_MOST_LISTED = 5
_MOST_SHOWN = 40  # characters of a value


def make_fingerprint(
    groups: Sequence[Group], dev: Sequence[Pair], base: Base, settings: TrainingSettings
) -> Fingerprint:
    """Return the fingerprint of a training, made of JSON values only."""
    digest = hashlib.sha256()
    for pair in [*(pair for group in groups for pair in group.pairs), *dev]:
        digest.update(f"{pair.source}\t{pair.target}\n".encode())
    described = {"name": base.name, "sha256": base.sha256}
    if base.adapter is not None:
        described["adapter"] = hashlib.sha256((base.adapter / WEIGHTS_FILE).read_bytes()).hexdigest()
    return {"settings": settings.model_dump(mode="json"), "pairs": digest.hexdigest(), "base": described}


def tell_differences(kept: Fingerprint, asked: Fingerprint) -> str:
    """Describe how the saved training differs from the requested one; empty if they are the same."""
    before, now = _flat(kept["settings"]), _flat(asked["settings"])
    scheduled = now["checkpoints.dev_scores"] is not None or now["checkpoints.dev_pairs"] == 0
    keys = [
        key
        for key in sorted(before.keys() | now.keys())
        if (key not in before or key not in now or before[key] != now[key])
        and not (scheduled and key in _WHEN_KEPT)
    ]
    differences = [
        f"{key} is {_shown(before, key)} there, {_shown(now, key)} here" for key in keys[:_MOST_LISTED]
    ]
    if len(keys) > _MOST_LISTED:
        differences.append(f"{len(keys) - _MOST_LISTED} settings more differ")
    if kept["pairs"] != asked["pairs"] and not any(key.startswith(_CHOOSING) for key in keys):
        differences.append("the pairs differ")
    if kept["base"]["name"] != asked["base"]["name"]:
        differences.append(f"the base is {kept['base']['name']} there, {asked['base']['name']} here")
    elif kept["base"] != asked["base"]:
        differences.append(f"the files of the base {asked['base']['name']} differ")
    return "; ".join(differences)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _shown(settings: Mapping[str, Any], key: str) -> str:
    if key not in settings or settings[key] is None:
        return "not set"
    text = json.dumps(settings[key], ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
