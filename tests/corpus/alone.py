"""Run the command with fake models in a separate process, and report its time and peak memory.

`python -m tests.corpus.alone ARGUMENTS...` writes one line of JSON after all other output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from translate.bench.worker import peak_memory

_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Taken:
    """How a command ended, with its time and peak memory."""

    code: int
    out: str
    err: str
    seconds: float
    peak_bytes: int


def run_alone(arguments: list[str], cache: Path, seconds: float) -> Taken:
    """Run the command; raises subprocess.TimeoutExpired after `seconds`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.alone", *arguments],
        cwd=_ROOT,
        env=os.environ | {"TARJAMA_CACHE": str(cache), "COLUMNS": "4000"},
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * seconds,  # with time for the start of Python and for a busy machine
    )
    out, _, last = done.stdout.removesuffix("\n").rpartition("\n")
    assert done.returncode == 0, done.stderr
    result = json.loads(last)
    return Taken(result["code"], out, done.stderr, result["seconds"], result["peak_bytes"])


def main() -> None:
    """Run the command of `sys.argv`."""
    from tests.conftest import install_fakes
    from translate.cli import main as tarjama

    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        install_fakes(patch)
        code = tarjama(sys.argv[1:])
    seconds = time.monotonic() - began
    print(json.dumps({"code": code, "seconds": seconds, "peak_bytes": peak_memory()}))


if __name__ == "__main__":
    main()
