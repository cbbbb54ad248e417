"""Train a model on pairs and write the adapted model."""

from __future__ import annotations

import importlib.util
import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from pickle import UnpicklingError

from translate.engines.torch_engine import is_out_of_memory
from translate.errors import (
    InputError,
    ModelDamaged,
    ModelNotFound,
    OutOfMemory,
    RequestError,
    RunFolderError,
)
from translate.models.quiet import quiet_libraries
from translate.progress import Progress
from translate.runs.folder import RunFolder
from translate.training.batching import BatchStream
from translate.training.checkpoint import CHECKPOINT_FILE, TrainingState, load_state, remove_unfinished
from translate.training.fingerprint import make_fingerprint
from translate.training.fitting import check_seq2seq
from translate.training.loop import CURVES_FILE, HISTORY_FILE, Loop
from translate.training.pair_files import DEFAULT_FIELDS, Fields, Tell, read_groups, read_pairs
from translate.training.pairs import Group, Pair
from translate.training.result import RESULT_FILE, TrainingResult, read_result, write_result
from translate.training.settings import TrainingSettings
from translate.training.student import Base, Student

__all__ = ["PairFiles", "check_request", "train"]


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The files of pairs to train on, and a dev file to choose the best checkpoint with.

    Without `dev`, pairs are held out of the training files, as many as the settings say. `fields` names the source
    field and the translation field of files with named fields.
    """

    training: tuple[Path, ...]
    dev: Path | None = None
    fields: Fields = DEFAULT_FIELDS


def check_request(files: PairFiles, output: Path, settings: TrainingSettings) -> None:
    """Check a request before its base is downloaded.

    Raises RequestError, InputError, RunFolderError or OutOfMemory, as `train` would.
    """
    _require_libraries(settings)
    _check_place(output)
    with _memory_for("the pairs; give fewer"):
        _pairs(files, settings)


def train(
    files: PairFiles, base: Base, output: Path, settings: TrainingSettings, progress: Progress
) -> TrainingResult:
    """Adapt `base` to pairs, and write the checkpoint with the best dev chrF to `output`.

    Writes `model/` (complete, for `--model`), `adapter/` (with LoRA), `curves.png`, `history.jsonl` and, last,
    `training.json`. A second call with the same arguments resumes from the last checkpoint; SIGINT and SIGTERM write
    one before they take effect. On one machine, the result is identical to the last bit for the same seed, resumed or
    not, if the clock decides nothing (`optimizer.minutes` is unset, and `checkpoints.dev_scores` is set or
    `every_minutes` is longer than the training).

    Raises RequestError, InputError, ProfileError or RunFolderError for an invalid request, ModelNotFound if the
    family of the base cannot be adapted, ModelDamaged if the base cannot be loaded, RunLocked if another process
    trains into `output`, OutOfMemory if the weights or a batch do not fit, OutOfSpace or CannotGoOn if the disk
    cannot be written.
    """
    _require_libraries(settings)
    _check_place(output)
    with _memory_for("the pairs; give fewer"):
        groups, dev = _pairs(files, settings, progress.note)
    fingerprint = make_fingerprint(groups, dev, base, settings)
    if (output / RESULT_FILE).is_file():
        return read_result(output, fingerprint)
    with RunFolder(output).lock(), quiet_libraries():
        remove_unfinished(output)
        state = load_state(output, fingerprint) or TrainingState(fingerprint)
        with _memory_for(_weights_advice(base, settings)):
            student = _student(base, settings, groups)
        dev = _with_positions(dev, student, progress.note)
        stream = BatchStream(
            groups,
            student.encode,
            batch_tokens=settings.optimizer.batch_tokens,
            max_pair_tokens=settings.optimizer.max_pair_tokens,
            seed=settings.seed,
            max_side_tokens=student.max_side_tokens,
        )
        with _memory_for("the pairs as tokens; give fewer"):
            batches = stream.count_epoch()
        steps = settings.optimizer.steps or math.ceil((settings.optimizer.epochs or 1) * batches)
        progress.note(_description(groups, dev, student))
        if stream.too_long:
            progress.note(f"{stream.too_long:,} longer than {stream.limit} left out")
        if settings.optimizer.warmup_steps >= steps:
            progress.note(
                f"the training ends after {steps:,} steps, within optimizer.warmup_steps = "
                f"{settings.optimizer.warmup_steps}: it never reaches the full learning rate; lower the setting"
            )
        with _memory_for(_batch_advice(settings)):
            Loop(student, stream, dev, output, progress, steps).run(state)
        student.load_trainable(state.best)
        with (
            _memory_for(
                f"a second copy of {base.name}, to write the model; free some memory and run the same command to resume"
            ),
            progress.task("writing the model") as advance,
        ):
            student.export(output)
            advance(1)
        write_result(output, state)
        (output / CHECKPOINT_FILE).unlink(missing_ok=True)
    return read_result(output, fingerprint)


def _check_place(output: Path) -> None:
    """Raise RunFolderError if `output` is a file, or a folder with files that are not from a training."""
    if output.exists() and not output.is_dir():
        raise RunFolderError(f"{output}: is a file; --output must name a folder")
    if not output.is_dir() or any((output / name).is_file() for name in (CHECKPOINT_FILE, RESULT_FILE)):
        return
    ours = (HISTORY_FILE, CURVES_FILE)  # all that is left after a damaged checkpoint was removed
    strangers = sorted(p.name for p in output.iterdir() if not p.name.startswith(".") and p.name not in ours)
    if strangers:
        raise RunFolderError(
            f"{output}: not empty, and not from a training ({', '.join(strangers[:5])}); name another folder"
        )


def _description(groups: Sequence[Group], dev: Sequence[Pair], student: Student) -> str:
    """Return one line with the numbers of pairs and of weights to train."""
    pairs, left_out = sum(len(g.pairs) for g in groups), sum(g.left_out for g in groups)
    trained = sum(weight.numel() for weight in student.trainable.values())
    every = sum(weight.numel() for weight in student.model.parameters())
    return (
        f"{pairs:,} pairs to train on ({left_out:,} more left out by the filter), {len(dev):,} to score on; "
        f"{trained:,} of {every:,} weights of {student.base.name} trained, on {student.device}"
    )


def _require_libraries(settings: TrainingSettings) -> None:
    wanted = ["matplotlib", *(["peft"] if settings.method == "lora" else [])]
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise RequestError(f"training needs {' and '.join(missing)}: pip install 'tarjama[train]'")


def _pairs(
    files: PairFiles, settings: TrainingSettings, tell: Tell | None = None
) -> tuple[list[Group], list[Pair]]:
    if not files.training:
        raise InputError("no pairs to train on; give at least one .tsv file of Arabic, tab, English")
    groups = read_groups(files.training, settings.groups, files.fields, tell, settings.task)
    wanted = settings.checkpoints.dev_pairs
    if wanted == 0:
        if files.dev is not None:
            raise RequestError(
                f"{files.dev}: checkpoints.dev_pairs = 0, so no dev pairs would be scored; raise it, or leave out --dev"
            )
        return groups, []
    if files.dev is not None:
        dev = read_pairs(files.dev, files.fields, tell, settings.task)[:wanted]
        _refuse_overlap(groups, dev, files.dev)
        return groups, dev
    return _hold_out(groups, wanted, settings.seed)


def _refuse_overlap(groups: Sequence[Group], dev: Sequence[Pair], path: Path) -> None:
    """Raise InputError if dev pairs are also training pairs: their scores would be meaningless."""
    known = {pair for group in groups for pair in group.pairs}
    common = [pair for pair in dev if pair in known]
    if common:
        raise InputError(
            f"{path}: {len(common)} of its pairs are also training pairs, the first '{common[0].source[:40]}'; "
            "scores on training pairs are meaningless"
        )


def _hold_out(groups: list[Group], wanted: int, seed: int) -> tuple[list[Group], list[Pair]]:
    """Hold out `wanted` random pairs; if there are fewer than twice as many pairs, hold out a tenth.

    Each group keeps at least one pair. Raises RequestError if there are too few pairs.
    """
    # Each pair once: a file may be named several times.
    everything = list(dict.fromkeys(pair for group in groups for pair in group.pairs))
    total = len(everything)
    count = wanted if total >= 2 * wanted else total // 10
    while 0 < count <= len(everything):
        dev = random.Random(f"{seed}/dev").sample(everything, count)  # noqa: S311 (no secret)
        held = set(dev)
        spared = {group.pairs[0] for group in groups if held.issuperset(group.pairs)}
        if not spared:
            kept = [
                replace(g, files=tuple(tuple(p for p in file if p not in held) for file in g.files))
                for g in groups
            ]
            return kept, dev
        everything = [pair for pair in everything if pair not in spared]
    raise RequestError(
        f"{total} pairs in {len(groups)} group{'s' if len(groups) > 1 else ''} are too few to hold any out for "
        "scoring; give more, or others with --dev"
    )


def _with_positions(dev: list[Pair], student: Student, tell: Tell) -> list[Pair]:
    """Return the dev pairs whose source has no more tokens than the model has positions; tell how many have.

    Raises RequestError if all have.
    """
    limit = student.max_side_tokens
    if limit is None or not dev:
        return dev
    kept = [pair for pair, e in zip(dev, student.encode(dev), strict=True) if len(e.source) <= limit]
    if not kept:
        raise RequestError(
            f"every dev pair is longer than the {limit} tokens that the model accepts on a side"
        )
    if len(kept) < len(dev):
        tell(
            f"dev pairs left out, as longer than the {limit} tokens that the model accepts on a side: "
            f"{len(dev) - len(kept):,}"
        )
    return kept


@contextmanager
def _memory_for(what: str) -> Iterator[None]:
    """Convert errors for lack of memory into OutOfMemory; `what` names what does not fit, with advice."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not isinstance(error, MemoryError) and not is_out_of_memory(error):
            raise
        raise OutOfMemory(f"not enough memory for {what}") from error


