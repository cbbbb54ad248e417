"""Test the contrast that WCAG 2.2 requires, 4.5 for text and 3 for plots, in light and dark mode."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import translate.report

STYLE = (Path(translate.report.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.S)
)
TEXTS = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("link", "paper"),
    ("added", "added-paper"),
    ("missing", "missing-paper"),
    ("better", "better-paper"),
    ("worse", "worse-paper"),
    ("open", "open-paper"),
    ("better", "paper"),
    ("worse", "paper"),
    ("worse", "card"),
    ("soft", "card"),
    ("link", "card"),
    ("soft", "pair"),
    ("link", "pair"),
    ("mark-ink", "mark"),
    ("ink", "pair"),
    ("ink", "card"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, share: float, ground: str) -> str:
    parts = zip(*([int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in (colour, ground)), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_plots_can_be_read_in_either_scheme(scheme: dict[str, str]) -> None:
    for text, ground in TEXTS:
        assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground)
    assert contrast(scheme["series"], scheme["paper"]) >= 3
    for tint in ("above", "below"):
        assert contrast(scheme["ink"], mixed(scheme[tint], 0.45, scheme["paper"])) >= 4.5, tint
