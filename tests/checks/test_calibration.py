"""Measure the checks on a public set: false alarms on human translations, and planted faults that they find."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from translate.checks.form import dropped_sentence, entity
from translate.checks.names import latin_name_lost
from translate.checks.numbers import read_numbers
from translate.checks.registry import CHECKS, Check, check_pair
from translate.text.cleaning import comparable
from translate.text.english import split_english
from translate.text.sentences import split_sentences

FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
pytestmark = pytest.mark.skipif(
    not FLORES.is_dir(), reason="needs the flores-dev benchmark beside the checkout"
)
LEAST_FOUND = 0.9


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    return list(zip(lines(FLORES / "flores-dev.ar"), lines(FLORES / "flores-dev.en"), strict=True))


def chance_of_so_many(alarms: int, segments: int, expected: int, of: int) -> float:
    """Return the one-sided p of Fisher's exact test: the chance of `alarms` or more with equal rates."""
    total, marked = segments + of, alarms + expected
    ways = [
        math.comb(segments, k) * math.comb(of, marked - k)
        for k in range(alarms, min(segments, marked) + 1)
        if marked - k <= of
    ]
    return sum(ways) / math.comb(total, marked)


_APPLIES: dict[str, Callable[[str], bool]] = {
    "number missing": lambda source: bool(read_numbers(source).figures),
    "dropped sentence": lambda source: len(split_sentences(comparable(source))) > 1,
    "Latin name lost": lambda source: re.search("[A-Za-z]", source) is not None,
}


@pytest.mark.parametrize("check", [c for c in CHECKS if c.false_alarms is not None], ids=lambda c: c.name)
def test_human_translations_are_not_flagged_more_often_than_stated(
    check: Check, pairs: list[tuple[str, str]]
) -> None:
    segments = [pair for pair in pairs if _APPLIES.get(check.name, bool)(pair[0])]
    alarms = sum(check.find(*pair) is not None for pair in segments)
    assert check.false_alarms is not None
    assert chance_of_so_many(alarms, len(segments), check.false_alarms, check.human_segments) > 0.05


def found_share(faults: list[tuple[str, str]], names: set[str]) -> float:
    """Return the share of faulty outputs that raise one of the flags."""
    assert len(faults) >= 30
    return sum(bool(names & {f.name for f in check_pair(*fault)}) for fault in faults) / len(faults)


def test_changed_digits_are_found(pairs: list[tuple[str, str]]) -> None:
    rng = random.Random(1)

    def change(output: str) -> str:
        found = rng.choice(list(re.finditer(r"\d", output)))
        other = rng.choice([d for d in "123456789" if d != found[0]])
        return output[: found.start()] + other + output[found.end() :]

    faults = [
        (source, change(output))
        for source, output in pairs
        if read_numbers(source).figures and re.search(r"\d", output)
    ]
    assert found_share(faults, {"number missing", "number added"}) >= LEAST_FOUND


def test_a_removed_sentence_is_found(pairs: list[tuple[str, str]]) -> None:
    rng = random.Random(2)
    faults = []
    for source, output in pairs:
        sentences = split_english(output)
        if len(sentences) > 1 and len(split_sentences(comparable(source))) >= len(sentences):
            del sentences[rng.randrange(len(sentences))]
            faults.append((source, " ".join(sentences)))
    by_any = found_share(faults, {"dropped sentence", "length ratio"})
    assert by_any >= LEAST_FOUND
    assert sum(dropped_sentence(*fault) is not None for fault in faults) / len(faults) >= LEAST_FOUND


def test_a_looped_phrase_is_found(pairs: list[tuple[str, str]]) -> None:
    rng = random.Random(3)
    faults = []
    for source, output in pairs:
        words = output.split()
        size = rng.randint(2, 8)
        if len(words) > size:
            start = rng.randrange(len(words) - size)
            phrase = words[start : start + size]
            faults.append((source, " ".join([*words[: start + size], *phrase, *words[start + size :]])))
    assert found_share(faults, {"phrase loop"}) >= LEAST_FOUND


def test_a_dropped_latin_name_is_found(pairs: list[tuple[str, str]]) -> None:
    faults = []
    for source, output in pairs:
        shared = [
            name
            for name in re.findall(r"[A-Za-z]{2,}", source)
            if re.search(rf"\b{name}\b", output) and latin_name_lost(source, output) is None
        ]
        if shared:
            faults.append((source, re.sub(rf"\b{shared[0]}\b", "", output)))
    assert found_share(faults, {"Latin name lost"}) >= LEAST_FOUND


def test_an_output_cut_by_two_fifths_is_found(pairs: list[tuple[str, str]]) -> None:
    faults = [(source, output[: round(0.6 * len(output))]) for source, output in pairs]
    assert found_share(faults, {"length ratio", "dropped sentence", "no final stop"}) >= LEAST_FOUND


def test_known_faults_of_real_systems_are_found_in_their_outputs(pairs: list[tuple[str, str]]) -> None:
    for system, check, least in (
        ("google", entity, 100),
        ("opusmt", entity, 15),
        ("nllb", dropped_sentence, 10),
    ):
        outputs = lines(FLORES / f"flores-dev.{system}.en")
        assert sum(check(s, o) is not None for (s, _), o in zip(pairs, outputs, strict=True)) > least