def _weights_advice(base: Base, settings: TrainingSettings) -> str:
    if settings.method == "full":
        return f"the weights of {base.name}; method = 'lora' takes a fifth, or name a smaller base"
    if settings.precision == "float32":
        return f"the weights of {base.name}; precision = 'bfloat16' takes half, or name a smaller base"
    return f"the weights of {base.name}; name a smaller base"


def _batch_advice(settings: TrainingSettings) -> str:
    return (
        f"a batch of optimizer.batch_tokens = {settings.optimizer.batch_tokens}, or of "
        f"checkpoints.dev_batch_sentences = {settings.checkpoints.dev_batch_sentences} while scoring; set them "
        "lower, and start again in another folder"
    )


def _student(base: Base, settings: TrainingSettings, groups: Sequence[Group]) -> Student:
    from safetensors import SafetensorError
    from transformers import AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    from translate.training.causal import CausalStudent
    from translate.training.seq2seq import SEQ2SEQ_TYPES, Seq2SeqStudent

    try:
        kind = AutoConfig.from_pretrained(
            base.folder, local_files_only=True, trust_remote_code=False
        ).model_type
    except (OSError, ValueError) as error:
        raise ModelNotFound(f"{base.folder}: not a model in Hugging Face layout: {error}") from error
    try:
        if kind in SEQ2SEQ_TYPES:
            check_seq2seq(settings)
            return Seq2SeqStudent(base, settings)
        if kind in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
            return CausalStudent(base, settings, [pair for group in groups for pair in group.pairs])
    except Exception as error:
        damages = (OSError, RuntimeError, ValueError, KeyError, TypeError, SafetensorError, UnpicklingError)
        # The tokenizers library raises plain Exception.
        if is_out_of_memory(error) or not (isinstance(error, damages) or type(error) is Exception):
            raise
        first = (str(error).strip().splitlines() or [""])[0]
        raise ModelDamaged(
            f"{base.folder}: the base cannot be loaded: its tokenizer, settings or weights are damaged or do not match "
            f"({type(error).__name__}: {first}); download or copy it again"
        ) from error
    raise ModelNotFound(
        f"{base.name}: models of type '{kind}' cannot be adapted; supported: {', '.join(SEQ2SEQ_TYPES)} and causal "
        "models of transformers"
    )
