"""Imports have one direction, so that a module can be changed without reading those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "translate"
_ENTRIES = {
    "__init__",
    "__main__",
}  # the package itself, whose version every module may read, and `python -m translate`


def drawn_layers(text: str) -> dict[str, int]:
    """Return each package's place in CONTRIBUTING's drawing; a package may import those of a larger number."""
    lines = text.split("\n")
    start = lines.index("    cli")
    names = []
    for line in lines[start:]:
        if not line.startswith("    "):
            break
        names += line.split()
    return {name: place for place, name in enumerate(names)}


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the top-level part of `translate` of each import, lazy ones and those for types included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            top, _, inner = module.partition(".")
            part = inner.partition(".")[0]
            if top == "translate" and part and _is_part(part):
                yield node.lineno, part


def _is_part(name: str) -> bool:
    return (PACKAGE / name / "__init__.py").exists() or (PACKAGE / f"{name}.py").exists()


def climbs(package: Path, layers: dict[str, int]) -> list[str]:
    """Return the imports under `package` that go up or sideways against the drawing."""
    found = []
    for path in sorted(package.rglob("*.py")):
        top = path.relative_to(package).parts[0].removesuffix(".py")
        if top in _ENTRIES:
            continue
        for line, target in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if target != top and layers[target] <= layers[top]:
                found.append(f"{path.relative_to(package)}:{line}: {top} imports {target}")
    return found


@pytest.fixture(scope="module")
def layers() -> dict[str, int]:
    """Return the layers as CONTRIBUTING.md draws them."""
    return drawn_layers((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def test_every_package_has_a_place_in_the_drawing_that_contributors_read(layers: dict[str, int]) -> None:
    parts = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert set(layers) == parts - _ENTRIES


def test_no_import_climbs_so_that_a_stage_can_be_changed_without_what_uses_it(layers: dict[str, int]) -> None:
    assert climbs(PACKAGE, layers) == []


def test_an_import_that_climbs_is_found_with_its_line(tmp_path: Path, layers: dict[str, int]) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "loader.py").write_text(
        "def load():\n    from translate.engines.loading import open_model\n    return open_model\n"
    )
    (tmp_path / "engines").mkdir()
    (tmp_path / "engines" / "fine.py").write_text("from translate.models.base import Engine\n")
    assert climbs(tmp_path, layers) == ["models/loader.py:2: models imports engines"]
