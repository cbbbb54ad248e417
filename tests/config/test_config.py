import os
import subprocess
from pathlib import Path

import pytest

from translate.config.catalogue import Catalogue
from translate.config.profile import Decoding, load_profile, override, profile_names
from translate.errors import ModelNotFound, ProfileError
from translate.models.registry import prepare_model
from translate.progress import Silent
from translate.text.furniture import load_furniture


def test_the_included_profiles_are_valid() -> None:
    assert profile_names() == ["default", "embedded"]
    for name in profile_names():
        assert load_profile(name).summary.words == 60


def test_a_misspelt_key_is_refused_with_the_valid_ones(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[translation]\nmodel = "opus-mt"\ndecoding.beam_size = 4\n[summary]\nmodel = "lead"\n')
    with pytest.raises(ProfileError, match=r"p\.toml: unknown key 'translation\.decoding\.beam_size'.*beams"):
        load_profile(str(path))


def test_a_value_out_of_range_is_refused_with_the_value(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[translation]\nmodel = "x"\n[summary]\nmodel = "lead"\nwords = 3\n')
    with pytest.raises(ProfileError, match=r"'summary\.words' = 3: .*10"):
        load_profile(str(path))


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("[translation]\nmodel = \n")
    with pytest.raises(ProfileError, match="line 2"):
        load_profile(str(path))


def test_a_profile_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[translation]\nmodel = "x"\n[summary]\nmodel = "lead"\n', encoding="utf-8-sig")
    assert load_profile(str(path)).translation.model == "x"


def test_an_unknown_profile_is_refused_with_the_valid_names() -> None:
    with pytest.raises(ProfileError, match="'fast'; choose default, embedded"):
        load_profile("fast")
    with pytest.raises(ProfileError, match=r"nowhere\.toml"):
        load_profile("nowhere.toml")


def test_values_on_the_command_line_are_validated_like_those_of_a_profile() -> None:
    with pytest.raises(ProfileError, match=r"command line: 'summary\.words' = 1"):
        override(load_profile("embedded"), {"summary": {"words": 1}})


def test_a_profile_changes_only_the_decoding_that_it_names() -> None:
    merged = Decoding(beams=2).over(Decoding(beams=4, length_penalty=1.0))
    assert (merged.beams, merged.length_penalty) == (2, 1.0)


def test_furniture_files_are_looked_for_beside_the_profile(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        '[translation]\nmodel = "x"\n[summary]\nmodel = "lead"\n[cleaning]\nfurniture = ["mine.toml"]\n'
    )
    assert load_profile(str(path)).cleaning.furniture == (tmp_path / "mine.toml",)


_TABLES = '[translation]\nmodel = "x"\n[summary]\nmodel = "lead"\n'


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*command: object, **_: object) -> None:
        raise AssertionError(f"run: {command}")

    for place, names in ((os, ("system", "popen", "execvp")), (subprocess, ("Popen", "run"))):
        for name in names:
            monkeypatch.setattr(place, name, refuse)
    for name in ("eval", "exec"):
        monkeypatch.setattr(f"builtins.{name}", refuse)


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize(
    "text",
    [
        f'command = "touch ran"\n{_TABLES}',
        f'include = "/etc/passwd"\n{_TABLES}',
        f'{_TABLES}[hooks]\nbefore = "touch ran"\n',
        f'{_TABLES}preprocess = "touch ran"\n',
        f'{_TABLES}__class__ = "os.system"\n',
        f'{_TABLES}[input]\ntext_field.__reduce__ = "touch ran"\n',
        f'{_TABLES}[translation.python]\napply = "os.system"\nargs = ["touch ran"]\n',
        f"{_TABLES}words = \"__import__('os').system('touch ran')\"\n",
        f'{_TABLES}words = "$(touch ran)"\n',
        f'{_TABLES}engine = "torch; touch ran"\n',
        f'{_TABLES}[cleaning]\nfurniture = "| touch ran"\n',
        f"{_TABLES}words = !!python/object/apply:os.system ['touch ran']\n",
        f"{_TABLES}words = !!int 60\n",
        f"{_TABLES}words = os.getpid()\n",
    ],
)
def test_a_profile_that_names_code_to_run_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"p\.toml: "):
        load_profile(str(path))


NAMES = [
    "x; touch ran",
    "| touch ran",
    "`touch ran`",
    "$(touch ran)",
    "${HOME}",
    "$HOME",
    "~nobody-of-this-name",
    "%(home)s",
    "{0.__class__}",
    "{{ 7 * 7 }}",
    "!!python/name:os.system",
    "__import__('os').system('touch ran')",
    "file:///etc/passwd",
    "https://example.org/model.py",
    "x && touch ran\n",
]


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("name", NAMES)
def test_a_model_name_that_looks_like_a_command_is_never_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    path = tmp_path / "p.toml"
    value = name.replace("\n", "\\n")
    path.write_text(
        f'[translation]\nmodel = "{value}"\n[summary]\nmodel = "lead"\n'
        f'[cleaning]\nfurniture = ["{value}.toml"]\n[checks]\nglossary = "{value}"\n[input]\ntext_field = "{value}"\n'
    )
    profile = load_profile(str(path))
    assert (profile.translation.model, profile.input.text_field) == (name, name)
    assert profile.cleaning.furniture == (tmp_path / f"{name}.toml",)
    assert profile.checks.glossary == tmp_path / name
    with pytest.raises(ProfileError, match="No such file"):
        load_furniture(profile.cleaning.furniture)
    with pytest.raises(ModelNotFound):
        prepare_model(
            profile.translation.model, "translate", Catalogue(translators={}, summarizers={}), Silent()
        )
    assert list(tmp_path.iterdir()) == [path]
