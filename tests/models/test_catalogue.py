"""The catalogue states what a user must know of a model before a large download, without invented numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.config.catalogue import HubSource, ModelEntry, load_catalogue

Tarjama = Callable[..., tuple[int, str, str]]
CATALOGUE = load_catalogue()
README = Path(__file__).parents[2] / "README.md"
ENTRIES = [*CATALOGUE.translators.items(), *CATALOGUE.summarizers.items()]

# Parameters of the published shapes, counted on the architectures without weights.
COUNTED = {
    "pegasus-xsum": 569_748_480,
    "flan-t5-base": 247_577_856,
    "qwen2.5-0.5b": 494_032_768,
    "qwen2.5-1.5b": 1_543_714_304,
    "qwen3-0.6b": 596_049_920,
    "translategemma-4b": 4_300_079_472,
    "translategemma-12b": 12_187_325_040,
    **dict.fromkeys(("hy-mt2-1.8b", "hy-mt1.5-1.8b"), 1_791_080_448),
    **dict.fromkeys(("hy-mt2-7b", "hy-mt1.5-7b"), 7_504_568_320),
    "smollm2-135m": 134_515_008,
    "smollm2-360m": 361_821_120,
    "smollm2-1.7b": 1_711_376_384,
}


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_every_model_states_its_size_licence_languages_and_family(name: str, entry: ModelEntry) -> None:
    assert entry.description
    assert entry.bytes
    assert entry.parameters
    assert entry.languages
    assert entry.family
    assert entry.licence != "see its model card"
    assert all(score.source for score in entry.scores)


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_a_computed_size_is_the_parameters_times_their_width_and_is_marked(
    name: str, entry: ModelEntry
) -> None:
    if not entry.bytes_computed:
        assert name not in COUNTED
        return
    assert entry.parameters == COUNTED[name]
    assert entry.bytes is not None
    width = entry.bytes / COUNTED[name]
    assert min(abs(width - 2), abs(width - 4)) < 0.01


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_fits_the_terminal_and_marks_what_is_unknown(
    tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = tarjama("models")
    assert code == 0
    assert all(len(line) <= width for line in out.splitlines())
    for name, _ in ENTRIES:
        assert f"\n{name} " in out
    assert "33.9 / 61.0*" in out
    assert "29.7 / 55.0**" in out
    assert "\nopus-mt-big (default) " in out
    assert "\ndistilbart (default) " in out
    assert "none known" in out
    assert "~988 MB" in out
    assert "CC-BY-NC-4.0 (NC)" in out


def readme_rows() -> dict[str, list[str]]:
    """Return the cells of README's rows that begin with the name of a translation model."""
    rows = [line.strip("| ").split("|") for line in README.read_text("utf-8").splitlines() if "|" in line]
    named = {found[1]: row for row in rows if (found := re.match(r"`([\w.-]+)`", row[0].strip()))}
    return {
        name: [cell.strip() for cell in row] for name, row in named.items() if name in CATALOGUE.translators
    }


def test_the_scores_in_the_readme_are_those_of_the_catalogue_and_name_their_test_set() -> None:
    text = README.read_text("utf-8")
    scored = {name: row[-1] for name, row in readme_rows().items() if re.search(r"\d", row[-1])}
    assert {"opus-mt", "opus-mt-big", "nllb-600m", "embedded"} <= set(scored)
    for name, cell in scored.items():
        numbers, _, mark = cell.rpartition(" ")
        score = next(s for s in CATALOGUE.translators[name].scores if s.testset.startswith("FLORES"))
        assert numbers == f"{score.bleu:.1f} / {score.chrf:.1f}", name
        note = re.search(rf"^(?:.* )?{mark} (FLORES(?:-\d+)? \w+)", text, re.MULTILINE)
        assert note is not None, name
        assert score.testset.startswith(note[1]), name


def test_the_downloads_and_repositories_in_the_readme_are_those_of_the_catalogue() -> None:
    rows = readme_rows()
    assert len(rows) >= 6
    for first, (names, place, sizes, *_others) in rows.items():
        small = CATALOGUE.translators[first]
        if isinstance(small.source, HubSource):
            assert place.split(",")[0] == small.source.hub
        sizes_of = re.findall(
            r"-[\w.]+(?=`)", names.partition(",")[2]
        )  # `-12b` in "`translategemma-4b`, `-12b`"
        entries = [small, *(CATALOGUE.translators[re.sub(r"-[\d.]+b$", end, first)] for end in sizes_of)]
        for entry, size in zip(entries, sizes.split(","), strict=True):
            shown = re.match(r"(~?)([\d.]+)", size.strip())
            assert shown is not None, first
            assert entry.bytes is not None
            assert bool(shown[1]) is entry.bytes_computed, first
            assert float(shown[2]) == pytest.approx(entry.bytes / 1e9, rel=0.1), first


def test_the_summarisers_in_the_readme_have_the_licences_of_the_catalogue() -> None:
    row = next(
        line for line in README.read_text("utf-8").splitlines() if line.startswith("| `distilbart` (default)")
    )
    common, *others = row.split("|")[4].split(";")
    named = {
        name: licence for other in others for name, licence in [re.findall(r"`(.+)`: (.+?) *$", other)[0]]
    }
    for name, entry in CATALOGUE.summarizers.items():
        assert entry.licence.startswith(named.get(name, common.strip())), name
    assert set(named) <= set(CATALOGUE.summarizers)
