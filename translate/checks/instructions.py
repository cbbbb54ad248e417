"""Detection of instructions in a text (prompt injection), and of outputs that obey instead of translating them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translate.text.cleaning import comparable_folded, fold_spelling

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
        rf"(?<!\w)(?:و?(?:تجاهل|تجاهلي|تجاهلوا|انس|إنس|لا تتبع|لا تلتزم)\s+(?:\w+\s+){{0,3}}ب?ل?{_INSTRUCTIONS}"
        r"|(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instruction|prompt|direction|command|above"
        r"|previous|rules))"
        r"|(?:\A|[.!؟:؛،,]\s*)و?(?:تجاهل|انس|إنس)\s+(?:كل |جميع )?ما "
        r"(?:سبق|قيل (?:لك|سابقا|أعلاه|قبل|من قبل|حتى الآن))",
        r"ignor|disregard|forget|overlook|neglect|not follow|instruct|directi|guideline|command|orders|prompt"
        r"|behind (?:you|him|her|them|us|me)\b|\b(?:paid|pay|took|take) no (?:attention|notice|heed)"
        r"|\bput aside|\baside\b|dismiss",
    ),
    _order(
        # At the start of a clause, before words for a text: otherwise promises "are not turned into" acts.
        r"(?:\A|[.!؟:؛،,«\"“\n-]\s*|(?:رجاء|فضلك|أرجوك)\s+)[وف]?لا تترجم(?:\s*(?:[،,.!؛:]|\Z)"
        r"|\s+(?:هذ[هاي]\w*|ال(?:نص|جمل|مقال|فقر|كلم|عبار|محتو|رسال|مقطع|تالي|سطر|باقي|بقي)\w*(?!\s+(?:إلى|في|على)\s)"
        r"|ما|أي|شيئا|ولا|بل|أبدا|ذلك|كل|لي|له|إلى (?:ال)?(?:لغة|إنجليزية|عربية|فرنسية))(?!\w))"
        r"|(?<!\w)و?(?:بدلا|عوضا) (?:من|عن) (?:ال)?ترجم"
        r"|\b(?:do not|don['’]t|instead of|rather than) translat",
        r"translat|interpret",
    ),
    _order(
        r"(?<!\w)(?:[وف]?(?:(?:اكتب|أكتب|اكتبي|اكتبوا|اطبع|أخرج|اخرج)\s+"
        r"(?:فقط|لي|الكلمة|كلمة|العبارة|عبارة|الجملة|جملة|[\"“«'A-Za-z])"
        r"|(?:أجب|اجب|رد|أجيبوا)\s+(?:فقط|بكلمة|بـ|ب[\"“«'])"
        r"|(?:قل|قولي)\s*(?::|فقط|[\"“«'A-Za-z]))"
        r"|(?:write|output|print|reply|respond|answer|say)\s+"
        r"(?:only|just|exactly|with|the (?:word|phrase|following)|[\"“']))",
        r"\bwr(?:it|ote)|\bsay|\bsaid|\btell|\banswer|\brepl(?:y|ies|ied)|\brespon|\bprint|\btype|\boutput"
        r"|\bexclaim|\bissue"
        r"|\brecit|\bproclaim|\bdeclar|\butter|\bdrop\w* (?:me|us)\b|\bsen[dt]\b|\bjot|\bput down|\bcompos"
        r"|\bauthor|\bdirect"
        r"|\bproduc|\bpublish|\brelease|\bretort|\bhit back|\bcounter",
    ),
    _order(
        r"(?<!\w)(?:أنت (?:الآن |منذ الآن )?(?:مساعد|نموذج|روبوت|برنامج|بوت|لم تعد|حر)|من الآن فصاعدا"
        r"|you are (?:now|no longer)\b|from now on\b|act as\b|pretend\b|system ?(?:prompt|message)\b)",
        r"\byou\b|\bany ?more\b|\bno longer\b|\bhence|\bfrom (?:then|here|there)|\bwill now\b"
        r"|\bassistant|\bmodel\b|\brobot|\bnow on|\bonwards?\b|\b(?:going|moving) forward|\bas of (?:now|today)"
        r"|\bstarting (?:now|today)|\bin (?:the )?future"
        r"|\bact\b|\bpretend|\bsystem|\bprogram",
    ),
    _order(
        r"(?<!\w)(?:[وف]?(?:اكشف|أظهر|اعرض|كرر|أعد كتابة)\s+(?:\w+\s+){0,3}"
        rf"(?:{_INSTRUCTIONS}|(?:ال)?(?:موجه|كلمة (?:ال)?(?:سر|مرور)|رسالة النظام))"
        r"|(?:reveal|repeat|show|print)\b.{0,25}\b(?:prompt|instructions|password|system message))",
        r"reveal|disclos|show|display|repeat|expos|rewrit|instruct|prompt|password|system|directi|guideline",
    ),
)


def find_instruction(source: str, output: str, *, may_leave_out: bool = False) -> str | None:
    """Return the first instruction in `source`, as written there, that `output` does not translate; None if none.

    With `may_leave_out` (for summaries), the output must also contain the text that the instruction asks for.
    """
    text = comparable_folded(source)
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
