"""Reading TOML files into typed objects, with errors that name the file, the key and the valid choices."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from translate.errors import ProfileError, did_you_mean
from translate.regular import read_regular

__all__ = ["explain", "load_toml", "nested_model", "read_toml"]

_MAX_BYTES = 16 << 20
_ModelT = TypeVar("_ModelT", bound=BaseModel)


def load_toml(path: Path, model: type[_ModelT]) -> _ModelT:
    """Read the TOML file `path` and return it as a `model`.

    Raises ProfileError if the file is missing, not a regular file, larger than `_MAX_BYTES` or not valid TOML (with the
    line), or if it has an unknown key or an invalid value (with the key, the value and the valid choices).
    """
    data = read_toml(path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ProfileError("\n".join(f"{path}: {line}" for line in explain(error, model))) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file; raises ProfileError if it cannot be read or is not valid TOML."""
    try:
        return tomllib.loads(
            read_regular(path, _MAX_BYTES).decode("utf-8-sig")
        )  # Windows editors write a byte order mark
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # deep nesting raises RecursionError
        raise ProfileError(f"{path}: not valid TOML: {error}") from error


def explain(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Return a message for each invalid value of `model`: the key, its value, and the valid choices."""
    lines = []
    for problem in error.errors(include_url=False):
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            choices = sorted(_fields_at(model, problem["loc"][:-1]))
            hint = _meant(str(problem["loc"][-1]), choices, model)
            lines.append(f"unknown key '{where}'{hint}; valid keys: {', '.join(choices)}")
        elif problem["type"] == "missing":
            lines.append(f"'{where}' is missing")
        elif not where:  # the error is about the whole file
            lines.append(problem["msg"].removeprefix("Value error, "))
        else:
            lines.append(f"'{where}' = {problem['input']!r}: {problem['msg']}")
    return lines


def _meant(key: str, choices: Sequence[str], model: type[BaseModel]) -> str:
    """Return a hint to a key with a similar name here, or with the same name in another table."""
    elsewhere = [path for path in _paths(model) if path.rpartition(".")[2] == key]
    return did_you_mean(key, choices) or (f" (did you mean '{elsewhere[0]}'?)" if elsewhere else "")


def _paths(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the dotted names of all keys of a model and its nested models."""
    for name, field in model.model_fields.items():
        yield before + name
        nested = nested_model(field.annotation)
        if nested is not None and not before.count("."):
            yield from _paths(nested, f"{before}{name}.")


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> set[str]:
    """Return the valid keys of the table at `location`."""
    current: type[BaseModel] = model
    for part in location:
        field = current.model_fields.get(str(part))
        nested = nested_model(field.annotation) if field else None
        if nested is not None:
            current = nested
    return set(current.model_fields)


def nested_model(annotation: object) -> type[BaseModel] | None:
    """Return the first pydantic model in an annotation such as `X`, `X | None` or `dict[str, X]`; None if none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = nested_model(argument)
        if found is not None:
            return found
    return None
