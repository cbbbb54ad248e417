"""Scores of one system, and comparisons of several, against references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from translate.errors import RequestError
from translate.library.running import AnyPath, Run

if TYPE_CHECKING:
    from translate.progress import Progress
    from translate.scoring.compare import Comparison
    from translate.scoring.matching import Matched
    from translate.scoring.referenceset import ReferenceSet
    from translate.scoring.score import SystemScore

__all__ = ["Against", "System", "compare", "compare_against", "references_for", "score"]

REFERENCES = Path("eval/references")
_Paths = AnyPath | Sequence[AnyPath]


@dataclass(frozen=True, slots=True)
class System:
    """Translations from another system: a folder of line-aligned `<id>.en.txt`, or one line-aligned file."""

    name: str
    path: AnyPath


class Against(TypedDict, total=False):
    """The references of a comparison, named like the options of `tarjama compare`.

    Either `references`, folders of `<id>.en.txt`; or `reference`, files of one text, with `documents` (a file with the
    name of each line's article) or `blank_line_documents`; or `testset`, the name of a test set of sacrebleu.
    """

    references: _Paths | None
    reference: _Paths | None
    testset: str | None
    source: AnyPath | None
    documents: AnyPath | None
    blank_line_documents: bool


_AnySystem = Run | System | AnyPath


def score(system: _AnySystem, *, progress: bool | None = None, **against: Unpack[Against]) -> SystemScore:
    """Score one system with chrF, BLEU, chrF++ and TER: `score(run, references="refs").metrics["chrf"].score`.

    The scores and the errors equal those of `compare` with one system. Raises ReferencesError, naming the line, if
    outputs and references do not match.
    """
    return compare([system], progress=progress, **against).systems[0].score


def compare(
    systems: Sequence[_AnySystem],
    *,
    progress: bool | None = None,
    processes: int = 1,
    **against: Unpack[Against],
) -> Comparison:
    """Compare systems over the same lines: scores, verdicts on all pairs, and warnings.

    A system is a Run, the path of a run folder, or a System. With `processes` over 1 the calling program needs Python's
    `if __name__ == "__main__"` guard.
    """
    from translate.library.watching import make_progress

    return compare_against(systems, against, progress=make_progress(progress), processes=processes)[1]


def compare_against(
    systems: Sequence[_AnySystem],
    against: Against,
    scores: Path | None = None,
    *,
    progress: Progress,
    processes: int = 1,
) -> tuple[Matched, Comparison]:
    """Pair the lines of systems with references and compare; `scores` is a file with scores of other tools."""
    from translate.scoring.compare import compare_systems
    from translate.scoring.external import read_columns
    from translate.scoring.matching import match_systems
    from translate.scoring.systems import load_systems

    if isinstance(systems, str | PathLike | System):
        raise TypeError("compare() takes a list of systems; use score() for one")
    if not systems:
        raise RequestError("no system to compare")
    testset = references_for(against)
    matched = match_systems(load_systems([_argument(system) for system in systems], testset), testset)
    columns = read_columns(scores, [system.name for system in matched.systems]) if scores else None
    return matched, compare_systems(matched, columns, progress, processes)


def references_for(against: Against) -> ReferenceSet:
    """Read the references; raises RequestError for options that exclude each other."""
    from translate.scoring.referenceset import (
        PlainFiles,
        public_references,
        references_from_files,
        references_from_folders,
    )

    unknown = against.keys() - Against.__annotations__.keys()
    if unknown:
        raise TypeError(f"unknown option {min(unknown)!r}; choose from {', '.join(Against.__annotations__)}")
    folders, files = _paths(against.get("references")), _paths(against.get("reference"))
    testset, source, documents = (
        against.get("testset"),
        _path(against.get("source")),
        _path(against.get("documents")),
    )
    blank_lines = against.get("blank_line_documents", False)
    if sum(map(bool, (folders, files, testset))) > 1:
        raise RequestError("only one of 'references', 'reference' and 'testset' can be given")
    if documents and blank_lines:
        raise RequestError("only one of 'documents' and 'blank_line_documents' can be given")
    if not files and (documents or blank_lines):
        raise RequestError("--documents and --blank-line-documents need --reference FILE")
    if testset:
        if source:
            raise RequestError("--testset has its own source; omit --source")
        return public_references(testset)
    if files:
        return references_from_files(PlainFiles(files, source, documents, blank_lines))
    return references_from_folders(folders or (REFERENCES,), source)


def _argument(system: _AnySystem) -> str | tuple[str, Path]:
    if isinstance(system, System):
        return system.name, Path(system.path)
    return system if isinstance(system, str) else str(Path(system))


def _paths(value: _Paths | None) -> tuple[Path, ...]:
    if value is None:
        return ()
    return (Path(value),) if isinstance(value, str | PathLike) else tuple(Path(path) for path in value)


def _path(value: AnyPath | None) -> Path | None:
    return None if value is None else Path(value)
