from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.scoring.fixtures import SENTENCES, translated, write_texts

Tarjama = Callable[..., tuple[int, str, str]]
FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
PUBLISHED = {
    "opusmt": 33.9,
    "nllb": 37.5,
    "argos": 30.0,
    "google": 46.0,
    "microsoft": 44.0,
    "bergamot-base": 39.6,
    "bergamot-base-memory": 38.3,
}
SACREBLEU_OPTIONS = {
    "chrf": ["--metrics", "chrf"],
    "bleu": ["--metrics", "bleu"],
    "chrf++": ["--metrics", "chrf", "--chrf-word-order", "2"],
    "ter": ["--metrics", "ter"],
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "ref.en": SENTENCES,
        "good.en": translated(SENTENCES),
        "bad.en": [line[:20] for line in SENTENCES],
        "ref2.en": [line.lower() for line in SENTENCES],
        "docs": [f"article {n // 2}" for n in range(10)],
    }
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {name: tmp_path / name for name in texts}


def test_files_made_elsewhere_are_compared(files: dict[str, Path], tarjama: Tarjama) -> None:
    arguments = (
        f"good={files['good.en']}",
        f"bad={files['bad.en']}",
        "--reference",
        files["ref.en"],
        "--quiet",
    )

    code, out, _ = tarjama("compare", *arguments)
    assert code == 0
    assert "\x1b" not in out

    document = json.loads(tarjama("compare", *arguments, "--json")[1])
    assert document["pairs"][0]["verdict"] == "better"
    assert document["pairs"][0]["unit"] == "line"
    assert r"\label{tab:scores}" in tarjama("compare", *arguments, "--latex")[1]
    tables = tarjama("compare", *arguments, "--markdown", "--precision", "3", "--no-intervals", "--matrix")[1]
    assert f"| **{document['systems'][0]['metrics']['chrf']['score']:.3f}** |" in tables
    assert "| 1 good | - | \\> \\+" in tables


@pytest.mark.parametrize("option", [("--precision", "2"), ("--no-intervals",), ("--matrix",)])
def test_an_option_of_paper_tables_without_one_is_refused_and_not_ignored(
    files: dict[str, Path], tarjama: Tarjama, option: tuple[str, ...]
) -> None:
    arguments = (f"good={files['good.en']}", "--reference", files["ref.en"], "--quiet")

    code, _, err = tarjama("compare", *arguments, *option)

    assert code == 2
    assert "need --latex or --markdown" in err


def test_article_boundaries_make_the_article_the_unit_of_resampling(
    files: dict[str, Path], tarjama: Tarjama
) -> None:
    arguments = (
        f"good={files['good.en']}",
        f"bad={files['bad.en']}",
        "--reference",
        files["ref.en"],
        "--json",
    )

    document = json.loads(tarjama("compare", *arguments, "--documents", files["docs"], "--quiet")[1])

    assert document["test_set"]["unit"] == "article"
    assert {pair["verdict"] for pair in document["pairs"]} == {"too few to decide"}
    assert [one["id"] for one in document["systems"][0]["per_article"]] == [f"article {n}" for n in range(5)]


def test_two_references_give_the_score_of_sacrebleu_for_two(files: dict[str, Path], tarjama: Tarjama) -> None:
    references = ("--reference", files["ref.en"], "--reference", files["ref2.en"])

    document = json.loads(tarjama("compare", f"x={files['bad.en']}", *references, "--json", "--quiet")[1])

    for metric, found in document["systems"][0]["metrics"].items():
        expected = _sacrebleu(metric, files["bad.en"], files["ref.en"], files["ref2.en"])
        assert f"{found['score']:.10f}" == f"{expected['score']:.10f}"
        assert found["signature"] == expected["signature"]
        assert "nrefs:2" in found["signature"]


def test_folders_are_compared_by_article(tmp_path: Path, tarjama: Tarjama) -> None:
    texts = {"a": "\n".join(SENTENCES), "b/c": SENTENCES[0]}
    references, mine = (write_texts(tmp_path / name, texts) for name in ("references", "mine"))

    code, out, _ = tarjama("compare", f"mine={mine}", "--references", references, "--json", "--quiet")

    assert code == 0
    assert [one["id"] for one in json.loads(out)["systems"][0]["per_article"]] == ["a", "b/c"]


