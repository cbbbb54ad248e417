"""Make names that are safe in paths on every system: suffixes, file name components, ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

__all__ = ["MAX_COMPONENT_BYTES", "folded", "folder_ids", "safe_component", "safe_ids", "suffix_of"]

# Linux, macOS and Windows allow 255 bytes or units for a name. The rest is for `.en.txt` and the suffix of a
# temporary file.
MAX_COMPONENT_BYTES = 224

# `خبر. اليوم` and `v1.2` have no suffix: a suffix is short, ASCII, and contains a letter.
# Packed files of rows have two.
_SUFFIX = re.compile(
    r"(?<=.)\.(?:(?i:csv|json|jsonl|ndjson|tsv)\.(?i:gz)|(?=[0-9]*[A-Za-z])[A-Za-z0-9_+-]{1,12})\Z", re.DOTALL
)
_RESERVED_CHARACTERS = frozenset('<>:"|?*\\/')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED_NAME = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)
# A folder of this name could collide with a file of a run: `x.json` of the article `x`.
_LIKE_A_RUN_FILE = re.compile(r"\.(?:json|en\.txt)\Z", re.IGNORECASE)
_BAD_AT_AN_END = re.compile(r"\A\.|[. ]\Z")  # hidden, or dropped by Windows


def suffix_of(name: str) -> str:
    """Return the suffix of a file name with its dot, as written; empty if there is none."""
    found = _SUFFIX.search(name)
    return found.group() if found else ""


def safe_component(name: str, *, max_bytes: int = MAX_COMPONENT_BYTES) -> str:
    """Return `name` as a path component that every system accepts, never `.` or `..`.

    Characters that Windows reserves, and control, format and undecodable characters, become `_`. A name over
    `max_bytes` bytes of UTF-8 is truncated, and ends with a hash of the whole name.
    """
    safe = "".join(
        "_" if c in _RESERVED_CHARACTERS or unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c
        for c in name
    )
    safe = _BAD_AT_AN_END.sub("_", safe) or "_"
    if _RESERVED_NAME.match(safe):
        safe = f"_{safe}"
    if len(safe.encode()) <= max_bytes:
        return safe
    tag = f"-{_hash(name)}"
    kept = safe.encode()[: max_bytes - len(tag)].decode(errors="ignore")
    return kept + tag


def safe_ids(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return a safe and unique id for each relative path, without the suffix if it stays unique.

    Ids that differ only in case or Unicode composition do not count as unique, because some file systems treat them as
    equal.
    """
    ids = [_safe_id(path, with_suffix=False) for path in paths]
    for _ in range(
        2
    ):  # because of `a.md`, `a.txt` keeps its suffix, and then collides with the id of `a.txt.txt`
        for i in _clashing(ids):
            ids[i] = _safe_id(paths[i], with_suffix=True)
    # Remaining collisions: `a.txt` and `a.TXT`, `a?.txt` and `a*.txt`.
    for i in _clashing(ids):
        ids[i] = f"{ids[i]}-{_hash(str(paths[i]))}"
    return ids


def folder_ids(ids: Sequence[str], paths: Sequence[PurePosixPath | None]) -> list[str]:
    """Return ids with which files of rows, which become folders of a run, do not collide with other ids.

    `paths` are as in `safe_ids`; None leaves an id unchanged. A folder's name gets the file's suffix if another file's
    id is inside the folder, or if a file of a run could have the same name.
    """
    used = {folded(str(parent)) for i in ids for parent in PurePosixPath(i).parents}
    result = list(ids)
    for index, path in enumerate(paths):
        if path is None:
            continue
        ways = [ids[index], _safe_id(path, with_suffix=True), f"{ids[index]}-{_hash(str(path))}"]
        result[index] = next(
            (way for way in ways[:2] if folded(way) not in used and not _LIKE_A_RUN_FILE.search(way)), ways[2]
        )
        used.add(folded(result[index]))
    return result


def folded(identifier: str) -> str:
    """Return the comparison key of an id for file systems that ignore case or composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", identifier).casefold())


def _clashing(ids: Iterable[str]) -> list[int]:
    keys = [folded(identifier) for identifier in ids]
    counts = Counter(keys)
    return [i for i, key in enumerate(keys) if counts[key] > 1]


def _safe_id(path: PurePosixPath, *, with_suffix: bool) -> str:
    name = path.name if with_suffix else path.name.removesuffix(suffix_of(path.name))
    folders = [safe_component(_LIKE_A_RUN_FILE.sub(r"\g<0>_", part)) for part in path.parts[:-1]]
    return "/".join([*folders, safe_component(name)])


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:10]
