"""Checks of negation: a negated source with an output that is not negated, and the reverse.

The checks detect a sentence without any negative word. They do not detect a negation of the wrong verb, or one of two
negations that is lost.
"""

from __future__ import annotations

import re

from translate.checks.support import find_doubts
from translate.records import Flag
from translate.text.cleaning import comparable, fold_spelling

__all__ = ["negation_added", "negation_lost"]

# `لا يزال` is "still", `لا سيما` "especially", `لا بد` "must", `لا ... إلا` and `لم ... سوى` "only".
_SAYS_NO = re.compile(
    r"(?<!\w)[وف]?(?:لم|لن|ليس|ليست|ليسوا|لسنا|لست|لا(?!\s+(?:[يت]زال|سيما|بد|شك|محاله|باس|اله|[يت]قهر|[يت]خفي|[يت]صدق|[يت]غتفر|[يت]تجزا"
    r"|[يت]قل|[يت]تجاوز)(?!\w)))"
    r"(?!\w|\s*[؟:]|\s+(?:شمل\w*|انت|كان)(?!\w))"
)
_BUT = re.compile(r"(?<!\w)و?(?:الا|سوي|فقط|فحسب|لولا|انما|يلبث|[يت]لبث|حصر)(?!\w)|؟")
_MAY_SAY_NO = re.compile(
    r"(?<!\w)[وفبل]{0,2}(?:ال)?(?:لا|لم|لن|ليس|ليست|ليسوا|ليسا|لسنا|لست|لستم|لما|ما|غير|دون|بدون"
    r"|دونما|عدم|بلا|انعدام|كلا"
    r"|ابدا|قط|الا|سوي|لولا|قلما|نادرا|كاد|كادت|يكاد|تكاد|لكن|بل|اقل|قليل|قليله|نقص|صعب|صعوبه|خلو"
    r"|خاليه|خال|خالي|مستحيل"
    r"|استحاله|عدا|ماعدا|باستثناء|مش|مو|موش|ماشي)(?!\w)|(?<!\w)و?(?!لان)(?:لا|لم|لن|ما)[يتنا]\w{2,}"
    r"|(?<!\w)م\w+ش(?!\w)"
    r"|نف[يت]|رفض|منع|فشل|عجز|حظر|امتن|تجن[بت]|تعذر|انكر|ينكر|افتقر|تفتقر|يفتقر|فقد|اختف|غياب|غاب"
    r"|يحول|توقف|لئلا|ليلا"
    r"|مجهول|فاقد|حرم|محروم|استبع|نهي|نهت|اياك|معدوم|صمت|عديم|مناف|مخالف|اهمل|اغفل|تجاهل|سلب|بعيد"
    r"|حذار|انتف|عاري|يخلو"
    r"|تخلو|خلا|انقطع|معطل|اخفق|غموض|غامض|بري[ءئي]|حذر|عكس|خلاف|بدلا|كفوا|توقفوا"
)
_NO = re.compile(
    r"\b(?:no|not|cannot|never|none|nor|neither|nothing|nobody|nowhere|without|non\w*|\w+less"
    r"|hardly|barely|rarely|seldom"
    r"|un(?!der|til|it|ion|ivers|iqu|iform|to\b|cle\b)\w+|mis(?!ter|s\b|sion|sile)\w+|devoid|nil"
    r"|zero|minus|unless|except\w*|exclu\w+"
    r"|in(?:a(?:bi|de|cc|pp|ct|nim)|ca[np]|co[mnr]|cur|de[cfp]|di[rs]|ef|el[ia]|eq|ev|ex(?!am|ec)"
    r"|f(?:er|ini|lex|or?mal|req)|gr|ho|hum|jus|of|op|org|sec"
    r"|sen|sep|sig|sol|stab|suff|tol|val|var|vi[so]|vul)\w+"
    r"|im(?:mat|mob|mor|part|pati|perf|perm|pers|plau|pol|pos|pra|prec|prop|pur)\w+|ir(?:rat"
    r"|re[fglprsv])\w+|il(?:leg|lit|log)\w+"
    r"|dis(?!tri|tan|cus|ease|cover|h|play|k|as|tin|cip|ct|pute|perse)\w{2,}|fail\w*|refus\w*"
    r"|den(?:y|ie[sd])\w*|lack\w*|prevent\w*|avoid\w*"
    r"|few|fewer|absen\w+|stop\w*|miss\w*|reject\w*|banned|free|prohibit\w*|forbid\w*|ceas\w*"
    r"|beyond|declin\w*|oppos\w*|abst\w+"
    r"|refrain\w*|neglect\w*|otherwise|exempt\w*|innocen\w+|ignor\w+|too|only|unlike|vanish\w*"
    r"|resist\w*|at (?:least|most)"
    r"|but|although|however|than|away|scarcely|ever|dead|even|incred\w+|out-of\w*|little|just|rather|instead|minimum|maximum|despite|under\w+|asympt\w+|spare\w*|integral|until|still|yet|why"
    r"|underestimat\w+|suspici\w+)\b|n['’]?t\b",
    re.IGNORECASE,
)
_PLAIN_NO = re.compile(r"\b(?:not|cannot|never|nothing|nobody|none)\b|\b\w+n['’]t\b", re.IGNORECASE)
_NO_NEGATION = re.compile(
    r"\bnot\s+(?:only|just|merely|least|to mention|until|simply|all|long|far|surpris\w*|unlike"
    r"|un\w+|in\w{4,})\b|\bdon['’]t forget\b|\bif not\b|\bor not\b|why not"
    r"|\bnone other|\bnothing (?:but|short)|can(?:not|['’]t) (?:help|wait)|never(?:theless| before"
    r"|-)|\bwhether\b[^.]*\bnot\b|n['’]t (?:only|just|you|he"
    r"|she|they|we|it|i|that|this|there)\b",
    re.IGNORECASE,
)


def negation_lost(source: str, output: str) -> Flag | None:
    """Flag a source negated with `لم`, `لن`, `ليس` or `لا`, if no word of the output negates, limits or excludes."""
    text = fold_spelling(comparable(source))
    found = _SAYS_NO.search(text)
    if found is None or not output.strip() or _BUT.search(text) or _NO.search(output):
        return None
    if find_doubts(source, output).words == 0:  # the words of the source are written without spaces
        return None
    words = text[found.start() :].split(maxsplit=2)[:2]
    return Flag("negation lost", " ".join(words))


def negation_added(source: str, output: str) -> Flag | None:
    """Flag `not`, `never` or `nothing` in the output, if no word of the source negates, limits or refuses."""
    if "n" not in output:
        return None
    found = _PLAIN_NO.search(_NO_NEGATION.sub(" ", output))
    if found is None or _MAY_SAY_NO.search(fold_spelling(comparable(source))):
        return None
    if find_doubts(source, output).words == 0:  # the words of the source are written without spaces
        return None
    return Flag("negation added", found.group())
