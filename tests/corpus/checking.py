"""Run a case together with a good article through the real command, and check the results."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.case import ARABIC, TRANSLATED, Case
from tests.corpus.privileges import file_modes_hold

NEIGHBOUR = f"عنوان الجار\n\n{ARABIC}\nوصل القطار متأخرا ثلاث ساعات.\n"
Command = Callable[..., tuple[int, str, str]]
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# The table puts Arabic into bidi isolates, each closed on the line that opens it.
_ISOLATE = re.compile("[\u2066\u2067]([^\u2066-\u2069\n]*)\u2069")
_STATUSES = {"done": TRANSLATED, "skipped": "skipped", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of the case's articles in the order of their ids, and the time of the run."""

    code: int
    ends: tuple[str, ...]
    seconds: float


def run_case(case: Case, place: Path, command: Command) -> Outcome:
    """Write `case` and a good article to `place`, run the command, and check what must be true of every case.

    No traceback and no terminal control on either stream; the good article is translated as usual; each row without a
    translation has a reason, which the table and `run.json` contain; line N matches line N; nothing outside the run
    folder is written or changed.
    """
    inputs = place / "in"
    planted = inputs / "case"
    planted.mkdir(parents=True)
    (inputs / "neighbour.txt").write_text(NEIGHBOUR, encoding="utf-8")
    case.plant(planted)
    before = snapshot(place)
    run = place / "run"
    named = [planted / name for name in case.inputs] or [inputs]
    arguments = [a.replace("{case}", str(planted)) for a in case.arguments]
    if "--output" not in arguments:
        arguments += ["--output", str(run)]
    began = time.monotonic()
    with file_modes_hold():
        code, out, err = command("run", *named, "--profile", "embedded", "--quiet", *arguments)
    seconds = time.monotonic() - began
    for stream in (out, err):
        assert "Traceback" not in stream
        assert "internal error" not in stream, stream
        bare = _ISOLATE.sub(r"\1", stream)
        assert not _OBEYED.search(bare), _OBEYED.search(bare)
    assert snapshot(place, besides=run) == before
    if case.refused:
        assert not run.exists()
        return Outcome(code, (f"refused: {err}",), seconds)
    rows = json.loads(command("table", run, "--json")[1])["runs"][0]["articles"]
    assert not case.inputs or rows
    _check_neighbour(run, rows)
    _check_reasons(run, rows, out)
    _check_lines(run)
    own = [row for row in rows if row["id"] != "neighbour"]
    return Outcome(code, tuple(end_of(row) for row in own), seconds)


def fits(expected: str, end: str) -> bool:
    """Return whether a result is the expected one, or one of several separated by ` | `."""
    for way in expected.split(" | "):
        kind, _, part = way.partition(": ")
        if end.partition(": ")[0] == kind and part in end:
            return True
    return False


def exit_code(ends: Sequence[str]) -> int:
    """Return the expected exit code for the results of all articles."""
    if any(end.startswith("refused") for end in ends):
        return 2
    return int(any(end.startswith("failed") for end in ends))


def snapshot(place: Path, besides: Path | None = None) -> dict[str, tuple[object, ...]]:
    """Return every path below `place`, except in `besides`, with its kind, size, modification time and link target."""
    found: dict[str, tuple[object, ...]] = {}
    for folder, folders, names in os.walk(place):
        if besides is not None:
            folders[:] = [name for name in folders if Path(folder, name) != besides]
        for name in (*folders, *names):
            path = Path(folder, name)
            status = path.lstat()
            target = os.fspath(path.readlink()) if path.is_symlink() else ""
            changed = None if stat.S_ISDIR(status.st_mode) and path == place else status.st_mtime_ns
            found[os.fspath(path)] = (stat.S_IFMT(status.st_mode), status.st_size, changed, target)
    return found


def end_of(row: dict[str, str]) -> str:
    """Return the result of an article from its row of `tarjama table --json`."""
    kind = _STATUSES[row["status"]]
    return kind if kind == TRANSLATED else f"{kind}: {row['reason']}"


def _check_neighbour(run: Path, rows: Sequence[dict[str, str]]) -> None:
    if not any(row["id"] == "neighbour" for row in rows):
        return  # the case has its own inputs
    english = (run / "articles" / "neighbour.en.txt").read_text(encoding="utf-8").split("\n")
    assert [bool(line) for line in english] == [True, False, True, True, False]
    assert english[2].startswith("Sentence ")


def _check_reasons(run: Path, rows: Sequence[dict[str, str]], table: str) -> None:
    """Check that `run.json` and the printed table have a reason for each article that is left out."""
    left_out = [row for row in rows if row["status"] != "done"]
    facts = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in facts["left_out"]] == [row["id"] for row in left_out]
    assert facts["counts"]["articles"] == len(rows)
    assert facts["counts"]["done"] == len(rows) - len(left_out)
    seen = _squeezed(table)
    for row, entry in zip(left_out, facts["left_out"], strict=True):
        assert entry["reason"] == row["reason"]
        assert len(row["reason"]) > len(row["status"])
        words = row["reason"].rpartition(": ")[2]
        assert _squeezed(words)[:60] in seen, words


def _squeezed(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isalnum())


def _check_lines(run: Path) -> None:
    """Check that every translation is in the run folder and has a line for each line of its article."""
    real = run.resolve()
    for path in run.rglob("*"):
        assert not path.is_symlink()
        assert path.resolve().is_relative_to(real)
        if path.suffix == ".json" and path.parent != run:
            assert b"root:x:0" not in path.read_bytes()  # from /etc/passwd, which some cases try to read
            lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
            english = path.with_name(path.name.removesuffix(".json") + ".en.txt").read_text(encoding="utf-8")
            assert len(english.split("\n")) == len(lines)
            assert [line["translation"] for line in lines] == english.split("\n")
