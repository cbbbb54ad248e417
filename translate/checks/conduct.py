"""Checks for assistant behaviour: chatter, refusals, and obeyed instructions of an article (prompt injection)."""

from __future__ import annotations

import re

from translate.checks.instructions import find_instruction
from translate.records import Change, Flag

__all__ = ["chatter", "instruction_followed", "refusal", "strip_chatter", "summary_misconduct"]

_RULE = "chatter"  # the rule name of the changes that remove it

_WHAT = r"(?:translation|translated (?:text|version)|summary|english (?:text|version))"
# "Sure! Here is the English translation of the text:"
_LEAD_IN = re.compile(
    r"\A(?:(?:sure|certainly|of course|absolutely|okay|ok)\b[^\n:]{0,20}?[,!.:]?\s+)?"
    rf"(?:here(?:\s+is|['’]s)|below\s+is|this\s+is)\s+(?:the|a|an|your|my)\b[^\n:.]{{0,60}}\b{_WHAT}\b[^\n:.]{{0,60}}:\s*",
    re.IGNORECASE,
)
# "**Translation:**", "English:"; used only if the source has no colon near its start
_LABEL = re.compile(
    r"\A[*_#\s]*(?:english(?:\s+translation)?|translation|translated text|summary)[*_]*\s*:\s*[*_]*\s*",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\A```[a-z]*[ \t]*\n?(.*?)(?:\n?```\s*)?\Z", re.DOTALL)
_MARKED = re.compile(r"\A<text>\s*(.*?)\s*</text>\Z", re.DOTALL)
_THOUGHT = re.compile(r"\A<think>.*?</think>\s*", re.DOTALL)
# A separate paragraph after the answer.
_AFTERWORD = re.compile(
    r"\n\s*\n[(*_]*(?:(?:please )?note\b|let me know|i hope|feel free|if you (?:have|need|would)|is there anything)",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "«": "»", "'": "'"}
_SOURCE_QUOTES = frozenset("\"“”«»„‟‹›'‘’")

_TALK = re.compile(
    rf"\A(?:sure|certainly|of course|absolutely)[,!.]\s+(?:here|i|let)\b"
    rf"|\A(?:here(?:\s+is|['’]s)|below\s+is)\s+(?:the|a|an|your|my)\b[^.\n]{{0,60}}\b{_WHAT}\b"
    r"|\b(?:hope (?:this|that|it) helps|let me know if (?:you|there)|feel free to (?:ask|contact me))\b"
    r"|\b(?:the|this) (?:arabic|provided|given|following|above|original) (?:text|sentence|passage) (?:is|reads|says|"
    r"means|translates|can be translated)\b"
    r"|\b(?:text|sentence|phrase|passage) translates? (?:in)?to\b|\btranslates? (?:in)?to (?:english )?as\b|```",
    re.IGNORECASE,
)
_CANNOT = (
    r"(?:can\s?not|can['’]t|am (?:not able|unable) to|won['’]t|will not|am not (?:permitted|allowed) to)"
)
_REFUSAL = re.compile(
    r"\bas an? (?:(?:ai|artificial intelligence|(?:large )?language model)\b(?: (?:language )?(?:model|assistant))?"
    r"|(?:virtual |helpful )?assistant),? i\b"
    r"|\bi\b[^.!?\n]{1,80}\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|\bi(?:['’]m| am) (?:just |only )?an? (?:ai|language model|virtual assistant)\b"
    rf"|\A[\"“]?(?:(?:i(?:['’]m| am)(?: very| so)? sorry|sorry|i apologi[sz]e|unfortunately)[,.!]?\s+(?:but\s+)?)?"
    rf"i {_CANNOT} (?:assist|help|translate|provide|fulfil+|comply|process|answer|complete|do (?:that|this)|"
    r"create|generate|summari[sz]e|continue)\b",
    re.IGNORECASE,
)
# Words of a source that itself contains a refusal or talks about AI.
_SOURCE_REFUSES = re.compile(
    "لا أستطيع|لا يمكنني|لا يمكننا|لن أ|لست قادر|غير قادر|غير مسموح|عاجز|ذكاء اصطناعي|الذكاء الاصطناعي|نموذج لغوي|آسف"
    "|أعتذر|"
    r"\bAI\b|cannot|can['’]t|unable"
)
# English expressions that look like an assistant's chatter, with the Arabic words that justify them in a translation.
_SAID_IN_ARABIC = tuple(
    (re.compile(english, re.IGNORECASE), re.compile(arabic, re.IGNORECASE))
    for english, arabic in (
        (r"\bsummary\b", "ملخص|خلاصة|موجز|تلخيص|إيجاز|summary"),
        (r"\btranslat", "ترجم|translat"),
        (r"\b(?:text|passage)\b", "نص|text"),
        (r"\benglish\b", "إنجليزي|انجليزي|english"),
        (r"\b(?:sure|certainly|of course|absolutely)\b", "بالطبع|طبعا|بالتأكيد|أكيد|حتما|بلا شك|قطعا|تماما"),
        (r"\blet me know\b", "أعلم|اعلم|أخبر|اخبر|خبرني|أبلغ|ابلغ|قل لي|قولي|أطلع"),
        (r"\bhope\b", "آمل|أمل|أرجو|أتمنى|نأمل|نرجو|نتمنى"),
        (r"\bfeel free\b", "لا تتردد|تفضل|بحرية|راحت"),
        (r"\bnote\b", "ملاحظ|ملحوظ|تنويه|note|يرجى"),
        (r"\bif you\b", "إذا|إن |لو "),
        (r"\bis there anything\b", "هل"),
        (r"```", "```"),
        (r"</?(?:text|think)>", "</?(?:text|think)>"),
    )
)
_SOURCE_TRANSLATES = re.compile(
    "ترجم|تعني|معناه|يعني|باللغة|بالعربية|بالإنجليزية|النص|الجملة|translat", re.IGNORECASE
)


