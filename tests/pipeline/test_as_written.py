"""Checks, exports and views use each line as written, so that faults of the cleaning are found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, english
from translate.checks.registry import check_pair
from translate.text import cleaning, lines

Tarjama = Callable[..., tuple[int, str, str]]
TEXT = "مهرجان الربيع\n\nامتد العمل بين 1985ـ1997 في المدينة. وبلغ عدد الطلاب 30\u200b45 طالبا في المدارس كلها.\n"
_VANISHING = re.compile("[\u0640\u200b]")


def faulty_clean(text: str) -> str:
    """Clean like an earlier version, which joined figures and words."""
    return " ".join(_VANISHING.sub("", text).split())


@pytest.fixture(autouse=True)
def _forget_lengths() -> Iterator[None]:
    lines._length.cache_clear()
    yield
    lines._length.cache_clear()


def echo(text: str) -> str:
    """Translate faithfully what the model sees."""
    figures = " ".join(re.findall(r"\d+", text))
    return english(text) if not figures else f"{english(text).removesuffix('.')} {figures}."


@pytest.fixture
def run(tarjama: Tarjama, fake_models: FakeModels, tmp_path: Path) -> Callable[[str], Path]:
    def start(text: str) -> Path:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
        fake_models.translator = FakeModel(echo, max_input_tokens=400)
        arguments = ("run", tmp_path / "in", "--profile", "embedded", "--summarizer", "none", "--no-memory")
        code, _, err = tarjama(*arguments, "--output", tmp_path / "run", "--quiet")
        assert code == 0, err
        return tmp_path / "run"

    return start


def flags(folder: Path) -> set[str]:
    article = json.loads((folder / "articles" / "a.json").read_text(encoding="utf-8"))
    return {flag["name"] for line in article["lines"] for s in line["sentences"] for flag in s["flags"]}


def test_a_fault_of_the_cleaning_is_flagged(
    run: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cleaning, lines):
        monkeypatch.setattr(module, "clean", faulty_clean)
    folder = run(TEXT)
    article = json.loads((folder / "articles" / "a.json").read_text(encoding="utf-8"))
    assert [s["source"] for s in article["lines"][2]["sentences"]] == [
        "امتد العمل بين 19851997 في المدينة.",
        "وبلغ عدد الطلاب 3045 طالبا في المدارس كلها.",
    ]
    assert "number missing" in flags(folder)
    assert all(
        any(flag["name"] == "number missing" for flag in s["flags"]) for s in article["lines"][2]["sentences"]
    )


def test_the_cleaning_as_it_is_gives_no_flag(run: Callable[[str], Path]) -> None:
    assert "number missing" not in flags(run(TEXT))


def test_the_translation_memory_file_and_show_carry_the_line_as_written(
    run: Callable[[str], Path], tarjama: Tarjama, tmp_path: Path
) -> None:
    from lxml import etree  # type: ignore[import-untyped]

    folder = run(TEXT)
    written = ["امتد العمل بين 1985ـ1997 في المدينة.", "وبلغ عدد الطلاب 30\u200b45 طالبا في المدارس كلها."]
    assert tarjama("export", folder, "--to", "tmx", "--output", tmp_path / "a.tmx")[0] == 0
    segments = [seg.text for seg in etree.parse(str(tmp_path / "a.tmx")).iter("seg")]
    assert segments[2::2] == written
    code, out, _ = tarjama("show", folder, "a", "--json")
    assert code == 0
    line = json.loads(out)["lines"][1]
    assert line["source"] == TEXT.split("\n")[2]
    assert [s["source"] for s in line["sentences"]] == written
    assert [s["cleaned"] for s in line["sentences"]] == [cleaning.clean(part) for part in written]


def test_a_copied_line_whose_figures_cleaning_would_change_goes_to_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cleaning.copied_line("1985ـ1997") == "1985-1997"
    monkeypatch.setattr(cleaning, "clean", faulty_clean)
    assert cleaning.copied_line("1985ـ1997") is None


@pytest.mark.parametrize(
    ("source", "output", "expected"),
    [
        ("بلغت 12&#1632; مترا.", "It reached 120 metres.", []),
        ("قال &quot;نعم&quot; للجميع.", 'He said "yes" to everyone.', []),
        ("وصل الوفد.\\nوغادر الضيوف المدينة كلهم.", "The delegation arrived. All the guests left town.", []),
        ("في 10\u200b20 مدرسة", "In 1020 schools", ["number missing", "number added"]),
        ("من 1985ـ1997 فقط", "Only from 19851997", ["number missing", "number added"]),
        ("وبلغت نسبة النجـــاح 40", "The success rate reached 40", []),
    ],
)
def test_entities_breaks_and_invisible_characters_are_read_as_a_person_reads_them(
    source: str, output: str, expected: list[str]
) -> None:
    assert [flag.name for flag in check_pair(source, output)] == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("خبر\n\nU+mojibake", ""),
        ("خبر المساء\n" + "وصل وفد كبير إلى المدينة".encode().decode("cp1256", "replace") + "\n", "mended: "),
    ],
)
def test_mended_lines_are_a_note_in_table_and_show(
    run: Callable[[str], Path], tarjama: Tarjama, text: str, note: str
) -> None:
    text = text.replace("U+mojibake", "وصل وفد كبير إلى المدينة")
    folder = run(text)
    for arguments in (("table", folder), ("show", folder, "a")):
        code, out, _ = tarjama(*arguments)
        assert code == 0
        assert ("mended: UTF-8 read as Windows-1256 (1 line)" in " ".join(out.split())) is bool(note)
    notes = json.loads(tarjama("table", folder, "--json")[1])["runs"][0]["articles"][0]["notes"]
    assert notes == json.loads(tarjama("show", folder, "a", "--json")[1])["notes"]
    assert [n.startswith("mended: ") for n in notes] == ([True] if note else [])


def test_wrapped_lines_are_reported_and_joined_on_request(
    tarjama: Tarjama, fake_models: FakeModels, tmp_path: Path
) -> None:
    lines_of_mail = [
        "أعلنت بلدية الميناء أن سوق السمك الجديد سيفتح أبوابه بعد",
        "عطلة العيد، وأن التجار القدامى سيحصلون على محالهم مجانا",
        "مدة سنة كاملة، فيما يبدأ العمل في المبنى القديم خلال شهر",
        "من الآن بتمويل من الوزارة.",
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines_of_mail) + "\n", encoding="utf-8")
    fake_models.translator = FakeModel(echo, max_input_tokens=400)
    arguments = ("run", tmp_path / "a.txt", "--profile", "embedded", "--summarizer", "none", "--no-memory")
    _, out, _ = tarjama(*arguments, "--output", tmp_path / "apart", "--quiet")
    assert "wrapped: 4 lines of 1 paragraph, translated line by line; --unwrap" in " ".join(out.split())
    apart = (tmp_path / "apart" / "articles" / "a.en.txt").read_text(encoding="utf-8").split("\n")
    assert all(apart[:4])
    assert tarjama(*arguments, "--unwrap", "--output", tmp_path / "joined", "--quiet")[0] == 0
    joined = (tmp_path / "joined" / "articles" / "a.en.txt").read_text(encoding="utf-8").split("\n")
    assert len(joined) == len(apart)
    assert joined[0] == echo(" ".join(lines_of_mail))
    assert not any(joined[1:])
    shown = json.loads(tarjama("show", tmp_path / "joined", "a", "--json")[1])["lines"]
    assert [line["joined"] for line in shown] == [None, 1, 1, 1]


def test_a_name_translated_in_two_ways_is_flagged_in_the_article_and_the_table(
    tarjama: Tarjama, fake_models: FakeModels, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    text = "أخبار لورد\n\nقال لورد إن الشركة تنمو.\n\nوأشار لورد إلى المنافسين.\n"
    (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
    answers = {"أخبار لورد": "News of Lord", "قال لورد إن الشركة تنمو.": "Lord said the company is growing."}
    fake_models.translator = FakeModel(lambda s: answers.get(s, "Lovelace pointed to the rivals."))
    arguments = ("run", tmp_path / "in", "--profile", "embedded", "--summarizer", "none", "--no-memory")
    code, _, err = tarjama(*arguments, "--output", tmp_path / "run", "--quiet")
    assert code == 0, err
    article = json.loads((tmp_path / "run" / "articles" / "a.json").read_text(encoding="utf-8"))
    (sentence,) = article["lines"][4]["sentences"]
    assert {
        "name": "name varies",
        "detail": "لورد: Lovelace, elsewhere Lord",
        "words": ["Lovelace"],
    } in sentence["flags"]
    _, out, _ = tarjama("show", tmp_path / "run", "a")
    assert "name varies" in out
