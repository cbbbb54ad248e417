"""Merging the shards of a run into one run."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate.errors import RunFolderError
from translate.pipeline.run_facts import count_rows
from translate.progress import Progress
from translate.records import Row
from translate.runs.atomic import replacing, writing
from translate.runs.folder import RunFolder
from translate.runs.past_windows import merge_ranges
from translate.runs.shards import Shard, shard_folders
from translate.text.documents import CompactTexts

__all__ = ["merge"]

_IDS_NAMED = 10
_SUMMED = (
    "sentences_translated",
    "sentences_recalled",
    "sentences_retried",
    "retries_kept",
    "source_tokens",
    "output_tokens",
    "batches_halved_for_memory",
    "retries_lost_for_memory",
)


def merge(path: Path, progress: Progress) -> RunFolder:
    """Merge the shards in `path` into one run there, and return its folder; the shards are kept.

    The files are byte-identical to those of a run on one machine. A stopped merge resumes when it is started again.
    Raises RunFolderError if a shard is missing, unfinished or from another run, or if an article is not in exactly
    one shard.
    """
    shards = _shards(path)
    target = RunFolder(path)
    first = shards[0]
    started = first.started().model_copy(update={"shard": ""})
    ids = first.ids()
    with target.lock():
        if target.done:
            return target
        target.start(started, ids)
        with progress.task("Merging articles", len(ids)) as advance:
            for row, shard in _rows(shards, ids):
                if shard.has_article(row.id):
                    _take_article(shard, target, row.id)
                advance(1)
        facts = _facts(shards, (row for row, _ in _rows(shards, ids)))
        target.finish((row for row, _ in _rows(shards, ids)), facts)
    return target


def _shards(path: Path) -> list[RunFolder]:
    found = shard_folders(path)
    if not found:
        raise RunFolderError(
            f"{path}: contains no shards (shard-1-of-N, ...); create them with `tarjama run --shard 1/N`"
        )
    counts = sorted({shard.count for shard in found})
    if len(counts) > 1:
        raise RunFolderError(
            f"{path}: shards of several runs ({', '.join(f'shard-*-of-{count}' for count in counts)}); "
            "remove all but those of one run"
        )
    numbers = {shard.number for shard in found}
    missing = [n for n in range(1, counts[0] + 1) if n not in numbers]
    if missing:
        raise RunFolderError(f"{path}: missing: {_named(missing, counts[0])}; run these shards first")
    folders = [RunFolder(folder) for folder in found.values()]
    unfinished = [shard.number for shard, folder in zip(found, folders, strict=True) if not folder.done]
    if unfinished:
        raise RunFolderError(
            f"{path}: unfinished: {_named(unfinished, counts[0])}; run the same `tarjama run --shard` again"
        )
    for folder in folders[1:]:
        folder.check_same(folders[0].started().model_copy(update={"shard": folder.started().shard}))
    return folders


def _named(numbers: Sequence[int], count: int) -> str:
    more = f" and {len(numbers) - _IDS_NAMED} more" if len(numbers) > _IDS_NAMED else ""
    return f"{', '.join(str(Shard(number, count)) for number in numbers[:_IDS_NAMED])}{more}"


def _rows(shards: Sequence[RunFolder], ids: CompactTexts) -> Iterator[tuple[Row, RunFolder]]:
    """Yield the row of each article with its shard; raises RunFolderError if not exactly one shard has it."""
    stored = [shard.stored(ids).in_order() for shard in shards]
    for article_id, *rows in zip(ids, *stored, strict=True):
        made = [(row, shard) for row, shard in zip(rows, shards, strict=True) if row is not None]
        if len(made) != 1:
            where = " and ".join(str(shard.path) for _, shard in made) or "no shard"
            raise RunFolderError(f"article {article_id!r} is in {where}; run all shards of one input again")
        yield made[0]


def _take_article(shard: RunFolder, target: RunFolder, article_id: str) -> None:
    """Put both files of an article into the run, the JSON last; as hard links if the file system supports them."""
    for path, goal in (
        (shard.english_path(article_id), target.english_path(article_id)),
        (shard.article_path(article_id), target.article_path(article_id)),
    ):
        with writing(goal):
            goal.parent.mkdir(parents=True, exist_ok=True)
            try:
                goal.hardlink_to(path)
            except FileExistsError:
                continue
            except OSError:
                with replacing(goal) as copy, path.open("rb") as file:
                    shutil.copyfileobj(file, copy)


def _facts(shards: Sequence[RunFolder], rows: Iterator[Row]) -> dict[str, Any]:
    """Return the facts for `run.json`: those shared by the shards, summed counts, each shard's machine and times."""
    of_shards = [_facts_of(shard) for shard in shards]
    processes = [facts.get("last_process", {}) for facts in of_shards]
    made_by: dict[str, list[str]] = {}
    for facts in of_shards:
        for kind, windows in facts.get("made_by", {}).items():
            made_by.setdefault(kind, []).append(windows)
    seconds: Counter[str] = Counter()
    for process in processes:
        seconds.update(process.get("seconds", {}))
    last = {name: sum(process.get(name, 0) for process in processes) for name in _SUMMED}
    own = ("shard", "machine", "disturbances")
    shared = {key: value for key, value in of_shards[0].items() if key not in own}
    return (
        shared
        | count_rows(rows)
        | {
            "last_process": {
                "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": {name: round(value, 2) for name, value in seconds.items()},
                **last,
            },
            "made_by": {kind: merge_ranges(windows) for kind, windows in made_by.items()},
            "disturbances": [one for facts in of_shards for one in facts.get("disturbances", [])],
            "shards": [
                {key: facts.get(key) for key in ("shard", "last_process", "machine")} for facts in of_shards
            ],
        }
    )


def _facts_of(shard: RunFolder) -> Mapping[str, Any]:
    finished = shard.finished()
    return {} if finished is None else finished.model_dump(mode="json")
