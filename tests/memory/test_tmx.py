"""Imported translations are used in a run's articles with any model."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FakeModels
from translate.memory.store import TranslationMemory
from translate.memory.tmx import IMPORTED

Tarjama = Callable[..., tuple[int, str, str]]
ARABIC = "افتتح الوزير المدرسة الجديدة في المدينة."
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="AR-EG"><seg>{arabic}</seg></tuv><tuv xml:lang="en_US"><seg>{english}</seg></tuv></tu>
<tu><tuv xml:lang="ar"><seg>نص <bpt i="1">&lt;b&gt;</bpt><hi>مهم</hi><ept i="1">&lt;/b&gt;</ept> هنا</seg></tuv>
<tuv xml:lang="en"><seg>An important text here.</seg></tuv></tu>
<tu><tuv xml:lang="ar"><seg>بلا ترجمة</seg></tuv><tuv xml:lang="fr"><seg>sans</seg></tuv></tu>
</body></tmx>"""


def write(path: Path, english: str = "The minister opened the city's new school.") -> Path:
    path.write_text(TMX.format(arabic=ARABIC, english=english), encoding="utf-8")
    return path


def run(tarjama: Tarjama, folder: Path, output: Path, *more: str) -> str:
    code, _, err = tarjama("run", folder, "--summarizer", "none", "--output", output, *more)
    assert code == 0, err
    return (output / "articles" / "a.en.txt").read_text(encoding="utf-8")


def test_an_imported_translation_replaces_the_models_and_starts_another_run(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"{ARABIC}\n", encoding="utf-8")
    before = run(tarjama, tmp_path / "in", tmp_path / "before")
    code, out, _ = tarjama("memory", "import", write(tmp_path / "mine.tmx"))
    assert (code, "2 translations imported; 1 unit skipped (without both languages: unit 3)" in out) == (
        0,
        True,
    )
    after = run(tarjama, tmp_path / "in", tmp_path / "after")
    assert after == "The minister opened the city's new school.\n" != before
    identities = [
        json.loads((tmp_path / n / "run.json").read_text())["identity"] for n in ("before", "after")
    ]
    assert identities[0] != identities[1]
    assert run(tarjama, tmp_path / "in", tmp_path / "without", "--no-memory") == before
    tarjama("memory", "import", write(tmp_path / "mine.tmx", "A new school was opened by the minister."))
    assert run(tarjama, tmp_path / "in", tmp_path / "again") == "A new school was opened by the minister.\n"
    assert "2 sentences by imported" in tarjama("memory", "info")[1]


def test_an_exported_memory_is_found_again_although_it_has_the_line_as_written(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    written = "امتد العمل بين 1985ـ1997 في المديـنة\u00a0كلها."
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"{written}\n", encoding="utf-8")
    run(tarjama, tmp_path / "in", tmp_path / "before", "--no-memory")
    assert tarjama("export", tmp_path / "before", "--to", "tmx", "--output", tmp_path / "a.tmx")[0] == 0
    unit = (tmp_path / "a.tmx").read_text(encoding="utf-8")
    assert written in unit
    english = (tmp_path / "before" / "articles" / "a.en.txt").read_text(encoding="utf-8").strip()
    (tmp_path / "b.tmx").write_text(
        unit.replace(english, "It took from 1985 to 1997 in the whole city."), encoding="utf-8"
    )
    assert tarjama("memory", "import", tmp_path / "b.tmx")[0] == 0
    assert (
        run(tarjama, tmp_path / "in", tmp_path / "after") == "It took from 1985 to 1997 in the whole city.\n"
    )


def test_inline_codes_are_left_out_and_marked_text_is_kept(tarjama: Tarjama, tmp_path: Path) -> None:
    tarjama("memory", "import", write(tmp_path / "mine.tmx"))
    memory = TranslationMemory()
    assert memory.knows(IMPORTED, ["نص مهم هنا", "بلا ترجمة"]) == [True, False]
    memory.close()


