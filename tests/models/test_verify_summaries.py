"""`tarjama models verify` of a summariser: published summaries, sound summaries, and wrong or damaged weights."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hub_server import Fault, Hub, serving_folder
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config import catalogue as catalogue_module
from translate.config.catalogue import (
    Catalogue,
    HubSource,
    ModelEntry,
    Prompt,
    PublishedExample,
    Task,
    load_catalogue,
)
from translate.scoring import summary_verification
from translate.scoring.verification_record import Comparison, Verification, keep_verification, verdict_of

pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
Tarjama = Callable[..., tuple[int, str, str]]
NAME = "stand-in"


@pytest.fixture
def hub(bart_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve a tiny BART; the articles of the check are those that it has learnt."""
    articles = tuple(article for article, _ in ENGLISH_PAIRS)
    monkeypatch.setattr(summary_verification, "OWN_ARTICLES", articles)
    with serving_folder(bart_folder, tmp_path / "hub", monkeypatch) as running:
        yield running


def publish(monkeypatch: pytest.MonkeyPatch, *examples: PublishedExample) -> None:
    entry = ModelEntry(source=HubSource(hub="owner/model"), examples=examples)
    known = Catalogue(translators={}, summarizers={NAME: entry})
    monkeypatch.setattr(catalogue_module, "load_catalogue", lambda *_: known)


def example(number: int, target: str | None = None, max_tokens: int | None = None) -> PublishedExample:
    article, summary = ENGLISH_PAIRS[number]
    return PublishedExample(
        source=article, target=target or summary, found_in="its card", max_tokens=max_tokens
    )


def add_noise(hub: Hub) -> None:
    import torch
    from safetensors.torch import load, save

    weights = load(hub.files["model.safetensors"])
    torch.manual_seed(0)
    noisy = {name: w + torch.randn_like(w) * 0.5 for name, w in weights.items()}
    hub.files["model.safetensors"] = save(noisy, {"format": "pt"})


def test_a_summariser_that_gives_the_published_summary_is_verified_and_listed_so(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, example(0), example(1))
    code, out, err = tarjama("models", "verify", NAME)
    assert code == 0, out + err
    assert "yes: it answers as published" in out
    shown = " ".join(out.split())
    for engine in ("torch", "ctranslate2"):
        assert (
            f"its card, {engine}: {ENGLISH_PAIRS[0][0][:60]}...: chrF 100.0: {ENGLISH_PAIRS[0][1]}" in shown
        )
    assert "both engines: 6 of 6 the same, chrF 100.0" in shown
    assert "generation settings: 2 beams, length penalty 1" in shown
    assert "4 to 60 tokens" in shown
    assert "yes, verified" in tarjama("models")[1]


def test_a_summariser_that_gives_another_summary_is_not_verified(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, example(0), example(1, target="The prince married in a small chapel by the sea."))
    code, out, _ = tarjama("models", "verify", NAME)
    assert (code, "no: it does not answer as published" in out) == (1, True)
    assert "yes, failed" in tarjama("models")[1]


def test_the_length_of_the_published_call_is_used(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, example(0, target="The", max_tokens=1))
    code, out, _ = tarjama("models", "verify", NAME)
    assert "chrF 100.0: The" in " ".join(out.split()), out
    assert code == 0


def test_a_summariser_without_published_summaries_is_checked_but_not_called_verified(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch)
    code, out, err = tarjama("models", "verify", NAME)
    assert code == 0, out + err
    assert "yes: its summaries are sound; nothing published is known to compare with" in " ".join(out.split())
    assert "own article 1, torch: 5 of 13 words, ends a sentence, 100% from the article" in " ".join(
        out.split()
    )
    listed = tarjama("models")[1]
    assert "yes, checked" in listed
    assert "yes, verified" not in listed


def test_wrong_weights_of_a_summariser_are_detected_without_a_published_summary(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch)
    add_noise(hub)
    code, out, _ = tarjama("models", "verify", NAME)
    assert (code, "no: its outputs are not sound" in out) == (1, True), out


def test_a_damaged_summariser_is_refused_before_anything_is_compared(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, example(0))
    digest = hashlib.sha256(hub.files["model.safetensors"]).hexdigest()
    hub.faults.append(Fault(digest, content=lambda data: data[:-4] + b"\xff\xff\xff\xff"))
    code, out, err = tarjama("models", "verify", NAME)
    assert (code, out, "model.safetensors" in err) == (3, "", True)


def test_flores_is_refused_for_a_model_that_only_summarises(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch)
    code, _, err = tarjama("models", "verify", NAME, "--flores", tmp_path)
    assert (code, "does not translate" in err, hub.requests) == (2, True, [])


def test_a_model_that_translates_and_summarises_is_verified_for_both(
    qwen2_folder: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, target = PAIRS[0]
    translator = ModelEntry(
        source=HubSource(hub="owner/model"),
        prompt=Prompt(instruction="{source}"),
        examples=(PublishedExample(source=source, target=target, found_in="its card"),),
    )
    known = Catalogue(
        translators={NAME: translator}, summarizers={NAME: translator.model_copy(update={"examples": ()})}
    )
    monkeypatch.setattr(catalogue_module, "load_catalogue", lambda *_: known)
    with serving_folder(qwen2_folder, tmp_path / "hub", monkeypatch):
        code, out, err = tarjama("models", "verify", NAME)
    shown = " ".join(out.split())
    assert f"its card, torch: {source}: {target}" in shown, out + err
    # It has learnt sentences only.
    assert f"{NAME}, summaries, revision 0123456789ab: no: its outputs are not sound" in shown
    assert code == 1
    assert "yes, failed" in tarjama("models")[1].split("Summarisers")[1]


def test_a_verdict_on_one_task_of_a_model_is_not_shown_for_the_other(tmp_path: Path) -> None:
    def keep(task: Task, *, good: bool) -> None:
        comparison = Comparison("card", "a", "b", good, published=True)
        keep_verification(Verification(NAME, task, str(tmp_path), "main", "0", (comparison,)))

    keep("translate", good=True)
    assert verdict_of(NAME, "summarize", tmp_path) is None
    keep("summarize", good=False)
    assert verdict_of(NAME, "translate", tmp_path) == "yes"
    assert verdict_of(NAME, "summarize", tmp_path) == "no"
    assert verdict_of(NAME, "summarize", tmp_path / "other revision") is None


def test_every_published_example_fits_the_check_and_names_its_source() -> None:
    known = load_catalogue()
    examples = [e for entry in known.summarizers.values() for e in entry.examples]
    assert {name for name, entry in known.summarizers.items() if entry.examples} == {
        "distilbart",
        "bart-large-cnn",
        "pegasus-xsum",
    }
    for published in examples:
        assert len(published.target.split()) < len(published.source.split())
    examples += [e for entry in known.translators.values() for e in entry.examples]
    assert all(e.found_in.strip() for e in examples)


def test_the_articles_of_the_check_are_longer_than_the_minimum_summary() -> None:
    # BART's summaries have at least 56 tokens, about 43 words.
    assert all(len(article.split()) > 100 for article in summary_verification.OWN_ARTICLES)
