"""Kill a run with SIGKILL, restart it until it finishes, and compare it with an undisturbed one.

python -m tests.pipeline.kills --kills 10 --articles 300
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.made import files
from tests.tiny_models import PAIRS, build_marian

SENTENCES_PER_ARTICLE = 8
_START_SECONDS = 120.0  # limit for a start on a busy machine

# The command in its own process, which records each batch before the model gets it.
_COUNTED = """
import os, sys
from translate.cli import main
from translate.engines.loading import LoadedModel
generate = LoadedModel.generate
log = os.open(sys.argv[1], os.O_CREAT | os.O_APPEND | os.O_WRONLY)
def counted(self, texts, decoding=None):
    os.write(log, b"%d\\n" % len(texts))
    return generate(self, texts, decoding)
LoadedModel.generate = counted
sys.exit(main(sys.argv[2:]))
"""


@dataclass(frozen=True, slots=True)
class Series:
    """The result of a series: effective kills, and sentences that reached the model with and without them."""

    kills: int
    undisturbed: int
    translated: int
    largest_batch: int
    differing: tuple[str, ...]

    @property
    def more(self) -> float:
        """Return the extra translated sentences as a share of those of the undisturbed run."""
        return self.translated / self.undisturbed - 1


def write_articles(folder: Path, count: int, seed: int = 0) -> Path:
    """Write articles of sentences that the tiny model has learnt, made different by numbers."""
    chosen = random.Random(seed)
    folder.mkdir()
    for n in range(count):
        sentences = [
            f"{chosen.choice(PAIRS)[0].rstrip('؟')} {n * SENTENCES_PER_ARTICLE + i}."
            for i in range(SENTENCES_PER_ARTICLE)
        ]
        half = SENTENCES_PER_ARTICLE // 2
        text = " ".join(sentences[:half]) + "\n" + " ".join(sentences[half:])
        (folder / f"a{n:04}.txt").write_text(text, encoding="utf-8")
    return folder


def write_profile(path: Path, model: Path) -> Path:
    """Write a profile with small windows and batches, so that there are many of both."""
    path.write_text(
        f"[translation]\nmodel = {json.dumps(str(model))}\n[summary]\nmodel = 'lead'\n"
        "[batching]\nwindow_sentences = 256\nbatch_tokens = 64\n",
        encoding="utf-8",
    )
    return path


def started(articles: Path, profile: Path, output: Path, cache: Path) -> subprocess.Popen[bytes]:
    """Start the run as a process; `<output>.log` gets a line with the size of each batch that reaches the model."""
    command: list[str | Path] = ["run", articles, "--profile", profile, "--output", output, "--quiet"]
    with output.with_suffix(".err").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-c", _COUNTED, output.with_suffix(".log"), *command],
            env=os.environ | {"TARJAMA_CACHE": str(cache)},
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=Path(__file__).parent.parent.parent,
        )


def remembered(cache: Path) -> int:
    """Return the number of sentences in the memory of `cache`."""
    path = cache / "memory.sqlite3"
    if not path.is_file():
        return 0
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=60)
    try:
        return int(connection.execute("SELECT count(*) FROM outputs").fetchone()[0])
    except sqlite3.OperationalError:  # its table does not exist yet
        return 0
    finally:
        connection.close()


def series(folder: Path, model: Path, kills: int, articles: int, seed: int = 0) -> Series:
    """Run undisturbed, then with `kills` kills at seeded moments; raises if a run fails by itself."""
    source = write_articles(folder / "in", articles, seed)
    profile = write_profile(folder / "kills.toml", model)
    _finish(started(source, profile, folder / "undisturbed", folder / "cache-undisturbed"), folder)
    whole = remembered(folder / "cache-undisturbed")
    chosen = random.Random(seed)
    hits = 0
    for moment in sorted(chosen.random() for _ in range(kills)):
        process = started(source, profile, folder / "killed", folder / "cache-killed")
        hits += _killed(process, folder / "cache-killed", int(moment * whole), chosen.random() / 20)
    _finish(started(source, profile, folder / "killed", folder / "cache-killed"), folder)
    batches = {name: _batches(folder / f"{name}.log") for name in ("undisturbed", "killed")}
    one, other = files(folder / "undisturbed"), files(folder / "killed")
    return Series(
        hits,
        sum(batches["undisturbed"]),
        sum(batches["killed"]),
        max(batches["undisturbed"]),
        tuple(sorted(name for name in one | other if one.get(name) != other.get(name))),
    )


def _killed(process: subprocess.Popen[bytes], cache: Path, sentences: int, seconds: float) -> bool:
    """Kill a process `seconds` after the memory contains `sentences`; return whether it was still running."""
    deadline = time.monotonic() + _START_SECONDS
    before = remembered(cache)
    while process.poll() is None and time.monotonic() < deadline:
        now = remembered(cache)
        if now >= sentences and now > before:
            break
        time.sleep(0.005)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _finish(process: subprocess.Popen[bytes], folder: Path) -> None:
    if process.wait(timeout=_START_SECONDS * 2) != 0:
        outputs = "\n".join(p.read_text(errors="replace")[-2000:] for p in sorted(folder.glob("*.err")))
        raise RuntimeError(f"the run ended with {process.returncode}: {outputs}")


def _batches(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()]


def main() -> int:
    """Run a series with a model built for it, and print the result."""
    parser = argparse.ArgumentParser(
        description="Kill a run again and again; what it ends with must be the same."
    )
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_marian(folder / "model")
        result = series(folder, folder / "model", args.kills, args.articles, args.seed)
    print(
        f"{result.kills} kills; {result.undisturbed:,} sentences undisturbed, {result.translated:,} with them "
        f"({result.more:+.1%}); {len(result.differing)} files differ {', '.join(result.differing[:5])}"
    )
    return int(bool(result.differing) or result.more > 0.1)


if __name__ == "__main__":
    sys.exit(main())
