from pathlib import Path

import pytest

from translate.config.profile import Decoding, load_profile, override, profile_names
from translate.errors import ProfileError


def test_the_profiles_that_come_along_hold() -> None:
    assert profile_names() == ["default", "embedded"]
    for name in profile_names():
        assert load_profile(name).summary.words == 60


def test_a_misspelt_key_is_refused_with_the_valid_ones(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[translation]\nmodel = "opus-mt"\ndecoding.beam_size = 4\n[summary]\nmodel = "lead"\n')
    with pytest.raises(ProfileError, match=r"p\.toml: unknown key 'translation\.decoding\.beam_size'.*beams"):
        load_profile(str(path))


def test_a_value_out_of_range_is_refused_with_what_stands_there(tmp_path: Path) -> None:
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


def test_an_unknown_profile_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ProfileError, match="'fast'; there are default, embedded"):
        load_profile("fast")
    with pytest.raises(ProfileError, match=r"nowhere\.toml"):
        load_profile("nowhere.toml")


def test_the_command_line_is_held_to_the_same_rules() -> None:
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
