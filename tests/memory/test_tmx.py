"""Imported translations are used in a run's articles with any model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

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
    assert (code, "2 translations imported; 1 units skipped (without both" in out) == (0, True)
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
    bomb = '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    tu = "<tu><tuv xml:lang='ar'><seg>&e;</seg></tuv><tuv xml:lang='en'><seg>&e;</seg></tuv></tu>"
    bad = {
        "cut.tmx": (whole[: len(whole) // 2], "line"),
        "page.tmx": ("<html><body/></html>", "TMX"),
        "entity.tmx": (f"{bomb}<tmx><body>{tu}</body></tmx>", "no unit"),
        "empty.tmx": ("", "XML"),
    }
    for name, (text, said) in bad.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        code, _, err = tarjama("memory", "import", tmp_path / name)
        assert (code, said in err) == (2, True), (name, err)
    assert tarjama("memory", "import", tmp_path / "missing.tmx")[0] == 2
    assert tarjama("memory", "import")[0] == 2
    memory = TranslationMemory()
    assert memory.fingerprint(IMPORTED) == ""
    memory.close()
