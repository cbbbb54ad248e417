"""Test that Latin names and links that a model misspells are restored from the source, and nothing else."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.fakes import FakeModel
from translate.checks.spelling import repair_spelling
from translate.pipeline.retry import Reviser
from translate.records import Change, Output, Sentence
from translate.text.glossary import Glossary

FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev"
SOURCE = (
    "قال المدير إن شركة Handshake وبرنامج Grit على https://www.example.org/news يعملان مع Kaya وKaia اليوم."
)


@pytest.mark.parametrize(
    ("output", "repaired"),
    [
        ("Handshakes said so of Gret.", "Handshakes said so of Grit."),  # a plural is kept
        ("Hanshake's head said so of Grit.", "Handshake's head said so of Grit."),
        (
            "Handsheke said so; \u201cHandsheke\u201d is a firm.",
            "Handshake said so; \u201cHandshake\u201d is a firm.",
        ),
        ('Handshake and "Gret" are here.', 'Handshake and "Grit" are here.'),
        ("See https://www.exemple.org/news.", "See https://www.example.org/news."),
        ("(See https://www.example.org/new)", "(See https://www.example.org/news)"),
    ],
)
def test_a_name_or_link_that_is_a_letter_or_two_off_is_put_back_as_written(
    output: str, repaired: str
) -> None:
    text, changes = repair_spelling(SOURCE, output)
    assert text == repaired
    assert bool(changes) == (output != repaired)


@pytest.mark.parametrize(
    "output",
    [
        "Handshake and Grit are here.",
        "HANDSHAKE and grit are here.",  # written in another case
        "Handshake and Gift are here.",  # two letters of four
        "Handshake and a grid are here.",  # an ordinary word
        "Handshake is here with Kaya.",  # Kaia is lost; Kaya is another name of the source
        "Handsheke and Hendshake are here.",  # ambiguous
        "Bandshake is here.",  # the first letter
        "See https://www.elsewhere.org/news.",
        "",
    ],
)
def test_an_uncertain_name_is_not_changed(output: str) -> None:
    assert repair_spelling(SOURCE, output) == (output, ())


def test_a_corrected_name_is_recorded_and_not_flagged() -> None:
    source = "قال المدير إن شركة Handshake تعمل اليوم مع الجميع."
    reviser = Reviser(FakeModel(), Glossary(), 1000)
    written = Output("The director said that Hanshake works with everyone today.", 9, 9, finished=True)
    (attempts,) = reviser.revise([source], [written])
    sentence = attempts.of(Sentence(source), Glossary())
    assert sentence.output.text == "The director said that Handshake works with everyone today."
    assert sentence.changes == (Change("spelling", "Hanshake", "Handshake"),)
    assert sentence.flags == ()


@pytest.mark.skipif(not FLORES.is_dir(), reason="needs the flores-dev benchmark beside the checkout")
def test_human_translations_are_changed_at_most_once_in_five_hundred_lines() -> None:
    sides = [(FLORES / f"flores-dev.{side}").read_text(encoding="utf-8").split("\n") for side in ("ar", "en")]
    changed = sum(bool(repair_spelling(source, text)[1]) for source, text in zip(*sides, strict=True))
    assert changed <= len(sides[0]) // 500
