"""The catalogue states what a user must know of a model before a large download, without invented numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from translate.config.catalogue import ModelEntry, load_catalogue

Tarjama = Callable[..., tuple[int, str, str]]
CATALOGUE = load_catalogue()
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
    assert "25.9 / 51.2**" in out
    assert "\nopus-mt-big (default) " in out
    assert "\ndistilbart (default) " in out
    assert "none known" in out
    assert "~988 MB" in out
    assert "CC-BY-NC-4.0 (NC)" in out
