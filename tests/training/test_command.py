"""Test `tarjama train` as a user runs it, with tiny models, up to a run with the trained model."""

from __future__ import annotations

import importlib.util
import itertools
import json
import pkgutil
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

import translate
from tests.training.conftest import toy_pairs, write_tsv
from translate.config.catalogue import load_catalogue
from translate.models.adapters import WEIGHTS_FILE
from translate.models.base import ModelFiles
from translate.training import loop
from translate.training.causal import CausalStudent
from translate.training.checkpoint import TrainingState
from translate.training.dev import DevScore, score_dev
from translate.training.pairs import Pair
from translate.training.student import Base, Student

Tarjama = Callable[..., tuple[int, str, str]]
Train = Callable[..., tuple[int, str, str]]

SHORT = """
device = "cpu"
[optimizer]
steps = 8
learning_rate = 0.01
batch_tokens = 120
warmup_steps = 2
[lora]
rank = 4
alpha = 8
[prompt]
template = "Source: {source}\\nTarget: {target}\\n"
[checkpoints]
dev_pairs = 6
max_output_tokens = 8
dev_scores = 2
"""

LONG = """
device = "cpu"
method = "full"
[optimizer]
epochs = 60
learning_rate = 4e-3
batch_tokens = 400
warmup_steps = 20
[checkpoints]
dev_pairs = 20
max_output_tokens = 8
dev_scores = 2
"""


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return write_tsv(tmp_path / "toy.tsv", toy_pairs(80))


@pytest.fixture
def train_tiny(tarjama: Tarjama, tiny_causal: Base, short: Path, pairs: Path, tmp_path: Path) -> Train:
    """Return a function that trains the tiny causal model into a folder of that name."""

    def call(
        name: str, *options: object, pairs: Path = pairs, base: Path = tiny_causal.folder
    ) -> tuple[int, str, str]:
        return tarjama(
            "train", pairs, "--base", base, "--settings", short, "--output", tmp_path / name, *options
        )

    return call


def adapter_bytes(output: Path) -> bytes:
    return (output / "adapter" / WEIGHTS_FILE).read_bytes()


@pytest.mark.parametrize(
    ("family", "engine"), [("tiny_marian", "ctranslate2"), ("tiny_m2m100", "torch"), ("tiny_nllb", "torch")]
)
def test_a_model_adapted_on_200_pairs_beats_itself_on_pairs_it_has_not_seen(
    family: str, engine: str, request: pytest.FixtureRequest, tarjama: Tarjama, tmp_path: Path
) -> None:
    base: Base = request.getfixturevalue(family)
    learnt, held_out = toy_pairs(240)[:220], toy_pairs(240)[220:]
    settings = tmp_path / "long.toml"
    settings.write_text(LONG, encoding="utf-8")
    files = (write_tsv(tmp_path / "toy.tsv", learnt), "--base", base.folder, "--settings", settings)
    code, out, err = tarjama("train", *files, "--output", tmp_path / "out", "--quiet")
    assert code == 0, err
    assert f"tarjama run ARTICLES --model {tmp_path / 'out' / 'model'}" in out

    for folder, suffix, side in (("in", ".txt", "source"), ("references", ".en.txt", "target")):
        (tmp_path / folder).mkdir()
        text = "\n".join(getattr(pair, side) for pair in held_out)
        (tmp_path / folder / f"a{suffix}").write_text(text, encoding="utf-8")
    chrf = {}
    for name, model in (("before", base.folder), ("after", tmp_path / "out" / "model")):
        run = tmp_path / name
        options = ("--model", model, "--engine", engine, "--summarizer", "none", "--no-memory", "--quiet")
        code, _, err = tarjama("run", tmp_path / "in", *options, "--output", run)
        assert code == 0, err
        _, out, _ = tarjama("score", run, "--references", tmp_path / "references", "--json")
        chrf[name] = json.loads(out)["metrics"]["chrf"]["score"]
    assert chrf["before"] < 20
    assert chrf["after"] > 60


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_a_run_uses_the_prompt_that_a_causal_model_was_trained_with(
    gemma_folder: Path, short: Path, pairs: Path, tarjama: Tarjama, tmp_path: Path, engine: str
) -> None:
    from translate.config.profile import Decoding, EngineSettings
    from translate.engines.loading import open_model
    from translate.models.quiet import quiet_libraries
    from translate.models.registry import prepare_model
    from translate.progress import Silent
    from translate.training.causal import CausalStudent
    from translate.training.settings import load_training_settings

    output = tmp_path / "out"
    code, _, err = tarjama(
        "train", pairs, "--base", gemma_folder, "--settings", short, "--output", output, "--quiet"
    )
    assert code == 0, err
    sources = [pair.source for pair in toy_pairs(90)[80:]]
    settings = load_training_settings(str(short))
    with quiet_libraries():
        student = CausalStudent(Base(output / "model", "itself"), settings, toy_pairs(5))
        expected = student.translate(sources)

    files = prepare_model(str(output / "model"), "translate", load_catalogue(), Silent())
    engines = EngineSettings.model_validate({"engine": engine, "compute_type": "float32", "device": "cpu"})
    model = open_model(files, "translate", engines)
    limits = Decoding(beams=1)
    answers = [output.text for output in model.generate(sources, limits)]
    assert [a[: len(e)] for a, e in zip(answers, expected, strict=True)] == expected
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("\n".join(sources), encoding="utf-8")
    options = ("--model", output / "model", "--summarizer", "none", "--engine", engine, "--quiet")
    assert tarjama("run", tmp_path / "in", *options, "--output", tmp_path / "run")[0] == 0


