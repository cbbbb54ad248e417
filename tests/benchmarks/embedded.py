"""Score the embedded model, and print the table of the model card as Markdown.

    python tests/benchmarks/embedded.py --adapter OUT/adapter --flores FOLDER

`FOLDER` contains flores-dev.ar and flores-dev.en. Every system translates the given lines of FLORES and the seeds in
one `run`: sentences split, batched, checked and retried as in a user's run, without summaries and translation memory.
With `--keep`, the articles, references and runs stay in a folder; `--beams` and `--length-penalty` try another search.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from translate.config.catalogue import Catalogue, load_catalogue
from translate.config.profile import ComputeType, Profile, load_profile, override
from translate.errors import RequestError, TarjamaError
from translate.pipeline.run import RunRequest, run
from translate.progress import Progress
from translate.scoring.intervals import RESAMPLES, SEED
from translate.scoring.matching import match_run
from translate.scoring.metrics import METRICS
from translate.scoring.score import MetricScore, SystemScore, measure_segments, score_measured
from translate.scoring.segments import RunSegments
from translate.views.progress import TerminalProgress

ROOT = Path(__file__).parents[2]
FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
_FLORES_ID = "flores-dev"
_SCORED = ("bleu", "chrf")


@dataclass(frozen=True, slots=True)
class System:
    """One way to run the embedded model; None means the catalogue's value."""

    key: str
    name: str
    compute_type: ComputeType
    beams: int | None
    adapted: bool = True
    length_penalty: float | None = None


SYSTEMS = (
    System("base", "base with the adapter's prompt, int8, greedy", "int8", 1, adapted=False),
    System("float32-greedy", "adapter, float32, greedy", "float32", 1),
    System("int8-greedy", "adapter, int8, greedy", "int8", 1),
    System("float32", "adapter, float32, beams", "float32", None),
    System("int8", "adapter as shipped: int8, beams", "int8", None),
)


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of a system on FLORES and on the seeds, and its time with loading."""

    system: System
    flores: SystemScore
    seeds: SystemScore
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run and score the requested systems, and print the table."""
    args = _arguments(argv)
    chosen = [
        replace(system, beams=args.beams or system.beams, length_penalty=args.length_penalty)
        for system in SYSTEMS
        if system.key in args.systems
    ]
    results = []
    try:
        with nullcontext(args.keep) if args.keep else tempfile.TemporaryDirectory() as folder:
            texts = lay_out(Path(folder), args.flores, args.lines)
            for system in chosen:
                results.append(measure(system, args.adapter, texts, TerminalProgress()))
                print(f"{system.name}: {results[-1].seconds:.0f} s", file=sys.stderr)
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(markdown(results, args.lines))
    return 0


def lay_out(scratch: Path, flores: Path, lines: tuple[int, int]) -> Path:
    """Write the articles to `in/` and their references to `references/` under `scratch`; return `scratch`."""
    sides = {".txt": (scratch / "in", "ar"), ".en.txt": (scratch / "references", "en")}
    for suffix, (folder, language) in sides.items():
        folder.mkdir(parents=True)
        path = flores / f"{_FLORES_ID}.{language}"
        try:
            cut = path.read_text(encoding="utf-8").split("\n")[lines[0] - 1 : lines[1]]
        except OSError as error:
            raise RequestError(f"{path}: {error.strerror}; --flores names its folder") from error
        (folder / f"{_FLORES_ID}{suffix}").write_text("\n".join(cut), encoding="utf-8")
        for seed in sorted((ROOT / "seeds").glob("*.txt")):
            origin = seed if language == "ar" else ROOT / "eval" / "references" / f"{seed.stem}.en.txt"
            (folder / f"{seed.stem}{suffix}").write_bytes(origin.read_bytes())
    return scratch


