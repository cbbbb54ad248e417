"""Read a TOML file into a typed object, with errors that name the file, the key and the valid choices."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from translate.errors import ProfileError
from translate.regular import read_regular

__all__ = ["explain", "load_toml"]

MAX_BYTES = 16 << 20
ModelT = TypeVar("ModelT", bound=BaseModel)


def load_toml(path: Path, model: type[ModelT]) -> ModelT:
    """Read `path` as `model`.

    Raises ProfileError where the file is missing, no regular one or larger than `MAX_BYTES`, is no TOML (with the
    line), or holds an unknown key or a bad value (with the key, what stands there, and what may).
    """
    try:
        data = tomllib.loads(
            read_regular(path, MAX_BYTES).decode("utf-8-sig")
        )  # Windows editors write a mark
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter of a thousand brackets
        raise ProfileError(f"{path}: not valid TOML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ProfileError("\n".join(f"{path}: {line}" for line in explain(error, model))) from error


def explain(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """What is wrong with values for `model`: the key, what stands there, and what may."""
    lines = []
    for problem in error.errors(include_url=False):
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            choices = ", ".join(sorted(_fields_at(model, problem["loc"][:-1])))
            lines.append(f"unknown key '{where}'; the valid keys here are {choices}")
        elif problem["type"] == "missing":
            lines.append(f"'{where}' is missing")
        elif not where:  # of all keys together: what stands there is the whole file
            lines.append(problem["msg"].removeprefix("Value error, "))
        else:
            lines.append(f"'{where}' = {problem['input']!r}: {problem['msg']}")
    return lines


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> set[str]:
    """The keys that the table at `location` may hold."""
    current: type[BaseModel] = model
    for part in location:
        field = current.model_fields.get(str(part))
        nested = _nested_model(field.annotation) if field else None
        if nested is not None:
            current = nested
    return set(current.model_fields)


def _nested_model(annotation: object) -> type[BaseModel] | None:
    """The first pydantic model in an annotation such as `X`, `X | None` or `dict[str, X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _nested_model(argument)
        if found is not None:
            return found
    return None
