"""Detection of instructions in a text (prompt injection), and of outputs that obey instead of translating them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translate.text.cleaning import comparable, fold_spelling

__all__ = ["find_instruction"]

_PAYLOAD_CHARACTERS = 120  # after an instruction; the text that it asks for is searched there
_PAYLOAD = re.compile(r"[\"“«'‘]([^\"”»'’\n]{2,60})[\"”»'’]|\b([A-Z][A-Z0-9_-]{3,})\b")


@dataclass(frozen=True, slots=True)
class _Order:
    """A kind of instruction: its pattern in sources, and the words that every English translation of it contains."""

    given: re.Pattern[str]
    said: re.Pattern[str]


def _order(given: str, said: str) -> _Order:
    return _Order(re.compile(fold_spelling(given), re.IGNORECASE), re.compile(said, re.IGNORECASE))


_INSTRUCTIONS = "(?:ال)?(?:تعليمات|توجيهات|أوامر|إرشادات|اوامر|ارشادات)"
_ORDERS = (
    _order(
        rf"(?<!\w)و?(?:تجاهل|تجاهلي|تجاهلوا|انس|إنس|لا تتبع|لا تلتزم)\s+(?:\w+\s+){{0,3}}ب?ل?{_INSTRUCTIONS}"
        r"|(?<!\w)و?(?:تجاهل|انس|إنس)\s+(?:كل |جميع )?ما (?:سبق|قيل)"
        r"|\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instruction|prompt|direction|command|above|previous|rules)",
        r"ignor|disregard|forget|overlook|neglect|not follow|instruct|directi|guideline|command|orders|prompt",
    ),
    _order(
        # Excludes "to actions", "in practice" and similar: then it is a statement about promises that are not kept.
        r"(?<!\w)و?لا تترجم(?!\s+(?:(?:إلى|على|في)\s+(?!(?:ال)?(?:لغة|إنجليزية|عربية|فرنسية))|عمليا|فعليا|دائما))"
        r"|(?<!\w)و?(?:بدلا|عوضا) (?:من|عن) (?:ال)?ترجم"
        r"|\b(?:do not|don['’]t|instead of|rather than) translat",
        r"translat|interpret",
    ),
    _order(
        r"(?<!\w)[وف]?(?:اكتب|أكتب|اكتبي|اكتبوا|اطبع|أخرج|اخرج)\s+"
        r"(?:فقط|لي|الكلمة|كلمة|العبارة|عبارة|الجملة|جملة|[\"“«'A-Za-z])"
        r"|(?<!\w)[وف]?(?:أجب|اجب|رد|أجيبوا)\s+(?:فقط|بكلمة|بـ|ب[\"“«'])"
        r"|(?<!\w)[وف]?(?:قل|قولي)\s*(?::|فقط|[\"“«'A-Za-z])"
        r"|\b(?:write|output|print|reply|respond|answer|say)\s+"
        r"(?:only|just|exactly|with|the (?:word|phrase|following)|[\"“'])",
        r"\bwr(?:it|ote)|\bsay|\bsaid|\btell|\banswer|\brepl(?:y|ies|ied)|\brespon|\bprint|\btype|\boutput|\bexclaim|\bissue",
    ),
    _order(
        r"(?<!\w)أنت (?:الآن |منذ الآن )?(?:مساعد|نموذج|روبوت|برنامج|بوت|لم تعد|حر)|(?<!\w)من الآن فصاعدا"
        r"|\byou are (?:now|no longer)\b|\bfrom now on\b|\bact as\b|\bpretend\b|\bsystem ?(?:prompt|message)\b",
        r"\byou\b|\bany ?more\b|\bno longer\b|\bhence|\bfrom (?:then|here|there)|\bwill now\b"
        r"|\bassistant|\bmodel\b|\brobot|\bnow on|\bact\b|\bpretend|\bsystem|\bprogram",
    ),
    _order(
        r"(?<!\w)[وف]?(?:اكشف|أظهر|اعرض|كرر|أعد كتابة)\s+(?:\w+\s+){0,3}"
        rf"(?:{_INSTRUCTIONS}|(?:ال)?(?:موجه|كلمة (?:ال)?(?:سر|مرور)|رسالة النظام))"
        r"|\b(?:reveal|repeat|show|print)\b.{0,25}\b(?:prompt|instructions|password|system message)",
        r"reveal|disclos|show|display|repeat|expos|rewrit|instruct|prompt|password|system|directi|guideline",
    ),
)


def find_instruction(source: str, output: str, *, may_leave_out: bool = False) -> str | None:
    """Return the first instruction in `source`, as written there, that `output` does not translate; None if none.

    With `may_leave_out` (for summaries), the output must also contain the text that the instruction asks for.
    """
    text = fold_spelling(comparable(source))
    for order in _ORDERS:
        given = order.given.search(text)
        if given is None or order.said.search(output):
            continue
        if not may_leave_out or _has_payload(text[given.start() :], output):
            return given.group()
    return None


def _has_payload(instruction: str, output: str) -> bool:
    wanted = (quoted or shouted for quoted, shouted in _PAYLOAD.findall(instruction[:_PAYLOAD_CHARACTERS]))
    return any(payload in output for payload in wanted)
