"""Read files of pairs: TSV without a header, or rows with named fields (JSON Lines, CSV, Parquet)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from translate.config.catalogue import Task
from translate.config.profile import InputSettings
from translate.errors import ArticleError, InputError, RequestError
from translate.summaries.base import EnglishArticle
from translate.text.formats.content import well_formed
from translate.text.formats.delimited import read_delimited
from translate.text.formats.fields import NoFieldError, field_names, field_value
from translate.text.formats.jsonlines import read_json_lines
from translate.text.formats.parquet import read_parquet
from translate.text.formats.record import RecordReader
from translate.training.pairs import Group, Pair, clean_pairs
from translate.training.settings import GroupSettings

__all__ = ["DEFAULT_FIELDS", "Fields", "Tell", "find_files", "read_groups", "read_pairs"]

# A line or row: its place ("line 3"), and either its two sides or an error message.
_Row = tuple[str, tuple[str, str] | str]
Tell = Callable[[str], None]

# The names of the source field and the translation field; `a.b` is the field b of the object in a.
Fields = tuple[str, str]

DEFAULT_FIELDS: Fields = ("source", "target")
_ROWS: dict[str, RecordReader] = {
    ".csv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
}
SUFFIXES = (".tsv", *_ROWS)
_MOST_TOLD = 5
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_INVISIBLE = re.compile("[\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def find_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the given files, and the files of pairs in the given folders, sorted within a folder.

    Raises InputError if a path does not exist, a folder contains no such file, or a file is given twice.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        # Hidden files are not the user's: macOS writes `._pairs.tsv` beside `pairs.tsv` on foreign disks.
        inside = sorted(
            p
            for p in path.iterdir()
            if p.suffix.lower() in SUFFIXES and not p.name.startswith(".") and p.is_file()
        )
        if not inside:
            raise InputError(f"{path}: no files of pairs here; their names end in {', '.join(SUFFIXES)}")
        found += inside
    for path in found:
        if not path.is_file():
            raise InputError(f"{path}: {'not a file' if path.exists() else 'No such file or directory'}")
    real = [path.resolve() for path in found]
    twice = sorted({str(path) for path, file in zip(found, real, strict=True) if real.count(file) > 1})
    if twice:
        raise InputError(f"named twice: {', '.join(twice)}")
    return tuple(found)


def read_pairs(
    path: Path, fields: Fields = DEFAULT_FIELDS, tell: Tell | None = None, task: Task = "translate"
) -> list[Pair]:
    """Read the pairs of a file by its suffix: `source<tab>translation` lines in UTF-8, or rows with `fields`.

    For the task "summarize", a pair is an article and its summary. The lines of the article are kept, so the file must
    have rows; a .tsv is refused.

    Blank lines are skipped, invisible characters and tatweel are deleted, and runs of blanks become one blank. A line
    or row with an empty side is left out, and `tell` is called with their number. Raises InputError if the file cannot
    be read, if other lines or rows are not pairs (the message lists the first ones), or if the first column is not
    Arabic.
    """
    if path.suffix.lower() not in SUFFIXES and path.is_file():
        raise InputError(f"{path}: not a file of pairs; supported: {', '.join(SUFFIXES)}; {_way_to(path)}")
    if task == "summarize" and path.suffix.lower() == ".tsv":
        raise InputError(
            f"{path}: articles have several lines, which a .tsv cannot contain; use .jsonl, .csv or .parquet"
        )
    reader = _ROWS.get(path.suffix.lower())
    pairs, empty, wrong = [], [], []
    for place, row in _lines(path) if reader is None else _rows(path, reader, fields, task):
        if isinstance(row, str):
            wrong.append(row)
        elif all(row):
            pairs.append(Pair(*row))
        else:
            empty.append(place)
    if wrong:
        more = f"\nand {len(wrong) - _MOST_TOLD:,} more" if len(wrong) > _MOST_TOLD else ""
        right = "; a line must be the Arabic, one tab and the English" if reader is None else ""
        raise InputError("\n".join(wrong[:_MOST_TOLD]) + more + right)
    left_out = _left_out(empty, path)
    if not pairs:
        raise InputError(f"{path}: contains no pairs{left_out and '; '}{left_out}")
    if empty and tell is not None:
        tell(left_out)
    if task == "summarize":
        return pairs
    arabic = sum(bool(_ARABIC.search(pair.source)) for pair in pairs)
    if arabic < sum(bool(_ARABIC.search(pair.target)) for pair in pairs):
        raise InputError(
            f"{path}: the Arabic is the second column; it must be the first"
            + ("" if reader is None else ": name the fields in that order with --fields")
        )
    return pairs


def read_groups(
    paths: Sequence[Path],
    groups: dict[str, GroupSettings],
    fields: Fields = DEFAULT_FIELDS,
    tell: Tell | None = None,
    task: Task = "translate",
) -> list[Group]:
    """Read the files into the groups that name them; without groups, all files form one group.

    Raises RequestError if the files and the groups do not match, or if cleaning leaves a group empty.
    """
    names = [path.name for path in paths] if groups else [str(path) for path in paths]
    groups = groups or {"all": GroupSettings(files=tuple(names))}
    _check_match(names, groups)
    pairs_of = {name: read_pairs(path, fields, tell, task) for name, path in zip(names, paths, strict=True)}
    read = []
    for name, group in groups.items():
        raw = [pairs_of[file] for file in group.files]
        files = tuple(tuple(clean_pairs(pairs, group.filter, task)) for pairs in raw)
        if not any(files):
            reasons = {
                "translate": "no Arabic in the source, or too different lengths",
                "summarize": "summaries of fewer than min_target_words",
            }
            raise RequestError(
                f"group '{name}': the filter removes every pair of {', '.join(group.files)}: {reasons[task]}"
            )
        read.append(Group(name, group, files, left_out=sum(map(len, raw)) - sum(map(len, files))))
    return read


def _check_match(names: Sequence[str], groups: Mapping[str, GroupSettings]) -> None:
    """Raise RequestError if the names of the files are not those in the groups, or if one occurs twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RequestError(
            f"several files are named {', '.join(twice)}; with groups in the settings, the names must differ"
        )
    wanted = {name for group in groups.values() for name in group.files}
    differences = (
        ("in a group but not given", wanted.difference(names)),
        ("given but in no group", set(names) - wanted),
    )
    parts = [f"{how}: {', '.join(sorted(which))}" for how, which in differences if which]
    if parts:
        raise RequestError(f"the files do not match the groups in the settings: {'; '.join(parts)}")