def strip_chatter(source: str, text: str) -> tuple[str, tuple[Change, ...]]:
    """Return the text without an assistant's chatter around the answer, and a Change for each removed part.

    Removed, if the rest is not empty: thoughts in `<think>`, the prompt's `<text>` marks, a code fence around the whole
    text, an introduction that ends in a colon ("Here is the translation:"), a label ("Translation:") if the source has
    no colon near its start, quotation marks around the whole text if the source has none, and a closing paragraph
    ("Note: ...", "Let me know if ..."). Less certain cases are kept, and `chatter` flags them.
    """
    changes: list[Change] = []
    rest = text.strip()
    while (shorter := _strip_once(source, rest)) != rest and shorter:
        changes.append(Change(_RULE, _cut_away(rest, shorter), ""))
        rest = shorter
    return (rest, tuple(changes)) if changes else (text, ())


def refusal(source: str, output: str) -> Flag | None:
    """Flag a refusal in the first person ("I cannot help", "As an AI, I") that is not in the source.

    0 false alarms on the 997 human segments of FLORES dev.
    """
    found = _REFUSAL.search(output)
    if found is None or _SOURCE_REFUSES.search(source):
        return None
    return Flag("refusal", found.group().strip())


def chatter(source: str, output: str) -> Flag | None:
    """Flag an output that talks about the translation ("Here is the translation", "I hope this helps").

    0 false alarms on the 997 human segments of FLORES dev.
    """
    found = _TALK.search(output)
    if found is None or _SOURCE_TRANSLATES.search(source) or _source_says(source, found.group()):
        return None
    return Flag("chatter", found.group().strip())


def instruction_followed(source: str, output: str) -> Flag | None:
    """Flag an output that omits an instruction to the reader ("ignore the instructions") in the source.

    A translation of an instruction contains its words; an output that obeys the instruction does not.

    0 false alarms on the 997 human segments of FLORES dev.
    """
    found = find_instruction(source, output)
    return None if found is None else Flag("instruction followed", found)


def summary_misconduct(article: str, summary: str) -> Flag | None:
    """Return the first flag of `refusal`, `chatter` and `instruction followed` for a summary; None if there is none.

    A summary may omit an instruction of the article. It is flagged only if it contains the text that the instruction
    asks for, without the instruction itself.
    """
    order = find_instruction(article, summary, may_leave_out=True)
    followed = None if order is None else Flag("instruction followed", order)
    return refusal(article, summary) or chatter(article, summary) or followed


def _strip_once(source: str, text: str) -> str:
    for pattern in (_THOUGHT, _LEAD_IN):
        found = pattern.match(text)
        if found is not None and not _source_says(source, found.group()):
            return text[found.end() :].strip()
    for pattern, mark in ((_FENCE, "```"), (_MARKED, "<text>")):
        wrapped = pattern.match(text)
        if wrapped is not None and mark not in source:
            return wrapped.group(1).strip()
    label = None if ":" in source[:40] else _LABEL.match(text)
    if label is not None and not _source_says(source, label.group()):
        return text[label.end() :].strip()
    after = _AFTERWORD.search(text)
    if after is not None and not _source_says(source, after.group()):
        return text[: after.start()].strip()
    closing = _QUOTES.get(text[:1])
    if closing and text.endswith(closing) and not _SOURCE_QUOTES.intersection(source):
        inside = text[1:-1]
        if text[0] not in inside and closing not in inside:
            return inside.strip()
    return text


def _source_says(source: str, english: str) -> bool:
    """Return whether the source contains the Arabic for one of the expressions in the English."""
    return any(said.search(english) and arabic.search(source) for said, arabic in _SAID_IN_ARABIC)


def _cut_away(before: str, after: str) -> str:
    """Return the parts of `before` around `after`, with `…` in its place."""
    start = before.find(after)
    around = before if start < 0 else f"{before[:start]}…{before[start + len(after) :]}"
    return " ".join(around.split())
