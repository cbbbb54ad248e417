"""`score`, `compare` and the table's chrF pair lines in the same way, with the same numbers and errors."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, write_full_run, write_texts

Command = Callable[..., tuple[int, str, str]]
ENGLISH = SENTENCES[:3]
TEXT = "\n".join(ENGLISH)

# Bytes of an output and of its reference that every command scores alike.
ODD = {
    "as it should be": (TEXT, TEXT),
    "a final newline in the output": (TEXT + "\n", TEXT),
    "a final newline in the reference": (TEXT, TEXT + "\n"),
    "blank lines at the end": (TEXT + "\n\n \n", TEXT),
    "blank lines at the reference's end": (TEXT, TEXT + "\n\n\n"),
    "CRLF in the output": (TEXT.replace("\n", "\r\n") + "\r\n", TEXT),
    "CRLF in the reference": (TEXT, TEXT.replace("\n", "\r\n")),
    "a byte order mark": ("\ufeff" + TEXT, TEXT),
    "a byte order mark in the reference": (TEXT, "\ufeff" + TEXT),
    "a line separator inside a line": (TEXT.replace(" ", "\u2028", 1), TEXT),
    "a blank reference line": (TEXT, TEXT.replace(ENGLISH[1], "")),
    "an empty output line": (TEXT.replace(ENGLISH[1], ""), TEXT),
}
REFUSED = {
    "a line lost in the middle": (f"{ENGLISH[0]}\n{ENGLISH[2]}", TEXT, "Line 2 of"),
    "a line too many": (f"{TEXT}\nMore.", TEXT, "Line 4 of"),
    "nothing to score against": (TEXT, "\n\n", "blank"),
}


def made(folder: Path, output: str, reference: str) -> tuple[Path, Path]:
    """Write a run of the articles a2 and a10, and its references with a macOS metadata file beside each."""
    ids = ("a10", "a2")
    run = write_full_run(
        folder / "run", {name: [(f"سطر {n}", line) for n, line in enumerate(ENGLISH)] for name in ids}
    )
    write_texts(run / "articles", dict.fromkeys(ids, output) | {"._a2": "\x00\x05"})
    references = write_texts(folder / "refs", dict.fromkeys(ids, reference) | {"._a2": "\x00\x05"})
    return run, references


@pytest.mark.parametrize("name", ODD)
def test_every_command_prints_the_same_score_for_a_run(tmp_path: Path, tarjama: Command, name: str) -> None:
    run, references = made(tmp_path, *ODD[name])
    arguments = (str(run), "--references", str(references), "--json")

    score = json.loads(tarjama("score", *arguments)[1])
    (compared,) = json.loads(tarjama("compare", *arguments, "--quiet")[1])["systems"]
    table = tarjama("table", *arguments[:-1], "--csv")[1]

    assert compared["metrics"] == score["metrics"]
    assert compared["per_article"] == score["per_article"]
    assert compared["segments"] == score["segments"] == (4 if name == "a blank reference line" else 6)
    assert [article["id"] for article in score["per_article"]] == ["a2", "a10"]
    by_article = {article["id"]: article["metrics"]["chrf"]["score"] for article in score["per_article"]}
    assert {row["id"]: float(row["chrf"]) for row in csv.DictReader(StringIO(table))} == pytest.approx(
        by_article, abs=0.06
    )
    if name not in {"an empty output line", "a line separator inside a line"}:
        assert score["metrics"]["chrf"]["score"] == pytest.approx(100)


@pytest.mark.parametrize("name", REFUSED)
def test_score_and_compare_refuse_with_the_same_message(tmp_path: Path, tarjama: Command, name: str) -> None:
    output, reference, message = REFUSED[name]
    run, references = made(tmp_path, output, reference)
    arguments = (str(run), "--references", str(references))

    score, compared, table = (tarjama(command, *arguments) for command in ("score", "compare", "table"))

    assert score[0] == compared[0] == table[0] == 2
    assert score[2] == compared[2] == table[2]
    assert message in score[2]


def test_an_outside_file_is_paired_like_a_run(tmp_path: Path, tarjama: Command) -> None:
    run, references = made(tmp_path, TEXT + "\n\n", TEXT)

    code, printed, _ = tarjama(
        "compare", str(run), f"copy={run / 'articles'}", "--references", str(references), "--json", "--quiet"
    )

    first, second = json.loads(printed)["systems"]
    assert code == 0
    assert first["metrics"] == second["metrics"]


def test_curly_quotes_against_straight_ones_are_reported_with_their_cost(
    tmp_path: Path, tarjama: Command
) -> None:
    straight = "\n".join(f'"{line}" he didn\'t say' for line in ENGLISH)
    curly = "\n".join(f"“{line}” he didn’t say" for line in ENGLISH)
    run, references = made(tmp_path, straight, curly)

    document = json.loads(tarjama("score", str(run), "--references", str(references), "--json")[1])

    (notice,) = [one for one in document["warnings"] if one["kind"] == "quotes"]
    assert document["metrics"]["bleu"]["score"] < 80
    assert "in 6 lines" in notice["message"]
    assert "BLEU is 100.0" in notice["message"]


def test_quotes_of_the_same_style_cause_no_warning(tmp_path: Path, tarjama: Command) -> None:
    curly = "\n".join(f"“{line}” ‘so’" for line in ENGLISH)
    run, references = made(tmp_path, curly, curly)

    document = json.loads(tarjama("score", str(run), "--references", str(references), "--json")[1])

    assert not [one for one in document["warnings"] if one["kind"] == "quotes"]


def test_a_bleu_of_0_on_identical_short_lines_is_explained(tmp_path: Path, tarjama: Command) -> None:
    run, references = made(
        tmp_path, "Hello world\nGood morning\nThank you", "Hello world\nGood morning\nThank you"
    )
    arguments = (str(run), "--references", str(references))

    document = json.loads(tarjama("score", *arguments, "--json")[1])

    assert document["metrics"]["bleu"]["score"] == 0
    assert document["metrics"]["chrf"]["score"] == pytest.approx(100)
    assert [one["kind"] for one in document["warnings"] if one["kind"].startswith("bleu")] == [
        "bleu undefined"
    ]
    assert "no output line has four words" in " ".join(tarjama("score", *arguments)[1].split())


@pytest.mark.parametrize(("output", "reference"), [("One.\nTwo.", "One.\n"), ("One.\n", "One.\nTwo.")])
def test_a_final_newline_does_not_stand_for_a_lost_last_line(
    tmp_path: Path, tarjama: Command, output: str, reference: str
) -> None:
    (tmp_path / "out.en").write_text(output, encoding="utf-8")
    (tmp_path / "ref.en").write_text(reference, encoding="utf-8")

    code, _, err = tarjama(
        "compare", f"mine={tmp_path / 'out.en'}", "--reference", tmp_path / "ref.en", "--quiet"
    )

    assert code == 2
    assert "Line 2 of" in err
