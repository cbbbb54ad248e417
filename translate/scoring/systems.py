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
from translate.scoring.referenceset import ReferenceSet
from translate.scoring.texts import SUFFIX, TextFile, read_text_file, texts_by_id

__all__ = ["LoadedSystem", "load_systems"]

Kind = Literal["run", "folder", "file"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadedSystem:
    """Whatever produced translations, with its outputs by the ids of the test set's texts.

    `finished` is False for a run that is still under way. `without_reference` are its articles that the test set lacks.
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
    """The systems that arguments name: a run folder, `NAME=DIR` of `<id>.en.txt`, or `NAME=FILE`; or (NAME, PATH).

    A run without a name gets that of its model, and that of its folder where two would share it. Raises RequestError
    for what is no system or bears a name twice, and ReferencesError for texts that cannot be read.
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
        raise RequestError(f"Two systems are called {twice[0]!r}. Name each by NAME=PATH.")
    return tuple(renamed)


def _load(argument: str | tuple[str, Path], testset: ReferenceSet) -> LoadedSystem:
    if isinstance(argument, tuple):
        return _load_named(*argument, testset)
    name, separator, rest = argument.partition("=")
    path = Path(rest)
    if not separator or Path(argument).exists():
        name, path = "", Path(argument)
    elif not name or not rest:
        raise RequestError(f"{argument!r}: write NAME=PATH, or the folder of a run.")
    return _load_named(name, path, testset)


def _load_named(name: str, path: Path, testset: ReferenceSet) -> LoadedSystem:
    if path.is_file():
        if not name:
            raise RequestError(f"{path} needs a name: write NAME={path}.")
        return _from_file(name, path, testset)
    if not path.is_dir():
        raise RequestError(f"{path}: no such file or folder. A system is a run, NAME=DIR or NAME=FILE.")
    if (path / "started.json").is_file():
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
            f"{path} is one file, and the references are a folder of articles. "
            f"Give its reference by --reference FILE, or its translations as a folder of <id>{SUFFIX} files."
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
    """The texts of a folder, by the test set's ids, and the ids that it lacks; `path_of` finds the file of a text.

    Of a plain test set the translation is one file, whatever its name.
    """
    if testset.plain:
        if len(texts) != 1:
            raise ReferencesError(
                f"{named} holds {len(texts)} texts, and --reference is for one. "
                "Give the references as a folder of articles: --references DIR."
            )
        (text,) = texts.values()
        return {testset.texts[0].id: read_text_file(path_of(text))}, ()
    wanted = {text.id for text in testset.texts}
    outputs = {text_id: read_text_file(path_of(text)) for text_id, text in texts.items() if text_id in wanted}
    return outputs, tuple(sorted(texts.keys() - wanted))
