"""The shipped training settings are valid, and misspelt ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.conftest import settings
from translate.errors import ProfileError, RequestError
from translate.training.loop import learning_rate
from translate.training.settings import load_training_settings


def test_the_shipped_settings_load_and_name_the_project_s_own_pairs() -> None:
    shipped = load_training_settings("embedded")
    assert "news-names.tsv" in shipped.groups["news"].files


def test_the_default_settings_are_for_any_file_of_pairs() -> None:
    default = load_training_settings("default")
    assert not default.groups
    assert (
        default.checkpoints.dev_scores is not None
    )  # the choice of the best weights does not depend on the clock


@pytest.mark.parametrize("length", ["", "steps = 3\nepochs = 1\n"])
def test_a_training_without_a_length_or_with_two_is_refused(tmp_path: Path, length: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"[optimizer]\n{length}", encoding="utf-8")
    with pytest.raises(ProfileError, match="either 'steps' or 'epochs'"):
        load_training_settings(str(path))


def test_unknown_settings_are_refused_with_the_valid_names() -> None:
    with pytest.raises(ProfileError, match="unknown training settings 'x'; valid: default, embedded"):
        load_training_settings("x")
    with pytest.raises(ProfileError, match="did you mean 'embedded'"):
        load_training_settings("embeded")


def test_a_misspelt_key_and_a_file_in_two_groups_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[optimizer]\nsteps = 3\nlearning_rat = 1\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"unknown key 'optimizer\.learning_rat'"):
        load_training_settings(str(path))
    path.write_text(
        '[optimizer]\nsteps = 3\n[groups.a]\nfiles = ["x.tsv"]\n[groups.b]\nfiles = ["x.tsv"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ProfileError, match=r"in more than one group: x\.tsv"):
        load_training_settings(str(path))


def test_the_rate_warms_up_and_ends_at_zero() -> None:
    optimizer = settings(optimizer={"steps": 100, "learning_rate": 1.0, "warmup_steps": 10}).optimizer
    rates = [learning_rate(step, step / 100, optimizer) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9]
    assert rates[100] == 0


def test_full_training_of_a_causal_model_is_refused_with_the_choice(tmp_path: Path) -> None:
    from translate.training.causal import CausalStudent
    from translate.training.student import Base

    with pytest.raises(RequestError, match="takes 'lora'"):
        CausalStudent(Base(tmp_path, "any"), settings(method="full"), [])


@pytest.mark.parametrize(
    ("share", "message"), [("0", r"mine\.toml: every group's 'share' is 0"), ("inf", "finite")]
)
def test_shares_that_leave_nothing_to_draw_are_refused(tmp_path: Path, share: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[optimizer]\nsteps = 3\n[groups.a]\nfiles = ["a.tsv"]\nshare = {share}\n', encoding="utf-8"
    )
    with pytest.raises(ProfileError, match=message):
        load_training_settings(str(path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("epochs = inf", r"'optimizer\.epochs' = inf: .*finite"),
        ("epochs = 1\nlearning_rate = inf", r"'optimizer\.learning_rate' = inf: .*finite"),
        ("steps = 3\n[groups.a]\nshare = 1", "groups without 'files': a"),
        (
            'steps = 3\n[groups.a]\nfiles = ["a.tsv"]\nfilter = { min_length_ratio = 3 }',
            "'min_length_ratio' must be less than 'max_length_ratio'",
        ),
    ],
)
def test_settings_that_no_training_can_use_are_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"[optimizer]\n{line}\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=message):
        load_training_settings(str(path))


def test_a_seed_that_torch_does_not_accept_is_no_damaged_base(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"seed = {2**64}\n[optimizer]\nsteps = 3\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="'seed' = 18446744073709551616"):
        load_training_settings(str(path))