@pytest.mark.parametrize(("stop", "number"), [(2, signal.SIGINT), (4, signal.SIGTERM), (8, signal.SIGINT)])
def test_ctrl_c_keeps_the_training_and_the_same_command_ends_as_if_undisturbed(
    train_tiny: Train, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, stop: int, number: signal.Signals
) -> None:
    assert train_tiny("whole")[0] == 0
    step = loop.Loop._step

    def stopping(self: loop.Loop, state: TrainingState, *arguments: object) -> None:
        step(self, state, *arguments)  # type: ignore[arg-type]
        if state.step == stop:
            signal.raise_signal(number)

    with monkeypatch.context() as patched:
        patched.setattr(loop.Loop, "_step", stopping)
        code, _, err = train_tiny("stopped")
    assert code == 128 + number
    assert f"saved at step {stop} of 8; run the same command to resume" in err
    code, _, err = train_tiny("stopped")
    assert code == 0
    assert f"resuming at step {stop}" in err
    assert adapter_bytes(tmp_path / "stopped") == adapter_bytes(tmp_path / "whole")
    history = [(tmp_path / name / loop.HISTORY_FILE).read_bytes() for name in ("stopped", "whole")]
    assert history[0] == history[1]


def test_ctrl_c_while_the_dev_pairs_are_scored_loses_no_score(
    train_tiny: Train, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert train_tiny("whole", "--quiet")[0] == 0
    calls = itertools.count()

    def stopping(
        student: Student, pairs: list[Pair], sentences: int, done: Callable[[int], None]
    ) -> DevScore:
        if next(calls) == 1:  # the first call scores the base
            signal.raise_signal(signal.SIGINT)
        return score_dev(student, pairs, sentences, done)

    monkeypatch.setattr(loop, "score_dev", stopping)
    assert train_tiny("stopped", "--quiet")[0] == 130
    assert train_tiny("stopped", "--quiet")[0] == 0
    assert adapter_bytes(tmp_path / "stopped") == adapter_bytes(tmp_path / "whole")
    history = [(tmp_path / name / loop.HISTORY_FILE).read_bytes() for name in ("stopped", "whole")]
    assert history[0] == history[1]


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("a.jsonl", '{{"source": "{0}", "target": "{1}"}}\n', ()),
        ("a.jsonl", '{{"translation": {{"ar": "{0}", "en": "{1}"}}}}\n', ("translation.ar,translation.en",)),
        ("a.csv", "{0},{1}\n", ("ar,en",)),
    ],
)
def test_pairs_in_rows_train_the_same_adapter_as_in_lines(
    train_tiny: Train, tmp_path: Path, name: str, text: str, options: tuple[str, ...]
) -> None:
    rows = [text.format(pair.source, pair.target) for pair in toy_pairs(80)]
    (tmp_path / name).write_text(("ar,en\n" if name == "a.csv" else "") + "".join(rows), encoding="utf-8")
    code, _, err = train_tiny("rows", *(("--fields", *options) if options else ()), pairs=tmp_path / name)
    assert code == 0, err
    assert train_tiny("lines")[0] == 0
    assert adapter_bytes(tmp_path / "rows") == adapter_bytes(tmp_path / "lines")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "بيت\thouse\nكتاب\n", "a.tsv, line 2: 1 field; a line must be the Arabic, one tab"),
        ("a.json", "[]", "jq -c '.[]' a.json > a.jsonl"),
        (
            "a.tsv.gz",
            "",
            "not a file of pairs; supported: .tsv, .csv, .jsonl, .ndjson, .parquet; unpack it first",
        ),
        ("a.ar", "بيت\n", "paste A.ar A.en > A.tsv"),
        ("a.tsv", "house\tبيت\n", "the Arabic is the second column"),
        ("a.jsonl", '{"ar": "بيت", "en": "house"}\n', "row 1: no field 'source'; fields: 'ar', 'en'"),
        ("a.jsonl", '{"source": "بيت", "target": "house"}\n{\n', "a.jsonl:2: not JSON"),
        ("a.csv", "source,target\nبيت,\n", "contains no pairs; row 1 of a.csv has an empty side"),
        ("a.tsv", "بيت\thouse\n" * 3, "1 pairs in 1 group are too few"),
    ],
)
def test_faults_in_pairs_are_reported_by_file_and_place_before_a_download(
    tarjama: Tarjama, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, _, err = tarjama("train", tmp_path / name, "--base", "opus-mt", "--output", tmp_path / "out")
    assert code == 2
    assert message in err
    assert not (tmp_path / "out").exists()


def test_a_wrong_request_is_refused_with_the_valid_choices(
    tiny_causal: Base, short: Path, pairs: Path, tarjama: Tarjama, tmp_path: Path
) -> None:
    def refused(*arguments: object, code: int = 2) -> str:
        given, _, err = tarjama("train", *arguments)
        assert given == code
        assert "Traceback" not in err
        return err

    out = ("--output", tmp_path / "out")
    base = ("--base", tiny_causal.folder)
    assert "one of embedded, " in refused(pairs, "--base", "opus", *out, code=3)
    assert "valid: default, embedded" in refused(pairs, *base, *out, "--settings", "fast")
    assert "the files do not match the groups in the settings" in refused(
        pairs, *base, *out, "--settings", "embedded"
    )
    assert "No such file" in refused(tmp_path / "none.tsv", *base, *out)
    (tmp_path / "empty").mkdir()
    assert "no files of pairs here" in refused(tmp_path / "empty", *base, *out)
    assert "two names" in refused(pairs, *base, *out, "--fields", "ar")
    assert "does not apply to .tsv files" in refused(pairs, *base, *out, "--fields", "ar,en")
    assert "6 of its pairs are also training pairs" in refused(
        pairs, *base, *out, "--settings", short, "--dev", write_tsv(tmp_path / "dev.tsv", toy_pairs(6))
    )
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("كتاب كبير\n", encoding="utf-8")
    assert "not from a training (a.txt)" in refused(pairs, *base, "--output", tmp_path / "letters")
    assert "is a file; --output must name a folder" in refused(pairs, *base, "--output", pairs)

    command = (*base, "--settings", short, *out, "--quiet")
    assert tarjama("train", pairs, *command)[0] == 0
    other = write_tsv(tmp_path / "other.tsv", toy_pairs(70))
    assert "another training" in refused(other, *command)
    asked = ("--model", tmp_path / "out", "--summarizer", "none", "--output", tmp_path / "run")
    code, _, err = tarjama("run", tmp_path / "letters", *asked)
    assert code == 3
    assert f"its model is {tmp_path / 'out' / 'model'}" in err


@pytest.mark.parametrize("base", ["embedded", "folder"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[optimizer]", 'method = "full"\n[optimizer]'), "a causal model takes 'lora'"),
        (('{target}\\n"', '{target}"'), "must end with one token after {target}"),
    ],
)
def test_settings_unfit_for_causal_models_are_refused_before_the_download(
    tiny_causal: Base,
    pairs: Path,
    tarjama: Tarjama,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    base: str,
    change: tuple[str, str],
    message: str,
) -> None:
    def fetched(*_: object) -> None:
        raise AssertionError("the base was fetched")

    monkeypatch.setattr("translate.training.base_model.prepare_model", fetched)
    asked = tmp_path / "asked.toml"
    asked.write_text(SHORT.replace(*change), encoding="utf-8")
    name = tiny_causal.folder if base == "folder" else base
    code, _, err = tarjama("train", pairs, "--base", name, "--settings", asked, "--output", tmp_path / "out")
    assert code == 2
    assert message in err


@pytest.mark.parametrize("merged", ["merged", "none"])
def test_a_model_made_from_the_embedded_one_carries_the_terms_of_its_base(
    train_tiny: Train,
    tiny_causal: Base,
    short: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    merged: str,
) -> None:
    entry = load_catalogue().translators["embedded"]
    files = ModelFiles("embedded", entry, tiny_causal.folder, "causal", "0" * 64, "1" * 64)
    monkeypatch.setattr("translate.training.base_model.prepare_model", lambda *_: files)
    short.write_text(f'base_adapter = "{merged}"\n{SHORT}', encoding="utf-8")
    assert train_tiny("out", "--base", "embedded", "--quiet")[0] == 0
    terms = (Path(translate.__file__).parent / "adapter" / "LICENSE").read_bytes()
    assert b"Gemma Terms of Use" in terms
    assert [(tmp_path / "out" / name / "LICENSE").read_bytes() for name in ("model", "adapter")] == [
        terms
    ] * 2


def test_a_folders_licence_is_copied_to_the_model_made_from_it(
    train_tiny: Train, tiny_causal: Base, tmp_path: Path
) -> None:
    base = shutil.copytree(tiny_causal.folder, tmp_path / "base")
    for name in ("LICENSE.txt", "NOTICE", "README.md"):
        (base / name).write_text(name, encoding="utf-8")
    assert train_tiny("out", "--base", base, "--quiet")[0] == 0
    for made in (tmp_path / "out" / "model", tmp_path / "out" / "adapter"):
        assert (made / "LICENSE.txt").read_text(encoding="utf-8") == "LICENSE.txt"
        assert (made / "NOTICE").is_file()


def test_without_the_extra_the_command_says_how_to_install_it(
    pairs: Path, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "peft" else there(name))
    code, _, err = tarjama("train", pairs, "--base", "opus-mt", "--output", tmp_path / "out")
    assert code == 2
    assert "pip install 'tarjama[train]'" in err


def test_a_second_training_into_the_same_folder_is_refused_while_the_first_runs(
    train_tiny: Train, tmp_path: Path
) -> None:
    from translate.runs.folder import RunFolder

    with RunFolder(tmp_path / "out").lock():
        code, _, err = train_tiny("out")
    assert code == 4
    assert "another process" in err


@pytest.mark.parametrize("content", [b"PK torn", b"hello", b"", b"\x80", [1, 2], {"step": 3}, {"new": 1}])
def test_a_damaged_checkpoint_is_named_with_what_to_do(
    train_tiny: Train, tmp_path: Path, content: object
) -> None:
    path = tmp_path / "out" / "checkpoint.pt"
    path.parent.mkdir()
    (path.parent / "history.jsonl").touch()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    code, _, err = train_tiny("out")
    assert code == 2
    assert f"{path}: damaged" in err
    assert "remove it to start the training again" in err
    path.unlink()
    assert train_tiny("out", "--quiet")[0] == 0


def test_a_batch_too_large_for_the_memory_is_reported_with_the_setting_to_change(
    train_tiny: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(loop.Loop, "_step", full)
    code, _, err = train_tiny("out", "--quiet")
    assert code == 4
    assert "optimizer.batch_tokens = 120" in err


@pytest.mark.parametrize(
    "failure", [RuntimeError("DefaultCPUAllocator: can't allocate memory"), MemoryError()]
)
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("_load", "memory for the weights of tiny-causal"),
        ("export", "memory for a second copy"),
        ("encode", "memory for the "),
    ],
)
def test_out_of_memory_outside_the_steps_is_not_an_internal_error_and_names_no_profile(
    train_tiny: Train, monkeypatch: pytest.MonkeyPatch, place: str, message: str, failure: Exception
) -> None:
    def full(*_: object) -> None:
        raise failure

    monkeypatch.setattr(CausalStudent, place, full)
    code, _, err = train_tiny("out", "--quiet")
    assert code == 4
    assert message in err
    assert "profile" not in err


