"""Test which pairs are read, left out and joined."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.training.conftest import toy_pairs, write_tsv
from translate.errors import InputError, RequestError
from translate.training.pair_files import find_files, read_groups, read_pairs
from translate.training.pairs import Pair, clean_pairs, join_neighbours
from translate.training.settings import FilterSettings, GroupSettings


@pytest.mark.parametrize("line", ["كتاب", "كتاب\tbook\tlivre", "كتاب\t \t"])
def test_a_malformed_line_is_reported_by_file_and_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(f"بيت\thouse\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.tsv, line 3"):
        read_pairs(path)


def test_all_lines_that_are_not_pairs_are_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("بيت\thouse\n" + "كتاب\n" * 9, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_pairs(path)
    assert str(raised.value).split("\n") == [
        *(f"{path}, line {number}: 1 field" for number in range(2, 7)),
        "and 4 more; a line must be the Arabic, one tab and the English",
    ]


def test_all_rows_that_are_not_pairs_are_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    rows = ["{", '{"source": "بيت", "target": 3}', '{"source": "بيت"}', '{"source": null, "target": "x"}']
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_pairs(path)
    first, second, third = str(raised.value).split("\n")
    assert first.startswith(f"{path}:1: not JSON")
    assert second == f"{path}, row 2: field 'target' is not text"
    assert third == f"{path}, row 3: no field 'target'; fields: 'source'; name both with --fields"


def test_a_null_is_an_empty_side_and_a_lone_surrogate_is_not_an_internal_error(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"t": null}\n{"t": {"ar": "بيت", "en": "house \\ud800"}}\n', encoding="utf-8")
    notes: list[str] = []
    assert read_pairs(path, ("t.ar", "t.en"), notes.append) == [Pair("بيت", "house \ufffd")]
    assert notes == ["row 1 of pairs.jsonl has an empty side and was left out"]


def test_missing_empty_and_wrongly_encoded_files_are_distinguished(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_pairs(tmp_path / "none.tsv")
    (tmp_path / "empty.tsv").write_text("\n\n", encoding="utf-8")
    with pytest.raises(InputError, match="contains no pairs"):
        read_pairs(tmp_path / "empty.tsv")
    (tmp_path / "old.tsv").write_bytes("كتاب\tbook\n".encode("cp1256"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_pairs(tmp_path / "old.tsv")
    for encoding in ("utf-16", "utf-16-le"):
        (tmp_path / "wide.tsv").write_bytes("كتاب\tbook\n".encode(encoding))
        with pytest.raises(InputError, match="not UTF-8 text but UTF-16"):
            read_pairs(tmp_path / "wide.tsv")


def test_tatweel_and_direction_marks_are_not_learnt(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "pairs.tsv", [Pair("\u202bكـــتاب  جديد\u202c", "a new\u200e book")])
    assert read_pairs(path) == [Pair("كتاب جديد", "a new book")]


def test_noise_is_left_out_and_good_pairs_are_kept() -> None:
    good = Pair("افتتح المتحف الجديد أبوابه", "The new museum opened its doors.")
    noise = [
        Pair("افتتح المتحف الجديد أبوابه للزوار", "Open."),
        Pair("OpenAI API docs في", "In the OpenAI API docs"),
        Pair("only Latin", "nothing Arabic here"),
        Pair("افتتح المتحف أبوابه", "the NEW museum opened its doors."),
    ]
    assert clean_pairs([good, *noise], FilterSettings()) == [good]


def test_headings_and_markup_of_docs_are_left_out_on_request() -> None:
    pairs = [
        Pair("شغل الأمر `azd up` الآن من فضلك", "Please run the command `azd up` right now."),
        Pair("بنية الحل كما نراها اليوم معا", "Solution architecture as seen today"),
        Pair("احفظ الملف ثم أعد تشغيل الخدمة", "Save the file, then restart the service."),
    ]
    kept = clean_pairs(pairs, FilterSettings(drop_markup=True))
    assert [pair.target for pair in kept] == ["Save the file, then restart the service."]
    assert len(clean_pairs(pairs, FilterSettings())) == 3


def test_joining_loses_no_sentence_and_keeps_to_the_length() -> None:
    pairs = toy_pairs(50)
    joined = join_neighbours(pairs, FilterSettings(join_probability=0.9, join_words=9), random.Random(0))
    assert " ".join(p.target for p in joined) == " ".join(p.target for p in pairs)
    assert " ".join(p.source for p in joined) == " ".join(p.source for p in pairs)
    assert 10 < len(joined) < 30
    assert max(len(p.target.split()) for p in joined) <= 9
    assert join_neighbours(pairs, FilterSettings(), random.Random(0)) == pairs


def test_files_and_groups_that_do_not_match_are_refused_with_the_files_that_differ(tmp_path: Path) -> None:
    paths = [write_tsv(tmp_path / name, toy_pairs(3)) for name in ("both.tsv", "mine.tsv")]
    with pytest.raises(
        RequestError,
        match=r"settings: in a group but not given: news\.tsv; given but in no group: mine\.tsv$",
    ):
        read_groups(paths, {"news": GroupSettings(files=("news.tsv", "both.tsv"))})


def test_files_of_one_name_in_two_folders_are_trained_on_unless_groups_name_them(tmp_path: Path) -> None:
    paths = []
    for folder, part in (("one", toy_pairs(6)[:3]), ("two", toy_pairs(6)[3:])):
        (tmp_path / folder).mkdir()
        paths.append(write_tsv(tmp_path / folder / "pairs.tsv", part))
    (group,) = read_groups(find_files([tmp_path / "one", tmp_path / "two"]), {})
    assert group.pairs == toy_pairs(6)
    with pytest.raises(RequestError, match=r"several files are named pairs\.tsv"):
        read_groups(paths, {"all": GroupSettings(files=("pairs.tsv",))})


def test_one_file_by_two_paths_is_not_trained_on_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tsv(tmp_path / "pairs.tsv", toy_pairs(3))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="named twice"):
        find_files([Path("pairs.tsv"), tmp_path / "pairs.tsv"])


def test_a_file_named_twice_counts_twice(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "mine.tsv", toy_pairs(3))
    (group,) = read_groups([path], {"all": GroupSettings(files=("mine.tsv", "mine.tsv"))})
    assert group.pairs == toy_pairs(3) * 2


def test_without_groups_all_files_are_trained_on_alike(tmp_path: Path) -> None:
    one = write_tsv(tmp_path / "one.tsv", toy_pairs(6)[:3])
    two = write_tsv(tmp_path / "two.tsv", toy_pairs(6)[3:])
    (group,) = read_groups([one, two], {})
    assert group.pairs == toy_pairs(6)


def test_a_folder_means_the_files_of_pairs_in_it_and_no_others(tmp_path: Path) -> None:
    for name in ("b.tsv", "a.jsonl", "README.md", "._b.tsv"):
        (tmp_path / name).touch()
    inside = (tmp_path / "a.jsonl", tmp_path / "b.tsv")
    assert find_files([tmp_path]) == inside
    with pytest.raises(InputError, match=r"named twice: .*b\.tsv"):
        find_files([tmp_path, tmp_path / "b.tsv"])


def test_pairs_with_the_english_first_are_not_learnt_the_wrong_way_round(tmp_path: Path) -> None:
    turned = [Pair(pair.target, pair.source) for pair in toy_pairs(5)]
    with pytest.raises(InputError, match="the Arabic is the second column"):
        read_pairs(write_tsv(tmp_path / "pairs.tsv", turned))
