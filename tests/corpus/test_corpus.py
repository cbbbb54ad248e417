"""Each of hundreds of odd inputs ends with a translation or a reason, and affects no other article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus.case import Case
from tests.corpus.checking import Command, end_of, exit_code, fits, run_case, snapshot
from tests.corpus.everything import KEPT, all_cases, kept_cases, recipe_cases
from tests.corpus.generate import FOUND, kept_file
from tests.corpus.privileges import file_modes_hold
from tests.corpus.results import record

CASES = all_cases()


# Their bytes depend on the versions of zlib and pyarrow.
COMPRESSED = {"docx", "epub", "parquet"}


def test_the_corpus_has_hundreds_of_cases_and_every_stored_file_has_an_expected_result() -> None:
    assert len(CASES) >= 600
    kept = {f"{path.parent.name}-{path.stem}" for path in KEPT.glob("*/*")}
    assert len(kept) >= 400
    assert kept == {case.label for case in kept_cases()}


def test_the_generator_reproduces_the_stored_files() -> None:
    made = {place: data for case in recipe_cases() if (file := kept_file(case)) for place, data in [file]}
    found = {
        f"{path.parent.name}/{path.name}": path for path in KEPT.glob("*/*") if path.parent.name != FOUND
    }
    assert found.keys() == made.keys()
    for place, data in made.items():
        if place.partition("/")[0] not in COMPRESSED and place != "binary/sqlite.txt":
            assert found[place].read_bytes() == data, f"{place}: python -m tests.corpus.generate --keep"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
@pytest.mark.usefixtures("fake_models")
def test_a_bad_input_is_reported_and_affects_no_other_article(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tarjama: Command
) -> None:
    monkeypatch.setenv("COLUMNS", "4000")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    outcome = run_case(case, tmp_path, tarjama)
    record(case, outcome)
    assert len(outcome.ends) == len(case.ends), outcome.ends
    for expected, end in zip(case.ends, outcome.ends, strict=True):
        assert fits(expected, end), f"expected {expected!r}, got {end!r}"
    assert outcome.code == exit_code(outcome.ends)
    assert outcome.seconds < case.seconds


@pytest.mark.usefixtures("fake_models")
def test_all_bad_inputs_in_one_run_end_as_each_does_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tarjama: Command
) -> None:
    monkeypatch.chdir(tmp_path)
    together = [case for case in CASES if not (case.arguments or case.inputs or case.refused)]
    for number, case in enumerate(together):
        folder = tmp_path / "in" / f"{number:04}"
        folder.mkdir(parents=True)
        case.plant(folder)
    before = snapshot(tmp_path)
    with file_modes_hold():
        code, _, err = tarjama("run", "in", "--profile", "embedded", "--quiet", "--output", "run")
    assert "Traceback" not in err
    assert snapshot(tmp_path, besides=tmp_path / "run") == before
    ends: dict[int, list[str]] = {number: [] for number in range(len(together))}
    for row in json.loads(tarjama("table", "run", "--json")[1])["runs"][0]["articles"]:
        ends[int(row["id"].partition("/")[0])].append(end_of(row))
    for number, case in enumerate(together):
        assert len(ends[number]) == len(case.ends), case.label
        for expected, end in zip(case.ends, ends[number], strict=True):
            assert fits(expected, end), f"{case.label}: expected {expected!r}, got {end!r}"
    assert code == 1