def test_scores_from_a_file_are_shown_beside_the_others(
    files: dict[str, Path], tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "comet.tsv").write_text("system\tCOMET\ngood\t0.8512\n", encoding="utf-8")

    _, out, _ = tarjama(
        "compare",
        f"good={files['good.en']}",
        "--reference",
        files["ref.en"],
        "--scores",
        tmp_path / "comet.tsv",
        "--quiet",
    )

    assert "0.8512" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere", "--reference", "{ref.en}"), "no such file or folder"),
        (("x={good.en}", "--reference", "nowhere"), "nowhere: no such file"),
        (("x={good.en}", "--references", "nowhere"), "not a folder of references"),
        (("x={good.en}", "--testset", "nowhere"), "it has iwslt17"),
        (("x={good.en}", "--testset", "iwslt17", "--source", "{ref.en}"), "omit --source"),
        (("x={good.en}", "--documents", "{docs}"), "need --reference"),
        (("x={good.en}", "--reference", "{ref.en}", "--processes", "0"), "at least 1"),
        (("x={good.en}", "--reference", "{ref.en}", "--scores", "{docs}"), "separated by tabs"),
    ],
)
def test_a_wrong_request_ends_in_one_message(
    files: dict[str, Path],
    tarjama: Tarjama,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(ROOT)
    paths = {f"{{{name}}}": str(path) for name, path in files.items()}
    command = "\n".join(arguments)
    for name, path in paths.items():
        command = command.replace(name, path)

    code, out, err = tarjama("compare", *command.split("\n"))

    assert (code, out) == (2, "")
    assert message in err


def test_a_file_with_a_missing_line_is_refused_with_its_place(
    files: dict[str, Path], tarjama: Tarjama
) -> None:
    lines = translated(SENTENCES)
    files["good.en"].write_text("\n".join([*lines[:6], *lines[7:]]), encoding="utf-8")

    code, _, err = tarjama("compare", f"x={files['good.en']}", "--reference", files["ref.en"])

    assert code == 2
    assert "Line 7 of" in err


@pytest.mark.skipif(not FLORES.is_dir(), reason="the FLORES outputs are not here")
def test_one_command_reproduces_the_seven_published_scores_within_a_minute() -> None:
    systems = [f"{name}={FLORES / f'flores-dev.{name}.en'}" for name in PUBLISHED]
    files = ["--reference", str(FLORES / "flores-dev.en"), "--source", str(FLORES / "flores-dev.ar")]
    command = [sys.executable, "-m", "translate", "compare", *systems, *files, "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    # Processor time, so that other work on the machine does not count.
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60
    document = json.loads(done.stdout)
    scores = {system["system"]: system["metrics"] for system in document["systems"]}
    assert {name: round(found["bleu"]["score"], 1) for name, found in scores.items()} == PUBLISHED
    for metric, found in scores["google"].items():
        expected = _sacrebleu(metric, FLORES / "flores-dev.google.en", FLORES / "flores-dev.en")
        assert f"{found['score']:.10f}" == f"{expected['score']:.10f}"
        assert found["signature"] == expected["signature"]
    google = next(system for system in document["systems"] if system["system"] == "google")
    assert google["hygiene"]["repaired_scores"]["bleu"] > scores["google"]["bleu"]["score"] + 1.8
    assert {pair["verdict"] for pair in document["pairs"] if pair["metric"] == "chrf"} <= {"better", "worse"}


def _sacrebleu(metric: str, output: Path, *references: Path) -> dict[str, float | str]:
    command = [
        sys.executable,
        "-m",
        "sacrebleu",
        *map(str, references),
        "--input",
        str(output),
        "--width",
        "12",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SACREBLEU")}
    done = subprocess.run(
        [*command, *SACREBLEU_OPTIONS[metric]], capture_output=True, check=True, env=environment
    )
    expected: dict[str, float | str] = json.loads(done.stdout)
    return expected
