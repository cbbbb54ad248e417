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
from translate.text.ids import folded, folder_ids, safe_component, safe_ids, suffix_of
from translate.text.rows import check_fields, has_rows, row_ids

__all__ = ["find_documents", "input_name", "natural_key"]

# Length of the input's name within the name of a run folder; the system's name and a hash follow.
_MAX_INPUT_NAME_BYTES = 80
# The first file of a run. A folder with it contains results, not articles.
_RUN_MARKER = "started.json"
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
        """Return whether the rows of the path are articles; always False for a folder or a pipe."""
        return is_hub_dataset(self.path) or (has_rows(self.path) and _is_file(self.path))

    def relative(self, parents: int) -> PurePosixPath:
        """Return the path under `root`, prefixed by the last `parents` parts of `root`."""
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
    """Return all documents in `inputs`, including subfolders, in natural order of their ids (`a2` before `a10`).

    Each row of a file of rows is a document, in the order of the file; `fields` names the id field. At most `limit`
    documents are returned, and no further rows are read. `tell` is called with a note on the field that is used as the
    text, unless the user named it or it is called `text`.

    Hidden files and folders inside a folder are skipped, and so are run folders, so that a run inside its own input can
    be resumed. Links are followed; a folder or file that is reached twice counts once. Anything that is not a regular
    file (a pipe, a broken link, an unreadable folder) is a document too: reading it fails with the reason.

    If files of two inputs would get the same id, all ids start with the input's folder.

    Raises InputError for a path that does not exist, a folder that cannot be listed, a named file of rows without a
    field of `fields`, and if there is no file at all. For a hub dataset it raises as `hubdata.pinned` does.
    """
    found = _without_repeats(_search(inputs))
    if not found:
        named = ", ".join(str(path) for path in inputs) or "no path"
        raise InputError(
            f"no file in {named} (hidden files, with a leading dot, and run folders are skipped)"
        )
    paths = _relative_paths(found)
    ids = folder_ids(safe_ids(paths), [p if f.rows else None for p, f in zip(paths, found, strict=True)])
    files = sorted(zip(ids, found, strict=True), key=lambda file: natural_key(file[0]))
    return Documents(
        islice(chain.from_iterable(_documents(i, file, fields, tell) for i, file in files), limit)
    )


def input_name(inputs: Sequence[Path]) -> str:
    """Return a short name for the inputs, safe in a file name.

    It is the folder's name or the file's stem; `<first>-and-N-more` for several. Raises InputError without inputs.
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
    return safe_component(name, max_bytes=_MAX_INPUT_NAME_BYTES - len(more)) + more


def _documents(
    identifier: str, file: _Found, fields: InputSettings, tell: Callable[[str], None] | None
) -> Iterator[Document]:
    """Return the documents of a file: the file itself, or its rows."""
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
    """Yield the files in `folder` and its subfolders, each folder once, real folders before links to them.

    Runs below `folder` are skipped; `folder` itself is not, because the user named it.
    """
    visited: set[tuple[int, int]] = set()
    linked = [folder]
    for start in linked:  # the loop below adds to it
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
                yield current  # reading it gives the reason
                continue
            visited.add((status.st_dev, status.st_ino))
            if current != folder and any(entry.name == _RUN_MARKER for entry in entries):
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
    """Remove duplicates. Two links to a file count as two files; two paths to the same file count as one."""
    first: dict[tuple[str, str], _Found] = {}
    real_folders: dict[Path, str] = {}
    for file in found:
        parent = file.path.parent
        if parent not in real_folders:
            real_folders[parent] = os.path.realpath(parent)
        first.setdefault((real_folders[parent], file.path.name), file)
    return list(first.values())


def _relative_paths(found: Sequence[_Found]) -> list[PurePosixPath]:
    """Return the paths that ids are made from, with the fewest parts of the inputs' paths that make them distinct."""
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
    """Return a sort key that treats digits as numbers; equal numbers (`01`, `1`) are sorted by characters."""
    parts = re.split(r"(\d+)", identifier)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], identifier
