"""Test what `tarjama COMMAND --help` prints."""

from __future__ import annotations

import argparse
import re
import textwrap

import pytest

from translate.cli.parser import build_parser

COMMANDS: dict[str, argparse.ArgumentParser] = next(
    action.choices for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)
)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_is_in_a_group_with_a_title(command: str) -> None:
    parser = COMMANDS[command]
    titles: dict[str, str | None] = {}
    for group in parser._action_groups:
        titles |= {action.dest: group.title for action in group._group_actions}
    for action in parser._actions:
        if action.option_strings and action.dest != "help":
            assert titles[action.dest] not in (None, "help", "options"), action.option_strings


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_that_takes_a_value_names_its_default(command: str) -> None:
    for action in COMMANDS[command]._actions:
        assert action.help, action
        takes_value = action.nargs != 0
        if takes_value and not action.required and action.nargs not in ("*", "+"):
            assert "default" in action.help, (action.option_strings or action.dest, action.help)


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("columns", ["60", "80", "100"])
def test_help_breaks_no_word_and_no_option(
    command: str, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    parser = COMMANDS[command]
    text = parser.format_help()
    texts = [
        parser.description or "",
        parser.epilog or "",
        *(action.help or "" for action in parser._actions),
    ]
    shown = set(text.split())
    for word in " ".join(texts).replace("%%", "%").split():
        assert word in shown or re.fullmatch(r"%\(\w+\)s.*", word), word
    assert textwrap.dedent(text) == text
