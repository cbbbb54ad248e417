"""Measured speeds of models on this machine, kept in the cache for the estimates of `--dry-run`."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from translate.config.catalogue import Task
from translate.config.paths import cache_dir
from translate.config.profile import EngineSettings
from translate.engines.cores import cores
from translate.engines.selection import sees_gpu
from translate.errors import CannotGoOn
from translate.runs.atomic import write_atomic

__all__ = ["DEFAULT_WORDS_PER_SECOND_AND_CORE", "Speed", "Speeds", "default_speed"]

# Used for a model that has not run on this machine. Measured with a model of 270M parameters, beam 4, 8-bit weights, on
# one core of a server of 2023. It can be wrong by a factor of ten, so the output marks it as a guess.
DEFAULT_WORDS_PER_SECOND_AND_CORE = 20.0
_DEFAULT_LOADING_SECONDS = 5.0
_LEAST_WORDS = 50  # a shorter run gives no usable speed


class Speed(BaseModel):
    """A measured speed: source words and the seconds they took; `loading_seconds` is from the last run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: float = Field(gt=0)
    seconds: float = Field(gt=0)
    loading_seconds: float = Field(ge=0)

    def seconds_for(self, words: int) -> float:
        """Return the estimated seconds for this many words, model loading included; 0 for no words."""
        return self.loading_seconds + words * self.seconds / self.words if words else 0.0

    def after(self, later: Speed) -> Speed:
        """Return the combined speed of both runs; this earlier one counts half."""
        return Speed(
            words=self.words / 2 + later.words,
            seconds=self.seconds / 2 + later.seconds,
            loading_seconds=later.loading_seconds,
        )


class _SpeedsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speeds: dict[str, Speed] = {}


class Speeds:
    """The file of this machine's speeds. If it is damaged or cannot be written, only the estimates are lost."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or cache_dir() / "speeds.json"

    def of(self, task: Task, name: str, settings: EngineSettings) -> Speed | None:
        """Return the speed of a model with these settings; None if it has not run here."""
        speeds = self._read().speeds
        found = speeds.get(_key(task, name, settings))
        if found is None and settings.device == "cpu":
            automatic = speeds.get(_key(task, name, settings.model_copy(update={"device": "auto"})))
            if automatic is not None and not sees_gpu():  # `auto` was this processor too
                return automatic
        return found

    def keep(self, task: Task, name: str, settings: EngineSettings, speed: Speed) -> None:
        """Add the speed of a run to the file; a run shorter than `_LEAST_WORDS` is ignored."""
        if speed.words < _LEAST_WORDS:
            return
        file = self._read()
        key = _key(task, name, settings)
        file.speeds[key] = file.speeds[key].after(speed) if key in file.speeds else speed
        try:
            write_atomic(self._path, file.model_dump_json(indent=1) + "\n")
        except CannotGoOn:
            return

    def _read(self) -> _SpeedsFile:
        try:
            return _SpeedsFile.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return _SpeedsFile()


def default_speed() -> Speed:
    """Return the speed to assume for a model that was never measured."""
    return Speed(
        words=DEFAULT_WORDS_PER_SECOND_AND_CORE * cores(),
        seconds=1.0,
        loading_seconds=_DEFAULT_LOADING_SECONDS,
    )


def _key(task: Task, name: str, settings: EngineSettings) -> str:
    return json.dumps(
        settings.model_dump(mode="json", exclude_none=True, exclude={"input_price", "output_price"})
        | {"task": task, "model": name, "cores": cores()},
        sort_keys=True,
        ensure_ascii=False,
    )
