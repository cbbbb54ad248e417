"""`--dry-run` refuses what `run` refuses, with the same message."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SEEDS
from translate.runs.folder import RunFolder

Tarjama = Callable[..., tuple[int, str, str]]
Arguments = list[object]


class Place:
    """A folder with an article, a tiny model and a profile that uses it."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder = folder
        self.model = model
        self.articles = folder / "in"
        self.articles.mkdir()
        (self.articles / "a.txt").write_text("وصل الوزير إلى المدينة.", encoding="utf-8")
        self.output = folder / "run"

    def arguments(self, *more: object, output: Path | None = None) -> Arguments:
        """Return the arguments of a valid command, and more."""
        fixed = ["--model", self.model, "--summarizer", "lead", "--output", output or self.output]
        return [self.articles, *fixed, "--no-memory", *more]

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def missing_input(place: Place) -> Arguments:
    return [place.folder / "nowhere", *place.arguments()[1:]]


def empty_input(place: Place) -> Arguments:
    (place.folder / "empty").mkdir()
    return [place.folder / "empty", *place.arguments()[1:]]


def output_is_a_file(place: Place) -> Arguments:
    return place.arguments(output=place.write("file", ""))


def output_is_no_run(place: Place) -> Arguments:
    return place.arguments(output=place.write("notes/note.txt", "").parent)


def output_below_a_file(place: Place) -> Arguments:
    return place.arguments(output=place.write("file", "") / "run")


def output_of_other_articles(place: Place) -> Arguments:
    made(place)
    place.write("in/b.txt", "وصل الوزير إلى المدينة.")
    return place.arguments()


def output_of_other_settings(place: Place) -> Arguments:
    made(place)
    return place.arguments("--glossary", place.write("terms.tsv", "وزير\tminister\n"))


def output_of_other_summaries(place: Place) -> Arguments:
    made(place)
    return place.arguments("--words", "40")


def output_with_a_link(place: Place) -> Arguments:
    made(place)
    (place.output / "run.json").unlink()
    (place.output / "run.json").symlink_to(place.folder / "elsewhere")
    return place.arguments()


def output_damaged(place: Place) -> Arguments:
    made(place)
    (place.output / "started.json").write_text("{")
    return place.arguments()


def bad_glossary(place: Place) -> Arguments:
    return place.arguments("--glossary", place.write("terms.tsv", "وزير,minister\n"))


def bad_furniture(place: Place) -> Arguments:
    place.write("furniture.toml", "[[patterns]]\nnonsense = 1\n")
    text = "[translation]\nmodel = 'opus-mt'\n[summary]\nmodel = 'lead'\n[cleaning]\nfurniture = ['furniture.toml']\n"
    return place.arguments("--profile", place.write("p.toml", text))


def unknown_profile(place: Place) -> Arguments:
    return place.arguments("--profile", "embeded")


def unknown_key(place: Place) -> Arguments:
    return place.arguments("--profile", place.write("p.toml", "[translation]\nmodell = 'opus-mt'\n"))


def unknown_model(place: Place) -> Arguments:
    return [place.articles, "--model", "opus", "--output", place.output]


def unknown_summarizer(place: Place) -> Arguments:
    return place.arguments("--summarizer", "distilbert")


def damaged_model(place: Place) -> Arguments:
    model = place.write("model/config.json", '{"model_type": "marian"}').parent
    return [place.articles, "--model", model, "--summarizer", "lead", "--output", place.output]


def summarizer_of_another_kind(place: Place) -> Arguments:
    return place.arguments("--summarizer", place.model)


def bad_endpoint(place: Place) -> Arguments:
    return [place.articles, "--model", "openai:x@ftp://here", "--output", place.output]


def no_cuda(place: Place) -> Arguments:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    return place.arguments("--device", "cuda")


def missing_field(place: Place) -> Arguments:
    rows = place.write("rows.csv", "id,text\n1,وصل الوزير إلى المدينة.\n")
    return [rows, *place.arguments("--text-field", "body")[1:]]


def several_into_one(place: Place) -> Arguments:
    return place.arguments("--model", "opus-mt")


def no_articles_at_all(place: Place) -> Arguments:
    return place.arguments("--limit", "0")


def too_few_words(place: Place) -> Arguments:
    return place.arguments("--words", "2")


