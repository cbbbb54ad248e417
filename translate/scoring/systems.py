"""Load the systems of a comparison: run folders, and folders or files made elsewhere."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from translate.errors import ReferencesError, RequestError, RunFolderError
from translate.runs.folder import RunFolder
from translate.runs.shards import shard_folders
from translate.scoring.referenceset import ReferenceSet
from translate.scoring.texts import SUFFIX, TextFile, read_text_file, texts_by_id

__all__ = ["LoadedSystem", "load_systems"]

Kind = Literal["run", "folder", "file"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadedSystem:
    """A system (a run, a folder or a file) with its outputs, by the ids of the test set's texts.

    `finished` is False for an unfinished run. `without_reference` are its articles that are not in the test set.
    """

    name: str
    kind: Kind
    path: Path
    outputs: Mapping[str, TextFile]
    finished: bool = True
    without_reference: tuple[str, ...] = ()


def load_systems(
    arguments: Sequence[str | tuple[str, Path]], testset: ReferenceSet
) -> tuple[LoadedSystem, ...]:
    """Return the systems in the arguments: a run folder, `NAME=DIR` of `<id>.en.txt`, `NAME=FILE`, or (NAME, PATH).

    A run without a name gets the name of its model, or of its folder if two runs would have the same name. Raises
    RequestError for an argument that is not a system or a duplicate name, and ReferencesError for unreadable texts.
    """
    systems = [_load(argument, testset) for argument in arguments]
    shared = {name for name, count in Counter(system.name for system in systems).items() if count > 1}
    renamed = [
        replace(system, name=system.path.resolve().name)
        if system.name in shared and system.kind == "run"
        else system
        for system in systems
    ]
    twice = [name for name, count in Counter(system.name for system in renamed).items() if count > 1]
    if twice:
        raise RequestError(f"Two systems have the name {twice[0]!r}. Give each a name with NAME=PATH.")
    return tuple(renamed)


def _load(argument: str | tuple[str, Path], testset: ReferenceSet) -> LoadedSystem:
    if isinstance(argument, tuple):
        return _load_named(*argument, testset)
    name, separator, rest = argument.partition("=")
    path = Path(rest)
    if not separator or Path(argument).exists():
        name, path = "", Path(argument)
    elif not name or not rest:
        raise RequestError(f"{argument!r}: must be NAME=PATH or a run folder.")
    return _load_named(name, path, testset)


def _load_named(name: str, path: Path, testset: ReferenceSet) -> LoadedSystem:
    if path.is_file():
        if not name:
            raise RequestError(f"{path} needs a name: use NAME={path}.")
        return _from_file(name, path, testset)
    if not path.is_dir():
        raise RequestError(f"{path}: no such file or folder. A system is a run, NAME=DIR or NAME=FILE.")
    if (path / "started.json").is_file() or shard_folders(path):
        return _from_run(name, path, testset)
    if not name:
        raise RunFolderError(
            f"{path}: not a run (it has no started.json). A folder of <id>{SUFFIX} files needs a name: NAME={path}."
        )
    outputs, strangers = _outputs(texts_by_id(path), lambda text: text, path, testset)
    return LoadedSystem(name, "folder", path, outputs, without_reference=strangers)


def _from_file(name: str, path: Path, testset: ReferenceSet) -> LoadedSystem:
    if not testset.plain:
        raise ReferencesError(
            f"{path} is a file, but the references are a folder of articles. "
            f"Use --reference FILE for its reference, or a folder of <id>{SUFFIX} files for its translations."
        )
    return LoadedSystem(name, "file", path, {testset.texts[0].id: read_text_file(path)})


def _from_run(name: str, path: Path, testset: ReferenceSet) -> LoadedSystem:
    folder = RunFolder(path)
    system = folder.started().system
    translated = [article_id for article_id in folder.ids() if folder.has_article(article_id)]
    texts = {unicodedata.normalize("NFC", article_id): article_id for article_id in translated}
    outputs, strangers = _outputs(texts, folder.english_path, path, testset)
    return LoadedSystem(name or system, "run", path, outputs, folder.done, strangers)


def _outputs(
    texts: Mapping[str, T], path_of: Callable[[T], Path], named: Path, testset: ReferenceSet
) -> tuple[dict[str, TextFile], tuple[str, ...]]:
    """Return the texts of a folder by the test set's ids, and the ids that the test set does not have.

    `path_of` returns the file of a text. For a plain test set, the folder must contain exactly one text, of any name.
    """
    if testset.plain:
        if len(texts) != 1:
            raise ReferencesError(
                f"{named} contains {len(texts)} texts, but --reference is for one text. "
                "Use --references DIR, with a folder of articles."
            )
        (text,) = texts.values()
        return {testset.texts[0].id: read_text_file(path_of(text))}, ()
    wanted = {text.id for text in testset.texts}
    outputs = {text_id: read_text_file(path_of(text)) for text_id, text in texts.items() if text_id in wanted}
    return outputs, tuple(sorted(texts.keys() - wanted))
