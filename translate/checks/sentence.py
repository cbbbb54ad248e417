"""Doubts about one translated sentence: those of its text, and those that only its making can tell."""

from __future__ import annotations

from translate.checks.registry import CHECKS, check_pair
from translate.records import Flag, Output, Sentence

__all__ = ["BROKEN", "check_sentence"]

CUT_SHORT = "cut short"
# What makes an output worth another attempt.
BROKEN = frozenset({CUT_SHORT, *(check.name for check in CHECKS if check.broken)})


def check_sentence(sentence: Sentence, output: Output) -> tuple[Flag, ...]:
    """Return every doubt about the output for a sentence, which is compared as written.

    `cut short` says that the search was stopped at its limit of tokens. A sentence that was itself cut, to fit the
    model's input limit, need not end in a stop.
    """
    flags = check_pair(sentence.source, output.text)
    if sentence.cut is not None:
        flags = tuple(flag for flag in flags if flag.name != "no final stop")
    if not output.finished:
        flags = (Flag(CUT_SHORT, f"after {output.output_tokens} tokens"), *flags)
    return flags
