"""Write a run as one file of another format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from translate.export.articles import Exported, exported
from translate.export.documents import write_docx, write_markdown
from translate.export.tabular import write_csv, write_jsonl, write_parquet
from translate.export.tmx import write_tmx
from translate.runs.atomic import replacing
from translate.runs.folder import RunFolder

# Writes articles into a file; the last argument is the title of the whole.
Writer = Callable[[Iterable[Exported], BinaryIO, str], None]

# A new format is a new writer, under the suffix of its files.
WRITERS: Mapping[str, Writer] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "md": write_markdown,
    "docx": write_docx,
    "tmx": write_tmx,
}


def export_run(folder: RunFolder, form: str, target: Path) -> None:
    """Write the run, as far as it is done, to `target`, which is replaced whole or not at all.

    `form` is one of `WRITERS`. Raises RunFolderError where the folder is no run, RequestError where a library is
    missing, OutOfSpace and CannotGoOn where the file cannot be written.
    """
    started = folder.started()
    with replacing(target) as file:
        WRITERS[form](exported(folder), file, f"{started.input}, translated by {started.system}")
