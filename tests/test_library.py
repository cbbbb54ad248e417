"""`import translate` offers the translator, runs and scores of the command line to programs and notebooks."""

from __future__ import annotations

import doctest
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import tarjama as console
import translate
from tests.conftest import FakeModels
from translate.errors import ReferencesError, RequestError

ARABIC = "ذهب الولد إلى المدرسة صباح اليوم. عاد إلى البيت مساء.\n\nنام مبكرا."
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _models(fake_models: FakeModels) -> None:
    """Replace all models by fakes."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder as in the documentation's example: articles, references, a plain test set."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "refs").mkdir()
    (tmp_path / "articles" / "one.txt").write_text(ARABIC, encoding="utf-8")
    reference = "The boy went to school this morning. He came home.\n\nHe slept early."
    (tmp_path / "refs" / "one.en.txt").write_text(reference, encoding="utf-8")
    (tmp_path / "test.en").write_text(reference, encoding="utf-8")
    (tmp_path / "google.en").write_text(
        "The boy went to school. He came home.\n\nHe slept.", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_documentation_s_example_runs_as_it_is_written() -> None:
    result = doctest.testmod(translate)
    assert result.failed == 0
    assert result.attempted >= 8


def test_a_text_comes_back_line_by_line_with_its_sentences() -> None:
    with translate.Translator("opus-mt") as translator:
        translated = translator.translate(ARABIC)

    lines = translated.text.split("\n")
    assert len(lines) == 3
    assert lines[1] == ""
    assert len(translated.sentences) == 3
    assert [unit.source for unit in translated.sentences][-1] == "نام مبكرا."
    assert " ".join(unit.text for unit in translated.sentences[:2]) == lines[0]
    assert translated.flags == tuple(flag for unit in translated.sentences for flag in unit.flags)


def test_a_blank_text_is_a_blank_translation() -> None:
    translated = translate.Translator("opus-mt").translate("")
    assert (translated.text, translated.sentences, translated.flags) == ("", (), ())


def test_a_translator_serves_several_threads() -> None:
    translator = translate.Translator("opus-mt")
    expected = translator.translate(ARABIC).text
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(translator.translate(ARABIC).text)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_run_in_a_thread_and_a_second_one_in_the_same_process_both_finish(folder: Path) -> None:
    runs: list[translate.Run] = []

    def work(name: str) -> None:
        runs.append(translate.run("articles", model="opus-mt", summarizer="lead", output=folder / name))

    thread = threading.Thread(target=work, args=("first",))
    thread.start()
    thread.join()
    work("second")

    assert [run.done for run in runs] == [True, True]
    assert runs[0].rows == runs[1].rows
    assert runs[0].article("one").article.id == "one"
    assert translate.Run(folder / "first").system == "opus-mt"


def test_the_command_line_works_in_a_thread_where_python_takes_no_signals(folder: Path) -> None:
    from translate.cli import main

    codes: list[int] = []
    arguments = ["run", str(folder / "articles"), "--summarizer", "lead", "--output", str(folder / "out")]
    thread = threading.Thread(target=lambda: codes.append(main(arguments)))
    thread.start()
    thread.join()
    assert codes == [0]


def test_the_library_and_the_command_line_give_the_same_scores(folder: Path, tarjama: Command) -> None:
    import json

    run = translate.run("articles", model="opus-mt", summarizer="lead", output=folder / "out")
    printed = json.loads(tarjama("score", str(run.path), "--references", "refs", "--json")[1])

    assert (
        translate.score(run, references="refs").metrics["chrf"].score == printed["metrics"]["chrf"]["score"]
    )
    (alone,) = translate.compare([run], references="refs").systems
    assert alone.score == translate.score(run, references="refs")


def test_a_wrong_request_to_the_library_raises_an_error_and_does_not_exit(folder: Path) -> None:
    with pytest.raises(ReferencesError, match="nowhere"):
        translate.score(translate.System("google", folder), references="nowhere")
    with pytest.raises(RequestError, match="only one"):
        translate.compare([translate.System("g", "google.en")], references="refs", reference="test.en")
    with pytest.raises(TypeError, match="list of systems"):
        translate.compare("out", references="refs")
    with pytest.raises(TypeError, match="no_such"):
        translate.run("articles", no_such=1)  # type: ignore[call-arg]


def test_importing_the_library_offers_every_public_name_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, translate\n"
        "assert not {'torch', 'transformers', 'ctranslate2', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "assert set(translate.__all__) <= set(dir(translate))\n"
        "for name in translate.__all__: getattr(translate, name)\n"
        "assert not {'torch', 'transformers', 'ctranslate2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_mypy_finds_the_types_in_a_user_s_file(tmp_path: Path) -> None:
    user = tmp_path / "user.py"
    user.write_text(
        "import translate\n"
        "run = translate.run('articles/', model='opus-mt', summarizer='lead', output='out')\n"
        "reveal_type(translate.Translator('embedded').translate('x').flags)\n"
        "reveal_type(translate.score(run, references='refs/').metrics['chrf'].score)\n"
        "translate.run('articles/', modle='opus-mt')\n",
        encoding="utf-8",
    )
    assert (Path(translate.__file__).parent / "py.typed").is_file()
    # Third-party packages, torch above all, would take half a minute; the library's own types are what is tested.
    options = ("--strict", "--config-file=", "--follow-imports=silent", "--no-site-packages")
    printed = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "--cache-dir", str(tmp_path / "cache"), str(user)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert "tuple[translate.records.Flag, ...]" in printed
    assert '"builtins.float"' in printed or '"float"' in printed
    assert 'Unexpected keyword argument "modle"' in printed
    assert printed.count("error:") == 1


def test_a_package_with_the_same_import_name_is_reported_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert console.find_problem() is None
    other = tmp_path / "translate"
    other.mkdir()
    (other / "__init__.py").write_text("raise SystemExit('the other package was imported')\n")
    for name in [name for name in sys.modules if name.partition(".")[0] == "translate"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(SystemExit) as left:
        console.main()

    printed = capsys.readouterr().err
    assert left.value.code == 4
    assert str(other) in printed
    assert "pipx install tarjama" in printed
    assert printed.count("\n") == 1


def test_the_command_and_the_library_make_the_same_run(folder: Path, tarjama: Command) -> None:
    (folder / "terms.tsv").write_text("الولد\tthe lad\n", encoding="utf-8")
    words = ("--words", "30", "--glossary", "terms.tsv", "--limit", "1", "--no-memory", "--engine", "torch")
    code, _, _ = tarjama("run", "articles", "--model", "opus-mt", "--summarizer", "lead", *words)
    run = translate.run(
        "articles",
        model="opus-mt",
        summarizer="lead",
        words=30,
        glossary="terms.tsv",
        limit=1,
        memory=False,
        engine="torch",
    )
    assert code == 0
    assert [path.name for path in (folder / "outputs").iterdir()] == [run.path.name]
