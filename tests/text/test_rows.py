"""Test files with an article per row."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, InputError, UnknownEncoding, Unreadable
from translate.text.discovery import find_documents
from translate.text.reading import Text, read_texts

FIELDS = InputSettings()


def write_jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, *rows: object) -> Path:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist(list(rows)), path)
    return path


def ids(*inputs: Path, fields: InputSettings = FIELDS, limit: int | None = None) -> list[str]:
    return [document.id for document in find_documents(inputs, fields, limit)]


def read(*inputs: Path, fields: InputSettings = FIELDS) -> dict[str, Text | ArticleError]:
    return {document.id: text for document, text in read_texts(find_documents(inputs, fields), fields)}


def text_of(found: Text | ArticleError) -> str:
    assert isinstance(found, Text), found
    return found.text


def test_a_rows_id_is_the_value_of_its_field_or_else_its_number(tmp_path: Path) -> None:
    rows = [{"text": "أ", "id": 7, "key": "k/1"}, {"text": "ب", "key": "../../etc"}, {"text": "ج", "id": ""}]
    path = write_jsonl(tmp_path / "a.jsonl", *rows)
    assert ids(path) == ["a/7", "a/2", "a/3"]
    assert ids(path, fields=InputSettings(id_field="key")) == [
        "a/k_1",
        "a/.._.._etc".replace("/..", "/_."),
        "a/3",
    ]


def test_two_rows_of_one_id_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", *({"text": "أ", "id": i} for i in ("x", "X", "x", "x-3")))
    assert len({i.casefold() for i in ids(path)}) == 4


def test_rows_come_in_the_order_of_the_file_and_files_as_people_number_them(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "f10.jsonl", {"text": "أ"})
    write_jsonl(tmp_path / "f2.jsonl", {"text": "أ", "id": "z"}, {"text": "أ", "id": "b"})
    (tmp_path / "f3.txt").write_text("أ")
    assert ids(tmp_path) == ["f2/z", "f2/b", "f3", "f10/1"]


def test_a_row_and_a_file_of_a_folder_never_write_the_same_article(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text("نص")
    write_jsonl(tmp_path / "news.jsonl", {"text": "أ"})
    write_jsonl(tmp_path / "x.json.jsonl", {"text": "أ"})
    (tmp_path / "x.txt").write_text("نص")
    assert set(ids(tmp_path)) == {"news/1", "news.jsonl/1", "x", "x.json.jsonl/1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_arab_offices_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    seed = next(SEEDS.glob("000*")).read_text(encoding="utf-8")
    with (tmp_path / "a.csv").open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["id", "text", "date"])
        writer.writerow(["1", seed, "2025-03-01"])
        writer.writerow(["2", "خبر ثان، قصير", ""])
    found = read(tmp_path / "a.csv")
    assert text_of(found["a/1"]) == seed.encode(encoding, "replace").decode(encoding)
    assert text_of(found["a/2"]) == "خبر ثان، قصير"
    assert isinstance(found["a/1"], Text)
    assert found["a/1"].metadata == {"date": "2025-03-01"}


def test_a_bad_line_of_json_fails_alone_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        '{"text": "أول"}\n\n{"text": \n["text"]\n{"text": 3}\n{"other": "x"}\n'.encode()
        + b'{"text": "\xff"}\n'
        + '{"text": null}\n{"text": "ثان \\ud800"}'.encode()
    )
    found = list(read(path).values())
    reasons = [str(f) if isinstance(f, ArticleError) else f.text for f in found]
    assert len(found) == 8
    assert reasons[0] == "أول"
    assert "a.jsonl:3: not JSON" in reasons[1]
    assert "a.jsonl:4: expected a JSON object, not list" in reasons[2]
    assert "row 4: 'text' is not text but int" in reasons[3]
    assert "row 5: no field 'text'; available: 'other'" in reasons[4]
    assert "a.jsonl:7: not JSON in UTF-8" in reasons[5]
    assert isinstance(found[6], EmptyArticle)
    assert reasons[7] == "ثان \ufffd"
    assert text_of(found[7]).encode("utf-8")


def test_a_bad_row_of_csv_fails_alone_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,أ\n2,ب,ج\n3,".encode() + b"\xff\n" + "4,د\n".encode())
    found = read(tmp_path / "a.csv")
    assert text_of(found["a/1"]) == "أ"
    assert "a.csv:3: 3 fields, but the header has 2" in str(found["a/2"])
    assert isinstance(found["a/3"], UnknownEncoding)
    assert text_of(found["a/4"]) == "د"


def test_an_unclosed_quotation_mark_fails_only_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text\nأول\n"ثان\nثالث\n', encoding="utf-8")
    first, second, third = read(tmp_path / "a.csv").values()
    assert (text_of(first), text_of(third)) == ("أول", "ثالث")
    assert "a.csv:3: not CSV" in str(second)
    assert "1 row not read" in str(second)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n\0\0\0", b"PAR1\0\0PAR1"], ids=["empty", "PNG", "PAR1"]
)
def test_a_damaged_file_is_a_row_with_a_reason(tmp_path: Path, suffix: str, data: bytes) -> None:
    (tmp_path / f"a.{suffix}").write_bytes(data)
    for found in read(tmp_path / f"a.{suffix}").values():  # two if there are two lines
        assert isinstance(found, ArticleError)
        assert f"a.{suffix}" in str(found)
    assert found


def test_a_parquet_file_cut_off_by_a_broken_copy_is_a_failure(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", *({"text": "نص طويل " * 200} for _ in range(500)))
    path.write_bytes(path.read_bytes()[:-100])
    (found,) = read(path).values()
    assert isinstance(found, Unreadable)


def test_values_of_parquet_are_kept_as_text(tmp_path: Path) -> None:
    import datetime

    row = {
        "text": "نص",
        "id": 3,
        "when": datetime.datetime(2025, 3, 1, 10, tzinfo=datetime.UTC),
        "score": 0.5,
        "tags": ["أ", "ب"],
        "nested": {"x": 1},
        "long": "x" * 5000,
        "none": None,
    }
    found = read(write_parquet(tmp_path / "a.parquet", row))["a/3"]
    assert isinstance(found, Text)
    assert found.metadata == {"when": "2025-03-01T10:00:00+00:00", "score": "0.5", "tags": "أ; ب"}


def test_a_named_file_without_the_field_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", {"city": "Cairo", "key": 1})
    with pytest.raises(
        InputError, match="no field 'text'; available: 'city', 'key'; name one with --text-field"
    ):
        find_documents([path])
    with pytest.raises(InputError, match=r"no field 'nr'.*--id-field"):
        find_documents([path], InputSettings(text_field="city", id_field="nr"))
    assert ids(path, fields=InputSettings(text_field="city", id_field="key")) == ["a/1"]


def test_a_stray_table_in_a_folder_of_articles_is_a_row_and_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,date\na.txt,2025\nb.txt,2026\n")
    (tmp_path / "a.txt").write_text("نص")
    found = read(tmp_path)
    assert text_of(found["a"]) == "نص"
    assert [i for i, f in found.items() if isinstance(f, ArticleError)] == ["metadata/row-1"]


def test_a_row_deleted_before_it_is_read_is_not_replaced_by_another(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "أ"}, {"text": "ب"})
    documents = find_documents([path])
    write_jsonl(path, {"text": "أ"})
    (_, first), (_, second) = read_texts(documents, FIELDS)
    assert text_of(first) == "أ"
    assert "the row is gone" in str(second)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_the_texts_of_a_large_file_are_not_all_in_memory_at_once(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    count, text = 4000, "نص طويل من الكلمات. " * 250  # 36 MB in all

    def rows() -> Iterator[dict[str, object]]:
        for number in range(count):
            yield {"id": number, "text": f"{number} {text}"}

    if suffix == "jsonl":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows())
    elif suffix == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("id", "text"))
            writer.writeheader()
            writer.writerows(rows())
    else:
        import pyarrow as pa
        from pyarrow import parquet

        parquet.write_table(pa.Table.from_pylist(list(rows())), path, row_group_size=500)
    documents = find_documents([path])
    tracemalloc.start()
    try:
        read_count = sum(isinstance(found, Text) for _, found in read_texts(documents, FIELDS))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read_count == count
    assert peak < 8 << 20
