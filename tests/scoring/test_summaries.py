"""Test summarisers in a comparison, with `lead` among them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, rotated, write_full_run, write_texts
from translate.records import Row, Status
from translate.runs.folder import RunFolder
from translate.scoring.compare import Comparison, compare_systems
from translate.scoring.matching import Matched, match_systems
from translate.scoring.referenceset import references_from_folders
from translate.scoring.systems import load_systems
from translate.summaries.base import LEAD_INSTEAD

TEXTS = {"a": SENTENCES, "b": rotated(SENTENCES, 4)}
OWN = {
    "a": "Nine hundred workers left a river in Berlin with 4,711 tablets and",
    "b": "Her first novel was translated into eleven languages.",
}


def summarised(
    folder: Path,
    summarizer: str,
    summaries: Mapping[str, str],
    texts: Mapping[str, list[str]] | None = None,
    flags: tuple[str, ...] = (),
) -> Path:
    """Return a finished run with these summaries, whose translations are its references."""
    texts = texts or TEXTS
    run = RunFolder(write_full_run(folder, {i: [("نص", line) for line in of] for i, of in texts.items()}))
    rows = [Row(i, Status.DONE, of[0], summaries[i], flags=flags) for i, of in texts.items()]
    settings = {"summary": {"model": summarizer, "words": 25}}
    run.finish(rows, run.started().model_dump(exclude={"paths", "documents"}) | {"settings": settings})
    return folder


def compared(folder: Path, *runs: Path) -> tuple[Matched, Comparison]:
    texts = {name: "\n".join(of) for name, of in TEXTS.items()}
    found = references_from_folders([write_texts(folder / "references", texts)])
    matched = match_systems(load_systems([str(run) for run in runs], found), found)
    return matched, compare_systems(matched)


def test_the_lead_is_shown_as_baseline_without_a_lead_run(tmp_path: Path) -> None:
    run = summarised(tmp_path / "run", "distilbart", OWN, flags=(LEAD_INSTEAD,))

    own, lead = compared(tmp_path, run)[1].summaries

    assert (own.summarizer, own.system, own.summaries) == ("distilbart", "fake", 2)
    assert (own.new_numbers, own.new_names, own.unfinished, own.lead_instead) == (1, 1, 1, 2)
    assert (lead.summarizer, lead.system, lead.coverage) == ("lead", "fake", 1.0)
    assert (lead.new_numbers, lead.new_names, lead.unfinished, lead.lead_instead) == (0, 0, 0, 0)
    assert own.coverage < lead.coverage
    assert lead.words <= 25


def test_a_lead_run_is_the_baseline_of_the_same_translations(tmp_path: Path) -> None:
    own = summarised(tmp_path / "own", "distilbart", OWN)
    leads = {name: " ".join(of[:2]) for name, of in TEXTS.items()}
    lead = summarised(tmp_path / "lead", "lead", leads)
    others = {name: [line.upper() for line in of] for name, of in TEXTS.items()}
    other = summarised(tmp_path / "other", "bart-large-cnn", OWN, others)

    found = compared(tmp_path, own, lead, other)[1].summaries

    assert [(facts.summarizer, facts.system) for facts in found] == [
        ("distilbart", "own"),
        ("bart-large-cnn", "other"),
        ("lead", "lead"),
        ("lead", "other"),
    ]


@pytest.mark.parametrize("summarizer", ["none", "distilbart"])
def test_runs_without_summaries_show_no_summarisers(tmp_path: Path, summarizer: str) -> None:
    run = summarised(tmp_path / "run", summarizer, dict.fromkeys(TEXTS, ""))

    assert compared(tmp_path, run)[1].summaries == ()


def test_the_compare_document_contains_the_summarisers(tmp_path: Path) -> None:
    comparison = compared(tmp_path, summarised(tmp_path / "run", "distilbart", OWN))[1]

    document = json.loads(json.dumps(comparison.as_json(), allow_nan=False))

    assert [one["summarizer"] for one in document["summaries"]] == ["distilbart", "lead"]
    assert set(document["summaries"][0]) >= {
        "compression",
        "coverage",
        "density",
        "new_numbers",
        "unfinished",
    }


def test_summaries_are_found_in_any_unicode_form_of_the_id(tmp_path: Path) -> None:
    from translate.scoring.summaries import article_summaries

    name = "cafe\u0301"
    run = summarised(tmp_path / "run", "distilbart", {name: OWN["b"]}, {name: SENTENCES})
    composed = unicodedata.normalize("NFC", name)
    found = references_from_folders([write_texts(tmp_path / "references", {composed: "\n".join(SENTENCES)})])
    matched = match_systems(load_systems([str(run)], found), found)

    assert compare_systems(matched).summaries[0].summaries == 1
    assert [row.summary for row in article_summaries(matched)[composed].rows.values()] == [OWN["b"]]
