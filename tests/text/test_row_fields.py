"""Test the choice of a row's text field, its text, and files of rows written by other programs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.text.test_rows import ids, read, text_of, write_jsonl, write_parquet
from tests.text.translating import read_one
from translate.config.profile import InputSettings
from translate.errors import ArticleError, InputError, UnsupportedKind
from translate.text.discovery import find_documents
from translate.text.formats.blocks import decode_entities, plain_text

SHORT = "عاد الفريق إلى المدينة."
LONG = "عاد الفريق الوطني إلى المدينة مساء أمس بعد مباراة طويلة انتهت بالتعادل أمام آلاف المشجعين."


def texts(path: Path, fields: InputSettings | None = None) -> list[str]:
    """Return the texts of the rows, or the reasons why they are not read."""
    found = read(path, fields=fields or InputSettings()).values()
    return [str(f) if isinstance(f, ArticleError) else f.text for f in found]


def notes_of(path: Path) -> list[str]:
    heard: list[str] = []
    find_documents([path], InputSettings(), None, heard.append)
    return heard


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("name", ["TEXT", "Content", "body", "نص", " Tweet", "article-text", "المحتوى"])
def test_a_text_field_with_another_usual_name_is_found_and_reported(tmp_path: Path, name: str) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"id": 1, "source": "الوكالة", name: SHORT})
    assert texts(path) == [SHORT]
    assert notes_of(path) == [f"{path}: read the text from the field '{name}' (--text-field selects another)"]


def test_nothing_is_reported_for_the_default_field_name(tmp_path: Path) -> None:
    assert notes_of(write_jsonl(tmp_path / "a.jsonl", {"text": SHORT, "body": LONG})) == []


def test_the_only_field_with_long_arabic_is_the_text(tmp_path: Path) -> None:
    row = {"city": "القاهرة", "english": "The team came back to the city last night after a draw.", "x": LONG}
    assert texts(write_jsonl(tmp_path / "a.jsonl", row)) == [LONG]


def test_two_long_arabic_fields_are_not_guessed_between(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"x": LONG, "y": LONG})
    with pytest.raises(InputError, match=r"no field 'text'; available: 'x', 'y'; name one with --text-field"):
        find_documents([path])


def test_a_usual_field_without_arabic_is_passed_over_for_one_with_it(tmp_path: Path) -> None:
    assert texts(write_jsonl(tmp_path / "a.jsonl", {"text": "In English", "body": SHORT})) == [SHORT]


@pytest.mark.parametrize("name", ["pair.ar", "story.parts.body"])
def test_a_field_of_an_object_is_named_with_dots(tmp_path: Path, name: str) -> None:
    row = {"key": {"nr": 7}, "pair": {"ar": SHORT, "en": "x"}, "story": {"parts": {"body": SHORT}}}
    fields = InputSettings(text_field=name, id_field="key.nr")
    for path in (write_jsonl(tmp_path / "a.jsonl", row), write_parquet(tmp_path / "b.parquet", row)):
        assert ids(path, fields=fields) == [f"{path.stem}/7"]
        assert texts(path, fields) == [SHORT]


def test_a_missing_nested_field_is_reported_with_the_existing_ones(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"pair": {"ar": SHORT, "en": "x"}})
    with pytest.raises(InputError, match=r"no field 'pair\.fr'; available: 'pair\.ar', 'pair\.en'"):
        find_documents([path], InputSettings(text_field="pair.fr"))


def test_a_list_of_strings_is_lines(tmp_path: Path) -> None:
    assert texts(write_jsonl(tmp_path / "a.jsonl", {"text": [SHORT, LONG]})) == [f"{SHORT}\n{LONG}"]


@pytest.mark.parametrize("name", ["title", "Headline", "عنوان"])
def test_a_title_field_is_the_first_line(tmp_path: Path, name: str) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"text": LONG, name: "عودة الفريق &amp; جمهوره"})
    assert texts(path) == [f"عودة الفريق & جمهوره\n{LONG}"]


@pytest.mark.parametrize("title", ["", None, " ", 7, "123", SHORT])
def test_no_title_and_one_that_the_text_has_add_no_line(tmp_path: Path, title: object) -> None:
    text = f"\n{SHORT}\n{LONG}"
    assert texts(write_jsonl(tmp_path / "a.jsonl", {"text": text, "title": title})) == [text]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<p>أول</p>\n<p>ثان<br/>ثالث</p><ul><li>بند</li></ul>", "أول\nثان\nثالث\nبند"),
        ("<b>أول</b> سطر\nثان", "أول سطر\nثان"),
        ("&lt;p&gt;أول&lt;/p&gt;&lt;p&gt;ثان&lt;/p&gt;", "أول\nثان"),
        ("قال &quot;نعم&quot;&nbsp;في &#1635; مدن", 'قال "نعم"\u00a0في ٣ مدن'),
        ("5 < 7 و 9 > 3 <3", "5 < 7 و 9 > 3 <3"),
        ("AT&T و R&D &copy 2020", "AT&T و R&D &copy 2020"),
        ("نص\n\n  مزاح", "نص\n\n  مزاح"),
        ("البريد <name@example.org> هنا", "البريد <name@example.org> هنا"),
    ],
)
def test_html_in_a_field_is_read_as_html_and_other_text_stays(tmp_path: Path, field: str, text: str) -> None:
    assert texts(write_jsonl(tmp_path / "a.jsonl", {"text": field})) == [text]
    assert plain_text(field) == text


def test_an_entity_is_read_once() -> None:
    assert decode_entities("&amp;lt;") == "&lt;"


def test_quotation_marks_in_a_tsv_are_text(tmp_path: Path) -> None:
    rows = ['"نعم" قال', '"لم يكتمل', 'قال "نعم" ومضى', "نهاية"]
    path = write(tmp_path / "a.tsv", "id\ttext\n" + "".join(f"{i}\t{r}\n" for i, r in enumerate(rows)))
    assert texts(path) == rows


def test_a_csv_keeps_fields_with_lines_and_doubled_quotation_marks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"أول\nثان"\n2,"قال ""نعم"", ومضى"\n')
    assert texts(path) == ["أول\nثان", 'قال "نعم", ومضى']


def test_each_badly_quoted_row_of_a_csv_fails_alone(tmp_path: Path) -> None:
    bad = '2,"قال "نعم" ومضى"\n'
    path = write(tmp_path / "a.csv", f'id,text\n1,"أول"\n{bad}3,"ثالث"\n4,"مفتوح\n5,خامس\n6,"سادس"\n')
    first, second, third, fourth, fifth, sixth = texts(path)
    assert (first, third, fifth, sixth) == ("أول", "ثالث", "خامس", "سادس")
    assert "a.csv:3: not CSV" in second
    assert "a.csv:5: not CSV" in fourth
    assert second.endswith("1 row not read")


def test_quotation_marks_after_backslashes_are_quotation_marks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"قال \\"نعم\\", ومضى"\n2,"ملف C:\\x"\n')
    assert texts(path) == ['قال "نعم", ومضى', "ملف C:\\x"]


@pytest.mark.parametrize("sign", [";", "|", "\t", ","])
def test_the_sep_line_of_excel_names_the_delimiter(tmp_path: Path, sign: str) -> None:
    path = write(tmp_path / "a.csv", f"sep={sign}\r\nid{sign}text\r\nk{sign}{SHORT}\r\n", "utf-8-sig")
    assert ids(path) == ["a/k"]
    assert texts(path) == [SHORT]


def test_a_csv_of_one_column_needs_no_quotation_marks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f'summary\n{LONG}, ثم عاد, ثانية.\n"{LONG}"\n')
    assert texts(path) == [f"{LONG}, ثم عاد, ثانية.", LONG]


@pytest.mark.parametrize("first", [f"1,{LONG}", f"{LONG},سياسة", f"7,{SHORT}"])
def test_a_csv_without_a_header_is_reported_as_such(tmp_path: Path, first: str) -> None:
    path = write(tmp_path / "a.csv", f"{first}\n2,{LONG}\n")
    with pytest.raises(InputError, match="no header: the first line contains data"):
        find_documents([path])


@pytest.mark.parametrize("encoding", ["cp1256", "utf-8"])
def test_the_encoding_of_a_table_is_decided_on_all_of_it(tmp_path: Path, encoding: str) -> None:
    english = "".join(f"{i},plain English of many rows\n" for i in range(20_000))
    path = write(tmp_path / "a.csv", f"id,text\n{english}x,{LONG}\n", encoding)
    assert text_of(read(path)["a/x"]) == LONG


def test_one_damaged_row_after_much_text_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,text\n1,{LONG}\n2,".encode() + b"\xc7\xe1\n" + f"3,{LONG}\n".encode())
    first, second, third = texts(path)
    assert (first, third) == (LONG, LONG)
    assert "invalid bytes" in second


@pytest.mark.parametrize("layout", [json.dumps, lambda rows: json.dumps(rows, indent=2, ensure_ascii=False)])
def test_an_array_of_json_is_rows(tmp_path: Path, layout: object) -> None:
    assert callable(layout)
    rows = [{"id": i, "text": f"{LONG} {i}"} for i in range(1500)]  # more than is read at once
    path = write(tmp_path / "a.json", layout(rows))
    assert texts(path) == [row["text"] for row in rows]


def test_truncated_json_reports_where_reading_stopped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", f'[{{"text": "{SHORT}"}}, 5, {{"text": "{SHORT}"')
    first, second, third = texts(path)
    assert first == SHORT
    assert "value 2: not a JSON object but int" in second
    assert "from value 3 on" in third


def test_objects_one_after_the_other_are_rows_of_json(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", f'{{"text": "{SHORT}"}}\n{{"text": "{LONG}"}}\n')
    assert texts(path) == [SHORT, LONG]


@pytest.mark.parametrize("data", ['{"name": "x", "version": 1}', '"text"', "12", "not JSON"])
def test_other_json_in_a_folder_of_articles_is_skipped_and_not_a_failure(tmp_path: Path, data: str) -> None:
    write(tmp_path / "package.json", data)
    write(tmp_path / "a.txt", SHORT)
    found = read(tmp_path)
    assert text_of(found.pop("a")) == SHORT
    (other,) = found.values()
    assert isinstance(other, UnsupportedKind)


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "tsv"])
def test_rows_packed_by_gzip_are_read_under_the_same_ids(tmp_path: Path, kind: str) -> None:
    row = json.dumps({"id": "k", "text": LONG})
    plain = {"jsonl": row, "json": f"[{row}]"}.get(kind, f"id,text\nk,{LONG}\n")
    data = plain.replace("id,text\nk,", "id\ttext\nk\t") if kind == "tsv" else plain
    path = tmp_path / f"news.{kind}.gz"
    path.write_bytes(gzip.compress(data.encode()))
    assert ids(path) == ["news/k"]
    assert texts(path) == [LONG]
    path.write_bytes(gzip.compress(data.encode())[:-12])
    assert "truncated gzip file" in texts(path)[-1]


def test_code_in_a_field_of_html_is_copied_and_text_without_tags_is_not(tmp_path: Path) -> None:
    field = "<p>شغل البرنامج الآتي ثم انتظر.</p><pre><code>run --all\n  now</code></pre>"
    for text, copied in ((field, ["run --all", "  now"]), ("شغل البرنامج\nثم انتظر", [])):
        (tmp_path / "a.jsonl").write_text(
            json.dumps({"title": "دليل التشغيل", "text": text}), encoding="utf-8"
        )
        article = read_one(tmp_path / "a.jsonl")
        assert article.lines[0].source == "دليل التشغيل"
        assert [line.copied for line in article.lines if line.copied] == copied


def test_the_title_of_the_object_that_holds_the_text_is_the_first_line(tmp_path: Path) -> None:
    row = {"title": "الموقع", "article": {"Title": "عودة الفريق", "body": LONG}}
    assert texts(write_jsonl(tmp_path / "a.jsonl", row)) == [f"عودة الفريق\n{LONG}"]
    assert texts(write_jsonl(tmp_path / "b.jsonl", {"title": "عودة", "x": {"body": LONG}})) == [
        f"عودة\n{LONG}"
    ]
