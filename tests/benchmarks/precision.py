"""Measure what rounding the weights changes: one model in several precisions over the same sentences.

    python tests/benchmarks/precision.py seeds --references eval/references
    python tests/benchmarks/precision.py ARTICLES --model opus-mt --compute-types float32 int8 --beams 1 4

Sentences, batches and engine are the product's. Nothing is retried, repaired or remembered, so that only the outputs of
the model are compared. Sentences are compared with those of the first precision; lines are scored where
`--references` names a folder of line-aligned `<id>.en.txt`. The product's 8-bit engine on a CPU is `int8`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.config.catalogue import load_catalogue
from translate.config.profile import Decoding, EngineSettings, InputSettings
from translate.engines.loading import open_model
from translate.errors import TarjamaError
from translate.models.batches import Shortage, generate_all, plan_batches, unique
from translate.models.registry import prepare_model
from translate.progress import Progress
from translate.records import Article
from translate.scoring.texts import read_text
from translate.text.article import read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture
from translate.views.progress import TerminalProgress

BATCH_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Answers:
    """The outputs of a model in one precision: a translation for each sentence, and the time of decoding.

    `processor_seconds` are summed over all cores; other work on the machine hardly changes them.
    """

    compute_type: str
    beams: int | None
    translations: dict[str, str]
    output_tokens: int
    seconds: float
    processor_seconds: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Corpus scores, 0-100, over the lines that have a reference."""

    lines: int
    bleu: float
    chrf: float


def main(argv: Sequence[str] | None = None) -> int:
    """Translate in each precision, and print the table as Markdown."""
    args = _arguments(argv)
    try:
        articles = _read(args.articles)
        references = {} if args.references is None else _references(args.references, articles)
        runs = [
            [answer(args.model, t, beams, articles, TerminalProgress()) for t in args.compute_types]
            for beams in args.beams
        ]
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(table(runs, articles, references))
    return 0


def answer(
    name: str, compute_type: str, beams: int | None, articles: Sequence[Article], progress: Progress
) -> Answers:
    """Translate each different sentence of the articles once."""
    files = prepare_model(name, "translate", load_catalogue(), progress)
    settings = EngineSettings.model_validate(
        {"engine": "ctranslate2", "compute_type": compute_type, "decoding": Decoding(beams=beams)}
    )
    model = open_model(files, "translate", settings, progress=progress)
    try:
        texts = list(unique([s.text for article in articles for s in article.sentences]))
        batches = plan_batches(model.count_tokens(texts), BATCH_TOKENS)
        began, busy = time.monotonic(), time.process_time()
        outputs = generate_all(model, texts, batches, None, Shortage())
        seconds, processor_seconds = time.monotonic() - began, time.process_time() - busy
    finally:
        model.close()
    translations = {text: output.text for text, output in zip(texts, outputs, strict=True)}
    tokens = sum(output.output_tokens for output in outputs)
    return Answers(compute_type, beams, translations, tokens, seconds, processor_seconds)


def table(
    runs: Sequence[Sequence[Answers]], articles: Sequence[Article], references: dict[str, list[str]]
) -> str:
    """Return a row for each precision with its differences from the first one."""
    rows = [
        "| precision | beams | BLEU | chrF | sentences unlike the first's | chrF to the first's | tokens | s | "
        "processor s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines = 0
    for of_one_kind in runs:
        first = of_one_kind[0].translations
        for answers in of_one_kind:
            scores = score(answers, articles, references)
            lines = scores.lines
            own = answers.translations
            unlike = sum(own[text] != first[text] for text in own)
            likeness = _chrf([own[text] for text in own], [first[text] for text in own])
            scored = f"{scores.bleu:.2f} | {scores.chrf:.2f}" if lines else "- | -"
            rows.append(
                f"| {answers.compute_type} | {answers.beams or 'own'} | {scored} | "
                f"{unlike} of {len(own)} ({unlike / len(own):.0%}) | {likeness:.1f} | "
                f"{answers.output_tokens} | {answers.seconds:.0f} | {answers.processor_seconds:.0f} |"
            )
    return "\n".join([*rows, "", f"{lines} lines with a reference; sacrebleu's default BLEU and chrF."])


def score(answers: Answers, articles: Sequence[Article], references: dict[str, list[str]]) -> Scores:
    """Return BLEU and chrF of whole lines, without lines whose reference is blank."""
    from sacrebleu.metrics.bleu import BLEU

    pairs = [
        (" ".join(answers.translations[s.text] for s in line.sentences), reference)
        for article in articles
        if article.id in references
        for line, reference in zip(article.lines, references[article.id], strict=True)
        if reference.strip()
    ]
    if not pairs:
        return Scores(0, 0.0, 0.0)
    outputs, wanted = ([pair[side] for pair in pairs] for side in (0, 1))
    return Scores(len(pairs), BLEU().corpus_score(outputs, [wanted]).score, _chrf(outputs, wanted))


def _chrf(outputs: Sequence[str], references: Sequence[str]) -> float:
    from sacrebleu.metrics.chrf import CHRF

    score: float = CHRF().corpus_score(outputs, [references]).score
    return score


def _read(paths: Sequence[Path]) -> list[Article]:
    documents = find_documents(tuple(paths), InputSettings(), None)
    read = read_articles(documents, load_furniture(()), InputSettings())
    return [article for _, article in read if isinstance(article, Article)]


def _references(folder: Path, articles: Sequence[Article]) -> dict[str, list[str]]:
    paths = {article.id: folder / f"{article.id}.en.txt" for article in articles}
    return {name: read_text(path).split("\n") for name, path in paths.items() if path.is_file()}


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare a model's outputs in several precisions.")
    parser.add_argument("articles", type=Path, nargs="+", help="files or folders of Arabic articles")
    parser.add_argument("--references", type=Path, metavar="FOLDER")
    parser.add_argument("--model", default="embedded", help="default: embedded")
    parser.add_argument(
        "--compute-types",
        nargs="+",
        default=["float32", "int8"],
        choices=["float32", "bfloat16", "float16", "int8"],
    )
    parser.add_argument("--beams", nargs="+", type=int, default=[None], help="default: those of the model")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
