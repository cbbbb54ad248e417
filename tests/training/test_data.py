"""The project's own pairs contain nothing that the adapter is scored on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from translate.summaries.base import EnglishArticle
from translate.summaries.checks import NEW_NUMBER, UNFINISHED, check_summary
from translate.training.pair_files import read_pairs

ROOT = Path(__file__).parents[2]
DATA = ROOT / "eval" / "training" / "data"
OWN = ("news-names.tsv", "news-topics.tsv", "prose-topics.tsv", "prose-more.tsv")
SUMMARIES = ("news-summaries.jsonl", "news-summaries-dev.jsonl")
FIELDS = ("article", "summary")
FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
_WORDS = 8


def ngrams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1)}


def overlap(texts: Iterable[str]) -> set[tuple[str, ...]]:
    scored = set().union(*(ngrams(text) for text in texts))
    assert scored
    pairs = [pair for name in OWN for pair in read_pairs(DATA / name)]
    pairs += [pair for name in SUMMARIES for pair in read_pairs(DATA / name, FIELDS, task="summarize")]
    return scored & set().union(*(ngrams(s) for pair in pairs for s in (pair.source, pair.target)))


def read_all(folder: Path, pattern: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern))]


def test_no_pair_repeats_eight_words_of_the_seeds_or_their_references() -> None:
    assert not overlap([*read_all(ROOT / "seeds", "*.txt"), *read_all(ROOT / "eval" / "references", "*.txt")])


@pytest.mark.skipif(not FLORES.is_dir(), reason="the FLORES dev set is not here")
def test_no_pair_repeats_eight_words_of_flores() -> None:
    assert not overlap([*read_all(FLORES, "flores-dev.ar"), *read_all(FLORES, "flores-dev.en")])


@pytest.mark.parametrize("name", OWN)
def test_an_overlap_would_be_found(name: str) -> None:
    pair = max(read_pairs(DATA / name), key=lambda pair: len(pair.target))
    assert overlap([f"Before it. {pair.target} After it."])


def test_every_file_of_own_pairs_is_examined() -> None:
    assert sorted(path.name for path in DATA.iterdir()) == sorted([*OWN, *SUMMARIES, "README.md"])


def test_no_summary_is_scored_on_a_training_article() -> None:
    learnt, kept = (read_pairs(DATA / name, FIELDS, task="summarize") for name in SUMMARIES)
    assert kept
    assert not {pair.source for pair in learnt} & {pair.source for pair in kept}
    assert not {pair.target for pair in learnt} & {pair.target for pair in kept}


def test_training_summaries_invent_no_number_and_end_as_sentences() -> None:
    for name in SUMMARIES:
        for pair in read_pairs(DATA / name, FIELDS, task="summarize"):
            names = {
                flag.name
                for flag in check_summary(EnglishArticle.of_lines(pair.source.split("\n")), pair.target)
            }
            assert not names & {NEW_NUMBER, UNFINISHED}, pair.target
