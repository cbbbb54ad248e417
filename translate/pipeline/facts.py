"""What `run.json` tells about a run that is done."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from translate.engines.machine import read_machine
from translate.pipeline.translation import Tally
from translate.records import Row, Status
from translate.runs.files import FORMAT, StartedFile

MOST_LEFT_OUT = 1000
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
    started: StartedFile, rows: Sequence[Row], tally: Tally, seconds: Mapping[str, float]
) -> dict[str, Any]:
    """Settings, models, versions, counts and times of a run; `seconds` are those of the last process alone.

    `left_out` has the first `MOST_LEFT_OUT` articles that were skipped or failed; `summaries.jsonl` has all.
    """
    statuses = Counter(row.status for row in rows)
    return {
        "format": FORMAT,
        "identity": started.identity,
        "tarjama": started.tarjama,
        "input": started.input,
        "system": started.system,
        "settings": started.settings,
        "models": started.models,
        "counts": {
            "articles": len(rows),
            **{status.value: statuses[status] for status in Status},
            "sentences": sum(row.sentences for row in rows),
            "flags": dict(Counter(flag for row in rows for flag in row.flags)),
        },
        "left_out": [
            {"id": row.id, "status": row.status.value, "reason": row.reason}
            for row in islice((r for r in rows if r.status in (Status.SKIPPED, Status.FAILED)), MOST_LEFT_OUT)
        ],
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


def library_versions() -> dict[str, str]:
    """The versions of the libraries on which an answer may depend."""
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found
