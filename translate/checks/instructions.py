"""Orders that a text gives to whoever reads it, and whether a translation says them or has obeyed them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translate.text.cleaning import comparable, fold_spelling

__all__ = ["find_instruction"]

_PAYLOAD_CHARACTERS = 120  # behind an order, in which what it wants written stands
_PAYLOAD = re.compile(r"[\"“«'‘]([^\"”»'’\n]{2,60})[\"”»'’]|\b([A-Z][A-Z0-9_-]{3,})\b")


@dataclass(frozen=True, slots=True)
class _Order:
    """A kind of order, as sources give it, and the words that an English rendering of it cannot do without."""

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
        # "to actions", "in practice" and the like make it a statement: promises that are not turned into deeds.
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
    """The first order in `source` that `output` does not say, in the source's words; None where there is none.

    An output that `may_leave_out` what the source says must also hold what the order wants written.
    """
    text = fold_spelling(comparable(source))
    for order in _ORDERS:
        given = order.given.search(text)
        if given is None or order.said.search(output):
            continue
        if not may_leave_out or _holds_payload(text[given.start() :], output):
            return given.group()
    return None


def _holds_payload(behind: str, output: str) -> bool:
    wanted = (quoted or shouted for quoted, shouted in _PAYLOAD.findall(behind[:_PAYLOAD_CHARACTERS]))
    return any(payload in output for payload in wanted)
