"""Test profiles: partial ones that extend others, the user's own, and the file that explains every key."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from translate.config.paths import configs_dir, user_profiles_dir
from translate.config.profile import Profile, Settings, load_profile, profile_names
from translate.config.profile_files import find_profile, new_profile_text
from translate.errors import ProfileError

Tarjama = Callable[..., tuple[int, str, str]]


def write(name: str, text: str) -> Path:
    path = user_profiles_dir() / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_of_one_key_has_all_others_from_the_default() -> None:
    write("long", "[summary]\nwords = 120\n")

    profile = load_profile("long")

    assert profile.summary.words == 120
    default = load_profile("default")
    assert profile.translation == default.translation
    assert profile.summary.model == default.summary.model
    assert "long" in profile_names()


def test_a_profile_extends_the_one_that_it_names_key_by_key() -> None:
    write("base", "extends = 'embedded'\n[translation.decoding]\nbeams = 2\nlength_penalty = 0.9\n")
    write("mine", "extends = 'base'\n[translation.decoding]\nbeams = 5\n")

    found = find_profile("mine")

    assert found.profile.translation.model == "embedded"
    assert (found.profile.translation.decoding.beams, found.profile.translation.decoding.length_penalty) == (
        5,
        0.9,
    )
    assert [path.stem for path in found.files] == ["mine", "base", "embedded", "default"]


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    base = tmp_path / "a" / "base.toml"
    base.parent.mkdir()
    base.write_text("[checks]\nglossary = 'terms.tsv'\n[cleaning]\nfurniture = ['f.toml']\n")
    mine = tmp_path / "mine.toml"
    mine.write_text("extends = 'a/base.toml'\n[summary]\nwords = 30\n")

    profile = load_profile(str(mine))

    assert profile.checks.glossary == tmp_path / "a" / "terms.tsv"
    assert profile.cleaning.furniture == (tmp_path / "a" / "f.toml",)


def test_the_user_s_default_applies_and_does_not_change_the_included_profiles() -> None:
    embedded = load_profile("embedded")
    write("default", "[summary]\nwords = 99\n[translation]\nengine = 'torch'\n")

    assert load_profile("default").summary.words == 99
    assert load_profile("default").translation.model == "opus-mt-big"
    assert load_profile("embedded") == embedded


def test_profiles_that_extend_each_other_are_refused_with_the_circle() -> None:
    write("a", "extends = 'b'\n")
    write("b", "extends = 'a'\n")

    with pytest.raises(ProfileError, match=r"b\.toml: circular .extends.: .*a\.toml.*b\.toml.*a\.toml"):
        load_profile("a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[summary]\nword = 3\n", r"mine\.toml: unknown key 'summary\.word' \(did you mean 'words'\?\)"),
        ("words = 30\n", r"unknown key 'words' \(did you mean 'summary\.words'\?\)"),
        ("[sumary]\nwords = 30\n", r"unknown key 'sumary' \(did you mean 'summary'\?\)"),
        ("extend = 'embedded'\n", r"did you mean 'extends'"),
        ("extends = 'embeded'\n", r"unknown profile 'embeded' \(did you mean 'embedded'\?\)"),
        ("[summary]\nwords = 3\n", r"mine\.toml: 'summary\.words' = 3"),
        ("extends = 3\n", r"mine\.toml: 'extends' = 3"),
    ],
)
def test_a_mistake_in_a_profile_is_reported_with_file_key_and_suggestion(text: str, message: str) -> None:
    write("mine", text)

    with pytest.raises(ProfileError, match=message):
        load_profile("mine")


def test_a_mistake_in_a_profile_that_is_extended_names_that_file() -> None:
    write("base", "[summary]\nwords = 3\n")
    write("mine", "extends = 'base'\n")

    with pytest.raises(ProfileError, match=r"base\.toml: 'summary\.words' = 3"):
        load_profile("mine")


def keys(settings: type[Settings], before: str = "") -> list[str]:
    found = []
    for name, field in settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
            found += keys(field.annotation, f"{before}{name}.")
        else:
            found.append(before + name)
    return found


@pytest.mark.parametrize("extends", ["default", "embedded"])
def test_a_new_profile_explains_every_key_and_changes_none(extends: str) -> None:
    text = new_profile_text("mine", extends)

    write("mine", text)
    assert load_profile("mine") == load_profile(extends)
    explained, table = [], ""
    lines = text.split("\n")
    for before, line in pairwise(lines):
        if line.startswith("["):
            table = line.strip("[]") + "."
        if match := re.match(r"# (\w+) = ", line):
            assert re.match(r"# .{10,}", before), line  # the explanation
            explained.append(table + match[1])
    assert sorted(explained) == sorted(keys(Profile))


def test_every_line_of_a_new_profile_is_valid_when_uncommented() -> None:
    text = re.sub(r"^# (\w+ = )", r"\1", new_profile_text("mine", "default"), flags=re.MULTILINE)

    write("mine", text)

    found = load_profile("mine")
    values = tomllib.loads(text)
    assert len([key for table in values.values() if isinstance(table, dict) for key in table]) > 20
    assert found.translation.decoding.beams == 4
    assert found.checks.glossary == user_profiles_dir() / "glossary.tsv"


def test_a_profile_is_written_shown_listed_and_used(tarjama: Tarjama, tmp_path: Path) -> None:
    code, out, _ = tarjama("profile", "new", "news", "--extends", "embedded")
    assert code == 0
    path = user_profiles_dir() / "news.toml"
    assert str(path) in out
    path.write_text(path.read_text().replace("# words = 60", "words = 33"))

    shown = tarjama("profile", "show", "news")[1]
    assert tomllib.loads(shown)["summary"] == tomllib.loads(tarjama("profile", "show", "embedded")[1])[
        "summary"
    ] | {"words": 33}
    assert f"# {path}" in shown
    assert json.loads(tarjama("profile", "show", "news", "--json")[1])["settings"]["summary"]["words"] == 33
    listed = {one["name"]: one["own"] for one in json.loads(tarjama("profile", "--json")[1])["profiles"]}
    assert listed == {"default": False, "embedded": False, "news": True}
    assert "news" in tarjama("profile", "list")[1]
    refused = tarjama("profile", "new", "news")
    assert refused[0] == 2
    assert "already exists" in refused[2]
    assert tarjama("profile", "new", tmp_path / "own.toml")[0] == 0
    assert load_profile(str(tmp_path / "own.toml")) == load_profile("default")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new",), "needs a name"),
        (("new", "../x"), "invalid profile name"),
        (("new", "x", "--extends", "embeded"), "did you mean 'embedded'?"),
        (("show", "embeded"), "did you mean 'embedded'?"),
        (("sow",), "did you mean 'show'?"),
        (("list", "x"), "takes no name"),
        (("show", "default", "--extends", "x"), "belongs to"),
    ],
)
def test_a_wrong_profile_command_is_refused_and_writes_nothing(
    tarjama: Tarjama, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = tarjama("profile", *arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert not user_profiles_dir().exists()


def test_a_new_profile_that_extends_a_file_finds_it_from_any_folder(
    tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "base.toml").write_text("[summary]\nwords = 33\n[checks]\nglossary = 'terms.tsv'\n")
    monkeypatch.chdir(tmp_path)

    for name in ("mine", "sub/own.toml"):
        assert tarjama("profile", "new", name, "--extends", "base.toml")[0] == 0
        found = load_profile(name)
        assert found.summary.words == 33
        assert found.checks.glossary == tmp_path / "terms.tsv"


def test_a_default_profile_is_found_by_its_path_from_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(configs_dir().parent)
    included = Path(configs_dir().name) / "default.toml"
    assert load_profile(str(included)) == load_profile("default")

    monkeypatch.chdir(write("default", "[summary]\nwords = 90\n").parent)
    assert load_profile("default.toml") == load_profile("default")
    assert load_profile("default.toml").summary.words == 90


def test_a_number_that_is_infinite_or_none_is_refused_with_its_key(tarjama: Tarjama) -> None:
    for value in ("inf", "nan"):
        write("mine", f"[translation.decoding]\noutput_tokens_per_source_token = {value}\n")
        code, _, err = tarjama("profile", "show", "mine")
        assert code == 2
        assert f"'translation.decoding.output_tokens_per_source_token' = {value}" in err


def test_the_user_s_folder_is_where_the_system_keeps_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TARJAMA_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    if os.name == "posix" and "darwin" not in os.uname().sysname.lower():
        assert user_profiles_dir() == tmp_path / "tarjama" / "profiles"
    assert user_profiles_dir().parts[-2:] == ("tarjama", "profiles")
