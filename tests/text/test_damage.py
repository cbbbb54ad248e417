"""Damaged Arabic is mended where its right form is certain, and refused elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import Unreadable
from translate.text.damage import described, mend

TEXT = "صرح المدير أن «المصنع» يعمل منذ 1995، وأغلق – أمس…"
SHARED = Path(__file__).parents[3] / "shared"
CLEAN_FILES = ("ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary")


def _misread(text: str, encoding: str) -> str:
    """UTF-8 read in another encoding, as browsers read bytes that it does not define."""
    return "".join(bytes([b]).decode(encoding, errors="ignore") or chr(b) for b in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", ["cp1256", "cp1252", "latin-1", "cp1251", "cp437", "cp850", "mac_roman"])
def test_utf8_read_in_another_encoding_reaches_the_model_as_arabic(encoding: str) -> None:
    mended = mend(["عنوان", _misread(TEXT, encoding)], "a.txt")
    assert mended.lines == ["عنوان", TEXT]
    assert list(mended.changes.values()) == [1]


def test_utf8_read_wrongly_twice_is_mended() -> None:
    assert mend([_misread(_misread(TEXT, "cp1252"), "cp1252")], "a.txt").lines == [TEXT]


def test_misread_text_that_has_lost_letters_is_refused_with_its_line() -> None:
    damaged = _misread(TEXT, "cp1256").replace("ظ…", "ظ ", 1)
    with pytest.raises(Unreadable, match=r"a\.txt, line 2: UTF-8 read as Windows-1256"):
        mend(["عنوان", damaged], "a.txt")


def test_lines_in_visual_order_are_turned() -> None:
    lines = ["أعلنت الشركة الكبيرة (أمس) نتائجها.", "ارتفعت الأرباح كثيرا.", "وبدأت سنة 2017 بخسارة."]
    mended = mend(
        [line[::-1].replace("7102", "2017").translate(str.maketrans("()", ")(")) for line in lines], "a.txt"
    )
    assert mended.lines == lines
    assert described(mended.changes.items()) == "visual order (3 lines)"


def test_presentation_forms_in_visual_order_are_turned() -> None:
    assert mend(["ﺓﻛﺮﺸﻟﺍ"], "a.txt").changes == {"visual order": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ةكرشلا حابرأ تغلب 35", "the figure 35"),
        ("ةكرشلا تنلعأ Google", "Latin words"),
        ("ةنيدم يف ةريبك ةكرش", "not certain"),
        ("ﱁ ﱂ ﱃ", "glyph codes"),
        ("\ue021\ue022\ue023 \ue024", "glyph codes"),
    ],
)
def test_what_cannot_be_mended_with_certainty_is_refused_with_the_reason(line: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        mend([line], "a.txt")


@pytest.mark.parametrize(
    "line",
    [
        "ضغط، ولفظ، وحظ؛ ثم «شرط».",
        "قال النبي ﷺ ذلك، وقرأ ﴿الحمد لله﴾.",
        "مدرسة جديدة في الإسكندرية 2017",
        "Ærø og Ørsted: Øyvind",
        "ة",
    ],
)
def test_right_text_is_left_alone(line: str) -> None:
    assert mend([line], "a.txt").lines == [line]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared corpora")
@pytest.mark.parametrize("name", CLEAN_FILES)
def test_no_line_of_published_corpora_is_called_damaged(name: str) -> None:
    for row in (SHARED / "training" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[:3000]:
        line = row.split("\t")[0]
        assert mend([line], name).lines == [line]
