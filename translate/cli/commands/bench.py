"""`tarjama bench`: measure throughput on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.bench.results import BenchReport
    from translate.bench.study import BenchRequest
    from translate.cli.commands import Commands

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "bench",
        help="measure throughput on this machine, by engine",
        description="Compare the speed of `tarjama run` with the bare engine and with one sentence at a time. The "
        "models have random weights and published shapes; they are built once into the cache (0.2 to 1.3 GB each). "
        "Nothing is downloaded.",
    )
    what = parser.add_argument_group("measurement")
    shown = parser.add_argument_group("display")
    what.add_argument(
        "--model-shape",
        action="append",
        metavar="SHAPE",
        help="opus-mt, opus-mt-big or nllb-600m; repeat for several tables (default: opus-mt)",
    )
    what.add_argument(
        "--sentences", type=int, default=200, metavar="N", help="number of generated sentences (default: 200)"
    )
    what.add_argument(
        "--beams",
        action="append",
        type=int,
        metavar="N",
        help="beam size; repeat for several tables (default: 4)",
    )
    what.add_argument(
        "--rounds",
        type=int,
        default=5,
        metavar="N",
        help="number of timings; the median is reported (default: 5)",
    )
    what.add_argument(
        "--output-tokens", type=int, default=32, metavar="N", help="tokens of each output (default: 32)"
    )
    what.add_argument(
        "--engine-grid",
        action="store_true",
        help="also measure all CTranslate2 settings: precision, workers, batch size",
    )
    what.add_argument(
        "--quick", action="store_true", help="measure only the main comparison, once, on at most 30 sentences"
    )
    what.add_argument(
        "--device", choices=("cpu", "cuda"), default="cpu", help="device to measure (default: cpu)"
    )
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    shown.add_argument(
        "--picture", type=Path, metavar="FILE.svg", help="also draw the results as SVG (default: no picture)"
    )
    shown.add_argument("--quiet", action="store_true", help="hide progress bars")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Measure, and print the results."""
    request = _request(args)
    if args.picture is not None and not args.picture.resolve().parent.is_dir():
        raise RequestError(f"--picture {args.picture}: no folder {args.picture.parent}")
    from translate.bench.study import bench
    from translate.views.progress import TerminalProgress

    report = bench(request, TerminalProgress(quiet=args.quiet))
    if args.picture is not None:
        from translate.bench.picture import draw_bench

        draw_bench(report, args.picture)
    _show(report, as_json=args.json)
    return ExitCode.OK


def _request(args: argparse.Namespace) -> BenchRequest:
    from translate.bench.shapes import find_shape
    from translate.bench.study import BenchRequest

    beams = tuple(args.beams or [4])
    for name, values, most in (
        ("--sentences", [args.sentences], 1_000_000),
        ("--beams", beams, 16),
        ("--rounds", [args.rounds], 1000),
        ("--output-tokens", [args.output_tokens], 256),
    ):
        for value in values:
            if not 1 <= value <= most:
                raise RequestError(f"{name} {value}: must be 1 to {most:,}")
    return BenchRequest(
        shapes=tuple(find_shape(name) for name in args.model_shape or ["opus-mt"]),
        sentences=min(args.sentences, 30) if args.quick else args.sentences,
        beams=beams,
        rounds=1 if args.quick else args.rounds,
        output_tokens=args.output_tokens,
        engines=not args.quick,
        engine_grid=args.engine_grid,
        device=args.device,
    )


def _show(report: BenchReport, *, as_json: bool) -> None:
    from translate.views.bench import print_bench
    from translate.views.terminal import console, print_json

    if as_json:
        print_json(report.as_dict())
    else:
        print_bench(report, console())
