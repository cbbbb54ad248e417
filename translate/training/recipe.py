"""Training: pairs in, an adapted model out."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.errors import InputError, ModelNotFound, RequestError, RunFolderError
from translate.models.quiet import quiet_libraries
from translate.progress import Progress
from translate.runs.atomic import write_atomic
from translate.training.batching import BatchStream
from translate.training.checkpoint import CHECKPOINT_FILE, TrainingState, load_state
from translate.training.loop import CURVES_FILE, Loop
from translate.training.pairs import Group, Pair, read_groups, read_pairs
from translate.training.settings import TrainingSettings
from translate.training.student import Base, Student

RESULT_FILE = "training.json"


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a training made. `before` and `after` are dev (BLEU, chrF), 0-100; None without dev pairs."""

    model: Path
    adapter: Path | None
    curves: Path
    steps: int
    before: tuple[float, float] | None
    after: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The TSV files to train on, and one to choose the best checkpoint on.

    Without `dev`, pairs are held out of the training files, as many as the settings say.
    """

    training: tuple[Path, ...]
    dev: Path | None = None


def train(
    files: PairFiles, base: Base, output: Path, settings: TrainingSettings, progress: Progress
) -> TrainingResult:
    """Adapt `base` to pairs and write the best checkpoint by dev chrF under `output`.

    Writes `model/` (complete, for `--model`), `adapter/` (with LoRA), `curves.png`, `history.jsonl` and, last,
    `training.json`. Started again with the same arguments, it goes on from its last checkpoint. With one seed, on
    one machine and without `optimizer.minutes`, the result is the same to the last bit, stopped in between or not.

    Raises RequestError, InputError, ProfileError or RunFolderError where the request does not hold, ModelNotFound
    where the base is of no family that can be adapted.
    """
    _require_libraries(settings)
    groups, dev = _pairs(files, settings)
    fingerprint = _fingerprint(groups, dev, base, settings)
    if (output / RESULT_FILE).is_file():
        return _read_result(output, fingerprint)
    state = load_state(output, fingerprint) or TrainingState(fingerprint)
    with quiet_libraries():
        student = _student(base, settings, groups)
        stream = BatchStream(
            groups,
            student.encode,
            batch_tokens=settings.optimizer.batch_tokens,
            max_pair_tokens=settings.optimizer.max_pair_tokens,
            seed=settings.seed,
        )
        Loop(student, stream, dev, output, progress).run(state)
        student.load_trainable(state.best)
        student.export(output)
    write_atomic(output / RESULT_FILE, json.dumps(_document(state, settings, base), indent=2) + "\n")
    (output / CHECKPOINT_FILE).unlink(missing_ok=True)
    return _read_result(output, fingerprint)


def _require_libraries(settings: TrainingSettings) -> None:
    wanted = ["matplotlib", *(["peft"] if settings.method == "lora" else [])]
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise RequestError(f"training needs {' and '.join(missing)}: pip install 'tarjama[train]'")


def _pairs(files: PairFiles, settings: TrainingSettings) -> tuple[list[Group], list[Pair]]:
    if not files.training:
        raise InputError("no pairs to train on; give at least one .tsv file: source, tab, translation")
    groups = read_groups(files.training, settings.groups)
    wanted = settings.checkpoints.dev_pairs
    if wanted == 0:
        return groups, []
    if files.dev is not None:
        return groups, read_pairs(files.dev)[:wanted]
    return _hold_out(groups, wanted, settings.seed)


def _hold_out(groups: list[Group], count: int, seed: int) -> tuple[list[Group], list[Pair]]:
    """Take `count` pairs out of the groups, at random; the last group is the nearest to the use."""
    everything = [pair for group in groups for pair in group.pairs]
    if len(everything) < 2 * count:
        raise RequestError(
            f"{len(everything)} pairs are too few to hold out dev_pairs = {count}; set fewer, or give dev pairs"
        )
    dev = random.Random(f"{seed}/dev").sample(everything, count)  # noqa: S311 (no secret)
    held = set(dev)
    kept = [
        Group(g.name, g.settings, tuple(tuple(p for p in file if p not in held) for file in g.files))
        for g in groups
    ]
    return kept, dev


def _student(base: Base, settings: TrainingSettings, groups: Sequence[Group]) -> Student:
    from transformers import AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    from translate.training.causal import CausalStudent
    from translate.training.seq2seq import SEQ2SEQ_TYPES, Seq2SeqStudent

    try:
        kind = AutoConfig.from_pretrained(base.folder, local_files_only=True).model_type
    except (OSError, ValueError) as error:
        raise ModelNotFound(f"{base.folder}: no model in Hugging Face layout: {error}") from error
    if kind in SEQ2SEQ_TYPES:
        return Seq2SeqStudent(base, settings)
    if kind in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        return CausalStudent(base, settings, [pair for group in groups for pair in group.pairs])
    raise ModelNotFound(
        f"{base.name}: '{kind}' is no family that can be adapted; those are {', '.join(SEQ2SEQ_TYPES)} and the "
        "causal models of transformers"
    )


def _fingerprint(groups: Sequence[Group], dev: Sequence[Pair], base: Base, settings: TrainingSettings) -> str:
    digest = hashlib.sha256(settings.model_dump_json().encode())
    digest.update(f"{base.name}\0{base.sha256}".encode())
    for pair in [*(pair for group in groups for pair in group.pairs), *dev]:
        digest.update(f"{pair.source}\t{pair.target}\n".encode())
    return digest.hexdigest()


def _document(state: TrainingState, settings: TrainingSettings, base: Base) -> dict[str, object]:
    scored = [entry for entry in state.history if "bleu" in entry]
    return {
        "fingerprint": state.fingerprint,
        "base": {"name": base.name, "sha256": base.sha256},
        "steps": state.step,
        "tokens": state.tokens,
        "before": scored[0] if scored else None,
        "after": max(scored[1:], key=lambda entry: entry["chrf"]) if scored else None,
        "settings": settings.model_dump(mode="json"),
    }


def _read_result(output: Path, fingerprint: str) -> TrainingResult:
    document = json.loads((output / RESULT_FILE).read_text(encoding="utf-8"))
    if document["fingerprint"] != fingerprint:
        raise RunFolderError(f"{output}: holds another training's result; name another output folder")
    before, after = document["before"], document["after"]
    adapter = output / "adapter"
    return TrainingResult(
        model=output / "model",
        adapter=adapter if adapter.is_dir() else None,
        curves=output / CURVES_FILE,
        steps=document["steps"],
        before=None if before is None else (before["bleu"], before["chrf"]),
        after=None if after is None else (after["bleu"], after["chrf"]),
    )
