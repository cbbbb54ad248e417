"""Replace the adapter in the package by a newly trained one for the same task.

python -m eval.training.ship OUT/adapter
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import translate
from translate.config.catalogue import ModelEntry, PackageSource, Prompt, load_catalogue
from translate.errors import ModelDamaged, RequestError, TarjamaError
from translate.models.adapters import (
    CARD_FILE,
    CONFIG_FILE,
    WEIGHTS_FILE,
    read_card,
    read_factors,
    read_lora_config,
)
from translate.models.package import check_adapter, write_sums
from translate.runs.atomic import replacing

if TYPE_CHECKING:
    from torch import Tensor

MAX_BYTES = 40 * 2**20  # all files together; a wheel on PyPI may have 100 MB, and every user downloads it
_FILES = (CONFIG_FILE, CARD_FILE, WEIGHTS_FILE)


def ship_adapter(adapter: Path, target: Path, entry: ModelEntry) -> int:
    """Copy an adapter to `target`, and return the size of its files in bytes.

    The licence and the model card of `target` are kept. Raises ModelDamaged if files are missing or damaged or do not
    belong together, RequestError if they are too large or made for another base or prompt than those of `entry`.
    """
    card = read_card(adapter)
    factors = read_factors(adapter)
    total = 0
    for name in _FILES:
        if not (adapter / name).is_file():
            raise ModelDamaged(f"{adapter / name}: missing")
        total += (adapter / name).stat().st_size
    if total > MAX_BYTES:
        raise RequestError(
            f"{adapter}: {total / 2**20:.1f} MiB, {MAX_BYTES / 2**20:.0f} at most; "
            'train with lora.storage = "int8", or with a lower rank'
        )
    source = entry.source
    if not isinstance(source, PackageSource) or card.base_sha256 != source.sha256:
        raise RequestError(
            f"{adapter}: made for the base {card.base} ({card.base_sha256}), "
            "but the catalogue's entry has another base"
        )
    if entry.prompt is None or _prompt_text(entry.prompt) != _prompt_text(card.asked):
        asked = "nothing" if entry.prompt is None else repr(_prompt_text(entry.prompt))
        raise RequestError(
            f"{adapter}: trained with the prompt {_prompt_text(card.asked)!r}; the catalogue's prompt is {asked}"
        )
    _check_together(adapter, factors)
    for name in _FILES:
        with replacing(target / name) as file:
            file.write((adapter / name).read_bytes())
    write_sums(target)
    return total


def _check_together(adapter: Path, factors: Mapping[str, tuple[Tensor, Tensor]]) -> None:
    """Raise ModelDamaged if the files differ from their `SHA256SUMS` (if any) or in rank, or contain infinities."""
    check_adapter(adapter)
    rank = read_lora_config(adapter).r
    if any((a.shape[0], b.shape[1]) != (rank, rank) for a, b in factors.values()):
        raise ModelDamaged(
            f"{adapter}: {CONFIG_FILE} has another rank than {WEIGHTS_FILE}; copy or train it again"
        )
    if not all(factor.isfinite().all() for pair in factors.values() for factor in pair):
        raise ModelDamaged(f"{adapter / WEIGHTS_FILE}: contains numbers that are not finite")


def _prompt_text(prompt: Prompt) -> str:
    """Return the whole prompt that a model reads, without blanks at its ends."""
    return "\n".join(part for part in (prompt.system, prompt.instruction, prompt.template) if part).strip()


def main(argv: Sequence[str] | None = None) -> int:
    """Copy the named adapter into the package; return the exit code."""
    parser = argparse.ArgumentParser(description="Copy a trained adapter into the package.")
    parser.add_argument("adapter", type=Path, metavar="OUT/adapter")
    args = parser.parse_args(argv)
    try:
        entry = load_catalogue().of(read_card(args.adapter).task)["embedded"]
        target = Path(translate.__file__).parent / (entry.adapter or "adapter")
        total = ship_adapter(args.adapter, target, entry)
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(f"{total / 2**20:.2f} MiB in {target}. Now measure it, and write the scores into its MODEL_CARD.md")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
