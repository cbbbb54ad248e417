"""All flags of one translated sentence: those of its text, and `cut short`, which depends on the decoding."""

from __future__ import annotations

from translate.checks.registry import CHECKS, check_pair
from translate.records import Flag, Output, Sentence

__all__ = ["BROKEN", "check_sentence"]

_CUT_SHORT = "cut short"
# Flags that cause another attempt at the translation.
BROKEN = frozenset({_CUT_SHORT, *(check.name for check in CHECKS if check.broken)})


def check_sentence(sentence: Sentence, output: Output) -> tuple[Flag, ...]:
    """Return all flags of the output of a sentence; it is compared with the sentence as written.

    `cut short` means that decoding stopped at the limit of output tokens. A sentence that was cut to fit the model's
    input limit needs no final punctuation.
    """
    flags = check_pair(sentence.source, output.text)
    if sentence.cut is not None:
        flags = tuple(flag for flag in flags if flag.name != "no final stop")
    if not output.finished:
        flags = (Flag(_CUT_SHORT, f"after {output.output_tokens} tokens"), *flags)
    return flags
