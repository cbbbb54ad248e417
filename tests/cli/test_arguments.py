"""Test the order of options and arguments, and names that begin with a dash."""

from __future__ import annotations

import pytest

from translate.cli.parser import build_parser
from translate.errors import UsageError


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("memory import --json -- -x.tmx", "files", ["-x.tmx"]),
        (
            "memory import a.tmx --json b.tmx -- -x.tmx --json",
            "files",
            ["a.tmx", "b.tmx", "-x.tmx", "--json"],
        ),
        ("memory --json -- import -x.tmx", "files", ["-x.tmx"]),
        ("models where --json -- -x", "names", ["-x"]),
        ("models verify opus-mt --flores flores -- -x", "names", ["opus-mt", "-x"]),
        ("compare a --reference r.en b --source s.ar -- -c", "systems", ["a", "b", "-c"]),
        ("compare a --reference=r.en --js b", "systems", ["a", "b"]),
        ("run a --model opus-mt b -- -c", "inputs", ["a", "b", "-c"]),
        ("table a --json b -- -c", "runs", ["a", "b", "-c"]),
        ("show run --json -- -article", "article", "-article"),
        ("show run --json article", "article", "article"),
        ("profile show --json -- -mine.toml", "name", "-mine.toml"),
        ("export --to docx -- -run", "run", "-run"),
    ],
)
def test_an_argument_after_an_option_or_two_dashes_is_an_argument(
    line: str, name: str, value: str | list[str]
) -> None:
    found = getattr(build_parser().parse_args(line.split()), name)
    assert ([str(one) for one in found] if isinstance(value, list) else str(found)) == value


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare a --reference", "argument --reference: expected one argument"),
        ("compare a --reference -- b", "argument --reference: expected one argument"),
        ("compare a --nope b -- -c", "unknown option '--nope'"),
        ("models where --jsn -- -x", "unknown option '--jsn' (did you mean '--json'?)"),
        ("compare a --refer b", "ambiguous option: --refer could match --references, --reference"),
        ("show run article -- -third", "unknown argument '-third'"),
        ("show run --json article third", "unknown argument 'third'"),
        ("bench -- -x", "unknown argument '-x'"),
        ("export -run --to docx", "required: RUN"),
        ("memory imprt --json a.tmx", "unknown action 'imprt' (did you mean 'import'?)"),
    ],
)
def test_a_wrong_option_is_named_wherever_the_arguments_are(line: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        build_parser().parse_args(line.split())
    assert said in str(refused.value)
