"""Profile files: finding, reading, merging and writing included profiles, the user's, and any TOML file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from translate.config.paths import configs_dir, user_profiles_dir
from translate.config.profile import Profile, Settings
from translate.config.tomlfile import explain, nested_model, read_toml
from translate.errors import ProfileError, did_you_mean

__all__ = [
    "FoundProfile",
    "ListedProfile",
    "find_profile",
    "list_profiles",
    "new_profile_path",
    "new_profile_text",
    "profile_settings",
    "profile_toml",
]

ROOT = "default"  # the profile that others extend by default
_NOT_PROFILES = ("models", "furniture")
_NAME = re.compile(r"[\w][\w.-]*")


class _ProfileFile(Profile):
    """A profile file before merging; `extends` is the profile that provides missing values."""

    extends: str | None = None


@dataclass(frozen=True, slots=True)
class ListedProfile:
    """A named profile and its file; `own` is True if it is one of the user's."""

    name: str
    file: Path
    own: bool

    @property
    def description(self) -> str:
        """Return the first comment of the file; empty if there is none."""
        try:
            first = self.file.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
        except OSError:
            return ""
        return first.lstrip("# ").strip() if first.startswith("#") else ""


@dataclass(frozen=True, slots=True)
class FoundProfile:
    """A merged profile with its files: its own first, then those that it extends."""

    name: str
    files: tuple[Path, ...]
    profile: Profile


def list_profiles() -> list[ListedProfile]:
    """Return all named profiles, sorted; a user's profile replaces an included one of the same name."""
    found = {path.stem: ListedProfile(path.stem, path, own=False) for path in _included()}
    found |= {path.stem: ListedProfile(path.stem, path, own=True) for path in _own()}
    return [found[name] for name in sorted(found)]


def find_profile(name: str) -> FoundProfile:
    """Return the profile with this name or `.toml` file path, merged with the profiles that it extends.

    Raises ProfileError if it does not exist (with the valid names) or a value is invalid (with file and key).
    """
    layers = list(_layers(name))
    merged: dict[str, Any] = {}
    for _, values in reversed(layers):
        merged = _merged(merged, values)
    files = tuple(path for path, _ in layers)
    try:
        return FoundProfile(name, files, Profile.model_validate(merged))
    except ValidationError as error:
        raise ProfileError("\n".join(f"{files[0]}: {line}" for line in explain(error, Profile))) from error


