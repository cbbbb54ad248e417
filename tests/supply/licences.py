"""Write `LICENCES.md`: the licences of all installed packages and of all models in the catalogue.

    python -m tests.supply.licences            print the page
    python -m tests.supply.licences --write    put it into LICENCES.md

Licences of packages come from their metadata, those of models from the catalogue.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from translate.config.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "LICENCES.md"
UNKNOWN = "not stated"
_LONGEST = 90  # some packages have the whole licence text in place of its name


def direct_dependencies() -> dict[str, list[str]]:
    """Return the packages in `pyproject.toml` with the extras that require them; '' for none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked: dict[str, list[str]] = {}
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        for line in lines:
            asked.setdefault(canonicalize_name(Requirement(line).name), []).append(extra)
    return asked


def pinned_packages() -> list[str]:
    """Return the packages of `constraints.txt` and those with the embedded weights."""
    names = set()
    for path in (ROOT / "constraints.txt", ROOT / "configs" / "embedded-requirements.txt"):
        for line in path.read_text(encoding="utf-8").split("\n"):
            name, pinned, _ = line.partition("==")
            if pinned and not line.startswith("#"):
                names.add(canonicalize_name(name.strip()))
    return sorted(names)


def licence_of_package(name: str) -> str:
    """Return the licence of an installed package: its SPDX expression, else its text, else its classifiers."""
    try:
        info = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    expression = info["License-Expression"] or ""
    classifiers = [
        line.rpartition("::")[2].strip()
        for line in info.get_all("Classifier") or []
        if line.startswith("License ::") and line.rpartition("::")[2].strip() != "OSI Approved"
    ]
    words = " ".join((info["License"] or "").split("\n")[0].split())
    for licence in (expression, ", ".join(classifiers), words):
        if licence and len(licence) <= _LONGEST:
            return licence
    return f"{(expression or words)[:_LONGEST]}…" if expression or words else UNKNOWN


def page() -> str:
    """Return the page in Markdown."""
    return "\n".join((*_head(), *_direct(), *_others(), *_models(), ""))


def _head() -> Iterator[str]:
    yield "# Licences\n"
    yield "Tarjama is under Apache-2.0 (`LICENSE`). `make licences` writes this page from the metadata of the installed"
    yield "packages and from the model catalogue. Packages and models are not part of Tarjama: they are installed or"
    yield "downloaded separately. Packages with embedded weights state no licence: that of the model applies.\n"
    yield "Only the embedded adapters are part of Tarjama. The translator's (`translate/adapter/`) inherits"
    yield "the Gemma terms of use and the licences of its data (`translate/adapter/LICENSE`); the summariser's is under"
    yield "Apache-2.0 (`translate/summary_adapter/LICENSE`).\n"
    yield "`configs/models.toml` quotes outputs from the model card of opus-mt-tc-big-ar-en (CC-BY-4.0), from the"
    yield "Hugging Face course and from the documentation of transformers (both Apache-2.0)."


def _direct() -> Iterator[str]:
    yield "\n## Direct dependencies\n\n| package | for | licence |\n|---|---|---|"
    for name, extras in sorted(direct_dependencies().items()):
        wanted = ", ".join(f"[{extra}]" if extra else "always" for extra in extras)
        yield f"| {name} | {wanted} | {licence_of_package(name)} |"


def _others() -> Iterator[str]:
    yield "\n## Indirect dependencies, and packages with the embedded weights\n\n| package | licence |\n|---|---|"
    direct = direct_dependencies()
    for name in pinned_packages():
        if name not in direct:
            yield f"| {name} | {licence_of_package(name)} |"


def _models() -> Iterator[str]:
    catalogue = load_catalogue()
    yield "\n## Models of the catalogue\n\n| model | task | licence | commercial use |\n|---|---|---|---|"
    for task, entries in (("translation", catalogue.translators), ("summaries", catalogue.summarizers)):
        for name, entry in entries.items():
            commercial = "no" if entry.non_commercial else "see the licence"
            yield f"| {name} | {task} | {entry.licence or UNKNOWN} | {commercial} |"


def main() -> None:
    """Print or write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())


if __name__ == "__main__":
    main()
