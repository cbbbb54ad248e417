"""The mean of adapters that were trained apart from one another on one base, cut back to their rank.

    python -m eval.training.average ONE/adapter OTHER/adapter --output MEAN

Models that were tuned from the same weights lie in one basin: the mean of their weights often does better than each of
them (Wortsman et al. 2022, "Model soups"). The mean is one of the changes B A, not of the factors A and B, which have
nothing in common between trainings; a singular value decomposition brings it back to the rank of the adapters.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.config.catalogue import Prompt
from translate.errors import RequestError, TarjamaError
from translate.models.adapters import (
    CARD_FILE,
    CONFIG_FILE,
    PEFT_PREFIX,
    WEIGHTS_FILE,
    Storage,
    read_card,
    read_changes,
    read_lora_config,
    store_factors,
)
from translate.runs.atomic import replacing

if TYPE_CHECKING:
    from torch import Tensor


def average_adapters(adapters: Sequence[Path], target: Path, storage: Storage) -> float:
    """Write the mean of `adapters` to the folder `target`; the share of its squared norm that the rank holds.

    One that is named twice counts twice. The card and the settings are those of the first.

    Raises ModelDamaged where an adapter cannot be read, RequestError where they are not of one kind.
    """
    import torch
    from safetensors.torch import save

    first = adapters[0]
    kind, config = _kind(first), read_lora_config(first)
    changes = [read_changes(adapter) for adapter in adapters]
    for adapter, change in zip(adapters, changes, strict=True):
        shapes = {module: tuple(matrix.shape) for module, matrix in change.items()}
        wanted = {module: tuple(matrix.shape) for module, matrix in changes[0].items()}
        if (_kind(adapter), read_lora_config(adapter), shapes) != (kind, config, wanted):
            raise RequestError(f"{adapter}: of another base, prompt, rank or shape than {first}")
    factors: dict[str, Tensor] = {}
    held = whole = 0.0
    for module in changes[0]:
        mean = torch.stack([change[module] for change in changes]).mean(0)
        a, b = _factors(mean / config.scaling, config.r)
        factors[f"{PEFT_PREFIX}{module}.lora_A.weight"] = a
        factors[f"{PEFT_PREFIX}{module}.lora_B.weight"] = b
        held += float((b @ a * config.scaling).square().sum())
        whole += float(mean.square().sum())
    target.mkdir(parents=True, exist_ok=True)
    for name in (CONFIG_FILE, CARD_FILE):
        with replacing(target / name) as file:
            file.write((first / name).read_bytes())
    with replacing(target / WEIGHTS_FILE) as file:
        file.write(save(store_factors(factors, storage)))
    return held / whole if whole else 1.0


def _kind(adapter: Path) -> tuple[str, Prompt]:
    """What adapters must have in common: the weights of the base, by their hash where it is known, and the prompt."""
    card = read_card(adapter)
    return card.base_sha256 or card.base, card.asked


def _factors(matrix: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The nearest product B A of this rank (Eckart and Young 1936), its singular values shared between both."""
    import torch

    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    root = values[:rank].sqrt()
    a, b = root[:, None] * right[:rank], left[:, :rank] * root
    missing = rank - len(root)  # of a matrix smaller than the rank
    a, b = torch.nn.functional.pad(a, (0, 0, 0, missing)), torch.nn.functional.pad(b, (0, missing))
    return a.contiguous(), b.contiguous()


def main(argv: Sequence[str] | None = None) -> int:
    """Average the adapters that are named; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the mean of adapters of one base.")
    parser.add_argument("adapters", type=Path, nargs="+", metavar="OUT/adapter")
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--storage", choices=["float32", "float16", "int8"], default="int8")
    args = parser.parse_args(argv)
    try:
        held = average_adapters(args.adapters, args.output, args.storage)
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(f"the mean of {len(args.adapters)} adapters in {args.output}; its rank holds {held:.1%} of it")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
