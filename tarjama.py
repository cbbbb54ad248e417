"""The `tarjama` command. It is outside `translate`, because other packages on PyPI take that import name too."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

_MARK = b"Tarjama"  # in the first line of our own translate/__init__.py
_CANNOT_GO_ON = 4


def main() -> NoReturn:
    """Run the command; end with one sentence if another package has taken the import name."""
    problem = find_problem()
    if problem:
        print(f"tarjama: {problem}", file=sys.stderr)
        sys.exit(_CANNOT_GO_ON)
    from translate.cli import command

    command()


def find_problem() -> str | None:
    """Return what is wrong with the package that `import translate` finds; None if it is Tarjama's."""
    spec = find_spec("translate")
    file = Path(spec.origin) if spec is not None and spec.origin else None
    if file is not None and _is_ours(file):
        return None
    where = "no file" if file is None else str(file)
    return (
        f"another package has taken the import name 'translate' ({where}), as 'translate' and 'translate-toolkit' on "
        "PyPI do: install Tarjama in an environment without them, for example with `pipx install tarjama`"
    )


def _is_ours(file: Path) -> bool:
    try:
        with file.open("rb") as start:
            return _MARK in start.readline()
    except OSError:
        return False
