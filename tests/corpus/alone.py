"""Run the command with fake models in a process by itself, and tell what it took of time and memory.

`python -m tests.corpus.alone ARGUMENTS...` writes one line of JSON behind all other output.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent.parent
_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


@dataclass(frozen=True, slots=True)
class Taken:
    """How a command ended, and what it took."""

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
        timeout=3 * seconds,  # the rest is the start of Python, and a machine that does other things
    )
    out, _, last = done.stdout.removesuffix("\n").rpartition("\n")
    assert done.returncode == 0, done.stderr
    told = json.loads(last)
    return Taken(told["code"], out, done.stderr, told["seconds"], told["peak_bytes"])


def main() -> None:
    """Run the command of `sys.argv`."""
    from tests.conftest import install_fakes
    from translate.cli import main as tarjama

    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        install_fakes(patch)
        code = tarjama(sys.argv[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
    print(json.dumps({"code": code, "seconds": time.monotonic() - began, "peak_bytes": peak}))


if __name__ == "__main__":
    main()
