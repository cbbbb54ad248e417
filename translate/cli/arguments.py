"""An argument parser whose errors are one message with a suggestion."""

from __future__ import annotations

import argparse
import itertools
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, NoReturn

from translate.errors import UsageError, did_you_mean

__all__ = ["Parser"]


class _Help(argparse.HelpFormatter):
    """A help formatter that wraps only between words, so that `--no-memory` is never split."""

    def add_argument(self, action: argparse.Action) -> None:
        """Widen the first column for command names: argparse indents them but ignores the indent in the width."""
        super().add_argument(action)
        for subaction in self._iter_indented_subactions(action):
            length = len(self._format_action_invocation(subaction)) + self._current_indent
            self._action_max_length = max(self._action_max_length, length)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError, with the nearest known name, instead of exiting."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **(options | {"formatter_class": _Help}))
        self._positionals.title = "arguments"
        self._optionals.title = "help"

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the message and a hint to --help."""
        raise UsageError(f"{message}\nSee `{self.prog} --help`.")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        choices = [str(choice) for choice in action.choices]
        what = (
            "command" if isinstance(action, argparse._SubParsersAction) else argparse._get_action_name(action)
        )
        raise argparse.ArgumentError(
            None,
            f"unknown {what} '{value}'{did_you_mean(str(value), choices)}; choose from {', '.join(choices)}",
        )

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse as argparse does; accept options between arguments, as in `compare RUN1 --json RUN2`.

        argparse gives an argument of a variable number of values only those before the next option, so that the
        values after it are unknown.
        """
        given = sys.argv[1:] if args is None else list(args)
        return super().parse_known_args(self._options_first(given), namespace)

    def _options_first(self, given: list[str]) -> list[str]:
        """Return the options with their values, then `--` and the arguments; `given` if an option is unknown."""
        if any(isinstance(action, argparse._SubParsersAction) for action in self._actions):
            return given  # each command orders its own
        end = given.index("--") if "--" in given else len(given)
        options: list[str] = []
        arguments: list[str] = []
        strings = iter(given[:end])
        for string in strings:
            if not string.startswith("-") or string == "-":
                arguments.append(string)
                continue
            action = self._option(string.partition("=")[0])
            if action is None or action.nargs not in (None, 0):
                return given
            options.append(string)
            if action.nargs is None and "=" not in string:
                options += itertools.islice(strings, 1)
        arguments += given[end + 1 :]
        return [*options, "--", *arguments] if arguments else options

    def _option(self, name: str) -> argparse.Action | None:
        """Return the option with this name or unique abbreviation."""
        known = self._option_string_actions
        if name in known:
            return known[name]
        found = [action for full, action in known.items() if full.startswith(name)]
        return found[0] if len(found) == 1 else None

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Return the parsed arguments; raises UsageError for an option that the command does not have."""
        given = sys.argv[1:] if args is None else list(args)
        found, unknown = self.parse_known_args(given, namespace)
        unknown = [string for string in unknown if string != "--"]
        if unknown:
            options = [option for parser in self._chosen(found) for option in parser._option_string_actions]
            first = unknown[0]
            after = given[given.index("--") :] if "--" in given else []
            is_option = first.startswith("-") and first not in after
            hint = did_you_mean(first.split("=")[0], options) if is_option else ""
            kind = "option" if is_option else "argument"
            self._chosen(found)[-1].error(f"unknown {kind} '{first}'{hint}")
        return found

    def _chosen(self, found: argparse.Namespace) -> list[argparse.ArgumentParser]:
        """Return this parser and the parser of the chosen command, if there is one."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                named = getattr(found, "command", None)
                return [self, action.choices[named]] if named in action.choices else [self]
        return [self]
