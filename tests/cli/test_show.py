"""Test what `tarjama show` prints."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.articles import article_of, line_of, start_run
from tests.conftest import ROOT, SEEDS, FakeModels
from tests.fakes import FakeModel, english
from translate.records import Flag, Line, Output, Row, Sentence, Status, TranslatedLine, TranslatedSentence
from translate.views.terminal import PIPED_WIDTH

Tarjama = Callable[..., tuple[int, str, str]]
ARTICLE = "003_b66f9316d09d4fc8"
RLI, PDI = "\u2067", "\u2069"
LOOP = "It said that it said that it said that it would be so."


def answer(text: str) -> str:
    return LOOP if "النظرة الموازية" in text else english(text)


@pytest.fixture
def folder(fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path) -> Path:
    fake_models.translator = FakeModel(answer, max_input_tokens=400, retry=lambda _: "")
    arguments = (
        "run",
        SEEDS,
        "--profile",
        "embedded",
        "--output",
        tmp_path / "run",
        "--quiet",
        "--no-memory",
    )
    assert tarjama(*arguments)[0] == 0
    return tmp_path / "run"


def right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def test_flagged_lists_only_articles_with_a_flag(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("bad", "good"):
        (tmp_path / "in" / f"{name}.txt").write_text("وصل الوزير إلى المدينة.", encoding="utf-8")
    fake_models.translator = FakeModel(lambda _: "The minister reached the city.")
    arguments = ("--profile", "embedded", "--summarizer", "none", "--quiet", "--no-memory")
    (tmp_path / "in" / "bad.txt").write_text("وصل 45 وزيرا إلى المدينة.", encoding="utf-8")
    assert tarjama("run", tmp_path / "in", "--output", tmp_path / "run", *arguments)[0] == 0

    out = tarjama("show", tmp_path / "run", "--flagged")[1]

    assert "bad" in out
    assert "good" not in out


def test_every_line_is_shown_in_full_arabic_over_english(folder: Path, tarjama: Tarjama) -> None:
    code, out, _ = tarjama("show", folder, ARTICLE)
    assert code == 0
    shown = " ".join(out.replace(RLI, "").replace(PDI, "").split())
    for line in (SEEDS / f"{ARTICLE}.txt").read_text(encoding="utf-8").split("\n"):
        for sentence in line.split(". "):
            assert " ".join(sentence.split()) in shown
    translation = (folder / "articles" / f"{ARTICLE}.en.txt").read_text(encoding="utf-8")
    assert all(" ".join(line.split()) in shown for line in translation.split("\n") if ". " not in line)
    assert shown.index("يقدم موظفو") < shown.index(
        english("يقدم موظفو Alibaba لمحة عن حياة بناء LLM في الصين")
    )


def test_arabic_has_separate_lines_at_the_right_margin_each_in_a_bidi_isolate(
    folder: Path, tarjama: Tarjama
) -> None:
    _, out, _ = tarjama("show", folder, "000")
    arabic = [line for line in out.split("\n") if right_to_left(line)]
    assert len(arabic) > 20
    article = " ".join((SEEDS / "000_c092617c02053add.txt").read_text(encoding="utf-8").split())
    sources = [line for line in arabic if line.lstrip().startswith(RLI) and line.strip()[1:-1] in article]
    assert len(sources) > 20
    assert {cell_len(line) for line in sources} == {PIPED_WIDTH}
    assert all(line.lstrip()[1:-1].isprintable() and line.endswith(PDI) for line in sources)


def test_arabic_is_wrapped_between_words(
    folder: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    _, out, _ = tarjama("show", folder, "000")
    words = {
        word
        for line in (SEEDS / "000_c092617c02053add.txt").read_text(encoding="utf-8").split("\n")
        for word in line.split()
    }
    sources = [line.strip()[1:-1] for line in out.split("\n") if line.strip().startswith(RLI)]
    assert len(sources) > 40
    assert {word for word in words if right_to_left(word)} <= {
        word for line in sources for word in line.split()
    }


def test_without_an_article_the_articles_are_listed(folder: Path, tarjama: Tarjama) -> None:
    code, out, _ = tarjama("show", folder)
    assert code == 0
    ids = [seed.stem for seed in sorted(SEEDS.glob("*.txt"))]
    assert [line for line in out.split("\n") if line in ids] == ids
    assert "! phrase loop x" in out
    document = json.loads(tarjama("show", folder, "--json")[1])
    assert [article["id"] for article in document["runs"][0]["articles"]] == ids


def test_a_flag_is_shown_under_its_sentence_with_its_detail(folder: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("show", folder, ARTICLE)
    lines = [line.strip() for line in out.split("\n")]
    place = next(i for i, line in enumerate(lines) if LOOP in line)
    assert any(line.startswith("! phrase loop: ") for line in lines[place : place + 4])


def test_furniture_is_marked(folder: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("show", folder, ARTICLE)
    assert "اترك تعليقاً" in out
    assert "(furniture: " in out


def test_flagged_shows_only_lines_with_a_flag_and_counts_the_others(folder: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("show", folder, ARTICLE, "--flagged")
    assert LOOP in out
    assert "اترك تعليقاً" not in out
    assert "lines without a flag not shown" in out


def test_a_pipe_gets_no_escape_codes_and_no_line_over_its_width(
    folder: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    _, out, _ = tarjama("show", folder, ARTICLE)
    assert "\x1b" not in out

    assert max(cell_len(line) for line in out.split("\n")) <= 60


def test_json_has_every_sentence_its_flags_and_all_attempts(folder: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("show", folder, ARTICLE, "--json")
    document = json.loads(out)
    assert document["id"] == ARTICLE
    assert document["summary_measures"]["compression"] > 1
    sentences = [s for line in document["lines"] for s in line["sentences"]]
    (looped,) = [s for s in sentences if s["translation"] == LOOP]
    flag = {"name": "phrase loop", "detail": "it said that", "words": ["it said that"], "advisory": False}
    assert flag in looped["flags"]
    assert [a["attempt"] for a in looped["not_kept"]] == ["penalty"]
    assert {line["furniture"] for line in document["lines"]} > {None}
    flagged = json.loads(tarjama("show", folder, ARTICLE, "--json", "--flagged")[1])
    assert 0 < len(flagged["lines"]) < len(document["lines"])


def test_an_article_is_found_by_a_unique_prefix_of_its_id(folder: Path, tarjama: Tarjama) -> None:
    assert tarjama("show", folder, "003")[1] == tarjama("show", folder, ARTICLE)[1]


@pytest.mark.parametrize(
    ("wanted", "message"), [("00", "5 articles begin with"), ("nothing", "no article begins with")]
)
def test_an_ambiguous_prefix_is_refused_with_the_ids(
    folder: Path, tarjama: Tarjama, wanted: str, message: str
) -> None:
    code, out, err = tarjama("show", folder, wanted)
    assert (code, out) == (2, "")
    assert message in err
    assert ARTICLE in err


def test_an_article_without_translation_says_why(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "english.txt").write_text("All of it in English.")
    tarjama("run", tmp_path / "in", "--profile", "embedded", "--output", tmp_path / "run", "--quiet")
    code, _, err = tarjama("show", tmp_path / "run", "english")
    assert code == 2
    assert "skipped" in err


def test_escape_codes_in_an_article_are_shown_as_text(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "خبر عاجل \x1b[31m من المدينة [bold]اليوم[/bold].", encoding="utf-8"
    )
    fake_models.translator = FakeModel(lambda _: "Breaking \x1b]0;owned\x07 [red]news[/red] from the city.")
    tarjama(
        "run",
        tmp_path / "in",
        "--profile",
        "embedded",
        "--output",
        tmp_path / "run",
        "--quiet",
        "--no-memory",
    )
    code, out, _ = tarjama("show", tmp_path / "run", "a")
    assert code == 0
    assert not {"\x1b", "\x07"} & set(out)
    assert "[red]news[/red]" in out


def test_showing_an_article_imports_no_torch(folder: Path) -> None:
    program = (
        "import sys; from translate.cli import main\n"
        f"code = main(['show', {str(folder)!r}, '003'])\n"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'sacrebleu'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_faulty_glossary_is_refused_before_the_run_starts(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("علي بابا,Alibaba\n", encoding="utf-8")
    arguments = ("run", SEEDS, "--profile", "embedded", "--output", tmp_path / "run", "--glossary", names)
    code, _, err = tarjama(*arguments)
    assert code == 2
    assert f"{names}, line 1" in err
    assert not (tmp_path / "run").exists()


def test_a_glossary_of_the_command_line_is_used(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("علي بابا\tAlibaba\tSentence\n", encoding="utf-8")
    arguments = ("run", SEEDS, "--profile", "embedded", "--output", tmp_path / "run", "--no-memory")
    assert tarjama(*arguments, "--glossary", names, "--quiet")[0] == 0
    _, out, _ = tarjama("show", tmp_path / "run", "000")
    assert "glossary: Sentence became Alibaba" in out


def test_a_flagged_row_shows_the_cells_and_links_that_are_copied(tarjama: Tarjama, tmp_path: Path) -> None:
    sentences = (Sentence("أحمد"), Sentence("مصر", joint="\t12\t"))
    made = [
        TranslatedSentence(one, Output(text, 1, 1, finished=True), (Flag("name lost", "x"),))
        for one, text in zip(sentences, ("Ahmed", "Egypt"), strict=True)
    ]
    line = Line(1, "أحمد\t12\tمصر\thttp://a.b", sentences=sentences, tail="\thttp://a.b")
    folder = start_run(tmp_path / "run", "a")
    folder.write_article(article_of(TranslatedLine(line, tuple(made))))
    folder.write_row(Row("a", Status.DONE, "Title", "", 0, 2))

    code, out, _ = tarjama("show", folder.path, "a")

    assert code == 0
    assert "     12 Egypt\n" in out
    assert "     http://a.b\n" in out


def test_an_article_is_found_by_its_name_however_its_letters_are_composed(
    tarjama: Tarjama, tmp_path: Path
) -> None:
    decomposed = unicodedata.normalize("NFD", "أخبار")
    folder = start_run(tmp_path / "run", decomposed, f"{decomposed}2")
    folder.write_article(article_of(line_of("A title"), article_id=decomposed))
    folder.write_row(Row(decomposed, Status.DONE, "A title", "", 0, 1))

    assert tarjama("show", folder.path, "أخبار")[0] == 0
    code, _, err = tarjama("show", folder.path, "أخ")
    assert (code, "2 articles begin with" in err) == (2, True)


def test_a_run_without_articles_says_so(tarjama: Tarjama, tmp_path: Path) -> None:
    code, _, err = tarjama("show", start_run(tmp_path / "run").path, "a")
    assert code == 2
    assert err.rstrip("\n").endswith("the run has no articles")
