"""Merging the shards of a run into one run."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate.errors import RunFolderError
from translate.pipeline.run import RunResult
from translate.pipeline.run_facts import count_rows
from translate.progress import Advance, Progress
from translate.records import Row, Status
from translate.runs.atomic import replacing, writing
from translate.runs.files import StartedFile
from translate.runs.folder import RunFolder
from translate.runs.past_windows import merge_ranges
from translate.runs.shards import Shard, list_shards, shard_folders
from translate.runs.stored_rows import StoredRows
from translate.text.documents import CompactTexts

__all__ = ["merge"]

_COMBINED = ("endpoints", "versions", "engines")
_OF_EACH_SHARD = ("shard", "tarjama", "versions", "engines", "last_process", "machine")
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


def merge(path: Path, progress: Progress, *, fresh: bool = False) -> RunResult:
    """Merge the shards in `path` into one run there, and return it; the shards are kept.

    The files are byte-identical to those of a run on one machine. A stopped merge resumes when it is started again; a
    merged run is only read, unless it is to be replaced (`fresh`). Raises RunFolderError if a shard is missing,
    unfinished, incomplete or from another run, if an article is not in exactly one shard, or if `path` contains
    another run.
    """
    found = shard_folders(path)
    shards = [RunFolder(folder) for folder in found.values()]
    target = RunFolder(path)
    if not fresh:
        for shard in shards:
            target.check_same(_whole(shard), "use --fresh to replace it by the merged shards")
        if target.done:
            return RunResult(target, was_done=True)
    _check_shards(path, found, shards)
    ids = shards[0].ids()
    stored = StoredRows([shard.summaries_path for shard in shards], None, ids)
    with target.lock():
        with progress.task("Checking shards", len(ids)) as advance:
            counts = count_rows(_checked_rows(stored, shards, ids, advance))
        if fresh:
            target.clear()
        target.start(_whole(shards[0]), ids)
        with progress.task("Merging articles", len(ids)) as advance:
            for article, article_id in enumerate(ids):
                shard = shards[stored.source(article)]
                if shard.has_article(article_id):
                    _take_article(shard, target, article_id)
                advance(1)
        target.finish(filter(None, stored.in_order()), _facts(shards, counts, progress))
    return RunResult(target, was_done=False)


def _whole(shard: RunFolder) -> StartedFile:
    """Return the `started.json` of the run that the shard is a part of."""
    return shard.started().model_copy(update={"shard": ""})


def _check_shards(path: Path, found: Collection[Shard], folders: Sequence[RunFolder]) -> None:
    """Raise RunFolderError if the shards are not all finished shards of one run."""
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
    missing = [shard for n in range(counts[0]) if (shard := Shard(n + 1, counts[0])) not in found]
    if missing:
        raise RunFolderError(f"{path}: missing: {list_shards(missing)}; run these shards first")
    unfinished = [shard for shard, folder in zip(found, folders, strict=True) if not folder.done]
    if unfinished:
        raise RunFolderError(
            f"{path}: unfinished: {list_shards(unfinished)}; run the same `tarjama run --shard` again"
        )
    for folder in folders[1:]:
        folder.check_same(
            folders[0].started().model_copy(update={"shard": folder.started().shard}),
            "run all shards with the same input and settings",
        )


def _checked_rows(
    stored: StoredRows, shards: Sequence[RunFolder], ids: CompactTexts, advance: Advance
) -> Iterator[Row]:
    """Yield the row of each article; raises RunFolderError if no shard has it or if files of its translation are lost.

    All are checked before the run is written, so that a lost file is found before an earlier run is replaced.
    """
    for article, row in enumerate(stored.in_order()):
        if row is None:
            raise RunFolderError(
                f"no shard has the article {ids[article]!r}; run all shards of one input again"
            )
        shard = shards[stored.source(article)]
        if row.status is Status.DONE:
            _check_article(shard, row.id)
        yield row
        advance(1)


def _check_article(shard: RunFolder, article_id: str) -> None:
    if not shard.has_article(article_id):
        lost = shard.article_path(article_id)
    elif not (english := shard.english_path(article_id)).is_file():
        lost = english
    else:
        return
    raise RunFolderError(
        f"{lost}: missing or empty, although the shard is finished; copy {shard.path} completely, or run this shard "
        "again with --fresh"
    )


def _take_article(shard: RunFolder, target: RunFolder, article_id: str) -> None:
    """Put both files of an article into the run, the JSON last; as hard links if the file system supports them.

    Other files, which a stopped merge took from an earlier run of the shard, are replaced.
    """
    for path, goal in (
        (shard.english_path(article_id), target.english_path(article_id)),
        (shard.article_path(article_id), target.article_path(article_id)),
    ):
        with writing(goal):
            goal.parent.mkdir(parents=True, exist_ok=True)
            try:
                goal.hardlink_to(path)
            except OSError:
                if goal.is_file() and goal.samefile(path):
                    continue
                with replacing(goal) as copy, path.open("rb") as file:
                    shutil.copyfileobj(file, copy)


def _facts(shards: Sequence[RunFolder], counts: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the facts for `run.json`: those shared by the shards, sums, and the facts of each shard."""
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
    for key in _COMBINED:
        if key in shared:
            shared[key] = _combined([facts.get(key) for facts in of_shards], add=key == "endpoints")
    _note_versions(of_shards, progress)
    return (
        shared
        | counts
        | {
            "last_process": {
                "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": {name: round(value, 2) for name, value in seconds.items()},
                **last,
            },
            "made_by": {kind: merge_ranges(windows) for kind, windows in made_by.items()},
            "disturbances": [one for facts in of_shards for one in facts.get("disturbances", [])],
            "shards": [{key: facts.get(key) for key in _OF_EACH_SHARD} for facts in of_shards],
        }
    )


def _combined(values: Sequence[Any], *, add: bool = False) -> Any:
    """Return the value that the shards share, or a list of their different values; `add` returns the sum of numbers.

    Tables are combined key by key; a shard without the key has the value None.
    """
    if all(isinstance(value, dict) for value in values):
        keys = dict.fromkeys(key for value in values for key in value)
        return {key: _combined([value.get(key) for value in values], add=add) for key in keys}
    if add and all(isinstance(value, int | float) for value in values):
        return round(sum(values), 6)
    different = [value for place, value in enumerate(values) if value not in values[:place]]
    return different[0] if len(different) == 1 else different


def _note_versions(of_shards: Sequence[Mapping[str, Any]], progress: Progress) -> None:
    """Note if the shards were made with different versions of Tarjama or of a library."""
    versions = _combined([{"tarjama": facts["tarjama"], **facts.get("versions", {})} for facts in of_shards])
    others = [
        f"{name} {', '.join(map(str, values))}"
        for name, values in versions.items()
        if isinstance(values, list) and name != "python"
    ]
    if others:
        progress.note(
            f"the shards were made with different versions ({'; '.join(others)}): the same sentence may have different "
            "translations; `shards` in run.json lists the versions of each shard"
        )


def _facts_of(shard: RunFolder) -> Mapping[str, Any]:
    finished = shard.finished()
    return {} if finished is None else finished.model_dump(mode="json")
