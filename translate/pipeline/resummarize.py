"""New summaries for a finished run, by another summariser or of another length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import cache
from typing import Any

from translate.config.catalogue import load_catalogue
from translate.config.profile import BatchSettings, SummarySettings, validated
from translate.engines.selection import choose_engine
from translate.errors import RunFolderError
from translate.models.licences import licence_of
from translate.pipeline.summarization import SummarySource, prepare_summarizer, summarize_window
from translate.progress import Progress
from translate.records import Row, Status
from translate.runs.files import SettingsTable, read_table
from translate.runs.folder import RunFolder
from translate.runs.summary_journal import SummaryJournal
from translate.summaries.base import Summarizer

__all__ = ["resummarize"]


def resummarize(
    folder: RunFolder,
    summarizer: str | None,
    words: int | None,
    progress: Progress,
    device: str | None = None,
) -> None:
    """Replace the summaries in `folder`; the old ones are kept until all new ones are made.

    `words` is the maximum summary length. After an interruption, the next call with the same settings resumes.
    Raises RunFolderError if the run is unfinished or a shard, or if its files are invalid, and ProfileError for an
    invalid setting.
    """
    started, finished = folder.started(), folder.finished()
    if started.shard:
        raise RunFolderError(
            f"{folder.path}: shard {started.shard} of a run; merge the shards first, with "
            f"`tarjama merge {folder.path.parent}`, then replace the summaries of the merged run"
        )
    if finished is None:
        raise RunFolderError(
            f"{folder.path}: this run is not finished: finish it first, with the same `tarjama run` command"
        )
    facts = finished.model_dump(mode="json")
    table = read_table(folder.path / "run.json", finished.settings, "summary", SettingsTable).root
    if summarizer is not None:
        table["model"] = summarizer
    if words is not None:
        table["words"] = words
    if device is not None:
        table["device"] = device
    own = words is None and summarizer is None and device is None
    settings = validated(SummarySettings, table, str(folder.path / "run.json") if own else "command line")
    source = prepare_summarizer(settings, load_catalogue(), progress)
    there = folder.path / "started.json"
    batching = validated(
        BatchSettings, read_table(there, started.settings, "batching", SettingsTable).root, str(there)
    )
    with folder.lock():
        rows = {row.id: row for row in folder.rows()}
        # A row can be missing, for example if `summaries.jsonl` was damaged; then the translation is still there.
        ids = [
            row.id
            for row in rows.values()
            if row.status is Status.DONE or (row.status is Status.PENDING and folder.has_article(row.id))
        ]
        made_with = {
            "settings": settings.model_dump(mode="json", exclude={"device", "workers", "threads"}),
            "model": source.describe(),
            "batch_tokens": batching.summary_batch_tokens,
        }
        rows |= _summarized(
            ids, folder, made_with, lambda: source.open(batching.summary_batch_tokens, progress), progress
        )
        facts["settings"]["summary"] = settings.model_dump(mode="json", exclude_none=True, exclude={"device"})
        facts["models"]["summary"] = source.describe()
        facts["engines"] = _without_summary(facts.get("engines")) | _engine(source)
        facts["licences"] = _without_summary(facts.get("licences")) | _licence(source)
        folder.finish(rows.values(), facts)


def _summarized(
    ids: Sequence[str],
    folder: RunFolder,
    made_with: Mapping[str, Any],
    open_summarizer: Callable[[], Summarizer],
    progress: Progress,
) -> dict[str, Row]:
    """Return the new rows by article id; rows that an earlier process made with the same settings are reused."""
    journal = SummaryJournal(folder.path, made_with)
    rows = journal.resume(folder.ids())
    with ExitStack() as opened, progress.task("Summarising", len(ids)) as advance:
        advance(len(rows))

        @cache
        def summarizer() -> Summarizer:
            return opened.enter_context(closing(open_summarizer()))

        for group in summarize_window(ids, frozenset(rows), folder.article, summarizer):
            journal.add(group)
            rows.update((row.id, row) for row in group)
            advance(len(group))
    return rows


def _without_summary(table: Any) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != "summary"} if isinstance(table, dict) else {}


def _engine(source: SummarySource) -> dict[str, dict[str, str | int]]:
    """Return the summariser's engine as an entry of `run.json`; empty for `lead` and `none`."""
    return {} if source.files is None else {"summary": choose_engine(source.files, source.settings).as_dict()}


def _licence(source: SummarySource) -> dict[str, dict[str, str | bool]]:
    """Return the summariser's licence as an entry of `run.json`; empty for `lead` and `none`."""
    return {} if source.files is None else {"summary": licence_of(source.files).as_dict()}
