"""`tarjama models verify` accepts only a model that gives the published outputs."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hub_server import Fault, Hub, serving
from tests.tiny_models import PAIRS
from translate.config import catalogue as catalogue_module
from translate.config.catalogue import Catalogue, HubSource, ModelEntry, PublishedExample, PublishedScore

pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
Tarjama = Callable[..., tuple[int, str, str]]
NAME = "stand-in"


@pytest.fixture
def hub(marian_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    from huggingface_hub import constants

    monkeypatch.setattr(time, "sleep", lambda _: None)
    files = {path.name: path.read_bytes() for path in marian_folder.iterdir()}
    with serving(Hub(files, repository="owner/model")) as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.endpoint)
        url = running.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        yield running


def publish(
    monkeypatch: pytest.MonkeyPatch, examples: list[tuple[str, str]], bleu: float | None = None
) -> None:
    """Write a catalogue with one model, published with these sentences and this score."""
    scores = (
        () if bleu is None else (PublishedScore(testset="FLORES-200 devtest", bleu=bleu, source="its card"),)
    )
    entry = ModelEntry(
        source=HubSource(hub="owner/model"),
        examples=tuple(PublishedExample(source=s, target=t) for s, t in examples),
        scores=scores,
    )
    known = Catalogue(translators={NAME: entry}, summarizers={})
    monkeypatch.setattr(catalogue_module, "load_catalogue", lambda *_: known)


def write_flores(folder: Path) -> Path:
    folder.mkdir()
    (folder / "arb_Arab.devtest").write_text("\n".join(a for a, _ in PAIRS) + "\n", encoding="utf-8")
    (folder / "eng_Latn.devtest").write_text("\n".join(e for _, e in PAIRS) + "\n", encoding="utf-8")
    return folder


def test_a_model_that_answers_as_published_is_verified_and_listed_so(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, list(PAIRS[:2]), bleu=100.0)
    code, out, err = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    assert code == 0, out + err
    assert "yes: it answers as published" in out
    assert "FLORES-200 devtest, bleu: 100.0 (published or wanted: 100.0)" in " ".join(out.split())
    assert out.count(f"card, torch: {PAIRS[0][0]}") == out.count(f"card, ctranslate2: {PAIRS[0][0]}") == 1
    assert "verified" in tarjama("models")[1]


def test_a_model_that_answers_otherwise_is_not_verified(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, [(PAIRS[0][0], PAIRS[0][1]), (PAIRS[1][0], "Something else entirely.")])
    code, out, _ = tarjama("models", "verify", NAME)
    assert code == 1
    assert "no: it does not answer as published" in out
    assert PAIRS[1][1] in out
    assert "failed" in tarjama("models")[1]
    publish(monkeypatch, list(PAIRS[:2]), bleu=40.0)
    code, out, _ = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    assert (code, "no: it does not" in out) == (1, True)


def test_a_model_without_published_outputs_is_not_called_verified(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, [])
    code, out, _ = tarjama("models", "verify", NAME)
    assert (code, "cannot tell" in out) == (1, True)
    assert "verified" not in tarjama("models")[1]


def test_a_damaged_model_is_refused_before_anything_is_compared(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, list(PAIRS[:2]))
    digest = hashlib.sha256(hub.files["model.safetensors"]).hexdigest()
    hub.faults.append(Fault(digest, content=lambda data: data[:-4] + b"\xff\xff\xff\xff"))
    code, out, err = tarjama("models", "verify", NAME)
    assert (code, out) == (3, "")
    assert "model.safetensors" in err


def test_weights_with_wrong_numbers_are_detected(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from safetensors.torch import load, save

    publish(monkeypatch, list(PAIRS[:2]))
    weights = load(hub.files["model.safetensors"])
    torch.manual_seed(0)
    hub.files["model.safetensors"] = save(
        {name: w + torch.randn_like(w) * 0.5 for name, w in weights.items()}, {"format": "pt"}
    )
    code, out, err = tarjama("models", "verify", NAME)
    assert (code, "no: it does not" in out) == (1, True), err


def test_a_flores_folder_without_its_files_is_refused_with_their_names(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, [])
    code, _, err = tarjama("models", "verify", NAME, "--flores", tmp_path)
    assert (code, "eng_Latn.devtest" in err) == (2, True)
    assert json.dumps(hub.requests) == "[]"
