"""Every module lists its public names in `__all__`; other names may change without notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "translate"
PUBLIC = [path for path in sorted(PACKAGE.rglob("*.py")) if path.stem == "__init__" or path.stem[0] != "_"]


def _targets(nodes: list[ast.stmt]) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that top-level statements define, with the assigned values."""
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, None
            case ast.Assign():
                for target in node.targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            yield name.id, node.value
            case ast.AnnAssign(target=ast.Name(id=only)):
                yield only, node.value
            case ast.ImportFrom() | ast.Import():
                for alias in node.names:
                    yield alias.asname or alias.name, None
            case ast.If() | ast.Try():
                yield from _targets([*node.body, *node.orelse])


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_lists_its_public_names(path: Path) -> None:
    defined = dict(_targets(ast.parse(path.read_text(encoding="utf-8")).body))
    assert "__all__" in defined, f"{path}: no __all__"
    value = defined["__all__"]
    assert value is not None
    offered = ast.literal_eval(value)
    assert len(offered) == len(set(offered))
    assert set(offered) <= defined.keys(), "a name of __all__ that does not exist"
