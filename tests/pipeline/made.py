"""Models, articles and runs for tests of the pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeModel
from translate.config.profile import Decoding, load_profile, override
from translate.pipeline.run import RunRequest, RunResult, run
from translate.progress import Silent
from translate.records import Output
from translate.runs.folder import RunFolder


class Swayed(FakeModel):
    """A fake whose outputs depend on the other members of the batch, as with int8 when two tokens are nearly tied."""

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        company = sum(map(ord, "".join(texts))) % 97
        outputs = super().generate(texts, decoding)
        return [replace(o, text=f"{o.text[:-1]}, in company {company}.") for o in outputs]


def run_over(source: Path, output: Path, *, memory: bool = False, **changes: dict[str, object]) -> RunResult:
    """Run over `source` with the embedded profile, with tables of it changed."""
    profile = override(load_profile("embedded"), changes)
    return run(RunRequest((source,), profile, output.parent, output, memory=memory), Silent())


def repeat_until_finished(attempt: Callable[[], object]) -> None:
    """Call `attempt` again and again until no KeyboardInterrupt stops it."""
    for _ in range(100):
        try:
            attempt()
        except KeyboardInterrupt:
            continue
        return
    pytest.fail("the run never finished")


def write_uneven_articles(folder: Path, count: int) -> Path:
    """Write articles of different sentences, so that batches cross the borders of articles."""
    folder.mkdir()
    for n in range(count):
        words = " ".join(f"كلمة{n}" for _ in range(3 + n % 7))
        text = " ".join(
            f"الجملة {number} تقول {words}." for number in ("الأولى", "الثانية", "الثالثة", "الأخيرة")
        )
        (folder / f"{n:03}.txt").write_text(text, encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a run except `run.json`, which contains times."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in ("run.json", ".lock")
    }


def run_json(folder: RunFolder) -> dict[str, Any]:
    """Return the content of a run's `run.json`."""
    found: dict[str, Any] = json.loads((folder.path / "run.json").read_text(encoding="utf-8"))
    return found
