"""Scores equal those of the `sacrebleu` command on the exported lines."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scoring.fixtures import paired, score_segments, write_run
from translate.scoring.matching import match_systems
from translate.scoring.metrics import METRICS
from translate.scoring.referenceset import PlainFiles, references_from_files
from translate.scoring.score import SystemScore
from translate.scoring.systems import load_systems

REFERENCES = Path(__file__).parents[2] / "eval" / "references"
BLEU = next(metric for metric in METRICS if metric.key == "bleu")
OPTIONS = {
    "chrf": ["--metrics", "chrf"],
    "bleu": ["--metrics", "bleu"],
    "chrf++": ["--metrics", "chrf", "--chrf-word-order", "2"],
    "ter": ["--metrics", "ter"],
}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of the references with lost, doubled and swapped words, an empty line, and text for blank lines."""
    chance = random.Random(7)
    texts = {
        path.name.removesuffix(".en.txt"): "\n".join(
            _disturbed(line, chance) for line in path.read_bytes().decode("utf-8").split("\n")
        )
        for path in sorted(REFERENCES.glob("*.en.txt"))
    }
    return write_run(tmp_path_factory.mktemp("run"), texts)


@pytest.fixture(scope="module")
def score(run_folder: Path) -> SystemScore:
    return score_segments("disturbed", paired(run_folder / "articles", REFERENCES))


@pytest.mark.parametrize("metric", OPTIONS)
def test_the_sacrebleu_command_gives_the_same_score_and_signature(
    run_folder: Path, score: SystemScore, metric: str, tmp_path: Path
) -> None:
    pairs = [pair for path in sorted(REFERENCES.glob("*.en.txt")) for pair in _exported(run_folder, path)]

    expected = _sacrebleu(pairs, OPTIONS[metric], tmp_path)

    assert score.segments == len(pairs)
    assert score.dropped_lines > 0
    assert score.empty_outputs > 0
    assert f"{score.metrics[metric].score:.10f}" == f"{expected['score']:.10f}"
    assert score.metrics[metric].signature == expected["signature"]


def test_the_sacrebleu_command_gives_the_same_score_for_one_article(
    run_folder: Path, score: SystemScore, tmp_path: Path
) -> None:
    one = score.per_article[3]

    expected = _sacrebleu(_exported(run_folder, REFERENCES / f"{one.id}.en.txt"), OPTIONS["bleu"], tmp_path)

    assert f"{one.metrics['bleu'].score:.10f}" == f"{expected['score']:.10f}"


def test_published_scores_of_a_real_system_are_reproduced() -> None:
    flores = Path(__file__).parents[3] / "shared" / "benchmarks" / "flores-dev"
    if not flores.is_dir():
        pytest.skip("the FLORES outputs are not here")
    published = {"opusmt": 33.9, "google": 46.0}
    reference = flores / "flores-dev.en"

    for system, bleu in published.items():
        output = flores / f"flores-dev.{system}.en"
        found = references_from_files(PlainFiles((reference,)))
        (article,) = match_systems(load_systems([f"{system}={output}"], found), found).segments[0].articles
        measured = BLEU.measure(article.hypotheses, article.references)
        assert round(measured.score(measured.counts.sum(axis=0)), 1) == bleu


def _disturbed(line: str, chance: random.Random) -> str:
    if not line:
        return "Related links" if chance.random() < 0.3 else ""
    words = line.split(" ")
    if len(words) > 3 and chance.random() < 0.1:
        return ""
    kept = [word for word in words for _ in range(chance.choice([0, *[1] * 20, 2]))]
    at = chance.randrange(max(1, len(kept) - 1))
    kept[at : at + 2] = reversed(kept[at : at + 2])
    return " ".join(kept)


def _exported(run_folder: Path, reference: Path) -> list[tuple[str, str]]:
    """Return the lines of both files as a user would export them, without blank references."""
    hypotheses = _file_lines(run_folder / "articles" / reference.name)
    references = _file_lines(reference)
    return [(h, r) for h, r in zip(hypotheses, references, strict=True) if r.strip()]


def _file_lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").split("\n")


def _sacrebleu(pairs: list[tuple[str, str]], options: list[str], folder: Path) -> dict[str, float | str]:
    outputs, references = folder / "outputs.txt", folder / "references.txt"
    outputs.write_text("".join(f"{h}\n" for h, _ in pairs), encoding="utf-8", newline="\n")
    references.write_text("".join(f"{r}\n" for _, r in pairs), encoding="utf-8", newline="\n")
    command = [sys.executable, "-m", "sacrebleu", str(references), "--input", str(outputs), "--width", "12"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SACREBLEU")}
    done = subprocess.run([*command, *options], capture_output=True, check=True, env=environment)
    expected: dict[str, float | str] = json.loads(done.stdout)
    return expected
