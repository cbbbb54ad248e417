"""Measure time and peak memory of the catalogue's hub models in their true size, with random weights, on each engine.

    make shapes                                  every model that fits the available memory and disk space
    make shapes NAMES="opus-mt nllb-600m"        these models; other rows of the table are kept

Each step runs in its own process. The table, `tests/models/true-sizes.md`, is written as each model ends; its files
are removed before the next one. Models with random weights stop only at the output limit, so their outputs are twice
as long as the sources: real models take about half of the time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.models.shapes import SHAPES, Shape, build_shape
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import Catalogue, FolderSource, load_catalogue
from translate.config.profile import EngineSettings
from translate.engines.loading import open_model
from translate.models.registry import prepare_model
from translate.progress import Silent

TABLE = Path(__file__).parent / "true-sizes.md"
_BY_NAME = {shape.name: shape for shape in SHAPES}
# Memory: building needs the weights in 32 bits, and in 16 while they are written; converting needs them twice.
_BYTES_PER_PARAMETER = 12
# Disk space: the weights in 16 bits, and those that CTranslate2 converts, in up to 32 bits.
_DISK_BYTES_PER_PARAMETER = 8
_HEAD = """# Time and memory of models in their published sizes

`make shapes` writes this table. Each hub model of the catalogue is built in its published size with random weights, and
runs on four inputs. The table has the seconds for loading (with CTranslate2 including the conversion, which happens
once) and for generating, and the peak memory of the process. The times depend on other work on the machine.

| model | parameters | torch: load, generate | torch: peak | CTranslate2: load, generate | CTranslate2: peak |
|---|---|---|---|---|---|
"""


def main() -> int:
    """Measure the requested models and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_BY_NAME)}")
    parser.add_argument("--step", nargs=3, metavar=("NAME", "STEP", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        _step(_BY_NAME[args.step[0]], args.step[1], Path(args.step[2]))
        return 0
    unknown = set(args.names) - set(_BY_NAME)
    if unknown:
        parser.error(f"unknown model '{min(unknown)}'; valid: {', '.join(_BY_NAME)}")
    rows = _rows_on_disk()
    failed = False
    for shape in SHAPES:
        if not args.names or shape.name in args.names:
            try:
                rows[shape.name] = _row(shape)
            except subprocess.CalledProcessError as error:
                failed = True
                rows[shape.name] = (
                    f"{_start(shape)} failed: {_step_of(error)} ended with {error.returncode} | | | |"
                )
            print(rows[shape.name], flush=True)
            _write(rows)
    return int(failed)


def _rows_on_disk() -> dict[str, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.is_file() else []
    return {name: line for line in lines for name in _BY_NAME if line.startswith(f"| {name} |")}


def _write(rows: dict[str, str]) -> None:
    named = [rows.get(shape.name, f"| {shape.name} | | not run | | | |") for shape in SHAPES]
    TABLE.write_text(_HEAD + "\n".join(named) + "\n", encoding="utf-8")


def _parameters(shape: Shape) -> int:
    return load_catalogue().of(shape.task)[shape.name].parameters or 0


def _start(shape: Shape) -> str:
    return f"| {shape.name} | {_parameters(shape) / 1e6:,.0f} M |"


def _step_of(error: subprocess.CalledProcessError) -> str:
    return str(error.cmd[error.cmd.index("--step") + 2])


def _available_memory() -> int:
    """Return the bytes that processes can use, without the file cache, which the system frees."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))


def _available_disk_space() -> int:
    return shutil.disk_usage(tempfile.gettempdir()).free


def _row(shape: Shape) -> str:
    start, parameters = _start(shape), _parameters(shape)
    for needed, free, what in (
        (parameters * _BYTES_PER_PARAMETER, _available_memory(), "memory"),
        (parameters * _DISK_BYTES_PER_PARAMETER, _available_disk_space(), "disk space"),
    ):
        if needed > free:
            return f"{start} not run: needs about {needed / 1e9:.0f} GB of {what} | | | |"
    with tempfile.TemporaryDirectory() as place:
        _run(shape, "build", place)
        found = [
            _run(shape, engine, place) if engine in shape.engines else None
            for engine in ("torch", "ctranslate2")
        ]
    cells = [
        f"{one['load']:.1f} s, {one['generate']:.1f} s | {one['peak'] / 1e9:.1f} GB"
        if one
        else "not run by it |"
        for one in found
    ]
    return f"{start} {' | '.join(cells)} |"


def _run(shape: Shape, step: str, place: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.models.true_sizes", "--step", shape.name, step, place],
        env=os.environ | {"TARJAMA_CACHE": f"{place}/cache"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _step(shape: Shape, step: str, place: Path) -> None:
    folder = place / "model"
    began = time.monotonic()
    if step == "build":
        build_shape(shape, folder, true_size=True)
        times = {"load": time.monotonic() - began}
    else:
        entry = (
            load_catalogue()
            .of(shape.task)[shape.name]
            .model_copy(update={"source": FolderSource(folder=folder)})
        )
        known = Catalogue(translators={shape.name: entry}, summarizers={shape.name: entry})
        files = prepare_model(shape.name, shape.task, known, Silent())
        settings = EngineSettings.model_validate({"engine": step})
        model = open_model(files, shape.task, settings, 20 if shape.task == "summarize" else None)
        loaded = time.monotonic()
        pairs = ENGLISH_PAIRS if shape.task == "summarize" else PAIRS
        outputs = model.generate([source for source, _ in pairs[:4]])
        if not all(output.output_tokens for output in outputs):
            raise SystemExit(f"{shape.name}: an output is empty")
        times = {"load": loaded - began, "generate": time.monotonic() - loaded}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(times | {"peak": peak}))


if __name__ == "__main__":
    sys.exit(main())
