"""Measure memory and time by the number of articles, each in a separate process.

python -m tests.pipeline.scale --articles 2000 20000
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.pipeline.kills import write_articles, write_profile
from tests.tiny_models import build_marian

# The command in its own process, which prints its peak memory at the end. `-` means a fake model without delay.
_MEASURED = """
import json, sys, time
from pathlib import Path
from tests.pipeline.scale import answer_at_once
from translate.bench.worker import peak_memory
from translate.cli import main
if sys.argv[1] == "at once":
    answer_at_once()
began = time.monotonic()
code = main(sys.argv[2:])
print(json.dumps({"seconds": time.monotonic() - began, "bytes": peak_memory()}), file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The time and peak memory of a run over `articles`."""

    articles: int
    seconds: float
    peak_bytes: int


def answer_at_once() -> None:
    """Replace every model by one that answers immediately."""
    from tests.fakes import FakeModel, fake_files
    from translate.engines.machine import EngineChoice, Parallelism
    from translate.pipeline import run, run_models, summarization

    class Forgetful(FakeModel):
        def generate(self, *arguments: object) -> list[object]:  # type: ignore[override]
            outputs = super().generate(*arguments)  # type: ignore[arg-type]
            self.batches.clear()
            return [*outputs]

    model = Forgetful(max_input_tokens=512)
    for module in (run, summarization):
        module.prepare_model = lambda name, *_: fake_files(name)  # type: ignore[attr-defined]
        module.describe_model = lambda *_: model.identity  # type: ignore[attr-defined]
    run_models.open_model = lambda *_, **__: model  # type: ignore[attr-defined, assignment]
    run_models.choose_engine = lambda *_: EngineChoice("torch", "cpu", "float32", Parallelism(1, 1))  # type: ignore[attr-defined]


def cost(folder: Path, articles: int, model: Path | None) -> Cost:
    """Run over generated articles with the model of a folder, or with one that answers immediately."""
    source = write_articles(folder / f"in-{articles}", articles)
    profile = write_profile(folder / "scale.toml", model or folder)
    output = folder / f"out-{articles}"
    command = ["run", str(source), "--profile", str(profile), "--output", str(output), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, "model" if model else "at once", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
        text=True,
    )
    measured = json.loads(done.stderr.strip().rpartition("\n")[2])
    return Cost(articles, measured["seconds"], measured["bytes"])


def main() -> int:
    """Measure each number of articles, and print the ratios to the first."""
    parser = argparse.ArgumentParser(description="Peak memory and time over the number of articles.")
    parser.add_argument("--articles", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--at-once", action="store_true", help="no model: everything outside of it alone")
    args = parser.parse_args()
    costs = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = None if args.at_once else folder / "model"
        if model is not None:
            build_marian(model)
        for articles in args.articles:
            costs.append(cost(folder, articles, model))
            last, first = costs[-1], costs[0]
            print(
                f"{articles:>7,} articles: {last.peak_bytes / 1e6:6.0f} MB ({last.peak_bytes / first.peak_bytes:.2f} "
                f"times), {last.seconds:6.1f} s ({last.seconds / first.seconds:.1f} times)",
                flush=True,
            )
    grown = costs[-1].articles / costs[0].articles
    flat = costs[-1].peak_bytes <= 1.3 * costs[0].peak_bytes
    return int(not flat or costs[-1].seconds > 1.1 * grown * costs[0].seconds)


if __name__ == "__main__":
    sys.exit(main())
