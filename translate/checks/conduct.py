"""Checks for assistant behaviour: chatter, refusals, and obeyed instructions of an article (prompt injection)."""

from __future__ import annotations

import re

from translate.checks.instructions import find_instruction
from translate.checks.refusals import find_refusal
from translate.records import Change, Flag

__all__ = ["chatter", "instruction_followed", "refusal", "strip_chatter", "summary_misconduct"]

_RULE = "chatter"  # the rule name of the changes that remove it

_WHAT = r"(?:translation|translated (?:text|version)|summary|english (?:text|version))"
# "Sure! Here is the English translation of the text:"
_LEAD_IN = re.compile(
    r"\A(?:(?:sure|certainly|of course|absolutely|okay|ok)\b[^\n:]{0,20}?[,!.:]?\s+)?"
    rf"(?:here(?:\s+is|['’]s)|below\s+is|this\s+is)\s+(?:the|a|an|your"
    rf"|my)\b[^\n:.]{{0,60}}\b{_WHAT}\b[^\n:.]{{0,60}}:\s*",
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
    r"\A(?:sure|certainly|of course|absolutely)[,!.]\s+(?:here\b|let me\b|let['’]s\b"
    r"|i(?:['’](?:d|m|ll)| would| can| will| am| understand)\b)"
    rf"|\A(?:here(?:\s+is|['’]s)|below\s+is)\s+(?:the|a|an|your|my)\b[^.\n]{{0,60}}\b{_WHAT}\b"
    r"|\A(?:the|my) (?:english )?translation\b[^.\n:]{0,40} (?:is|reads|would be)\b"
    r"|\A(?:note|disclaimer): (?:this|the) (?:text|sentence|passage|translation)\b"
    r"|(?<!\w)(?:hope (?:this|that|it) helps|let me know if (?:you|there)|feel free to (?:ask|contact me)"
    r"|(?:the|this) (?:arabic|provided|given|following|above|original) (?:text|sentence|passage) (?:is|reads|says|"
    r"means|translates|can be translated)"
    r"|(?:text|sentence|phrase|passage) translates? (?:in)?to|translates? (?:in)?to (?:english )?as)\b|```",
    re.IGNORECASE,
)
# The nouns of chatter, with the Arabic words that justify them in a translation.
_NOUNS = tuple(
    (re.compile(english, re.IGNORECASE), re.compile(arabic, re.IGNORECASE))
    for english, arabic in (
        (
            r"\bsummary\b",
            r"ملخص|خلاصة|موجز|تلخيص|إيجاز|مختصر|حصيلة|نبذة|لمحة|محصلة|زبدة|مجمل|فحوى|لخص|summary"
            r"|(?:هذ[هاي]|إلي?ك\w*|ما ي(?:لي|أتي)|هاك\w*)\W+(?:\w+\W+){0,3}(?:أبرز|أهم|النقاط|العناوين)"
            r"|\A\W*(?:أبرز|أهم) ",
        ),
        (r"\btranslat", "ترجم|translat"),
        (r"\b(?:text|passage)\b", r"(?<!\w)[وفبلك]?(?:ال|لل)?(?:نص(?:ا|ه|ها|هم|ين|ي)?|نصوص\w*)(?!\w)|\btext"),
        (r"\benglish\b", "إنجليزي|انجليزي|english"),
    )
)
# Other expressions that look like an assistant's chatter, with the Arabic words that justify them.
_SAID_IN_ARABIC = tuple(
    (re.compile(english, re.IGNORECASE), re.compile(arabic, re.IGNORECASE))
    for english, arabic in (
        (
            r"\b(?:sure|certainly|of course|absolutely)\b",
            r"بالطبع|طبعا|بالتأكيد|أكيد|اكيد|حتما|بلا شك|لا شك|قطعا|تماما|حسنا|حاضر|طيب|موافق|أوافق|بكل سرور"
            r"|يسعدني|يسرني|بسرور"
            r"|(?<!\w)(?:نعم|أجل|ماشي|تمام|بلى|إي|أيوه|ايوه)(?!\w)",
        ),
        (r"\blet me know\b", "أعلم|اعلم|أخبر|اخبر|خبرني|أبلغ|ابلغ|قل لي|قولي|أطلع"),
        (r"\bhope\b", "آمل|أمل|أرجو|أتمنى|نأمل|نرجو|نتمنى"),
        (r"\bfeel free\b", "لا تتردد|تفضل|بحرية|راحت"),
        (r"\bnote\b", "ملاحظ|ملحوظ|تنويه|note|يرجى|انتبه|تنبيه"),
        (r"\bif you\b", "إذا|إن |لو "),
        (r"\bis there anything\b", "هل"),
        (r"```", "```"),
        (r"</?(?:text|think)>", "</?(?:text|think)>"),
    )
)
_SOURCE_TRANSLATES = re.compile(
    "ترجم|تعني|معناه|يعني|باللغة|بالعربية|بالإنجليزية|النص|الجملة|translat", re.IGNORECASE
)
_OF_A_TEXT = re.compile(r"text|sentence|phrase|passage|translat", re.IGNORECASE)
# A label of one or two words, before a dash or a colon.
_LABELLED = re.compile(r"\A\W*\w+(?:\s+\w+)?\s*(?::|\s[-–—])")
_LABEL_CHARACTERS = 40  # of a source, in which a colon may follow a label


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
    found = find_refusal(source, output)
    return None if found is None else Flag("refusal", found)


def chatter(source: str, output: str) -> Flag | None:
    """Flag an output that talks about the translation ("Here is the translation", "I hope this helps").

    0 false alarms on the 997 human segments of FLORES dev.
    """
    found = _TALK.search(output)
    if found is None or _source_says(source, found.group()):
        return None
    if _OF_A_TEXT.search(found.group()) and _SOURCE_TRANSLATES.search(source):
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
    label = None if ":" in source[:_LABEL_CHARACTERS] else _LABEL.match(text)
    if (
        label is not None
        and not _source_says(source, label.group())
        and not _is_labelled(source, text, label)
    ):
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
    """Return whether the source contains the Arabic for a noun in the English, or without a noun, for another word."""
    nouns = [arabic for said, arabic in _NOUNS if said.search(english)]
    others = (arabic for said, arabic in _SAID_IN_ARABIC if said.search(english))
    return any(arabic.search(source) for arabic in nouns or others)


def _is_labelled(source: str, text: str, label: re.Match[str]) -> bool:
    """Return whether the label of the text translates one that the source has before a dash.

    If the rest of the text begins with such a label too (`Cairo -`), then the source has only that one.
    """
    return _LABELLED.match(source) is not None and _LABELLED.match(text[label.end() :]) is None


def _cut_away(before: str, after: str) -> str:
    """Return the parts of `before` around `after`, with `…` in its place."""
    start = before.find(after)
    around = before if start < 0 else f"{before[:start]}…{before[start + len(after) :]}"
    return " ".join(around.split())