def test_a_file_that_is_not_tmx_is_refused_and_imports_nothing(tarjama: Tarjama, tmp_path: Path) -> None:
    whole = write(tmp_path / "mine.tmx").read_text(encoding="utf-8")
    entity = '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    tu = "<tu><tuv xml:lang='ar'><seg>&e;</seg></tuv><tuv xml:lang='en'><seg>&e;</seg></tuv></tu>"
    bad = {
        "cut.tmx": (whole[: len(whole) // 2], "line"),
        "page.tmx": ("<html><body/></html>", "TMX"),
        "entity.tmx": (f"{entity}<tmx><body>{tu}</body></tmx>", "1 unit with an entity that is not resolved"),
        "undefined.tmx": (f"<tmx><body>{tu}</body></tmx>", "an entity that is not defined"),
        "empty.tmx": ("", "the file is empty"),
        "long.tmx": ("<tmx>" + "x" * 10_000_100 + "</tmx>", "line 1: a text is over 10 MB"),
    }
    for name, (text, said) in bad.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        code, _, err = tarjama("memory", "import", tmp_path / name)
        assert (code, said in " ".join(err.split())) == (2, True), (name, err)
    assert tarjama("memory", "import", tmp_path / "missing.tmx")[0] == 2
    assert tarjama("memory", "import")[0] == 2
    memory = TranslationMemory()
    assert memory.fingerprint(IMPORTED) == ""
    memory.close()


def units(*pairs: tuple[str, str], languages: tuple[str, str] = ("ar", "en"), head: str = "") -> str:
    """Return a TMX file with a unit for each pair of segments, in XML."""
    arabic, english = languages
    body = "".join(
        f"<tu><tuv xml:lang='{arabic}'><seg>{a}</seg></tuv><tuv xml:lang='{english}'><seg>{e}</seg></tuv></tu>"
        for a, e in pairs
    )
    return f"{head}<tmx version='1.4'><body>{body}</body></tmx>"


def imported(tarjama: Tarjama, path: Path, text: str) -> dict[str, Any]:
    path.write_text(text, encoding="utf-8")
    code, out, err = tarjama("memory", "import", "--json", path)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)["files"][0]
    return found


def test_a_paragraph_is_imported_by_sentences_so_that_a_run_over_it_uses_it(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    paragraph = "وصل الوزير إلى المدينة صباحا. ثم زار المدرسة الجديدة."
    (tmp_path / "in" / "a.txt").write_text(f"{paragraph}\n", encoding="utf-8")
    text = units((paragraph, "The minister arrived in the morning. Then he visited the new school."))
    assert imported(tarjama, tmp_path / "a.tmx", text)["imported"] == 2
    assert (
        run(tarjama, tmp_path / "in", tmp_path / "out")
        == "The minister arrived in the morning. Then he visited the new school.\n"
    )


def test_units_that_no_run_could_use_are_counted_by_their_reason(tarjama: Tarjama, tmp_path: Path) -> None:
    text = units(
        ("وصل الوزير اليوم. ثم غادر المدينة.", "The minister arrived and left."),
        ("كلمة " * 61, "word"),
        (ARABIC, "One."),
        (ARABIC, "Two."),
        (ARABIC, "Two."),
        ("", "Nothing."),
        ("قال نعم.", "He said: Yes. Indeed."),
    )
    found = imported(tarjama, tmp_path / "a.tmx", text)
    assert {key: value for key, value in found.items() if key != "file"} == {
        "imported": 2,
        "repeated": 2,
        "left_out": 1,
        "unequal_sentences": 1,
        "too_long": 1,
        "unresolved_entities": 0,
        "skipped_units": [1, 2, 6],
    }
    out = tarjama("memory", "import", tmp_path / "a.tmx")[1]
    assert "2 repeated sentences (the last translation is used)" in out
    assert "1 unit skipped (the Arabic and the English differ in their number of sentences: unit 1)" in out
    memory = TranslationMemory()
    assert [o and o.text for o in memory.recall(IMPORTED, [ARABIC, "قال نعم."])] == [
        "Two.",
        "He said: Yes. Indeed.",
    ]
    memory.close()


@pytest.mark.parametrize("head", ["<!DOCTYPE tmx SYSTEM 'tmx14.dtd'>", "<!DOCTYPE tmx [<!ENTITY x 'high'>]>"])
def test_a_translation_with_an_unresolved_entity_is_never_imported_without_it(
    tarjama: Tarjama, tmp_path: Path, head: str
) -> None:
    text = units((ARABIC, "the &x; court"), ("قال نعم.", "Yes &amp; no."), head=head)
    found = imported(tarjama, tmp_path / "a.tmx", text)
    assert (found["imported"], found["unresolved_entities"], found["skipped_units"]) == (1, 1, [1])


def test_control_characters_of_an_import_never_reach_an_article(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"{ARABIC}\n", encoding="utf-8")
    imported(tarjama, tmp_path / "a.tmx", units((ARABIC, "Red&#x9b;31m &#x202e;text.")))
    assert run(tarjama, tmp_path / "in", tmp_path / "out") == "Red 31m text.\n"


@pytest.mark.parametrize("languages", [("ara", "eng"), ("arb", "EN-gb"), ("AR_eg", "en")])
def test_languages_are_recognised_by_their_long_codes_too(
    tarjama: Tarjama, tmp_path: Path, languages: tuple[str, str]
) -> None:
    text = units((ARABIC, "Opened."), languages=languages)
    assert imported(tarjama, tmp_path / "a.tmx", text)["imported"] == 1


def test_a_file_in_a_namespace_is_imported(tarjama: Tarjama, tmp_path: Path) -> None:
    text = units((ARABIC, "<hi>Opened</hi> now.")).replace("<tmx", "<tmx xmlns='http://www.lisa.org/tmx14'")
    assert imported(tarjama, tmp_path / "a.tmx", text)["imported"] == 1


@pytest.mark.timeout(60)
def test_a_pipe_is_refused_and_never_waited_for(tarjama: Tarjama, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.tmx")
    code, _, err = tarjama("memory", "import", tmp_path / "a.tmx")
    assert (code, "a pipe, not a regular file" in " ".join(err.split())) == (2, True)


@pytest.mark.parametrize("order", ["import --json FILE", "--json import FILE", "import FILE --json"])
def test_json_may_be_anywhere_in_the_command(tarjama: Tarjama, tmp_path: Path, order: str) -> None:
    path = write(tmp_path / "a.tmx")
    code, out, err = tarjama("memory", *(path if word == "FILE" else word for word in order.split()))
    assert code == 0, err
    assert json.loads(out)["files"][0]["imported"] == 2


def test_a_file_whose_name_begins_with_a_dash_is_imported(
    tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "-x.tmx")
    monkeypatch.chdir(tmp_path)
    code, out, err = tarjama("memory", "import", "--json", "--", "-x.tmx")
    assert code == 0, err
    assert [found["file"] for found in json.loads(out)["files"]] == ["-x.tmx"]