def test_a_base_with_inconsistent_files_is_reported_as_damaged(
    train_tiny: Train, tiny_causal: Base, tmp_path: Path
) -> None:
    config = json.loads((tiny_causal.folder / "config.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((tiny_causal.folder / "tokenizer.json").read_text(encoding="utf-8"))
    damages = [
        ("tokenizer.json", "{}"),
        ("tokenizer.json", json.dumps({**tokenizer, "version": "9"})),
        ("config.json", json.dumps({**config, "hidden_size": 48})),
    ]
    for number, (name, text) in enumerate(damages):
        broken = tmp_path / f"broken-{number}"
        shutil.copytree(tiny_causal.folder, broken)
        (broken / name).write_text(text, encoding="utf-8")
        code, _, err = train_tiny("out", "--quiet", base=broken)
        assert code == 3, err
        assert f"{broken}: the " in err
        assert " cannot be loaded" in err


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Make every write beyond `size` bytes of a file fail, as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("real_curves")
@pytest.mark.parametrize(
    ("place", "size", "named"),
    [
        ("translate.training.loop.save_state", 1_000, "checkpoint.pt"),
        ("translate.training.loop.draw_curves", 1_000, "curves.png"),
        ("translate.training.student.Student._write_adapter", 1_000, "adapter"),
        ("translate.training.student.Student.export", 50_000, "model"),
    ],
)
def test_a_full_disk_is_reported_with_the_file_and_the_training_can_be_resumed(
    train_tiny: Train, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, size: int, named: str
) -> None:
    assert train_tiny("whole", "--quiet")[0] == 0
    real = pkgutil.resolve_name(place)

    def refused(*arguments: Any) -> Any:
        with no_file_over(size):
            return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(place, refused)
        code, _, err = train_tiny("out", "--quiet")
    assert code == 4, err
    assert f"{tmp_path / 'out' / named}: cannot be written: File too large" in err
    assert not (tmp_path / "out" / named).exists()
    assert train_tiny("out", "--quiet")[0] == 0
    assert adapter_bytes(tmp_path / "out") == adapter_bytes(tmp_path / "whole")


def test_pairs_that_are_too_long_are_counted_and_reported_once(
    train_tiny: Train, short: Path, tmp_path: Path
) -> None:
    short.write_text(SHORT.replace("warmup_steps", "max_pair_tokens = 60\nwarmup_steps"), encoding="utf-8")
    long = [Pair(f"كتاب {'بيت ' * 30}{word}", f"book {'house ' * 30}{word}") for word in "abc"]
    files = write_tsv(tmp_path / "long.tsv", [*toy_pairs(80), *long])
    code, _, err = train_tiny(
        "out", "--dev", write_tsv(tmp_path / "dev.tsv", toy_pairs(90)[80:]), pairs=files
    )
    assert code == 0
    assert err.count("3 longer than optimizer.max_pair_tokens = 60 left out") == 1


@pytest.mark.parametrize(
    ("name", "row", "empty", "message"),
    [
        ("a.tsv", "{0}\t{1}\n", ["بيت\t \n", "\thouse\n"], "2 lines of a.tsv have an empty side"),
        (
            "a.jsonl",
            '{{"source": "{0}", "target": "{1}"}}\n',
            ['{"source": "بيت", "target": null}\n', '{"source": "", "target": "house"}\n'],
            "2 rows of a.jsonl have an empty side",
        ),
    ],
)
def test_pairs_with_an_empty_side_are_counted_and_the_others_trained_on(
    train_tiny: Train, tmp_path: Path, name: str, row: str, empty: list[str], message: str
) -> None:
    rows = [row.format(pair.source, pair.target) for pair in toy_pairs(80)]
    (tmp_path / name).write_text("".join([*rows[:40], empty[0], *rows[40:], empty[1]]), encoding="utf-8")
    code, _, err = train_tiny("some-empty", pairs=tmp_path / name)
    assert code == 0, err
    where = "line" if name == "a.tsv" else "row"
    assert err.count(f"{message} and were left out, the first in {where} 41") == 1
    assert train_tiny("none-empty")[0] == 0
    assert adapter_bytes(tmp_path / "some-empty") == adapter_bytes(tmp_path / "none-empty")