def _layers(name: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the file and values of a profile, then of each profile that it extends."""
    wanted: str | None = name
    seen: list[Path] = []
    root = configs_dir() / f"{ROOT}.toml"
    while wanted is not None:
        path = _path_of(wanted, seen)
        if path.resolve() in [one.resolve() for one in seen]:
            chain = " extends ".join(map(str, [*seen, path]))
            raise ProfileError(f"{seen[-1]}: circular 'extends': {chain}")
        seen.append(path)
        values = _checked(path)
        base = values.pop("extends", None)
        yield path, values
        if base is not None and Path(base).suffix == ".toml":
            wanted = str(path.parent / base)
        elif base is not None or path.resolve() != root.resolve():
            # Included profiles do not depend on the user's files.
            included = path.resolve().parent == root.parent.resolve()
            wanted = base or (str(root) if included else ROOT)
        else:
            wanted = None


def _path_of(name: str, seen: list[Path]) -> Path:
    """Return the file of a profile, the user's first; a user's profile can extend an included one of the same name."""
    if Path(name).suffix == ".toml":
        return Path(name)
    places = [path for path in (*_own(), *_included()) if path.stem == name]
    if not places:
        names = [profile.name for profile in list_profiles()]
        raise ProfileError(
            f"unknown profile '{name}'{did_you_mean(name, names)}; choose {', '.join(names)} or the path of a "
            ".toml file"
        )
    used = {path.resolve() for path in seen}  # the first may be the relative path of a named profile
    return next((path for path in places if path.resolve() not in used), places[0])


def _checked(path: Path) -> dict[str, Any]:
    """Return the values of one file, with paths resolved; raises ProfileError for an invalid key or value."""
    values = read_toml(path)
    try:
        _ProfileFile.model_validate(values)
    except ValidationError as error:
        wrong = [line for line in explain(error, _ProfileFile) if not line.endswith(" is missing")]
        if wrong:
            raise ProfileError("\n".join(f"{path}: {line}" for line in wrong)) from error
    cleaning, checks = values.get("cleaning", {}), values.get("checks", {})
    if "furniture" in cleaning:
        cleaning["furniture"] = [str(path.parent / extra) for extra in cleaning["furniture"]]
    if "glossary" in checks:
        checks["glossary"] = str(path.parent / checks["glossary"])
    return values


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in over.items():
        there = both.get(key)
        both[key] = _merged(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return both


def _included() -> list[Path]:
    paths = sorted(configs_dir().glob("*.toml"))
    return [p for p in paths if p.stem not in _NOT_PROFILES and not p.stem.startswith("train-")]


def _own() -> list[Path]:
    return sorted(user_profiles_dir().glob("*.toml"))


def new_profile_path(name: str) -> Path:
    """Return the path for a new profile: in the user's folder, or the given path of a `.toml` file.

    Raises ProfileError if the name is invalid or the file exists.
    """
    path = Path(name)
    if path.suffix != ".toml":
        if not _NAME.fullmatch(name):
            raise ProfileError(f"invalid profile name '{name}': use letters, digits, '.', '_' and '-'")
        path = user_profiles_dir() / f"{name}.toml"
    if path.exists():
        raise ProfileError(f"{path}: already exists; `tarjama profile show {name}` shows its values")
    return path


def new_profile_text(name: str, extends: str) -> str:
    """Return the text of a new profile that extends another, with every key explained and commented out.

    The path of a file in `extends` becomes absolute, because a profile looks for it beside itself.
    """
    if Path(extends).suffix == ".toml":
        extends = str(Path(extends).absolute())
    base = find_profile(extends).profile
    lines = [
        f"# Profile {name}. Use it with: tarjama run INPUT --profile {name}",
        f"# Each commented key shows its value in '{extends}', or an example. Remove the # to set it.",
        "",
        "# base profile, for all keys that are not set here",
        _assignment("extends", extends),
    ]
    for table, settings in _tables(base):
        lines += ["", f"[{table}]"]
        for key, field in type(settings).model_fields.items():
            if nested_model(field.annotation) is None:
                lines += _explained(key, field, getattr(settings, key))
    return "\n".join(lines) + "\n"


def _tables(settings: Settings, name: str = "") -> Iterator[tuple[str, Settings]]:
    """Yield the tables of a profile by dotted name; nested tables follow their parent."""
    if name:
        yield name, settings
    for key in type(settings).model_fields:
        value = getattr(settings, key)
        if isinstance(value, Settings):
            yield from _tables(value, f"{name}.{key}" if name else key)


def _explained(key: str, field: FieldInfo, value: Any) -> list[str]:
    shown = value if value not in (None, ()) else (field.examples or [["mine.toml"]])[0]
    return [f"# {field.description}", f"# {_assignment(key, _plain(shown))}"]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def _assignment(key: str, value: Any) -> str:
    import tomli_w

    return tomli_w.dumps({key: value}, multiline_strings=False).strip().replace("\n", " ")


def profile_toml(found: FoundProfile) -> str:
    """Return the merged values of a profile as TOML, with its files in comments."""
    import tomli_w

    head = "\n".join([f"# {found.files[0]}", *(f"# extends {path}" for path in found.files[1:])])
    return f"{head}\n\n{tomli_w.dumps(profile_settings(found))}"


def profile_settings(found: FoundProfile) -> dict[str, Any]:
    """Return the merged values of a profile by table, without values that are not set."""
    return dict(json.loads(found.profile.model_dump_json(exclude_none=True)))
