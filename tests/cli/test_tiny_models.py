"""Test the whole command with tiny models of real architectures that have memorised their pairs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny_models import PAIRS

Tarjama = Callable[..., tuple[int, str, str]]

PROFILE = """
[translation]
model = "{model}"
engine = "{engine}"
[summary]
model = "lead"
[batching]
batch_tokens = {batch_tokens}
window_sentences = {window}
"""


@pytest.fixture
def articles(tmp_path: Path) -> dict[str, list[str]]:
    """Write three articles of shuffled pairs with blank lines; return the expected English lines by id."""
    folder = tmp_path / "in"
    folder.mkdir()
    expected = {}
    for number in range(3):
        pairs = random.Random(number).sample(PAIRS, len(PAIRS))
        lines = [pair for pair in pairs for pair in (pair, ("", ""))]
        (folder / f"{number}.txt").write_text("\n".join(arabic for arabic, _ in lines), encoding="utf-8")
        expected[str(number)] = [english for _, english in lines]
    return expected


def run(
    tarjama: Tarjama,
    tmp_path: Path,
    model: Path,
    batch_tokens: int = 256,
    window: int = 2048,
    engine: str = "auto",
) -> Path:
    profile = tmp_path / f"{batch_tokens}-{window}.toml"
    profile.write_text(PROFILE.format(model=model, batch_tokens=batch_tokens, window=window, engine=engine))
    output = tmp_path / f"run-{batch_tokens}-{window}"
    code, _, err = tarjama("run", tmp_path / "in", "--profile", profile, "--output", output, "--quiet")
    assert code == 0, err
    return output


def english(run_folder: Path, article_id: str) -> list[str]:
    return (run_folder / "articles" / f"{article_id}.en.txt").read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("family", ["marian", "m2m100"])
@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
@pytest.mark.parametrize("batch_tokens", [1, 64, 4096])
def test_every_line_comes_back_in_its_place_under_every_batch_size(
    tarjama: Tarjama,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    articles: dict[str, list[str]],
    *,
    batch_tokens: int,
    engine: str,
    family: str,
) -> None:
    model = request.getfixturevalue(f"{family}_folder")
    output = run(tarjama, tmp_path, model, batch_tokens, engine=engine)
    assert {article_id: english(output, article_id) for article_id in articles} == articles


def test_a_window_of_one_article_gives_the_same_translations(
    tarjama: Tarjama, tmp_path: Path, marian_folder: Path, articles: dict[str, list[str]]
) -> None:
    output = run(tarjama, tmp_path, marian_folder, window=1)
    assert {article_id: english(output, article_id) for article_id in articles} == articles


@pytest.mark.parametrize("family", ["marian", "m2m100"])
def test_control_tokens_in_an_article_change_no_other_line_and_translate_the_same_in_any_batch(
    tarjama: Tarjama, tmp_path: Path, request: pytest.FixtureRequest, family: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    tokens = ("</s>", "<pad>", ">>fra<<", "eng_Latn", "fra_Latn", "<unk>", "<s>")
    arabic = [arabic for arabic, _ in PAIRS[: len(tokens)]]
    hostile = [f"{token} {text} {token}" for token, text in zip(tokens, arabic, strict=True)]
    lines = [line for pair in zip(arabic, hostile, strict=True) for line in pair]
    (folder / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    model = request.getfixturevalue(f"{family}_folder")
    # A batch for each sentence and no memory: only the batches differ.
    together = english(run(tarjama, tmp_path, model, batch_tokens=1, window=1), "a")
    assert together[::2] == [target for _, target in PAIRS[: len(tokens)]]
    (folder / "a.txt").unlink()
    for number, line in enumerate(hostile):
        (folder / f"{number}.txt").write_text(line, encoding="utf-8")
    assert tarjama("memory", "clear")[0] == 0
    apart = run(tarjama, tmp_path, model, batch_tokens=1, window=2)
    assert together[1::2] == [english(apart, str(number))[0] for number in range(len(hostile))]
