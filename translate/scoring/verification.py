"""Verify that a model on this machine translates as published: model card sentences, both engines, FLORES."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from translate.checks.registry import check_pair
from translate.config.catalogue import Catalogue, EndpointSource, PublishedExample, find_model
from translate.config.paths import cache_dir
from translate.config.profile import EngineName, EngineSettings
from translate.engines.loading import open_model
from translate.engines.selection import choose_engine
from translate.errors import RequestError
from translate.models.base import ModelFiles, TextModel
from translate.models.batches import Shortage, generate_all, plan_batches
from translate.models.registry import prepare_model
from translate.progress import Progress
from translate.runs.atomic import write_atomic
from translate.scoring.metrics import METRICS

__all__ = ["Comparison", "Verification", "keep_verification", "verdict_of", "verify_model"]

Verdict = Literal["yes", "no", "cannot tell"]

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
_FLORES_NAMES = (("arb_Arab.devtest", "eng_Latn.devtest"), ("ara.devtest", "eng.devtest"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a verification; `good` is None if it does not affect the verdict."""

    what: str
    found: str
    wanted: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a model; `yes` means that a published output or score matched, and none failed."""

    name: str
    folder: str
    revision: str
    fingerprint: str
    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self) -> Verdict:
        """Return "yes", "no", or "cannot tell" if nothing published is known to compare with."""
        if any(c.good is False for c in self.comparisons):
            return "no"
        published = any(c.good and c.what.startswith(("card", "FLORES")) for c in self.comparisons)
        return "yes" if published else "cannot tell"


def verify_model(
    name: str, catalogue: Catalogue, progress: Progress, flores: Path | None = None
) -> Verification:
    """Download a translation model, translate with both engines, and compare with published outputs and scores.

    `flores` is a folder with FLORES devtest in Arabic and English, one sentence per line. Raises ModelError if the
    model is unavailable or damaged, and RequestError if it cannot be verified.
    """
    entry = find_model(name, "translate", catalogue)
    if isinstance(entry.source, EndpointSource):
        raise RequestError(f"{name} runs on a server: only a model's own files can be verified")
    pair = None if flores is None else _read_flores(flores)
    files = prepare_model(name, "translate", catalogue, progress)
    sources = [example.source for example in entry.examples]
    texts = [*sources, *_OWN_SENTENCES]
    written: dict[str, list[str]] = {}
    for engine in _engines(files):
        with progress.task(f"Translating {len(texts)} sentences on {engine}"):
            written[engine] = _translate(files, engine, texts)
    comparisons = [
        comparison
        for engine, outputs in written.items()
        for comparison in _card(engine, entry.examples, outputs[: len(sources)])
    ]
    comparisons += [_sound(engine, outputs[len(sources) :]) for engine, outputs in written.items()]
    if len(written) == 2:
        comparisons.append(_agreement(written))
    if pair is not None:
        comparisons += _flores(files, pair, progress)
    return Verification(name, str(files.folder), files.revision, files.fingerprint, tuple(comparisons))


def keep_verification(found: Verification) -> None:
    """Save the result of a verification on this machine, for `tarjama models`."""
    known = _read_record()
    known[found.name] = asdict(found) | {
        "verdict": found.verdict,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_atomic(_record(), json.dumps(known, ensure_ascii=False, indent=1) + "\n")


def verdict_of(name: str, folder: Path) -> Verdict | None:
    """Return the saved verdict on the model in this folder; None if it was not verified."""
    found = _read_record().get(name)
    if not isinstance(found, dict) or found.get("folder") != str(folder):
        return None
    verdict = found.get("verdict")
    return verdict if verdict in ("yes", "no", "cannot tell") else None


def _record() -> Path:
    return cache_dir() / "verified-models.json"


def _read_record() -> dict[str, object]:
    try:
        known = json.loads(_record().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _engines(files: ModelFiles) -> list[EngineName]:
    """Return both engines, or only torch if CTranslate2 does not support the model."""
    names: list[EngineName] = ["torch", "ctranslate2"]
    able: list[EngineName] = []
    for name in names:
        try:
            choose_engine(files, _settings(name))
        except RequestError:
            continue
        able.append(name)
    return able


def _settings(engine: EngineName) -> EngineSettings:
    return EngineSettings(engine=engine, compute_type="float32")


def _translate(files: ModelFiles, engine: EngineName, texts: Sequence[str]) -> list[str]:
    model: TextModel = open_model(files, "translate", _settings(engine))
    try:
        batches = plan_batches(model.count_tokens(texts), _BATCH_TOKENS)
        return [
            " ".join(output.text.split()) for output in generate_all(model, texts, batches, None, Shortage())
        ]
    finally:
        model.close()


def _card(engine: str, examples: Sequence[PublishedExample], outputs: Sequence[str]) -> list[Comparison]:
    return [
        Comparison(f"card, {engine}: {example.source}", output, example.target, output == example.target)
        for example, output in zip(examples, outputs, strict=True)
    ]


def _sound(engine: str, outputs: Sequence[str]) -> Comparison:
    flags = sorted(
        {flag.name for s, o in zip(_OWN_SENTENCES, outputs, strict=True) for flag in check_pair(s, o)}
    )
    # The checks have false alarms, so a single doubt does not decide.
    return Comparison(f"own sentences, {engine}", ", ".join(flags) or "no doubts", "no doubts", None)


def _agreement(written: dict[str, list[str]]) -> Comparison:
    ours, theirs = written["ctranslate2"], written["torch"]
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    score = _score("chrf", ours, theirs)
    found = f"{same} of {len(ours)} the same, chrF {score:.1f}"
    return Comparison("both engines", found, f"chrF {ENGINES_AGREE_CHRF:.0f}", score >= ENGINES_AGREE_CHRF)


def _flores(files: ModelFiles, pair: tuple[list[str], list[str]], progress: Progress) -> list[Comparison]:
    published = [
        score
        for score in files.entry.scores
        if score.testset.startswith("FLORES") and score.testset.endswith("devtest")
    ]
    sources, references = pair
    engine = _engines(files)[-1]
    with progress.task(f"Translating FLORES on {engine}"):
        outputs = _translate(files, engine, sources)
    found = []
    for score in published:
        for key, wanted in (("bleu", score.bleu), ("chrf", score.chrf)):
            if wanted is not None:
                got = _score(key, outputs, references)
                good = abs(got - wanted) <= _FLORES_POINTS
                found.append(Comparison(f"{score.testset}, {key}", f"{got:.1f}", f"{wanted:.1f}", good))
    return found or [
        Comparison("FLORES", f"chrF {_score('chrf', outputs, references):.1f}", "none published", None)
    ]


def _score(key: str, outputs: Sequence[str], references: Sequence[str]) -> float:
    metric = next(m for m in METRICS if m.key == key)
    return float(metric.new().corpus_score(list(outputs), [list(references)]).score)


def _read_flores(folder: Path) -> tuple[list[str], list[str]]:
    for arabic, english in _FLORES_NAMES:
        files = (folder / arabic, folder / english)
        if all(file.is_file() for file in files):
            sources, references = (file.read_text(encoding="utf-8").splitlines() for file in files)
            if len(sources) != len(references):
                raise RequestError(f"{folder}: {len(sources)} Arabic lines, {len(references)} English ones")
            return sources, references
    names = " or ".join(" and ".join(pair) for pair in _FLORES_NAMES)
    raise RequestError(f"{folder}: no FLORES devtest: it needs {names}")
