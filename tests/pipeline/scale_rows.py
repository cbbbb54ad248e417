"""Measure a run over one file of very many rows: time and memory of opening, resuming, the table, and exports.

python -m tests.pipeline.scale_rows --rows 100000 1000000

The model answers immediately, and every phase is measured in its own process. Rows and article files that a run would
write in days are written in minutes, without waiting for the disk.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.articles import article_of, line_of
from tests.conftest import ROOT
from translate.records import Row, Status
from translate.runs.conversions import article_json, row_json
from translate.runs.folder import RunFolder

MOST_SECONDS = 60.0  # of all phases but the exports, which read every article
EXPORTS = ("jsonl", "csv", "parquet", "tmx")
MOST_GROWTH = 1.3  # largest growth of peak memory from the first number of rows to the last
_LINKS = 10_000  # to one file
_LEFT = 100  # unfinished rows when the run resumes
_SENTENCES = 4
_WORDS = (
    "قال الوزير إن الحكومة تعمل على خطة جديدة لتحسين الخدمات",
    "في المدن الكبرى خلال العام المقبل",
    "بعد زيارة",
)

# The command in its own process, stopped at the first batch; then it prints its time and peak memory as JSON.
_MEASURED = """
import json, resource, sys, time
from tests.pipeline.scale import answer_at_once
from tests.fakes import FakeModel
from translate.bench.worker import peak_memory
from translate.cli import main
answer_at_once()
def stop(*_):
    raise KeyboardInterrupt
if sys.argv[1] == "stop":
    FakeModel.generate = stop
began = time.monotonic()
code = main(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_SELF)
seconds = time.monotonic() - began
print(json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "bytes": peak_memory(), "code": code}),
      file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Phase:
    """Wall-clock seconds, processor seconds and peak memory of a phase."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def write_rows(path: Path, count: int) -> Path:
    """Write articles of a title and four sentences each, as JSON Lines."""
    choose = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            lines = [
                f"{' '.join(choose.choices(_WORDS, k=choose.randint(6, 14)))} {number}."
                for _ in range(_SENTENCES)
            ]
            row = {
                "id": f"doc{number:07}",
                "title": " ".join(choose.choices(_WORDS, k=5)),
                "text": "\n".join(lines),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def pretend_done(folder: RunFolder, left: int) -> None:
    """Write the files of a run that has finished all but the last articles."""
    ids = folder.ids()
    record = folder.path / "windows.partial.jsonl"
    first = json.loads(record.read_text(encoding="utf-8").strip().split("\n")[0])
    lines = [
        line_of(" ".join(["some words"] * 8), number=n, source=_WORDS[0]) for n in range(1, _SENTENCES + 2)
    ]
    article = article_json(article_of(*lines, path="rows.jsonl"))
    done = (len(ids) - left) // first["documents"] * first["documents"]
    with (
        (folder.path / "rows.partial.jsonl").open("w", encoding="utf-8") as journal,
        record.open("w", encoding="utf-8") as windows,
    ):
        for place in range(done):
            if place % first["documents"] == 0:
                window = {
                    "window": place // first["documents"],
                    "first": place,
                    "documents": first["documents"],
                }
                windows.write(json.dumps(window) + "\n")
            article_id = ids[place]
            row = Row(
                article_id, Status.DONE, "A title of some words", f"A summary of {article_id}. " * 4, 20, 5
            )
            journal.write(row_json(row) + "\n")
            path = folder.article_path(article_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            if place % _LINKS == 0:
                one = path
                one.write_text(article, encoding="utf-8")
            else:
                path.hardlink_to(one)  # hard links, because each file would take a block of the disk


def measure(name: str, how: str, arguments: Sequence[str | Path]) -> Phase:
    """Run a command in its own process; with `how` `stop` the first batch ends it."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, how, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
        text=True,
    )
    measured = json.loads(done.stderr.strip().rpartition("\n")[2])
    if measured["code"] != (130 if how == "stop" else 0):
        raise RuntimeError(done.stderr)
    return Phase(name, measured["seconds"], measured["cpu"], measured["bytes"])


def phases(folder: Path, rows: int) -> Iterator[Phase]:
    """Measure a run over that many rows: opened, resumed when nearly finished, shown, and exported."""
    source, output = write_rows(folder / f"rows-{rows}.jsonl", rows), folder / f"run-{rows}"
    run: list[str | Path] = [
        "run",
        source,
        "--output",
        output,
        "--quiet",
        "--no-memory",
        "--summarizer",
        "lead",
    ]
    yield measure("first window", "stop", run)
    pretend_done(RunFolder(output), _LEFT)
    yield measure("resume", "stop", run)
    yield measure("table --csv", "end", ["table", output, "--csv"])
    for form in EXPORTS:
        target = folder / f"exported-{rows}.{form}"
        yield measure(f"export {form}", "end", ["export", output, "--to", form, "--output", target])
        target.unlink()
    shutil.rmtree(output)
    source.unlink()


def main() -> int:
    """Measure each number of rows; fail if a phase takes over a minute or memory grows with the rows."""
    parser = argparse.ArgumentParser(description="Time and memory over the number of rows of one file.")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where the files are made (default: a temporary folder)")
    args = parser.parse_args()
    measured: list[list[Phase]] = []
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        for rows in args.rows:
            measured.append([])
            for phase in phases(Path(name), rows):
                measured[-1].append(phase)
                first = measured[0][len(measured[-1]) - 1]
                print(
                    f"{rows:>9,} rows, {phase.name:<15}{phase.seconds:7.1f} s ({phase.cpu_seconds:.1f} s of CPU), "
                    f"{phase.peak_bytes / 1e6:5.0f} MB ({phase.peak_bytes / first.peak_bytes:.2f} times)",
                    flush=True,
                )
    slow = any(phase.seconds > MOST_SECONDS for phase in measured[-1] if not phase.name.startswith("export"))
    return int(
        slow
        or any(
            b.peak_bytes > MOST_GROWTH * a.peak_bytes
            for a, b in zip(*measured[:: len(measured) - 1 or 1], strict=True)
        )
    )


if __name__ == "__main__":
    sys.exit(main())
