"""Test finding documents and naming them."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SEEDS
from translate.errors import InputError, Unreadable
from translate.text.discovery import find_documents, input_name
from translate.text.ids import MAX_COMPONENT_BYTES, folded, safe_ids
from translate.text.reading import read_text


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("نص", encoding="utf-8")


def _ids(*inputs: Path) -> list[str]:
    return [document.id for document in find_documents(inputs)]


def test_the_seeds_have_the_ids_of_their_references() -> None:
    assert _ids(SEEDS) == sorted(path.stem for path in SEEDS.iterdir())


def test_articles_come_in_the_order_in_which_people_number_them(tmp_path: Path) -> None:
    _write(tmp_path, "a10.txt", "a2.txt", "b/1.txt", "a01.txt", "a1.txt")
    assert _ids(tmp_path) == ["a01", "a1", "a2", "a10", "b/1"]


def test_hidden_files_and_folders_are_not_articles(tmp_path: Path) -> None:
    _write(tmp_path, ".DS_Store", ".git/config.txt", "a.txt")
    assert _ids(tmp_path) == ["a"]


def test_a_file_of_another_kind_is_listed_so_that_the_table_can_name_it(tmp_path: Path) -> None:
    _write(tmp_path, "photo.jpg", "a.txt")
    assert _ids(tmp_path) == ["a", "photo"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.txt", "a.text"], ["a.text", "a.txt"]),
        (["a.txt", "a.md", "a.txt.txt"], ["a.md", "a.txt", "a.txt.txt"]),
        (["v1.2", "خبر. اليوم"], ["v1.2", "خبر. اليوم"]),
        (["x.json/1.txt", "x.txt"], ["x", "x.json_/1"]),
    ],
)
def test_two_articles_never_write_the_same_file(
    tmp_path: Path, names: list[str], expected: list[str]
) -> None:
    _write(tmp_path, *names)
    ids = _ids(tmp_path)
    assert len({folded(i) for i in ids}) == len(names)
    assert set(expected) <= set(ids)


def test_ids_that_differ_only_in_case_stay_apart_on_a_mac() -> None:
    ids = safe_ids([PurePosixPath("News.txt"), PurePosixPath("news.txt"), PurePosixPath("NEWS.TXT")])
    assert len({folded(i) for i in ids}) == 3


def test_files_of_two_folders_with_the_same_name_keep_their_folder_in_the_id(tmp_path: Path) -> None:
    _write(tmp_path, "2023/news/a.txt", "2024/news/a.txt", "2024/news/b.txt")
    ids = _ids(tmp_path / "2023/news", tmp_path / "2024/news")
    assert ids == ["2023/news/a", "2024/news/a", "2024/news/b"]


def test_inputs_that_do_not_clash_have_short_ids(tmp_path: Path) -> None:
    _write(tmp_path, "x/a.txt", "y/b.txt")
    assert _ids(tmp_path / "x", tmp_path / "y" / "b.txt") == ["a", "b"]


def test_an_article_named_twice_is_translated_once(tmp_path: Path) -> None:
    _write(tmp_path, "x/a.txt")
    file = tmp_path / "x" / "a.txt"
    assert _ids(file, file, tmp_path / "x", tmp_path / "x" / ".." / "x" / "a.txt") == ["a"]


def test_files_written_by_a_run_are_not_articles_of_the_next(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt", "deep/er/run/articles/a.en.txt", "deep/er/run/started.json", "deep/b.txt")
    assert _ids(tmp_path) == ["a", "deep/b"]
    assert "articles/a.en" in _ids(tmp_path / "deep/er/run")


def test_no_file_of_a_run_contains_the_path_of_the_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "news/deep/a.txt", "b.txt", "here/c.txt")
    monkeypatch.chdir(tmp_path / "here")
    inputs = [Path("../news"), Path("../here/../b.txt"), Path()]
    found = {document.id: document.path for document in find_documents(inputs)}
    assert found == {"deep/a": Path("../news/deep/a.txt"), "b": Path("../b.txt"), "c": Path("c.txt")}
    assert all(path.is_file() for path in found.values())


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path, "x/a.txt")
    (tmp_path / "x" / "loop").symlink_to(tmp_path)
    (tmp_path / "itself").symlink_to("itself")
    assert _ids(tmp_path) == ["itself", "x/a"]


def test_a_linked_folder_is_read_once_under_its_own_name(tmp_path: Path) -> None:
    _write(tmp_path, "in/z/a.txt", "outside/b.txt")
    (tmp_path / "in" / "a-link").symlink_to(tmp_path / "in" / "z")
    (tmp_path / "in" / "other").symlink_to(tmp_path / "outside")
    assert _ids(tmp_path / "in") == ["other/b", "z/a"]


def test_a_pipe_or_a_dangling_link_is_a_failure_with_a_reason_and_no_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone")
    dangling, pipe = find_documents([tmp_path])
    with pytest.raises(Unreadable, match="a pipe, not a regular file"):
        read_text(pipe)
    with pytest.raises(Unreadable, match="broken link"):
        read_text(dangling)


def test_an_unreadable_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "open/a.txt", "closed/b.txt")
    scandir = os.scandir

    def refuse(path: os.PathLike[str]) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert _ids(tmp_path) == ["closed", "open/a"]
    with pytest.raises(InputError, match="closed: Permission denied"):
        find_documents([tmp_path / "closed"])


def test_an_input_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: no such file or folder"):
        find_documents([tmp_path / "nowhere"])


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, ".hidden")
    with pytest.raises(InputError, match="no file in"):
        find_documents([tmp_path])
    with pytest.raises(InputError):
        find_documents([])


_NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda n: n not in {".", ".."})
_PATHS = st.lists(_NAMES, min_size=1, max_size=4).map(lambda parts: PurePosixPath(*parts))


@given(st.lists(_PATHS, max_size=8, unique=True))
def test_no_name_leads_out_of_the_run_folder_or_is_too_long_for_it(paths: list[PurePosixPath]) -> None:
    ids = safe_ids(paths)
    assert len({folded(i) for i in ids}) == len(paths)
    for identifier in ids:
        for part in identifier.split("/"):
            assert part not in {"", ".", ".."}
            assert len(part.encode()) + len(".en.txt") <= 255
            assert not set(part) & set('<>:"|?*\\\0\n\u202e')


def test_a_long_arabic_title_and_a_windows_device_become_usable_names() -> None:
    title = "عنوان " * 40
    long, other, device = safe_ids(
        [PurePosixPath(f"{title}1.txt"), PurePosixPath(f"{title}2.txt"), PurePosixPath("con.txt")]
    )
    assert long != other
    assert long.startswith("عنوان عنوان")
    assert len(long.encode()) <= MAX_COMPONENT_BYTES
    assert device == "_con"


def test_an_undecodable_file_name_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xe3\xd5.txt")).write_text("نص", encoding="utf-8")
    (identifier,) = _ids(tmp_path)
    assert identifier.encode("utf-8")


def test_the_run_folder_is_named_after_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "my news/a.txt", "b.txt")
    assert input_name([SEEDS]) == "seeds"
    assert input_name([tmp_path / "b.txt"]) == "b"
    assert input_name([tmp_path / "my news", tmp_path / "b.txt", tmp_path / "b.txt"]) == "my-news-and-1-more"
    monkeypatch.chdir(tmp_path / "my news")
    assert input_name([Path()]) == "my-news"
    assert input_name([Path("/")]) == "input"
    with pytest.raises(InputError):
        input_name([])