def _way_to(path: Path) -> str:
    """Return advice on how to convert an unsupported file."""
    if path.suffix.lower() in _PACKED:
        return "unpack it first"
    if path.suffix.lower() == ".json":
        return f"convert it to one object per line: jq -c '.[]' {path.name} > {path.stem}.jsonl"
    return (
        "for lines of Arabic, tab, English use .tsv; to join two line-aligned files: paste A.ar A.en > A.tsv"
    )


def _left_out(places: Sequence[str], path: Path) -> str:
    """Return the message on lines or rows with an empty side; empty if there are none."""
    if not places:
        return ""
    if len(places) == 1:
        return f"{places[0]} of {path.name} has an empty side and was left out"
    kind = places[0].split()[0]
    return f"{len(places):,} {kind}s of {path.name} have an empty side and were left out, the first in {places[0]}"


def _lines(path: Path) -> Iterator[_Row]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        what = "UTF-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "other bytes"
        raise InputError(
            f"{path}: not UTF-8 text but {what} (byte {error.start}); save it as UTF-8"
        ) from error
    if "\0" in text:
        raise InputError(
            f"{path}: not UTF-8 text but UTF-16, or no text at all (zero bytes); save it as UTF-8"
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        fields = [_clean(field) for field in line.split("\t")]
        place = f"line {number}"
        if len(fields) == 2:
            yield place, (fields[0], fields[1])
        else:
            yield place, f"{path}, {place}: {len(fields)} field{'s' if len(fields) > 1 else ''}"


def _rows(path: Path, reader: RecordReader, fields: Fields, task: Task) -> Iterator[_Row]:
    clean = _clean if task == "translate" else _clean_lines
    try:
        # The reader detects a CSV's delimiter from the first field name.
        for number, record in enumerate(reader(path, InputSettings(text_field=fields[0]), ids_only=False), 1):
            place = f"row {number}"
            if isinstance(record, ArticleError):
                yield place, str(record)
                continue
            try:
                yield place, (clean(_field(record, fields[0])), _clean(_field(record, fields[1])))
            except InputError as error:
                yield place, f"{path}, {place}: {error}"
    except ArticleError as error:
        raise InputError(str(error)) from error


def _field(record: Mapping[str, object], name: str) -> str:
    """Return a field's text, empty for null; raises InputError if the field is missing or not text."""
    try:
        value = field_value(record, name)
    except NoFieldError:
        there = field_names(record)
        raise InputError(f"no field '{name}'; fields: {there}; name both with --fields") from None
    if not isinstance(value, str | None):
        raise InputError(f"field '{name}' is not text")
    return well_formed(value or "")


def _clean(field: str) -> str:
    return " ".join(_INVISIBLE.sub("", field).split())


def _clean_lines(text: str) -> str:
    """Clean an article's lines, drop empty ones, and lay it out as a run does before it summarises."""
    lines = [line for line in map(_clean, text.splitlines()) if line]
    return EnglishArticle.of_lines(lines).text if lines else ""
