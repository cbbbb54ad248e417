"""Find and prepare the base model of a training."""

from __future__ import annotations

from pathlib import Path

from translate.config.catalogue import Catalogue, FolderSource, PackageSource, find_model
from translate.errors import RequestError
from translate.models.adapters import read_lora_config
from translate.models.licences import find_notices
from translate.models.package import adapter_folder, check_adapter
from translate.models.registry import prepare_model
from translate.progress import Progress
from translate.training.settings import TrainingSettings
from translate.training.student import Base

__all__ = ["find_base"]


def find_base(name: str, catalogue: Catalogue, settings: TrainingSettings, progress: Progress) -> Base:
    """Return the base model, downloaded and prepared if needed.

    `name` is a name of the catalogue, a hub id or a folder. Raises ModelNotFound, ModelDamaged, HubUnreachable or
    OutOfSpace, each with advice in its message, and RequestError if `base_adapter` is "continued" and the base has
    no adapter.
    """
    entry = find_model(name, settings.task, catalogue)
    known_as = entry.source.folder.name if isinstance(entry.source, FolderSource) else name
    adapter = adapter_folder(entry)
    if adapter is None and settings.base_adapter == "continued":
        raise RequestError(f"base_adapter = 'continued', but {known_as} has no adapter")
    if adapter is not None and settings.base_adapter == "continued":
        _check_continued(adapter, settings)
    if adapter is not None and settings.base_adapter != "merged":
        entry = entry.model_copy(update={"adapter": None})
        field = "translators" if settings.task == "translate" else "summarizers"
        catalogue = catalogue.model_copy(update={field: {**catalogue.of(settings.task), name: entry}})
    files = prepare_model(name, settings.task, catalogue, progress)
    pinned = isinstance(files.entry.source, PackageSource) and files.entry.adapter is None
    return Base(
        folder=files.folder,
        name=known_as,
        # Pinned packages identify the weights; for other sources, hash every file that is loaded.
        sha256=files.revision if pinned else files.fingerprint,
        decoding=files.entry.decoding,
        max_input_tokens=files.entry.max_input_tokens,
        notices=(*(find_notices(adapter) if adapter else ()), *find_notices(files.folder)),
        adapter=adapter if settings.base_adapter == "continued" else None,
    )


def _check_continued(adapter: Path, settings: TrainingSettings) -> None:
    """Raise ModelDamaged if the adapter is incomplete, RequestError if its rank is higher or alpha / rank differs."""
    check_adapter(adapter)
    config, lora = read_lora_config(adapter), settings.lora
    if config.r > lora.rank or config.scaling != lora.alpha / lora.rank:
        raise RequestError(
            f"lora.rank = {lora.rank} and lora.alpha = {lora.alpha}, but the adapter to continue has "
            f"{config.r} and {config.lora_alpha:g}; the rank must be at least as high, and alpha / rank the same"
        )
