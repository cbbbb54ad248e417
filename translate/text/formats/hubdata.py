"""Read datasets of the Hugging Face Hub, streamed with the `datasets` library."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.config.profile import InputSettings
from translate.errors import CannotGoOn, InputError
from translate.text.formats.content import first_line, quiet
from translate.text.formats.record import Record, id_column

__all__ = ["HubDataset", "is_hub_dataset", "pinned", "read_hub_dataset"]

# `Path` turns `hf://` into `hf:/`.
_ADDRESS = re.compile(
    r"hf:/{1,2}datasets/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(?:@(?P<revision>[\w.-]+))?"
    r"(?:/(?P<config>[^/]+)(?:/(?P<split>[^/]+))?)?/?"
)
FORM = "hf://datasets/OWNER/NAME[@REVISION][/CONFIG[/SPLIT]]"


@dataclass(frozen=True, slots=True)
class HubDataset:
    """One split of a dataset, at one commit."""

    repository: str
    revision: str | None
    config: str | None
    split: str

    @classmethod
    def of(cls, path: Path) -> HubDataset:
        """Parse the address of a dataset; raises InputError, with the valid form, if it is not one."""
        found = _ADDRESS.fullmatch(path.as_posix())
        if found is None:
            raise InputError(f"{path}: not a dataset of the hub; write {FORM}")
        return cls(
            repository=f"{found['owner']}/{found['name']}",
            revision=found["revision"],
            config=found["config"],
            split=found["split"] or "train",
        )

    def __str__(self) -> str:
        """Return the address as users write it."""
        return self.path.as_posix().replace("hf:/", "hf://", 1)

    @property
    def name(self) -> str:
        """The repository's name without its owner."""
        return self.repository.partition("/")[2]

    @property
    def path(self) -> Path:
        """The address."""
        revision = f"@{self.revision}" if self.revision else ""
        return Path(f"hf:/datasets/{self.repository}{revision}", self.config or "default", self.split)


def is_hub_dataset(path: Path) -> bool:
    """Return whether a path is an address on the hub."""
    return path.parts[:1] == ("hf:",)


def pinned(path: Path) -> Path:
    """Return the address with the current commit of its revision (`main` by default).

    A resumed run thus reads the same rows, and a changed dataset starts a new run. Raises InputError, with the choices,
    for a dataset, revision, configuration or split that does not exist or is not accessible, and CannotGoOn if the hub
    does not answer.
    """
    dataset = HubDataset.of(path)
    with _asking(dataset):
        from datasets import get_dataset_config_names, get_dataset_split_names
        from huggingface_hub import HfApi

        commit = HfApi().dataset_info(dataset.repository, revision=dataset.revision).sha
        configs = get_dataset_config_names(dataset.repository, revision=commit)
        config = dataset.config or (configs[0] if len(configs) == 1 else "default")
        if config not in configs:
            raise InputError(
                f"{dataset}: no configuration '{config}'; available: {', '.join(configs)}; write {FORM}"
            )
        splits = get_dataset_split_names(dataset.repository, config, revision=commit)
        if dataset.split not in splits:
            raise InputError(
                f"{dataset}: no split '{dataset.split}'; available: {', '.join(splits)}; write {FORM}"
            )
        return HubDataset(dataset.repository, commit, config, dataset.split).path


def read_hub_dataset(
    path: Path, fields: InputSettings, /, *, ids_only: bool
) -> Generator[Record, None, None]:
    """Yield the rows of a dataset, with a few in memory at a time and none on disk.

    Raises InputError and CannotGoOn as `pinned` does.
    """
    dataset = HubDataset.of(path)
    with _asking(dataset):
        from datasets import load_dataset

        stream: Any = load_dataset(
            dataset.repository, dataset.config, split=dataset.split, revision=dataset.revision, streaming=True
        )
        names = list(stream.column_names or ())
        column = id_column(fields, names)
        if ids_only and column is not None:
            stream = stream.select_columns([column])
        rows = iter(stream)
    while True:
        with _asking(dataset):
            row = next(rows, None)
        if row is None:
            return
        yield dict.fromkeys(names) | row


@contextmanager
def _asking(dataset: HubDataset) -> Iterator[None]:
    """Convert errors of the hub into ours, with advice."""
    from datasets import disable_progress_bars
    from datasets.exceptions import DataFilesNotFoundError, DatasetNotFoundError
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError is that of httpx
        HTTPError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    disable_progress_bars()
    try:
        with quiet():
            yield
    except (DatasetNotFoundError, RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise InputError(
            f"dataset {dataset.repository} at {dataset.revision or 'main'} does not exist on the hub, or is private or "
            "gated: check the spelling; for gated data accept the terms, then run 'hf auth login' or set HF_TOKEN"
        ) from error
    except DataFilesNotFoundError as error:  # an OSError to Python
        raise InputError(f"the dataset {dataset.repository} cannot be read: {first_line(error)}") from error
    except (OSError, HTTPError) as error:
        raise CannotGoOn(
            f"the hub did not deliver {dataset.repository}: {first_line(error)}; run the same command again later "
            "to resume"
        ) from error
    except (ValueError, KeyError, RuntimeError) as error:  # `datasets` cannot read its files
        raise InputError(f"the dataset {dataset.repository} cannot be read: {first_line(error)}") from error
