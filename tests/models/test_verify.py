"""`tarjama models verify` accepts only a model that gives the published outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.hub_server import Fault, Hub, serving_folder
from tests.models.newer_models import HUNYUAN
from tests.tiny_models import PAIRS
from translate.config import catalogue as catalogue_module
from translate.config.catalogue import (
    Catalogue,
    HubSource,
    ModelEntry,
    PublishedExample,
    PublishedScore,
    load_catalogue,
)
from translate.config.profile import EngineName
from translate.errors import RequestError
from translate.models.base import ModelFiles
from translate.scoring import verification, verification_flores
from translate.scoring.verification_flores import read_devtest

pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
Tarjama = Callable[..., tuple[int, str, str]]
NAME = "stand-in"


@pytest.fixture
def hub(marian_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving_folder(marian_folder, tmp_path / "hub", monkeypatch) as running:
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
        examples=tuple(PublishedExample(source=s, target=t, found_in="its card") for s, t in examples),
        scores=scores,
    )
    known = Catalogue(translators={NAME: entry}, summarizers={})
    monkeypatch.setattr(catalogue_module, "load_catalogue", lambda *_: known)


@pytest.fixture
def short_devtest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let FLORES devtest have as many lines as the tiny model's sentences."""
    monkeypatch.setattr(verification_flores, "_LINES", len(PAIRS))


def write_flores(folder: Path) -> Path:
    folder.mkdir()
    (folder / "arb_Arab.devtest").write_text("\n".join(a for a, _ in PAIRS) + "\n", encoding="utf-8")
    (folder / "eng_Latn.devtest").write_text("\n".join(e for _, e in PAIRS) + "\n", encoding="utf-8")
    return folder


@pytest.mark.usefixtures("short_devtest")
def test_a_model_that_answers_as_published_is_verified_and_listed_so(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, list(PAIRS[:2]), bleu=100.0)
    code, out, err = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    assert code == 0, out + err
    assert "yes: it answers as published" in out
    shown = " ".join(out.split())
    for engine in ("torch", "ctranslate2"):
        assert f"FLORES-200 devtest, bleu, {engine} (its card): 100.0 (published or wanted: 100.0)" in shown
    assert out.count(f"its card, torch: {PAIRS[0][0]}") == 1
    assert out.count(f"its card, ctranslate2: {PAIRS[0][0]}") == 1
    assert "verified" in tarjama("models")[1]


@pytest.mark.usefixtures("short_devtest")
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


@pytest.mark.usefixtures("short_devtest")
@pytest.mark.parametrize("damaged", ["torch", "ctranslate2"])
def test_an_engine_with_a_wrong_score_on_flores_is_named(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damaged: str
) -> None:
    """The sentences of the check are right on both engines; only one of them is wrong on all of FLORES."""
    publish(monkeypatch, list(PAIRS[:2]), bleu=100.0)
    translate = verification._translate

    def wrong_on_flores(files: ModelFiles, engine: EngineName, texts: Sequence[str]) -> list[str]:
        written = translate(files, engine, texts)
        return written if engine != damaged or len(texts) < len(PAIRS) else written[::-1]

    monkeypatch.setattr(verification, "_translate", wrong_on_flores)
    code, out, _ = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    scored = {
        line.split(", ")[2].split(" ")[0]: line.strip().split(" ")[0]
        for line in out.splitlines()
        if "FLORES-200 devtest" in line
    }
    assert scored == {"torch": "yes", "ctranslate2": "yes"} | {damaged: "NO"}
    assert (code, "no: it does not answer as published" in out) == (1, True)


@pytest.mark.usefixtures("short_devtest")
def test_without_a_published_score_flores_is_scored_on_both_engines(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, [])
    code, out, _ = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    for engine in ("torch", "ctranslate2"):
        assert f"FLORES, {engine}: chrF 100.0 (published or wanted: none published)" in " ".join(out.split())
    assert (code, "cannot tell" in out) == (1, True)


def test_a_model_without_published_outputs_is_not_called_verified(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, [])
    code, out, _ = tarjama("models", "verify", NAME)
    assert (code, "cannot tell" in out) == (1, True)
    assert "yes, verified" not in tarjama("models")[1]


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


@pytest.mark.usefixtures("short_devtest")
def test_a_model_of_one_engine_is_scored_on_it_and_says_so(
    hunyuan_folder: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = ModelEntry(
        source=HubSource(hub="owner/model"), prompt=load_catalogue().translators[HUNYUAN].prompt
    )
    known = Catalogue(translators={NAME: entry}, summarizers={})
    monkeypatch.setattr(catalogue_module, "load_catalogue", lambda *_: known)
    with serving_folder(hunyuan_folder, tmp_path / "hub", monkeypatch):
        code, out, err = tarjama("models", "verify", NAME, "--flores", write_flores(tmp_path / "flores"))
    shown = " ".join(out.split())
    assert "FLORES, torch: chrF" in shown, err
    assert f"ctranslate2: not compared: the engine 'ctranslate2' does not run {NAME}" in shown
    assert "FLORES, ctranslate2" not in shown
    assert (code, "cannot tell" in out) == (1, True)


def test_a_flores_folder_without_its_files_is_refused_with_their_names(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(monkeypatch, [])
    code, _, err = tarjama("models", "verify", NAME, "--flores", tmp_path)
    assert (code, "eng_Latn.devtest" in err) == (2, True)
    assert json.dumps(hub.requests) == "[]"


@pytest.mark.parametrize(
    ("arabic", "said"),
    [
        (b"", "arb_Arab.devtest: the file is empty"),
        (b"\n\n", "the file is empty"),
        ("\n".join(a for a, _ in PAIRS).encode(), "lines; FLORES devtest has 1,012"),
        (("سطر\n" * 997).encode(), "997 lines; FLORES devtest has 1,012"),
        (("سطر\n" * 1011 + "\n").encode(), "line 1012 is blank"),
        ("سطر\n".encode("cp1256"), "arb_Arab.devtest is not UTF-8"),
    ],
)
def test_files_that_are_not_flores_devtest_are_refused_before_a_model_is_downloaded(
    hub: Hub, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arabic: bytes, said: str
) -> None:
    publish(monkeypatch, [])
    write_flores(tmp_path / "flores")
    (tmp_path / "flores" / "arb_Arab.devtest").write_bytes(arabic)
    code, _, err = tarjama("models", "verify", NAME, "--flores", tmp_path / "flores")
    assert (code, said in " ".join(err.split())) == (2, True), err
    assert hub.requests == []


def test_a_line_separator_within_a_sentence_of_flores_is_not_a_line_end(tmp_path: Path) -> None:
    for name, line in (("ara.devtest", "سطر\u2028آخر"), ("eng.devtest", "one\x0bline\r")):
        (tmp_path / name).write_text(f"{line}\n" * 1012, encoding="utf-8", newline="")
    arabic, english = read_devtest(tmp_path)
    assert (set(arabic), set(english)) == ({"سطر\u2028آخر"}, {"one\x0bline"})
    (tmp_path / "eng.devtest").write_text("one\n" * 1013, encoding="utf-8")
    with pytest.raises(RequestError, match="1,013 lines"):
        read_devtest(tmp_path)
