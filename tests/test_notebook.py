"""Test the library in a Jupyter notebook: a kernel with a running event loop, progress bars on standard error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

nbclient = pytest.importorskip("nbclient", reason="executes notebooks: pip install 'tarjama[dev]'")
nbformat = pytest.importorskip("nbformat", reason="makes notebooks: pip install 'tarjama[dev]'")
pytest.importorskip("ipykernel", reason="is the kernel of notebooks: pip install 'tarjama[dev]'")

_FAKES = """
import pytest
from tests.conftest import install_fakes
install_fakes(pytest.MonkeyPatch())
"""
_INPUTS = """
from pathlib import Path
for name in ("articles", "refs"):
    Path(name).mkdir()
Path("articles/one.txt").write_text("ذهب الولد إلى المدرسة.\\n\\nنام مبكرا.", encoding="utf-8")
for name in ("refs/one.en.txt", "test.en"):
    Path(name).write_text("The boy went to school.\\n\\nHe slept early.", encoding="utf-8")
Path("google.en").write_text("The boy went to a school.\\n\\nHe slept.", encoding="utf-8");
"""
_CELLS = (
    'import translate\nt = translate.Translator("embedded")',
    'translated = t.translate("ذهب الولد إلى المدرسة.")\nlen(translated.sentences)',
    'run = translate.run("articles/", model="opus-mt", summarizer="lead", output="out")',
    "run.done, len(run.rows)",
    '0 < translate.score(run, references="refs/").metrics["chrf"].score < 100',
    'compared = translate.compare([run, translate.System("google", "google.en")], reference="test.en")\n'
    "[system.name for system in compared.systems]",
    'translate.run("articles/", model="opus-mt", summarizer="lead", output="second").done',
)


@pytest.fixture
def cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the executed cells of a typical notebook."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    work = tmp_path / "work"
    work.mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code) for code in (_FAKES, _INPUTS, *_CELLS)]
    )
    client = nbclient.NotebookClient(
        notebook, timeout=200, kernel_name="python3", resources={"metadata": {"path": str(work)}}
    )
    client.execute()
    return list(notebook.cells[2:])


def _results(cells: list[Any]) -> list[str]:
    return [
        output["data"]["text/plain"]
        for cell in cells
        for output in cell.outputs
        if output["output_type"] == "execute_result"
    ]


@pytest.mark.enable_socket  # the kernel is asked over sockets of this machine
def test_a_notebook_translates_scores_and_compares_and_shows_the_progress_of_a_run(cells: list[Any]) -> None:
    assert _results(cells) == ["1", "(True, 1)", "True", "['opus-mt', 'google']", "True"]
    (run,) = (cell for cell in cells if cell.source == _CELLS[2])
    shown = "".join(output["text"] for output in run.outputs if output["output_type"] == "stream")
    assert "Articles: 100%" in shown