REFUSALS: list[tuple[Callable[[Place], Arguments], int, str]] = [
    (missing_input, 2, "no such file or folder"),
    (empty_input, 2, "no file in"),
    (output_is_a_file, 2, "must name a folder"),
    (output_is_no_run, 2, "not a run, and not empty"),
    (output_below_a_file, 4, "cannot be written"),
    (output_of_other_articles, 2, "of other articles"),
    (output_of_other_settings, 2, "with other settings"),
    (output_of_other_summaries, 2, "`tarjama summarize` replaces only the summaries"),
    (output_with_a_link, 2, "a link"),
    (output_damaged, 2, "not a run's file"),
    (bad_glossary, 2, "line 1"),
    (bad_furniture, 2, "furniture.toml"),
    (unknown_profile, 2, "embedded"),
    (unknown_key, 2, "unknown key"),
    (unknown_model, 3, "opus-mt"),
    (unknown_summarizer, 3, "distilbart"),
    (damaged_model, 3, ""),
    (summarizer_of_another_kind, 3, "does not summarize"),
    (bad_endpoint, 2, "an endpoint is"),
    (no_cuda, 2, "no CUDA device"),
    (missing_field, 2, "body"),
    (several_into_one, 2, "leave it out"),
    (no_articles_at_all, 2, "at least 1"),
    (too_few_words, 2, "10"),
]


@pytest.fixture
def place(tmp_path: Path, marian_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path, marian_folder)


def made(place: Place) -> None:
    from translate.cli import main

    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert main(["run", *map(str, place.arguments("--quiet"))]) == 0


@pytest.mark.parametrize(
    ("arrange", "code", "message"), REFUSALS, ids=[arrange.__name__ for arrange, _, _ in REFUSALS]
)
def test_a_dry_run_refuses_what_a_run_refuses(
    place: Place, tarjama: Tarjama, arrange: Callable[[Place], Arguments], code: int, message: str
) -> None:
    arguments = arrange(place)
    before = sorted(place.folder.rglob("*"))

    dry = tarjama("run", *arguments, "--dry-run")

    assert dry[0] == code
    assert message in dry[2]
    assert dry[1] == ""
    assert sorted(place.folder.rglob("*")) == before  # nothing was written
    wet = tarjama("run", *arguments, "--quiet")
    assert wet[0] == code
    assert message in wet[2]


def test_a_dry_run_reports_that_another_process_writes_the_run(place: Place, tarjama: Tarjama) -> None:
    made(place)
    with RunFolder(place.output).lock():
        for option in ("--dry-run", "--quiet"):
            code, _, err = tarjama("run", *place.arguments(option))
            assert code == 4
            assert "another process is writing this run" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_a_dry_run_reports_that_the_folder_cannot_be_written(place: Place, tarjama: Tarjama) -> None:
    place.folder.chmod(0o555)
    try:
        for option in ("--dry-run", "--quiet"):
            code, _, err = tarjama("run", *place.arguments(option))
            assert (code, "Permission denied" in err) == (4, True)
    finally:
        place.folder.chmod(0o755)


@pytest.mark.parametrize("option", ["--dry-run", "--quiet"])
@pytest.mark.parametrize("model", ["opus-mt", "someone/something"])
def test_a_model_unavailable_on_the_hub_is_refused(place: Place, option: str, model: str) -> None:
    arguments = [place.articles, "--model", model, "--summarizer", "lead", "--output", place.output, option]
    done = subprocess.run(
        [sys.executable, "-m", "translate", "run", *map(str, arguments)],
        env=os.environ
        | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(place.folder / "hub"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "is not on this machine" in done.stderr


@pytest.mark.parametrize("option", ["--dry-run", "--quiet"])
def test_a_model_whose_packages_are_missing_is_refused(
    place: Place, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("translate.models.package.importlib.util.find_spec", lambda _name: None)
    code, _, err = tarjama("run", place.articles, "--profile", "embedded", "--output", place.output, option)
    assert code == 3
    assert "is not installed" in err


def test_a_dry_run_reports_the_folder_and_whether_the_run_is_finished(place: Place, tarjama: Tarjama) -> None:
    def entry() -> dict[str, Any]:
        code, out, _ = tarjama("run", *place.arguments("--dry-run", "--json"))
        assert code == 0
        (found,) = json.loads(out)["runs"]
        return dict(found)

    before = entry()
    assert (before["run"], before["finished"]) == (str(place.output), False)
    assert not place.output.exists()
    made(place)
    assert entry()["finished"]
    assert "already finished" in tarjama("run", *place.arguments("--dry-run"))[1]


def test_another_summary_length_is_refused_with_a_hint_at_summarize(place: Place, tarjama: Tarjama) -> None:
    without_output = [a for a in place.arguments() if a not in ("--output", place.output)]
    assert tarjama("run", *without_output, "--quiet")[0] == 0
    (first,) = Path("outputs").iterdir()
    command = f"tarjama summarize {first} --summarizer lead --words 40"

    assert command in " ".join(tarjama("run", *without_output, "--words", "40", "--dry-run")[1].split())
    assert command in " ".join(tarjama("run", *without_output, "--words", "40")[2].split())
    assert "summarize" not in tarjama("run", SEEDS, *without_output[1:], "--words", "40", "--dry-run")[1]
    assert tarjama(*command.split()[1:], "--quiet")[0] == 0
