"""Verify that a model on this machine answers as published: published outputs, both engines, FLORES."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from translate.checks.registry import check_pair
from translate.config.catalogue import (
    Catalogue,
    EndpointSource,
    PublishedExample,
    Task,
    find_model,
    tasks_of,
)
from translate.config.profile import EngineName, EngineSettings
from translate.engines.loading import LoadedModel, open_model
from translate.engines.selection import choose_engine
from translate.errors import RequestError
from translate.models.base import ModelFiles
from translate.models.batches import Shortage, generate_all, plan_batches
from translate.models.registry import prepare_for_all_tasks
from translate.progress import Progress
from translate.scoring.metrics import CHRF, METRICS
from translate.scoring.summary_verification import one_line, summary_comparisons
from translate.scoring.verification_flores import is_devtest, read_devtest
from translate.scoring.verification_record import Comparison, Verification, agreement

__all__ = ["verify_model"]

# Sentences written for this project: a headline, a figure with a name, a question, direct speech.
_OWN_SENTENCES = (
    "افتتاح مكتبة جديدة في وسط المدينة",
    "وقال المدير أحمد سالم إن عدد الزوار بلغ 4500 زائر في شهر مايو.",
    "متى تعود القطارات إلى العمل؟",
    'وأضافت الوزيرة: "سنعلن النتائج يوم الخميس".',
)
# Minimum chrF of one engine's output against the other's. Chosen, not measured: near ties can differ between engines.
ENGINES_AGREE_CHRF = 90.0
# Tolerance in BLEU and chrF points. Chosen: other beams and batches change a score by less, another model by more.
_FLORES_POINTS = 1.0
_BATCH_TOKENS = 2048
_ON_A_SERVER = "{name} runs on a server: only a model's own files can be verified"


def verify_model(
    name: str, catalogue: Catalogue, progress: Progress, flores: Path | None = None
) -> list[Verification]:
    """Download a model and compare its outputs on both engines with published ones, for each of its tasks.

    `flores` is a folder with FLORES devtest in Arabic and English, one sentence per line; it is read before anything is
    downloaded. Raises ModelError if the model is unavailable or damaged, and RequestError if it cannot be verified.
    """
    tasks = tasks_of(name, catalogue)
    if not tasks and isinstance(find_model(name, "translate", catalogue).source, EndpointSource):
        raise RequestError(_ON_A_SERVER.format(name=name))
    if flores is not None and tasks == ["summarize"]:
        raise RequestError(f"{name} does not translate: --flores scores translation models")
    pair = None if flores is None else read_devtest(flores)
    return [
        _verify(files, task, pair, progress)
        for task, files in prepare_for_all_tasks(name, catalogue, progress).items()
    ]


def _verify(
    files: ModelFiles, task: Task, pair: tuple[list[str], list[str]] | None, progress: Progress
) -> Verification:
    engines, refused = _engines(files)
    if task == "summarize":
        opened = {engine: partial(_open, files, task, engine) for engine in engines}
        comparisons = summary_comparisons(files, opened, progress)
    else:
        comparisons = _translation_comparisons(files, engines, progress)
        if pair is not None:
            comparisons += _flores(files, engines, pair, progress)
    comparisons += refused
    return Verification(
        files.name, task, str(files.folder), files.revision, files.fingerprint, tuple(comparisons)
    )


def _translation_comparisons(
    files: ModelFiles, engines: Sequence[EngineName], progress: Progress
) -> list[Comparison]:
    examples = files.entry.examples
    texts = [*(example.source for example in examples), *_OWN_SENTENCES]
    written: dict[str, list[str]] = {}
    for engine in engines:
        with progress.task(f"Translating {len(texts)} sentences on {engine}"):
            written[engine] = _translate(files, engine, texts)
    found = [
        comparison
        for engine, outputs in written.items()
        for comparison in _published(engine, examples, outputs[: len(examples)])
    ]
    found += [_sound(engine, outputs[len(examples) :]) for engine, outputs in written.items()]
    if len(written) == 2:
        found.append(agreement(written["ctranslate2"], written["torch"], ENGINES_AGREE_CHRF))
    return found


def _engines(files: ModelFiles) -> tuple[list[EngineName], list[Comparison]]:
    """Return the engines that run the model, and a comparison with the reason for each that does not."""
    names: list[EngineName] = ["torch", "ctranslate2"]
    able: list[EngineName] = []
    refused = []
    for name in names:
        try:
            choose_engine(files, _settings(name))
        except RequestError as error:
            refused.append(Comparison(name, f"not compared: {error}", "both engines", None))
        else:
            able.append(name)
    return able, refused


def _settings(engine: EngineName) -> EngineSettings:
    return EngineSettings(engine=engine, compute_type="float32")


def _open(files: ModelFiles, task: Task, engine: EngineName) -> LoadedModel:
    model = open_model(files, task, _settings(engine))
    if not isinstance(model, LoadedModel):
        raise RequestError(_ON_A_SERVER.format(name=files.name))
    return model


def _translate(files: ModelFiles, engine: EngineName, texts: Sequence[str]) -> list[str]:
    model = _open(files, "translate", engine)
    try:
        batches = plan_batches(model.count_tokens(texts), _BATCH_TOKENS)
        return [one_line(output.text) for output in generate_all(model, texts, batches, None, Shortage())]
    finally:
        model.close()


def _published(engine: str, examples: Sequence[PublishedExample], outputs: Sequence[str]) -> list[Comparison]:
    return [
        Comparison(
            f"{example.found_in}, {engine}: {example.source}",
            output,
            example.target,
            output == example.target,
            published=True,
        )
        for example, output in zip(examples, outputs, strict=True)
    ]


def _sound(engine: str, outputs: Sequence[str]) -> Comparison:
    flags = sorted(
        {flag.name for s, o in zip(_OWN_SENTENCES, outputs, strict=True) for flag in check_pair(s, o)}
    )
    # The checks have false alarms, so a single doubt does not decide.
    return Comparison(f"own sentences, {engine}", ", ".join(flags) or "no doubts", "no doubts", None)


def _flores(
    files: ModelFiles, engines: Sequence[EngineName], pair: tuple[list[str], list[str]], progress: Progress
) -> list[Comparison]:
    """Score each engine on FLORES devtest, and compare each score with the published one."""
    sources, references = pair
    found = []
    for engine in engines:
        with progress.task(f"Translating FLORES on {engine}"):
            outputs = _translate(files, engine, sources)
        scored = _published_scores(files, engine, outputs, references)
        score = CHRF.of_corpus(outputs, references)
        found += scored or [Comparison(f"FLORES, {engine}", f"chrF {score:.1f}", "none published", None)]
    return found


def _published_scores(
    files: ModelFiles, engine: EngineName, outputs: list[str], references: list[str]
) -> list[Comparison]:
    metrics = {metric.key: metric for metric in METRICS}
    found = []
    for score in files.entry.scores:
        for key, wanted in (("bleu", score.bleu), ("chrf", score.chrf)):
            if wanted is not None and is_devtest(score.testset):
                got = metrics[key].of_corpus(outputs, references)
                good = abs(got - wanted) <= _FLORES_POINTS
                what = f"{score.testset}, {key}, {engine} ({score.source})"
                found.append(Comparison(what, f"{got:.1f}", f"{wanted:.1f}", good, published=True))
    return found
