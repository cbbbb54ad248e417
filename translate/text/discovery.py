"""Find the input documents in files and folders, and give each its id."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from translate.config.profile import InputSettings
from translate.errors import InputError
from translate.records import Document
from translate.text.documents import Documents
from translate.text.formats.hubdata import HubDataset, is_hub_dataset, pinned
from translate.text.names import folded, folder_ids, safe_component, safe_ids, suffix_of
from translate.text.rows import check_fields, holds_rows, row_ids

__all__ = ["find_documents", "input_name", "natural_key"]

# The name of a run folder holds this, the system's name and a hash.
MAX_INPUT_NAME_BYTES = 80
# What a run writes first. A folder with it holds what was made of articles, and no articles.
RUN_MARKER = "started.json"
_USUAL_FIELDS = InputSettings()


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, the folder its id is relative to, and which input it came from."""

    path: Path  # absolute
    given: Path  # the same file, below the input as the user wrote it
    root: Path  # absolute
    input_index: int
    named: bool  # the input is the file itself

    @property
    def rows(self) -> bool:
        """Whether its rows are articles; a folder or a pipe has none, whatever its name."""
        return is_hub_dataset(self.path) or (holds_rows(self.path) and _is_file(self.path))

    def relative(self, parents: int) -> PurePosixPath:
        """The path under `root`, behind the last `parents` parts of `root` itself."""
        above = [part for part in self.root.parts if part != self.root.anchor]
        kept = above[max(0, len(above) - parents) :]
        if is_hub_dataset(self.path):
            return PurePosixPath(*kept, HubDataset.of(self.path).name)
        return PurePosixPath(*kept, *self.path.relative_to(self.root).parts)


