"""Average adapters that were trained separately on the same base model, and reduce the mean to their rank.

    python -m eval.training.average ONE/adapter OTHER/adapter --output MEAN [--rank 64]

The mean of the weights of models that were tuned from the same weights is often better than each of them (Wortsman et
al. 2022, "Model soups"). Averaged are the products B A and not the factors A and B, which are unrelated between
trainings. A singular value decomposition reduces the mean to the highest rank of the adapters, or to `--rank`. A single
adapter can be reduced in the same way.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
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
    read_factors,
    read_lora_config,
    store_factors,
)
from translate.models.licences import find_notices
from translate.runs.atomic import replacing, write_atomic, writing

if TYPE_CHECKING:
    from torch import Tensor


def average_adapters(
    adapters: Sequence[Path], target: Path, storage: Storage, rank: int | None = None
) -> float:
    """Write the mean of `adapters` to the folder `target`; return the share of its squared norm that the rank keeps.

    An adapter that is named twice counts twice. Card, settings and licences are those of the first one, except the
    rank: it is `rank`, or the highest of the adapters.

    Raises ModelDamaged if an adapter cannot be read, RequestError if the adapters are not of one kind or `target` is
    one of them, OutOfSpace or CannotGoOn if the files cannot be written.
    """
    from safetensors.torch import save

    if target.resolve() in {adapter.resolve() for adapter in adapters}:
        raise RequestError(f"{target}: is one of the adapters; name another folder")
    first = adapters[0]
    kind, scaling = _kind(first), read_lora_config(first).scaling
    scalings = [read_lora_config(adapter).scaling for adapter in adapters]
    rank = rank or max(read_lora_config(adapter).r for adapter in adapters)
    parts = [read_factors(adapter) for adapter in adapters]
    for adapter, part in zip(adapters, parts, strict=True):
        if (_kind(adapter), _shapes(part)) != (kind, _shapes(parts[0])):
            raise RequestError(f"{adapter}: base, prompt or shape differ from those of {first}")
    factors: dict[str, Tensor] = {}
    held = whole = 0.0
    for module in parts[0]:  # one at a time: the products of all modules are as large as the model
        products = [
            part[module][1] @ part[module][0] * own for part, own in zip(parts, scalings, strict=True)
        ]
        mean = sum(products[1:], start=products[0]) / len(products)
        a, b = _factors(mean / scaling, rank)
        factors[f"{PEFT_PREFIX}{module}.lora_A.weight"] = a
        factors[f"{PEFT_PREFIX}{module}.lora_B.weight"] = b
        held += float((b @ a * scaling).square().sum())
        whole += float(mean.square().sum())
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
        (target / CONFIG_FILE).unlink(missing_ok=True)  # without it, a half-replaced adapter is not used
    alpha = rank * scaling
    config = json.loads((first / CONFIG_FILE).read_bytes()) | {
        "r": rank,
        "lora_alpha": int(alpha) if alpha.is_integer() else alpha,
    }
    for copied in (first / CARD_FILE, *find_notices(first)):
        with replacing(target / copied.name) as file:
            file.write(copied.read_bytes())
    with replacing(target / WEIGHTS_FILE) as file:
        file.write(save(store_factors(factors, storage)))
    write_atomic(target / CONFIG_FILE, json.dumps(config, indent=2) + "\n")
    return held / whole if whole else 1.0


def _kind(adapter: Path) -> tuple[str, Prompt]:
    """Return what adapters must have in common: the base's weights, as a hash if it is known, and the prompt."""
    card = read_card(adapter)
    return card.base_sha256 or card.base, card.asked


def _shapes(factors: Mapping[str, tuple[Tensor, Tensor]]) -> dict[str, tuple[int, int]]:
    """Return the shapes of the adapted weights, (out, in)."""
    return {module: (b.shape[0], a.shape[1]) for module, (a, b) in factors.items()}


def _factors(matrix: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """Return the nearest product B A of this rank (Eckart and Young 1936), with singular values split between both."""
    import torch

    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    root = values[:rank].sqrt()
    a, b = root[:, None] * right[:rank], left[:, :rank] * root
    missing = rank - len(root)  # the matrix is smaller than the rank
    a, b = torch.nn.functional.pad(a, (0, 0, 0, missing)), torch.nn.functional.pad(b, (0, missing))
    return a.contiguous(), b.contiguous()


def main(argv: Sequence[str] | None = None) -> int:
    """Average the named adapters; return the exit code."""
    parser = argparse.ArgumentParser(description="Average adapters of the same base model.")
    parser.add_argument("adapters", type=Path, nargs="+", metavar="OUT/adapter")
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--storage", choices=["float32", "float16", "int8"], default="int8")
    parser.add_argument("--rank", type=int, help="rank of the mean (default: the highest of the adapters)")
    args = parser.parse_args(argv)
    if args.rank is not None and args.rank < 1:
        parser.error(f"--rank {args.rank}: must be at least 1")
    try:
        held = average_adapters(args.adapters, args.output, args.storage, args.rank)
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(
        f"mean of {len(args.adapters)} adapters in {args.output}; its rank keeps {held:.1%} of the squared norm"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
