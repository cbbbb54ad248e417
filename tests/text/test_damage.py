"""Damaged Arabic is repaired if its correct form is certain, and refused otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import Unreadable
from translate.text.damage import described, mend

TEXT = "صرح المدير أن «المصنع» يعمل منذ 1995، وأغلق – أمس…"
SHARED = Path(__file__).parents[3] / "shared"
CLEAN_FILES = ("ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary")


def _misread(text: str, encoding: str) -> str:
    """Decode UTF-8 in another encoding, with undefined bytes as browsers decode them."""
    return "".join(bytes([b]).decode(encoding, errors="ignore") or chr(b) for b in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", ["cp1256", "cp1252", "latin-1", "cp1251", "cp437", "cp850", "mac_roman"])
def test_utf8_read_in_another_encoding_reaches_the_model_as_arabic(encoding: str) -> None:
    repaired = mend(["عنوان", _misread(TEXT, encoding)], "a.txt")
    assert repaired.lines == ["عنوان", TEXT]
    assert list(repaired.changes.values()) == [1]


def test_utf8_decoded_wrongly_twice_is_repaired() -> None:
    assert mend([_misread(_misread(TEXT, "cp1252"), "cp1252")], "a.txt").lines == [TEXT]


def test_wrongly_decoded_text_with_lost_letters_is_refused_with_its_line() -> None:
    damaged = _misread(TEXT, "cp1256").replace("ظ…", "ظ ", 1)
    with pytest.raises(Unreadable, match=r"a\.txt, line 2: UTF-8 read as Windows-1256"):
        mend(["عنوان", damaged], "a.txt")


@pytest.mark.parametrize(
    "read_as", ["cp1252", "latin-1", "cp1254", "cp1250", "cp1251", "cp437", "cp850", "mac_roman"]
)
@pytest.mark.parametrize("written_in", ["cp1256", "iso8859_6"])
def test_single_byte_arabic_read_in_another_encoding_is_repaired(written_in: str, read_as: str) -> None:
    text = ["نبذة", "قال المدير إن العمل في المدينة بدأ أمس، وأضاف: نعم على الأقل؛ لماذا؟ OpenAI، عام 2017"]
    misread = [
        "".join(bytes([b]).decode(read_as, errors="ignore") or chr(b) for b in line.encode(written_in))
        for line in text
    ]
    repaired = mend(["مصر", *misread], "a.txt")
    assert repaired.lines == ["مصر", *text]
    assert list(repaired.changes.values()) == [2]


def test_one_wrongly_decoded_word_is_enough_if_no_language_has_it() -> None:
    assert mend(["ÇáÚÑÈíÉ"], "a.txt").lines == ["العربية"]
    assert mend(["ãÕÑ"], "a.txt").lines == ["ãÕÑ"]  # too short to be certain


def test_wrongly_decoded_text_with_a_lost_byte_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"line 2: Windows-1256 read as Windows-1252, then damaged"):
        mend(["ÇáÚÑÈíÉ Ýí ÇáãÏíäÉ", "ÇáÚÑ?íÉ"], "a.txt")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\u0627\u0644\u0639\u0631\u0628 \u0641\u064a", "العرب في"),
        ("%D8%A7%D9%84%D8%B9%D8%B1%D8%A8", "العرب"),
        ("=D8=A7=D9=84=D8=B9=D8=B1=D8=A8", "العرب"),
        ("&Oslash;&sect;&Ugrave;&#132;&Oslash;&sup1;&Oslash;&plusmn;", "العر"),
    ],
)
def test_arabic_that_is_written_with_escapes_reaches_the_model_as_arabic(written: str, meant: str) -> None:
    repaired = mend([written, "نص"], "a.txt")
    assert repaired.lines == [meant, "نص"]
    assert sum(repaired.changes.values()) == 1


def test_quoted_printable_whose_lines_are_broken_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"a\.txt, line 1: quoted-printable"):
        mend(["=D8=A7=D9=84=D8=B9=D8=B1=", "=D8=A8"], "a.txt")


def test_a_url_keeps_its_escapes() -> None:
    line = "https://ar.example.org/wiki/%D8%A7%D9%84%D8%B9%D8%B1%D8%A8 نص"
    assert mend([line], "a.txt").lines == [line]


def test_escapes_that_are_broken_are_refused() -> None:
    with pytest.raises(Unreadable, match="damaged percent escapes"):
        mend(["%D8%A7%D9%84%D8%B9%D8%B1%D8"], "a.txt")


def test_words_that_became_question_marks_are_refused_with_their_line() -> None:
    with pytest.raises(Unreadable, match=r"a\.txt, line 2: letters are lost"):
        mend(["نص", "???? ?????? ?? ???"], "a.txt")


def test_lines_in_visual_order_are_reversed() -> None:
    lines = ["أعلنت الشركة الكبيرة (أمس) نتائجها.", "ارتفعت الأرباح كثيرا.", "وبدأت سنة 2017 بخسارة."]
    repaired = mend(
        [line[::-1].replace("7102", "2017").translate(str.maketrans("()", ")(")) for line in lines], "a.txt"
    )
    assert repaired.lines == lines
    assert described(repaired.changes.items()) == "visual order (3 lines)"


def test_presentation_forms_in_visual_order_are_reversed() -> None:
    assert mend(["ﺓﻛﺮﺸﻟﺍ"], "a.txt").changes == {"visual order": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ةكرشلا حابرأ تغلب 35", "the figure 35"),
        ("ةكرشلا تنلعأ Google", "Latin words"),
        ("ةنيدم يف ةريبك ةكرش", "not certain"),
        ("ﱁ ﱂ ﱃ", "glyph codes"),
        ("قرأ ﱁﱂﱃﱄ أمس", "glyph codes"),
        ("\ue021\ue022\ue023 \ue024", "glyph codes"),
    ],
)
def test_damage_that_cannot_be_repaired_with_certainty_is_refused_with_the_reason(
    line: str, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        mend([line], "a.txt")


@pytest.mark.parametrize(
    "line",
    [
        "ضغط، ولفظ، وحظ؛ ثم «شرط».",
        "قال النبي ﷺ ذلك، وقرأ ﴿الحمد لله﴾.",
        "مدرسة جديدة في الإسكندرية 2017",
        "Ærø og Ørsted: Øyvind",
        "åäö ÅÄÖ",
        "Збигнев Збройовка, Привет из Москвы",
        "Île-de-France, où naïve çà et là",
        "حقا؟؟ ماذا ?? لا أعرف",
        r"المسار C:\\users\\u06\\data",
        "ة",
    ],
)
def test_correct_text_is_not_changed(line: str) -> None:
    assert mend([line], "a.txt").lines == [line]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared corpora")
@pytest.mark.parametrize("name", CLEAN_FILES)
def test_no_line_of_published_corpora_is_called_damaged(name: str) -> None:
    for row in (SHARED / "training" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[:3000]:
        line = row.split("\t")[0]
        assert mend([line], name).lines == [line]
