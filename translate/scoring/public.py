"""Public test sets that sacrebleu itself can fetch."""

from __future__ import annotations

from pathlib import Path

from translate.errors import CannotGoOn, RequestError
from translate.scoring.referenceset import PlainFiles, ReferenceSet, references_from_files

LANGUAGES = "ar-en"


def public_names() -> list[str]:
    """The names of the Arabic to English test sets that sacrebleu knows."""
    from sacrebleu.utils import get_available_testsets_for_langpair

    return sorted(get_available_testsets_for_langpair(LANGUAGES))


def public_references(name: str) -> ReferenceSet:
    """A test set by sacrebleu's name, downloaded by sacrebleu where it is not on this machine yet.

    Its articles are told apart where the test set does so. Raises RequestError for a name that sacrebleu does not
    have for Arabic to English, and CannotGoOn where it cannot be fetched.
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
    except (OSError, SystemExit) as error:  # sacrebleu exits where a download fails
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
