"""From a name to the model that is adapted."""

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
    """Have the base on this machine: a name of the catalogue, a hub id or a folder.

    Raises ModelNotFound, ModelDamaged, HubUnreachable or OutOfSpace, with what to do in the message, and RequestError
    where an adapter is to be continued and the base has none.
    """
    entry = find_model(name, settings.task, catalogue)
    known_as = entry.source.folder.name if isinstance(entry.source, FolderSource) else name
    adapter = adapter_folder(entry)
    if adapter is None and settings.base_adapter == "continued":
        raise RequestError(f"base_adapter = 'continued', but {known_as} comes without an adapter")
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
        # What the packages pin are the weights themselves; else it is the hash of all that is loaded.
        sha256=files.revision if pinned else files.fingerprint,
        decoding=files.entry.decoding,
        window_tokens=files.entry.window_tokens,
        notices=(*(find_notices(adapter) if adapter else ()), *find_notices(files.folder)),
        adapter=adapter if settings.base_adapter == "continued" else None,
    )


def _check_continued(adapter: Path, settings: TrainingSettings) -> None:
    """Raise ModelDamaged or RequestError where an adapter is not whole, or not of the size that the settings ask."""
    check_adapter(adapter)
    config, lora = read_lora_config(adapter), settings.lora
    if (config.r, config.lora_alpha) != (lora.rank, lora.alpha):
        raise RequestError(
            f"lora.rank = {lora.rank} and lora.alpha = {lora.alpha}, but the adapter to go on with has "
            f"{config.r} and {config.lora_alpha:g}"
        )
