"""Compare the embedded summariser with its base without adapter and with the lead; print the model card's table.

    python tests/benchmarks/summaries.py [--adapter OUT/adapter] [--pairs FILE] [--show]

The articles are those kept out of the training, `eval/training/data/news-summaries-dev.jsonl`. They are summarised
as in a run: in batches, cut to whole sentences, without sentences that the article does not support.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.config.catalogue import Catalogue, load_catalogue
from translate.config.profile import load_profile
from translate.engines.loading import open_model
from translate.errors import RequestError, TarjamaError
from translate.models.adapters import read_card
from translate.models.registry import prepare_model
from translate.progress import Progress
from translate.summaries.base import LEAD_INSTEAD, EnglishArticle, Summary
from translate.summaries.checks import words_of
from translate.summaries.facts import summary_facts
from translate.summaries.lead import lead
from translate.summaries.model import ModelSummarizer
from translate.text.english import split_english
from translate.training.pair_files import read_pairs
from translate.training.pairs import Pair
from translate.views.progress import TerminalProgress

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "eval" / "training" / "data" / "news-summaries-dev.jsonl"
FIELDS = ("article", "summary")
# A summary sentence is from one place if this share of its words is in two neighbouring sentences of the article.
ONE_PLACE = 0.8
COLUMNS = (
    "chrF", "BLEU", "words", "density", "sentences", "of several places", "new numbers, names", "lead instead", "s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class System:
    """A way to summarise: without a model, or with the embedded model, with or without adapter."""

    key: str
    name: str
    adapted: bool | None
    beams: int | None = None


SYSTEMS = (
    System("lead", "lead: the first sentences", None),
    System("base", "SmolLM2-135M-Instruct alone, int8, beams", adapted=False),
    System("greedy", "adapter, int8, greedy", adapted=True, beams=1),
    System("int8", "adapter as shipped: int8, beams", adapted=True),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Summarise and score the requested systems, and print the table."""
    args = _arguments(argv)
    words = load_profile("embedded").summary.words
    rows = []
    try:
        pairs = read_pairs(args.pairs, FIELDS, task="summarize")
        articles = [_article(pair) for pair in pairs]
        for system in (system for system in SYSTEMS if system.key in args.systems):
            began = time.monotonic()
            summaries = summarize(system, args.adapter, articles, words, TerminalProgress())
            rows.append(row(system, pairs, articles, summaries, time.monotonic() - began))
            if args.show:
                print(*(f"{system.key}: {summary.text}" for summary in summaries), sep="\n", file=sys.stderr)
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(f"| summariser | {' | '.join(COLUMNS)} |", "|---|" + "---:|" * len(COLUMNS), *rows, sep="\n")
    return 0


def summarize(
    system: System, adapter: Path, articles: Sequence[EnglishArticle], words: int, progress: Progress
) -> list[Summary]:
    """Return the summaries of one system."""
    if system.adapted is None:
        return [lead(article, words) for article in articles]
    settings = load_profile("embedded").summary
    if system.beams is not None:
        decoding = settings.decoding.model_copy(update={"beams": system.beams})
        settings = settings.model_copy(update={"decoding": decoding})
    catalogue = _catalogue(adapter if system.adapted else None)
    files = prepare_model("embedded", "summarize", catalogue, progress)
    summarizer = ModelSummarizer(open_model(files, "summarize", settings, words, progress), words, 4096)
    try:
        return summarizer.summarize(articles)
    finally:
        summarizer.close()


def row(
    system: System,
    pairs: Sequence[Pair],
    articles: Sequence[EnglishArticle],
    summaries: Sequence[Summary],
    seconds: float,
) -> str:
    """Return a row of the table."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    texts = [summary.text for summary in summaries]
    references = [[pair.target for pair in pairs]]
    instead = sum(flag.name == LEAD_INSTEAD for summary in summaries for flag in summary.flags)
    facts = summary_facts("", system.key, articles, texts, instead)
    if facts is None:
        raise RequestError(f"{system.name}: every summary is empty")
    shares = [
        one_place(article, sentence)
        for article, text in zip(articles, texts, strict=True)
        for sentence in split_english(text)
    ]
    cells = (
        f"{CHRF().corpus_score(texts, references).score:.1f}",
        f"{BLEU().corpus_score(texts, references).score:.1f}",
        f"{facts.words:.0f}",
        f"{facts.density:.1f}",
        str(len(shares)),
        str(sum(share < ONE_PLACE for share in shares)),
        f"{facts.new_numbers}, {facts.new_names}",
        str(facts.lead_instead),
        f"{seconds:.0f}",
    )
    return f"| {system.name} | {' | '.join(cells)} |"


def one_place(article: EnglishArticle, sentence: str) -> float:
    """Return the largest share (0 to 1) of the sentence's words in two neighbouring sentences of the article."""
    lines = (article.title, *article.paragraphs)
    there = [set(words_of(one)) for line in lines for one in split_english(line) or [line]]
    windows = [one | other for one, other in zip(there, [*there[1:], set()], strict=True)]
    words = words_of(sentence)
    return max(sum(word in window for word in words) for window in windows) / max(1, len(words))


def _article(pair: Pair) -> EnglishArticle:
    return EnglishArticle.of_lines(pair.source.split("\n"))


def _catalogue(adapter: Path | None) -> Catalogue:
    catalogue = load_catalogue()
    entry = catalogue.summarizers["embedded"].model_copy(update={"adapter": None})
    if adapter is not None:
        card = read_card(adapter)
        if card.task != "summarize" or card.asked != entry.prompt:
            raise RequestError(f"{adapter}: task '{card.task}' or prompt differs from the catalogue's")
        entry = entry.model_copy(update={"adapter": str(adapter.resolve())})
    return catalogue.model_copy(update={"summarizers": {**catalogue.summarizers, "embedded": entry}})


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Score the embedded summariser; print the model card's table."
    )
    parser.add_argument(
        "--adapter",
        type=Path,
        default=ROOT / "translate" / "summary_adapter",
        help="folder with an adapter from `tarjama train` (default: the one in the package)",
    )
    parser.add_argument(
        "--pairs", type=Path, default=PAIRS, metavar="FILE", help="rows of article and summary"
    )
    parser.add_argument("--show", action="store_true", help="print the summaries on standard error")
    keys = [system.key for system in SYSTEMS]
    parser.add_argument("--systems", nargs="+", choices=keys, default=keys, help="default: all")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
