"""Names that are safe as parts of a path on every system: suffixes, file-name components, ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

__all__ = ["MAX_COMPONENT_BYTES", "folded", "folder_ids", "safe_component", "safe_ids", "suffix_of"]

# Linux, macOS and Windows allow 255 bytes or units for a name. The rest is room for `.en.txt` and for what a
# temporary file adds to it.
MAX_COMPONENT_BYTES = 224

# `خبر. اليوم` and `v1.2` have no suffix: a suffix is short, ASCII, and holds a letter.
# Packed files of rows have two.
_SUFFIX = re.compile(
    r"(?<=.)\.(?:(?i:csv|json|jsonl|ndjson|tsv)\.(?i:gz)|(?=[0-9]*[A-Za-z])[A-Za-z0-9_+-]{1,12})\Z", re.DOTALL
)
_RESERVED_CHARACTERS = frozenset('<>:"|?*\\/')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED_NAME = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)
# A folder of this name could be what a file of a run is called: `x.json` of the article `x`.
_LIKE_A_RUN_FILE = re.compile(r"\.(?:json|en\.txt)\Z", re.IGNORECASE)
_BAD_AT_AN_END = re.compile(r"\A\.|[. ]\Z")  # hidden, or dropped by Windows


def suffix_of(name: str) -> str:
    """The suffix of a file name with its dot, as written; empty where there is none."""
    found = _SUFFIX.search(name)
    return found.group() if found else ""


def safe_component(name: str, *, max_bytes: int = MAX_COMPONENT_BYTES) -> str:
    """`name` as one component of a path that every system accepts, and that is neither `.` nor `..`.

    Characters that Windows reserves, control, format and undecodable characters become `_`. A name over `max_bytes`
    bytes of UTF-8 is cut, and ends in a hash of the whole.
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
    """An id for each relative path: safe, without the suffix where that stays unique, all of them distinct.

    Two ids are also not distinct where only case or Unicode composition differs, for then some file systems take
    them for one.
    """
    ids = [_safe_id(path, with_suffix=False) for path in paths]
    for _ in range(2):  # `a.md` makes `a.txt` of `a`, which then clashes with that of `a.txt.txt`
        for i in _clashing(ids):
            ids[i] = _safe_id(paths[i], with_suffix=True)
    # Left over: `a.txt` beside `a.TXT`, `a?.txt` beside `a*.txt`.
    for i in _clashing(ids):
        ids[i] = f"{ids[i]}-{_hash(str(paths[i]))}"
    return ids


def folder_ids(ids: Sequence[str], paths: Sequence[PurePosixPath | None]) -> list[str]:
    """`ids` of files that become folders of a run, one for each row, kept apart from all other ids in `ids`.

    `paths` are as in `safe_ids`; None in their place leaves an id as it is. A folder that another file's id lies in,
    and one that could be what a file of a run is called, gets the file's suffix.
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
    """What two ids share that a file system may take for one."""
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
