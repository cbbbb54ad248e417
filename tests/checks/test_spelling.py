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
    "قال المدير إن شركة Handshake وبرنامج Gritt على https://www.example.org/news يعملان مع Kaya وKaia اليوم."
)


@pytest.mark.parametrize(
    ("output", "repaired"),
    [
        ("Handshakes said so of Grett.", "Handshakes said so of Gritt."),  # a plural is kept
        ("Hanshake's head said so of Gritt.", "Handshake's head said so of Gritt."),
        (
            "Handsheke said so; \u201cHandsheke\u201d is a firm.",
            "Handshake said so; \u201cHandshake\u201d is a firm.",
        ),
        ('Handshake and "Grett" are here.', 'Handshake and "Gritt" are here.'),
        ("Hnadshake and Grtit are here.", "Handshake and Gritt are here."),  # letters in the wrong order
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
        "Handshake and Gritt are here.",
        "HANDSHAKE and grit are here.",  # written in another case
        "Handshake and Giftt are here.",  # two letters of five
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


def test_a_short_name_that_may_be_another_name_is_kept() -> None:
    assert repair_spelling("تعمل Mota في الشركة.", "Meta works at the firm.") == (
        "Meta works at the firm.",
        (),
    )


def test_neighbouring_letters_in_the_wrong_order_are_put_right() -> None:
    assert repair_spelling("هاتف Huawei الجديد", "The new Hauwei phone")[0] == "The new Huawei phone"