def measure(system: System, adapter: Path, texts: Path, progress: Progress) -> Result:
    """Run one system over the articles and score it."""
    began = time.monotonic()
    request = RunRequest(
        inputs=(texts / "in",),
        profile=_profile(system),
        outputs=texts,
        output=texts / system.key,
        memory=False,
        catalogue=_catalogue(adapter if system.adapted else None),
    )
    run(request, progress)
    seconds = time.monotonic() - began
    segments = match_run(request.output or texts, texts / "references").segments[0]
    flores = [article for article in segments.articles if article.id == _FLORES_ID]
    seeds = [article for article in segments.articles if article.id != _FLORES_ID]
    return Result(system, _scored(system, segments, flores), _scored(system, segments, seeds), seconds)


def markdown(results: Sequence[Result], lines: tuple[int, int]) -> str:
    """Return the table with a row per system, 95% intervals, and the signatures below it."""
    rows = [
        f"| system | FLORES dev {lines[0]}-{lines[1]}: BLEU | chrF | seeds: BLEU | chrF | seconds |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        scores = [part.metrics[key] for part in (result.flores, result.seeds) for key in _SCORED]
        cells = " | ".join(_cell(score) for score in scores)
        rows.append(f"| {result.system.name} | {cells} | {result.seconds:.0f} |")
    signatures = {key: score.signature for r in results for key, score in r.flores.metrics.items()}
    segments = {(r.flores.segments, r.seeds.segments) for r in results}
    empty = {r.system.key: r.flores.empty_outputs + r.seeds.empty_outputs for r in results}
    rows += ["", f"Segments (FLORES, seeds): {segments}. Blank outputs: {empty}."]
    rows += [f"95% intervals: bootstrap over lines, {RESAMPLES:,} resamples, seed {SEED}.", ""]
    rows += [f"{key}: `{signature}`" for key, signature in signatures.items()]
    return "\n".join(rows)


def _cell(score: MetricScore) -> str:
    if score.low is None or score.high is None:
        return f"{score.score:.1f}"
    return f"{score.score:.1f} ({score.low:.1f} to {score.high:.1f})"


def _profile(system: System) -> Profile:
    profile = load_profile("embedded")
    search = {"beams": system.beams, "length_penalty": system.length_penalty}
    translation: dict[str, object] = {
        "engine": "ctranslate2",
        "compute_type": system.compute_type,
        "decoding": profile.translation.decoding.model_dump() | search,
    }
    # Most outputs of an unadapted model are broken: second attempts would take hours.
    return override(
        profile,
        {"translation": translation, "summary": {"model": "none"}, "checks": {"retry": system.adapted}},
    )


def _catalogue(adapter: Path | None) -> Catalogue:
    catalogue = load_catalogue()
    entry = catalogue.translators["embedded"].model_copy(
        update={"adapter": None if adapter is None else str(adapter.resolve())}
    )
    return catalogue.model_copy(update={"translators": {**catalogue.translators, "embedded": entry}})


def _scored(system: System, segments: RunSegments, articles: Sequence[object]) -> SystemScore:
    part = replace(segments, articles=tuple(a for a in segments.articles if a in articles))
    metrics = [metric for metric in METRICS if metric.key in _SCORED]
    return score_measured(system.name, part, measure_segments(part, metrics), unit="line")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the embedded model; print the model card's table.")
    parser.add_argument(
        "--adapter",
        type=Path,
        default=ROOT / "translate" / "adapter",
        help="folder with an adapter from `tarjama train` (default: the one in the package)",
    )
    parser.add_argument(
        "--lines",
        type=_lines,
        default=(401, 997),
        metavar="FIRST-LAST",
        help="of FLORES dev (default: 401-997)",
    )
    parser.add_argument("--flores", type=Path, default=FLORES, metavar="FOLDER")
    parser.add_argument(
        "--systems",
        nargs="+",
        choices=[system.key for system in SYSTEMS],
        default=[system.key for system in SYSTEMS],
        help="default: all",
    )
    parser.add_argument("--beams", type=int, help="default: those of each system")
    parser.add_argument("--length-penalty", type=float, help="default: that of the catalogue")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder for articles and runs")
    return parser.parse_args(argv)


def _lines(given: str) -> tuple[int, int]:
    first, _, last = given.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise argparse.ArgumentTypeError(f"'{given}' is not a range of lines such as 401-997")
    return int(first), int(last)


if __name__ == "__main__":
    raise SystemExit(main())
