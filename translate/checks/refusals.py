"""Detection of an assistant's refusal ("I cannot help", "As an AI, I") that the source does not contain."""

from __future__ import annotations

import re

from translate.text.cleaning import comparable, comparable_folded

__all__ = ["find_refusal"]

_AI = r"(?:ai|artificial intelligence|(?:large )?language model)"
_OF_PEOPLE = (
    r"(?!\s+(?:engineer|research|expert|scientist|develop|specialist|professor|student|consult|compan"
    r"|start-?up)\w*)"
)
_CANNOT = (
    r"(?:can\s?not|can['’]?t|(?:am|are|['’]m|['’]re) (?:sorry,? but )?(?:not able|unable|not permitted"
    r"|not allowed|not capable of"
    r"|not designed|not programmed|not comfortable)(?: to)?|(?:won['’]t|will not)(?: be able to)?"
    r"|do(?: not|n['’]t) have the"
    r" (?:ability|capability|capacity|means|permission) to|lack the (?:ability|capability) to"
    r"|(?:must|have to|(?:will|would|['’]d|['’]ll) have to)(?: \w+ly)? (?:decline|refuse)(?: to)?"
    r"|(?:\w+ly )?(?:decline|refuse) to)"
)
_DO = (
    r"(?:assist|help|translat|provid|fulfil|comply|process|answer|complet|do (?:that|this)|creat|generat"
    r"|summari[sz]|continu"
    r"|respond|engage|perform|produc|offer|support|discuss)\w*"
)
_SORRY = (
    r"(?:(?:(?:i|we)(?:['’](?:m|re)| am| are)(?: very| so| really)? sorry|(?:very |so )?sorry|(?:i"
    r"|we) apologi[sz]e|my apologies"
    r"|unfortunately|regrettably)(?: for [^,.!]{1,30})?[,.!]?\s+(?:but\s+)?)?"
)
_START = r"(?:\A|(?<=[.!?:;,\"“(] )|(?<=[\"“(])|(?<=but )|(?<=because ))"
# "As an AI, I", "I'm just an AI"; then "As an assistant, I cannot".
_OF_A_MACHINE = re.compile(
    rf"(?<!\w)(?:as an? {_AI}\b(?: (?:language )?(?:model|assistant))?,? i\b"
    rf"|i\b[^.!?\n]{{1,80}}\bas an? {_AI}\b{_OF_PEOPLE}"
    rf"|i(?:['’]m| am) (?:just |only |merely )?an? (?:{_AI}|virtual assistant)\b{_OF_PEOPLE}"
    rf"|{_START}as an? (?:virtual |helpful )?assistant,? i(?:['’]m| am)? ?(?:not |unable|do not|don['’]t|must"
    rf"|have no|{_CANNOT}))",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(
    rf"\A[\"“]?{_SORRY}i\s?{_CANNOT} {_DO}\b"
    rf"|\A[\"“]?{_SORRY}we\s?{_CANNOT} {_DO}\b(?: you)?(?: with)? (?:this|that|your|the) (?:request|content"
    rf"|text|task|question|translation"
    r"|message|prompt)\b"
    rf"|\A[\"“]?{_SORRY}i (?:must|have to)(?: \w+ly)? (?:decline|refuse)\b",
    re.IGNORECASE,
)
_OF_RULES = re.compile(
    r"\b(?:goes against|violates?|is against|conflicts with|is not (?:allowed|permitted) (?:by|under)) (?:my|our)"
    r" (?:\w+ )?(?:guidelines|polic(?:y|ies)|programming|instructions|rules|terms)\b",
    re.IGNORECASE,
)
# The Arabic, in folded spelling, that justifies each of them.
_MACHINE = re.compile(
    r"ذكاء\s+(?:ال)?اصطناعي|الذكاء|نموذج\w*\s+(?:ال)?لغوي|روبوت|(?<!\w)(?:ال)?بوت(?!\w)"
    r"|(?<!\w)(?:[وكلب]?(?:ال)?مساعدا?|ك(?:ال)?مساعده)(?!\w)|اله\s+ذكيه|برنامج|حاسوب|\bAI\b|assistant"
    r"|language model|artificial"
)
_I_AM = re.compile(
    r"(?<!\w)[وف]?(?:انا|نحن|انني|اني|لاني|لانني|اننا|لاننا|لست|لسنا|كنت|كنا|عدت|عدنا|عندي|لدي|بصفتي|باعتباري|كوني|دعني"
    r"|نفسي|عملي|مثلي)(?!\w)"
    r"|(?:يمكن|بوسع|امكان|مقدور|استطاعت|طاقت|وسع|قدرت|يسعد|يوسف|سمح)(?:ني|نا|ي)(?!\w)"
    r"|(?<!\w)(?:لا|لن|لم|ما)\s+(?:[ان](?!ل|حد|ثر|ساس|\wت\wا|ن\w\wا|ست\w\wا)\w{2,}|ب[ان]\w{3,})"
    r"|(?<!\w)[وف]?س?ا(?:ستطيع|ملك|عرف|فهم|عتقد|ظن|ريد|حب|شعر|حتاج)(?:كم?|هم?|ها)?(?!\w)"
    r"|(?<!\w)اسف(?:ه|ون|ين|ا)?(?!\w)"
    r"|\bI\b"
)
# Not folded, since `ارفض` is an order and `أرفض` the first person.
_I_DO = re.compile(
    r"(?<!\w)[وف]?س?أ(?:قدر|عمل|ساعد|ترجم|جيب|رفض|عتذر|قول|كتب|تعلم|خبر|فكر|تحدث)(?:كم?|هم?|ها)?(?!\w)"
)
_WILL_NOT = re.compile(
    r"(?<!\w)[وف]?(?:لا|لن|لم|ما|ليس|لست|لسنا|غير|عاجز\w*|مش|مو)(?!\w)|ارفض|نرفض|اعتذر|نعتذر|امتنع|تعذر|مستحيل"
    r"|يستحيل|محال"
    r"|cannot|can['’]t|unable|\bnot\b|n['’]t\b|declin|refus",
    re.IGNORECASE,
)
# Not folded, since `علي` is "on me" and `على` is "on". Without a subject: `مش قادر`, `عاجز عن` in a quotation.
_CANNOT_IN_ARABIC = re.compile(
    r"(?<!\w)(?:مش|مو|موش)\s+قادر|(?:تعذر|يصعب|مستحيل)\s+عليّ?(?!\w)|[:\"«“]\s*عاجز"
)
_RULES = re.compile(
    r"سياس|ارشاد|توجيه|مباد|قواعد|قاعده|معايير|تعليمات|قوانين|شروط|polic|guideline|rules|terms|instructions"
)


def find_refusal(source: str, output: str) -> str | None:
    """Return the first words of the output that refuse in the first person, if the source does not say so.

    A machine that speaks of itself needs a machine and the first person in the source; "I cannot" needs the first
    person and a negation.
    """
    for pattern in (_OF_A_MACHINE, _OF_A_PERSON, _OF_RULES):
        found = pattern.search(output)
        if found is None:
            continue
        if found.group().casefold() not in source.casefold() and not _is_said(pattern, source):
            return found.group().strip()
    return None


def _is_said(pattern: re.Pattern[str], source: str) -> bool:
    """Return whether the source contains what the English pattern says."""
    said = comparable_folded(source)
    if pattern is _OF_RULES:
        return _RULES.search(said) is not None
    if pattern is _OF_A_MACHINE:
        return _MACHINE.search(said) is not None and _speaks_of_itself(source, said)
    if _CANNOT_IN_ARABIC.search(source):
        return True
    return _WILL_NOT.search(said) is not None and _speaks_of_itself(source, said)


def _speaks_of_itself(source: str, folded: str) -> bool:
    """Return whether the Arabic has the first person."""
    return _I_AM.search(folded) is not None or _I_DO.search(comparable(source)) is not None
