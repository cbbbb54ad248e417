"""Test reading text files in the encodings of Arabic."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from translate.errors import EmptyArticle, UnknownEncoding, Unreadable, UnsupportedKind
from translate.records import Document
from translate.text.reading import Text, read_text

SENTENCE = "أعلنت الحكومة، يوم الثلاثاء، عن خطة جديدة لدعم الاقتصاد؛ وقال الوزير: هل هذا ممكن؟"
SHORT = "ارتفعت أسهم الشركة في السوق."


def _read(tmp_path: Path, data: bytes, name: str = "a.txt") -> Text:
    path = tmp_path / name
    path.write_bytes(data)
    return read_text(Document(id="a", path=path))


@pytest.mark.parametrize("seed", sorted(SEEDS.iterdir()), ids=lambda path: path.name[:3])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6"])
def test_a_seed_reads_the_same_in_every_encoding(tmp_path: Path, seed: Path, encoding: str) -> None:
    data = seed.read_text(encoding="utf-8").encode(encoding, errors="ignore")
    text = _read(tmp_path, data)
    assert (text.text, text.encoding) == (data.decode(encoding), encoding)


@pytest.mark.parametrize("text", [SENTENCE, SHORT, "قال", "هذه هي الحياة", "مصر 2024", "« نعم » قالت"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1256", "iso8859_6"])
def test_a_line_of_a_few_words_is_enough_to_tell_the_encoding(
    tmp_path: Path, text: str, encoding: str
) -> None:
    data = text.encode(encoding, errors="ignore")
    assert _read(tmp_path, data).text == data.decode(encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path: Path, mark: bytes, encoding: str) -> None:
    assert _read(tmp_path, mark + SHORT.encode(encoding)).text == SHORT


def test_mostly_english_utf16_is_read(tmp_path: Path) -> None:
    text = "OpenAI and Alibaba\nشركة"
    assert _read(tmp_path, text.encode("utf-16-be")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        SHORT.encode() + b"\0" + SHORT.encode(),
        codecs.BOM_UTF16_LE + SHORT.encode("utf-16-le") + b"\x00",
        "Президент России заявил о новых мерах поддержки экономики страны.".encode("cp1251"),
    ],
    ids=["binary", "NUL", "broken off", "Russian"],
)
def test_binary_files_are_not_translated(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnknownEncoding, match=r"a\.txt: "):
        _read(tmp_path, data)


def test_damaged_utf8_is_not_taken_for_windows_letters(tmp_path: Path) -> None:
    data = SENTENCE.encode()
    with pytest.raises(UnknownEncoding, match="damaged UTF-8, first at byte 19"):
        _read(tmp_path, data[:20] + b"\xff" + data[20:])


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.Text", "article", "خبر. اليوم"])
def test_text_files_are_read_with_a_suffix_in_any_case(tmp_path: Path, name: str) -> None:
    assert _read(tmp_path, SHORT.encode(), name).text == SHORT


@pytest.mark.parametrize(("name", "kind"), [("a.doc", r"\.doc"), ("photo.JPG", r"\.jpg")])
def test_another_kind_of_file_is_skipped_by_its_name(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(UnsupportedKind, match=rf": unsupported file type {kind}$"):
        _read(tmp_path, SHORT.encode(), name)


def test_a_program_without_suffix_is_skipped_and_not_a_failure(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedKind, match="no suffix, and not a text file"):
        _read(tmp_path, b"\x7fELF\x02\x01\x01\0\0\0", "program")


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff\u200f\u200b\n", "\u00a0\u2028"])
def test_a_file_of_invisible_characters_is_called_empty(tmp_path: Path, text: str) -> None:
    with pytest.raises(EmptyArticle):
        _read(tmp_path, text.encode())


def test_a_deleted_file_fails_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.txt: the file is gone"):
        read_text(Document(id="gone", path=tmp_path / "gone.txt"))


def test_line_endings_of_windows_are_kept_and_those_of_the_old_mac_are_lines(tmp_path: Path) -> None:
    assert _read(tmp_path, "أ\r\nب\r\n".encode()).text == "أ\r\nب\r\n"
    assert _read(tmp_path, "أ\rب\r".encode()).text == "أ\nب\n"


def test_the_hash_is_computed_from_the_bytes(tmp_path: Path) -> None:
    data = codecs.BOM_UTF8 + SHORT.encode()
    assert _read(tmp_path, data).sha256 == hashlib.sha256(data).hexdigest()
