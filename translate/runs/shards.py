"""Shards of a run, for machines that share only a folder: shard K of N takes every N-th window."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from translate.errors import RequestError

__all__ = ["Shard", "list_shards", "shard_folders"]

_WRITTEN = re.compile(r"([1-9]\d{0,4})/([1-9]\d{0,4})")
_MOST_LISTED = 10
_FOLDER = re.compile(r"shard-([1-9]\d{0,4})-of-([1-9]\d{0,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Shard `number` (from 1) of `count`."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shard of a text like `3/16`; raises RequestError."""
        found = _WRITTEN.fullmatch(text)
        if found is None or int(found[1]) > int(found[2]):
            raise RequestError(
                f"shard {text!r}: must be K/N, for shard K (from 1 to N) of N shards, such as 3/16"
            )
        return cls(int(found[1]), int(found[2]))

    def has(self, window: int) -> bool:
        """Return whether a window, numbered from 0, belongs to this shard."""
        return window % self.count == self.number - 1

    def folder(self, run: Path) -> Path:
        """Return the folder of this shard inside the run folder."""
        return run / f"shard-{self.number}-of-{self.count}"

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def shard_folders(run: Path) -> dict[Shard, Path]:
    """Return the folders of started shards in the folder of a run, by number."""
    found = {}
    for path in run.iterdir() if run.is_dir() else ():
        name = _FOLDER.fullmatch(path.name)
        if name and (path / "started.json").is_file():
            found[Shard(int(name[1]), int(name[2]))] = path
    return dict(sorted(found.items(), key=lambda item: (item[0].count, item[0].number)))


def list_shards(shards: Collection[Shard]) -> str:
    """Return the first shards, and the number of the others, for messages."""
    more = f" and {len(shards) - _MOST_LISTED} more" if len(shards) > _MOST_LISTED else ""
    return f"{', '.join(map(str, islice(shards, _MOST_LISTED)))}{more}"
