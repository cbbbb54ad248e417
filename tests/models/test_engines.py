"""Both engines give a model's memorised outputs, and neither truncates silently."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import TEMPLATE, Open
from tests.tiny_models import ENGLISH_PAIRS, PAIRS
from translate.config.catalogue import Catalogue
from translate.config.profile import Decoding, EngineSettings
from translate.engines import ctranslate2_conversion
from translate.engines.loading import LoadedModel, describe_model, open_model
from translate.errors import OutOfMemory, RequestError
from translate.models.prepared import models_dir
from translate.models.registry import prepare_model
from translate.progress import Silent

SOURCES = [arabic for arabic, _ in PAIRS]
TARGETS = [english for _, english in PAIRS]
EMPTY = Catalogue(translators={}, summarizers={})


def multiplies_8_bits_exactly() -> bool:
    """Return whether 8-bit products are exact here: without VNNI instructions, a sum may saturate at 16 bits."""
    cpuinfo = Path("/proc/cpuinfo")
    return not cpuinfo.exists() or "vnni" in cpuinfo.read_text(encoding="utf-8")


def run(model: LoadedModel, texts: list[str], size: int) -> list[str]:
    return [o.text for i in range(0, len(texts), size) for o in model.generate(texts[i : i + size])]


# Two beams for Gemma, whose outputs are short: CTranslate2 stops when as many outputs as beams have ended,
# transformers when no beam can improve.
@pytest.mark.parametrize(
    ("name", "beams"),
    [("marian", 1), ("marian", 4), ("m2m100", 1), ("m2m100", 3), ("gemma", 1), ("gemma", 2)],
)
@pytest.mark.parametrize("compute_type", ["float32", "int8"])
def test_ctranslate2_gives_the_outputs_of_torch(
    name: str, beams: int, compute_type: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    folder = request.getfixturevalue(f"{name}_folder")
    prompt = TEMPLATE if name == "gemma" else None
    count = 8 if name == "gemma" else len(PAIRS)
    model = open_folder(
        folder, engine="ctranslate2", compute_type=compute_type, decoding=Decoding(beams=beams), prompt=prompt
    )
    assert model.identity.engine == "ctranslate2"
    assert model.identity.compute_type == compute_type
    if compute_type == "int8" and not multiplies_8_bits_exactly():
        right = sum(a == b for a, b in zip(run(model, SOURCES[:count], 5), TARGETS[:count], strict=True))
        assert right >= 0.75 * count
        return
    for size in (1, 5, count):
        assert run(model, SOURCES[:count], size) == TARGETS[:count]
    outputs = model.generate(SOURCES[:count])
    torch_outputs = open_folder(folder, decoding=Decoding(beams=beams), prompt=prompt).generate(
        SOURCES[:count]
    )
    # with the counts of tokens and the finished flag; int8 changes a log-probability a little
    assert [replace(o, log_probability=None) for o in outputs] == [
        replace(o, log_probability=None) for o in torch_outputs
    ]
    certain = [o.log_probability for o in outputs]
    assert certain == pytest.approx([o.log_probability for o in torch_outputs], abs=0.01)


def test_ctranslate2_summarises_by_the_models_own_settings(bart_folder: Path, open_folder: Open) -> None:
    model = open_folder(bart_folder, "summarize", engine="ctranslate2")
    assert run(model, [a for a, _ in ENGLISH_PAIRS], 3) == [s for _, s in ENGLISH_PAIRS]


def test_ctranslate2_writes_the_forced_language(m2m100_folder: Path, open_folder: Open) -> None:
    model = open_folder(m2m100_folder, engine="ctranslate2", target_language="fra_Latn")
    assert run(model, SOURCES[:4], 4) == [" ".join(reversed(t.rstrip(".?").split())) for t in TARGETS[:4]]


@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma"])
def test_ctranslate2_reports_a_truncated_output_in_any_batch(
    name: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    short = Decoding(output_tokens_per_source_token=0.2, output_tokens_extra=2)
    prompt = TEMPLATE if name == "gemma" else None
    model = open_folder(
        request.getfixturevalue(f"{name}_folder"), engine="ctranslate2", decoding=short, prompt=prompt
    )
    texts = [SOURCES[1], " ".join(SOURCES[:2]), SOURCES[0]]
    together = model.generate(texts)
    assert together == [model.generate([t])[0] for t in texts]
    assert [o.output_tokens for o in together] == [model._family.encode(t).max_output_tokens for t in texts]
    assert not any(o.finished for o in together)


def test_ctranslate2_does_not_truncate_a_long_input(marian_folder: Path, open_folder: Open) -> None:
    model = open_folder(marian_folder, engine="ctranslate2")
    calls: list[Any] = []
    engine: Any = model._engine
    real = engine._model

    class Watched:
        def translate_batch(self, source: Any, **options: Any) -> Any:
            calls.append((source, options))
            return real.translate_batch(source, **options)

    engine._model = Watched()
    model.generate([SOURCES[0]])
    ((source, options),) = calls
    assert options["max_input_length"] == 0  # otherwise CTranslate2 truncates at 1,024
    assert len(source[0]) == model.count_tokens([SOURCES[0]])[0]


def test_a_converted_model_never_writes_an_arabic_token(marian_folder: Path, open_folder: Open) -> None:
    open_folder(marian_folder, engine="ctranslate2")
    (converted,) = (path for path in models_dir().glob("*-ctranslate2-*") if path.is_dir())
    target = json.loads((converted / "target_vocabulary.json").read_text(encoding="utf-8"))
    source = json.loads((converted / "source_vocabulary.json").read_text(encoding="utf-8"))
    arabic = {token for token in source if any("\u0600" <= c <= "\u06ff" for c in token)}
    assert len(arabic) > 20
    assert arabic.isdisjoint(target)
    assert "▁The" in target


def test_a_model_is_converted_once(
    marian_folder: Path, open_folder: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(marian_folder, engine="ctranslate2")
    converted = set(models_dir().glob("tiny-*-ctranslate2-int8"))
    assert converted

    def never(*_: object) -> None:
        pytest.fail("converted twice")

    monkeypatch.setattr(ctranslate2_conversion, "_convert", never)
    open_folder(marian_folder, engine="ctranslate2")
    assert set(models_dir().glob("tiny-*-ctranslate2-int8")) == converted


def test_auto_chooses_ctranslate2_if_it_supports_the_model_and_else_torch(
    marian_folder: Path, tmp_path: Path
) -> None:
    files = prepare_model(str(marian_folder), "translate", EMPTY, Silent())
    identity = describe_model(files, EngineSettings())
    assert (identity.engine, identity.compute_type) == ("ctranslate2", "int8")
    other = Path(shutil.copytree(marian_folder, tmp_path / "other"))
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | {"share_encoder_decoder_embeddings": False}))
    files = prepare_model(str(other), "translate", EMPTY, Silent())
    assert describe_model(files, EngineSettings()).engine == "torch"
    with pytest.raises(RequestError, match=r"does not run.*--engine torch"):
        describe_model(files, EngineSettings(engine="ctranslate2"))


def test_an_unsupported_precision_is_reported_with_the_supported_ones(marian_folder: Path) -> None:
    files = prepare_model(str(marian_folder), "translate", EMPTY, Silent())
    with pytest.raises(RequestError, match="float32"):
        describe_model(files, EngineSettings(engine="torch", compute_type="int8"))
    with pytest.raises(RequestError, match="no CUDA device"):
        describe_model(files, EngineSettings(engine="torch", device="cuda"))
    with pytest.raises(RequestError, match="no CUDA device"):
        describe_model(files, EngineSettings(engine="ctranslate2", device="cuda"))


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_a_batch_that_does_not_fit_in_memory_can_be_halved(
    marian_folder: Path, open_folder: Open, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_folder(marian_folder)
    engine: Any = model._engine

    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(engine._model, "generate", full)
    with pytest.raises(OutOfMemory, match="batch of 1"):
        model.generate([SOURCES[0]])


def test_torch_computes_with_as_many_threads_as_the_settings_say(
    marian_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    files = prepare_model(str(marian_folder), "translate", EMPTY, Silent())
    before = torch.get_num_threads()
    try:
        model = open_model(files, "translate", EngineSettings(engine="torch", workers=1, threads=2))
        assert torch.get_num_threads() == 2
        assert [output.text for output in model.generate(SOURCES)] == TARGETS
    finally:
        torch.set_num_threads(before)


def test_nothing_of_the_libraries_reaches_the_terminal(
    marian_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = prepare_model(str(marian_folder), "translate", EMPTY, Silent())
    for engine in ("torch", "ctranslate2"):
        model = open_model(files, "translate", EngineSettings.model_validate({"engine": engine}))
        model.generate(SOURCES[:2])
        model.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("engine", ["ctranslate2", "torch"])
@pytest.mark.parametrize("name", ["marian", "m2m100", "gemma"])
def test_several_hypotheses_are_the_best_output_and_others_in_any_batch(
    name: str, engine: str, request: pytest.FixtureRequest, open_folder: Open
) -> None:
    prompt = TEMPLATE if name == "gemma" else None
    model = open_folder(
        request.getfixturevalue(f"{name}_folder"), engine=engine, compute_type="float32", prompt=prompt
    )
    texts = SOURCES[:3]
    found = model.hypotheses([*texts, " "], 4)
    assert found[3] == []
    best = model.generate(texts, Decoding(beams=4))
    assert [outputs[0] for outputs in found[:3]] == best
    for outputs in found[:3]:
        assert 1 < len({output.text for output in outputs}) == len(outputs) <= 4
    assert found[:3] == [model.hypotheses([text], 4)[0] for text in texts]


def test_both_engines_give_the_same_hypotheses(marian_folder: Path, open_folder: Open) -> None:
    models = [
        open_folder(marian_folder, engine=engine, compute_type="float32")
        for engine in ("ctranslate2", "torch")
    ]
    one, other = (model.hypotheses(SOURCES[:4], 2) for model in models)
    assert [outputs[0] for outputs in one] == [outputs[0] for outputs in other]
