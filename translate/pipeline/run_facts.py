"""Contents of `run.json`, the file about a finished run."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Self

from translate.engines.machine import read_machine
from translate.pipeline.tally import Tally
from translate.records import Row, Status
from translate.runs.files import FORMAT, StartedFile

__all__ = ["count_rows", "library_versions", "run_facts"]

_MOST_LEFT_OUT = 1000
_LIBRARIES = (
    "torch",
    "transformers",
    "ctranslate2",
    "tokenizers",
    "sentencepiece",
    "sentencex",
    "sacremoses",
)


def run_facts(
    started: StartedFile, rows: Iterable[Row], tally: Tally, seconds: Mapping[str, float]
) -> dict[str, Any]:
    """Return settings, models, versions, counts and times of a run, as written to `run.json`.

    `seconds` are times of the last process only. `left_out` lists the first `_MOST_LEFT_OUT` articles that were skipped
    or failed; `summaries.jsonl` lists all.
    """
    return {
        "format": FORMAT,
        "identity": started.identity,
        "tarjama": started.tarjama,
        "input": started.input,
        "system": started.system,
        "settings": started.settings,
        "models": started.models,
        **count_rows(rows),
        "last_process": {
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": {name: round(value, 2) for name, value in seconds.items()},
            "sentences_translated": tally.sentences_done - tally.sentences_recalled,
            "sentences_recalled": tally.sentences_recalled,
            "sentences_retried": tally.sentences_retried,
            "retries_kept": tally.retries_kept,
            "source_tokens": tally.tokens_done,
            "output_tokens": tally.output_tokens,
            "batches_halved_for_memory": tally.shortage.batches_halved,
            "retries_lost_for_memory": tally.shortage.attempts_lost,
        },
        "versions": {"python": platform.python_version(), **library_versions()},
        "machine": {"system": platform.platform(), **read_machine().as_dict()},
    }


def count_rows(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the entries `counts` and `left_out` of `run.json`: counts of the rows, and the first articles left out."""
    counts = _Counts.of(rows)
    return {
        "counts": {
            "articles": counts.statuses.total(),
            **{status.value: counts.statuses[status] for status in Status},
            "sentences": counts.sentences,
            "flags": dict(counts.flags),
        },
        "left_out": [
            {"id": row.id, "status": row.status.value, "reason": row.reason} for row in counts.left_out
        ],
    }


@dataclass(slots=True)
class _Counts:
    """Counts of rows: by status, flags, sentences, and the first rows that were skipped or failed."""

    statuses: Counter[Status] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    left_out: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        counts = cls()
        for row in rows:
            counts.statuses[row.status] += 1
            counts.flags.update(row.flags)
            counts.sentences += row.sentences
            if row.status in (Status.SKIPPED, Status.FAILED) and len(counts.left_out) < _MOST_LEFT_OUT:
                counts.left_out.append(row)
        return counts


def library_versions() -> dict[str, str]:
    """Return the versions of the installed libraries that can affect the output."""
    return dict(_library_versions())


@cache
def _library_versions() -> dict[str, str]:
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found