def find_documents(
    inputs: Sequence[Path],
    fields: InputSettings = _USUAL_FIELDS,
    limit: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> Documents:
    """All files in `inputs`, folders searched through, in natural order of their ids (`a2` before `a10`).

    Of a file whose rows are articles, each row is a document, in the order of the file; `fields` names the one with
    the id. `limit` is the most documents that are given: rows behind it are not looked at. `tell` hears which field of
    a file is taken for the text, where that is not plain.

    Hidden files and folders inside a folder are left out, and so are the folders of runs, so that a run whose folder
    lies in its own input can go on. Links are followed; a folder that is reached twice, and a
    file that is named twice, counts once. What is no regular file (a pipe, a link that leads nowhere, a folder that
    may not be listed) is a document too: reading it fails, with the reason.

    Where files of two inputs would get the same id, all ids begin with the folder that the input lies in or is.

    Raises InputError for a path that does not exist, a folder that cannot be listed, a named file of rows that lacks
    a field of `fields`, and where there is no file at all; for a hub dataset it raises as `hubdata.pinned` does.
    """
    found = _without_repeats(_search(inputs))
    if not found:
        named = ", ".join(str(path) for path in inputs) or "no path at all"
        raise InputError(
            f"no file in {named} (left out are hidden files, with a leading dot, and folders of runs)"
        )
    paths = _relative_paths(found)
    ids = folder_ids(safe_ids(paths), [p if f.rows else None for p, f in zip(paths, found, strict=True)])
    files = sorted(zip(ids, found, strict=True), key=lambda file: natural_key(file[0]))
    return Documents(
        islice(chain.from_iterable(_documents(i, file, fields, tell) for i, file in files), limit)
    )


def input_name(inputs: Sequence[Path]) -> str:
    """A short name for the inputs, safe in a file name.

    The folder's name or the file's stem; `<first>-and-N-more` for several. Raises InputError where there is none.
    """
    distinct = list(dict.fromkeys(path if is_hub_dataset(path) else _absolute(path) for path in inputs))
    if not distinct:
        raise InputError("no input: name at least one file or folder")
    first = distinct[0]
    if is_hub_dataset(first):
        name = HubDataset.of(first).name
    else:
        name = first.name if _is_folder(first) else first.name.removesuffix(suffix_of(first.name))
    name = re.sub(r"\s+", "-", name).lstrip(".-") or "input"
    more = f"-and-{len(distinct) - 1}-more" if len(distinct) > 1 else ""
    return safe_component(name, max_bytes=MAX_INPUT_NAME_BYTES - len(more)) + more


def _documents(
    identifier: str, file: _Found, fields: InputSettings, tell: Callable[[str], None] | None
) -> Iterator[Document]:
    """The documents in a file: itself, or its rows."""
    if not file.rows:
        yield Document(identifier, file.given)
        return
    check_fields(file.given, fields, tell, named=file.named)
    for number, row_id in enumerate(row_ids(file.given, fields), 1):
        yield Document(f"{identifier}/{row_id}", file.given, row=number)


def _search(inputs: Sequence[Path]) -> Iterator[_Found]:
    for index, path in enumerate(inputs):
        if is_hub_dataset(path):
            dataset = pinned(path)
            yield _Found(dataset, dataset, Path(*dataset.parts[:3]), index, named=True)
            continue
        given, absolute = Path(os.path.normpath(path)), _absolute(path)
        if not os.path.lexists(absolute):
            raise InputError(f"{path}: no such file or folder")
        if _is_folder(absolute):
            for file in _files_below(absolute):
                yield _Found(file, given / file.relative_to(absolute), absolute, index, named=False)
        else:
            yield _Found(absolute, given, absolute.parent, index, named=True)


def _files_below(folder: Path) -> Iterator[Path]:
    """The files in `folder` and below, each folder once, folders themselves before links to them.

    A run below `folder` is passed over; `folder` itself is what the user named.
    """
    visited: set[tuple[int, int]] = set()
    linked = [folder]
    for start in linked:  # grows while it is walked
        pending = [start]
        while pending:
            current = pending.pop()
            try:
                status = current.stat()
                if (status.st_dev, status.st_ino) in visited:
                    continue
                with os.scandir(current) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                if current == folder:
                    raise InputError(f"{folder}: {error.strerror or error}") from error
                yield current  # reading it will tell why
                continue
            visited.add((status.st_dev, status.st_ino))
            if current != folder and any(entry.name == RUN_MARKER for entry in entries):
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if not _is_folder(entry):
                    yield current / entry.name
                elif entry.is_symlink():
                    linked.append(current / entry.name)
                else:
                    pending.append(current / entry.name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a link to a name that is too long
        return False


def _is_folder(entry: os.DirEntry[str] | Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or to a name that is too long
        return False


def _without_repeats(found: Iterator[_Found]) -> list[_Found]:
    """Each file once. Two links to one file are two files; one file by two spellings of its folder is one."""
    first: dict[tuple[str, str], _Found] = {}
    real_folders: dict[Path, str] = {}
    for file in found:
        parent = file.path.parent
        if parent not in real_folders:
            real_folders[parent] = os.path.realpath(parent)
        first.setdefault((real_folders[parent], file.path.name), file)
    return list(first.values())


def _relative_paths(found: Sequence[_Found]) -> list[PurePosixPath]:
    """What the ids are made of: the fewest parts of the inputs' own paths that keep the inputs apart."""
    for parents in range(max(len(file.root.parts) for file in found)):
        paths = [file.relative(parents) for file in found]
        if not _inputs_clash(found, paths):
            return paths
    return paths


def _inputs_clash(found: Sequence[_Found], paths: Sequence[PurePosixPath]) -> bool:
    keys = {
        (
            folded(str(path.with_name(path.name.removesuffix(suffix_of(path.name))))),
            file.input_index,
        )
        for path, file in zip(paths, found, strict=True)
    }
    return any(count > 1 for count in Counter(key for key, _ in keys).values())


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def natural_key(identifier: str) -> tuple[list[str | int], str]:
    """A sort key that counts digits as numbers; equal ones (`01`, `1`) by their characters."""
    parts = re.split(r"(\d+)", identifier)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], identifier
