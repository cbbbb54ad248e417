"""Read what systems are compared with: references by article, or a plain test set with article boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from translate.errors import CannotGoOn, ReferencesError, RequestError
from translate.scoring.alignment import first_difference
from translate.scoring.intervals import Unit
from translate.scoring.texts import SUFFIX, TextFile, read_text_file, require_file, texts_by_id
from translate.text.discovery import natural_key

__all__ = [
    "Part",
    "PlainFiles",
    "ReferenceSet",
    "ReferenceText",
    "public_names",
    "public_references",
    "references_from_files",
    "references_from_folders",
]

LANGUAGES = "ar-en"
_SOURCE_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a text that belong to one article; `numbers` from 1."""

    id: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """One text to translate: its references and its source, all of the same number of lines.

    `parts` are its articles; without any, the whole text is one article.
    """

    id: str
    references: tuple[TextFile, ...]
    source: TextFile | None = None
    parts: tuple[Part, ...] = ()

    @property
    def articles(self) -> tuple[Part, ...]:
        """Return the articles with their lines; there is no line after a final newline."""
        files = self.references if self.source is None else (*self.references, self.source)
        count = max(file.count for file in files)
        return self.parts or (Part(self.id, tuple(range(1, count + 1))),)

    def with_source(self, source: TextFile) -> ReferenceText:
        """Return the text with its source; raises ReferencesError if the source does not match the references."""
        references = tuple(_fitted(reference, source) for reference in self.references)
        return replace(self, references=references, source=source)


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """All texts by their ids. `unit` is the article, or the line if the test set has no articles.

    `plain` is true for one text with a reference file, false for a folder of articles.
    """

    name: str
    texts: tuple[ReferenceText, ...]
    unit: Unit
    plain: bool


def references_from_folders(references: Sequence[Path], sources: Path | None = None) -> ReferenceSet:
    """Read references `<id>.en.txt` from one or more folders, one reference each; `sources` contains `<id>.txt`.

    Raises ReferencesError if there are none, or if two references of an article differ in their number of lines.
    """
    found = []
    for folder in references:
        if not folder.is_dir():
            raise ReferencesError(f"{folder} is not a folder of references (<id>{SUFFIX}).")
        found.append(texts_by_id(folder))
    ids = sorted(set().union(*found), key=natural_key)
    if not ids:
        raise ReferencesError(f"{_names(references)}: no references; they are named <id>{SUFFIX}.")
    own_sources = {} if sources is None else _sources(sources)
    texts = []
    for text_id in ids:
        files = tuple(read_text_file(paths[text_id]) for paths in found if text_id in paths)
        text = ReferenceText(text_id, tuple(_fitted(file, files[0]) for file in files))
        source = own_sources.get(text_id)
        texts.append(text.with_source(read_text_file(source)) if source else text)
    return ReferenceSet(_names(references), tuple(texts), unit="article", plain=False)


@dataclass(frozen=True, slots=True)
class PlainFiles:
    """The files of a plain test set: references, source and article boundaries.

    `documents` is a file with the name of the article on every line; with `blank_line_documents`, blank lines of the
    reference separate articles. With neither, the line is the unit.
    """

    references: tuple[Path, ...]
    source: Path | None = None
    documents: Path | None = None
    blank_line_documents: bool = False
    name: str = ""


def references_from_files(plain: PlainFiles) -> ReferenceSet:
    """Read a plain test set; raises ReferencesError if its files do not match line by line."""
    for path in plain.references:
        require_file(path, "the reference, line by line")
    files = [read_text_file(path) for path in plain.references]
    references = tuple(_fitted(file, files[0]) for file in files)
    name = plain.name or plain.references[0].name
    if plain.documents is not None:
        require_file(plain.documents, "the name of its article for each line")
        parts = _named_parts(references, read_text_file(plain.documents))
    elif plain.blank_line_documents:
        parts = _parts_between_blanks(references[0])
    else:
        parts = ()
    text = ReferenceText(name, references, parts=parts)
    if plain.source is not None:
        require_file(plain.source, "the source, line by line")
        text = text.with_source(read_text_file(plain.source))
    with_borders = plain.documents is not None or plain.blank_line_documents
    return ReferenceSet(name, (text,), unit="article" if with_borders else "line", plain=True)


def public_names() -> list[str]:
    """Return the names of sacrebleu's Arabic to English test sets."""
    from sacrebleu.utils import get_available_testsets_for_langpair

    return sorted(get_available_testsets_for_langpair(LANGUAGES))


def public_references(name: str) -> ReferenceSet:
    """Return a test set by sacrebleu's name, downloaded by sacrebleu if needed.

    It has articles if the test set has them. Raises RequestError for a name that sacrebleu does not have for Arabic to
    English, and CannotGoOn if the download fails.
    """
    from sacrebleu.dataset import DATASETS

    known = public_names()
    if name not in known:
        raise RequestError(
            f"sacrebleu has no test set {name!r} from Arabic to English; it has {', '.join(known)}. "
            "Any other one: --reference FILE --source FILE."
        )
    testset = DATASETS[name]
    try:
        files = dict(zip(testset.fieldnames(LANGUAGES), testset.get_files(LANGUAGES), strict=True))  # type: ignore[no-untyped-call]
    except (OSError, SystemExit) as error:  # sacrebleu exits if a download fails
        raise CannotGoOn(
            f"The test set {name} could not be fetched by sacrebleu: {error}. Without a connection: copy "
            f"{testset._outdir} from a machine where `sacrebleu -t {name} -l {LANGUAGES} --echo src` has "
            "fetched it, or name the files yourself: --reference FILE --source FILE."
        ) from error
    documents = files.get("docid")
    return references_from_files(
        PlainFiles(
            references=tuple(Path(path) for field, path in files.items() if field.startswith("ref")),
            source=Path(files["src"]),
            documents=Path(documents) if documents else None,
            name=f"{name} ({LANGUAGES})",
        )
    )


def _named_parts(references: Sequence[TextFile], documents: TextFile) -> tuple[Part, ...]:
    documents = _fitted(documents, references[0])
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(documents.lines, 1):
        if name.strip():
            numbers.setdefault(name.strip(), []).append(number)
        elif any(reference.lines[number - 1] for reference in references):
            raise ReferencesError(f"{documents.path}, line {number}: no name of an article.")
    return tuple(Part(name, tuple(of_name)) for name, of_name in numbers.items())


def _parts_between_blanks(reference: TextFile) -> tuple[Part, ...]:
    parts: list[list[int]] = [[]]
    for number, line in enumerate(reference.lines, 1):
        if line:
            parts[-1].append(number)
        elif parts[-1]:
            parts.append([])
    filled = [part for part in parts if part]
    if len(filled) < 2:
        raise ReferencesError(
            f"{reference.path}: no blank lines between articles. Without --blank-line-documents, "
            "each line is an article."
        )
    width = len(str(len(filled)))
    return tuple(Part(f"{n:0{width}}", tuple(part)) for n, part in enumerate(filled, 1))


def _fitted(other: TextFile, first: TextFile) -> TextFile:
    """Return `other` with as many lines as `first`; raises ReferencesError if their numbers differ."""
    fitted = other.fitted(first.lines)
    if fitted is None:
        raise ReferencesError(
            f"{first.path} has {first.counted} and {other.path} has {other.count}; "
            f"line N of one must belong to line N of the other. {first_difference(first, other)}"
        )
    return fitted


def _sources(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise ReferencesError(f"{folder} is not a folder of source articles (<id>{_SOURCE_SUFFIX}).")
    return texts_by_id(folder, _SOURCE_SUFFIX)


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.as_posix() for path in paths)
