"""Words that negate, limit or exclude, in Arabic and in English, for the checks of negation."""

from __future__ import annotations

import re

__all__ = ["MAY_SAY_NO", "NO", "PLAIN_NO", "find_negation", "says_no_in_other_words"]

# `لم` and `لن` only before a verb: otherwise `لم` may be "why" and `فلم` a film. `لا يزال` is "still", `لا سيما`
# "especially", `لا بد` "must", `أم لا` "or not", `كيف لا` "of course", `لا متناه` "infinite", `السيد فليس` a name.
_PARTICLE = (
    r"(?<!\w)(?:[وف]?(?:لم|لن)(?=\s+[يتنا]\w)"
    r"|(?<!سيد )[وف]?(?:ليس|ليست|ليسوا|لسنا|لست)(?!\s+بال?قليل)"
    r"|(?<!\bام )(?<!كيف )[وف]?لا(?!\s+(?:[يتنا]زال\w*|زا?ل\w{0,3}|سيما?|بد|شك|محاله|باس|اله|[يت]قهر|[يت]خفي|[يت]صدق"
    r"|[يت]غتفر|[يت]تجزا|[يت]قل|[يت]تجاوز|[يت]ستهان|الحصر|متناه\w*|نموذجي\w*"
    r"|يمكن انكار\w*)(?!\w)))"
    r"(?!\w|\s*[؟:]|\s+(?:شمل\w*|انت|كان)(?!\w))"
)
# `غير` before these adjectives; before others ("unprecedented", "extramarital") a positive English word is frequent.
_ADJECTIVE = (
    r"(?<!\w)[وف]?غير\s+(?:مسموح|مصرح|مرخص|مقبول|ممكن|قادر|متاح|متوفر|كاف|مستعد|راغب|ضروري|صالح|صحيح|امن|موهل|مستقر"
    r"|مدرك|مبرر|معروف|معلوم|واضح|مقنع|راض|مهتم|قانوني|شرعي|مشروع|دستوري|عادل|منصف|مسمي)(?:ه|ين|ون|ات|ي|يه)?(?!\w)"
)
# `ما` before a past verb without an object, at the start of a sentence; elsewhere it is nearly always "what".
_DENIAL = (
    r"(?:\A|(?<=[.!؟] ))[\"“«]?[وف]?ما\s+(?:حضر|وصل|ذهب|رجع|دخل|خرج|نجح|غادر|شارك|وافق|سافر|عاد|نام|مات|جاء)"
    r"(?:ت|نا|وا)?(?!\w|\s+(?:الي|من|عن|ب|في|علي)\w{0,3}(?!\w))"
)
# `بلا`, `دون` and `عدم` before a noun, except those that English often expresses by a positive word: "continuously",
# "for free", "drone", "in vain". `دون` may also be "below" (before numbers, levels and adjectives: `دون الإقليمية`,
# "subregional") or, as the first word, a verb.
_ABSENCE = (
    r"(?<!\w)(?:[وف]?(?:بلا|بدون|من\s+دون|(?<!\A)(?<!\Aو)(?<!ما )دون)(?=\s+(?:ان\s|اي\s|[^\W\d_]{3,}))"
    r"(?!\s+(?:ال\w+(?:يه?|ين)|ال(?:مستوي|معدل|متوسط|خط|صفر|سن|عتبه|عشر|ثامن)|عتبه|حرجه|سن|عمر|غير\w*|سوا\w*|شك|ريب|توقف|انقطاع|استثناء|مقابل|عناء|طيار\w*"
    r"|ماوي|جدوي|طايل|تردد|تاخير|حدود|هواده|منازع|قصد|جدال|كلل|ملل|نهايه|رجعه|تمييز|حصر|رحمه|ثمن|عمل|سلاح|خوف|قيد|قيود)(?!\w))"
    r"|[وف]?[بلك]?عدم(?=\s+ال\w)(?!\s+ال(?:مساس|اكتراث|يقين|تسامح)(?!\w)))"
    r"(?!\w)"
)
_SAYS_NO = re.compile(f"{_PARTICLE}|{_ADJECTIVE}|{_DENIAL}")
_LACKS = re.compile(_ABSENCE)
PLAIN_NO = re.compile(r"\b(?:not|cannot|never|nothing|nobody|none)\b|\b\w+n['’]t\b", re.IGNORECASE)
# Arabic words that negate, limit, end or refuse.
MAY_SAY_NO = re.compile(
    r"(?<!\w)[وفبل]{0,2}(?:ال)?(?:لا|لم|لن|ليس|ليست|ليسوا|ليسو|ليسا|لسنا|لست|لستم|لستن|لما|ما(?!\s+(?:بعد|قبل|بين|يقرب|يقارب|يزيد)(?!\w))|غير|دون|بدون"
    r"|دونما|عدم|بلا|انعدام|كلا|لاشيء|هلا"
    r"|ابدا|قط|الا|سوي|لولا|قلما|نادرا|كاد|كادت|يكاد|تكاد|لكن|بل|اقل|قليل|قليله|نقص|صعب|صعوبه|خلو"
    r"|خاليه|خال|خالي|مستحيل"
    r"|استحاله|عدا|ماعدا|باستثناء|مش|مو|موش|ماشي)(?!\w)|(?<!\w)و?(?!لان)(?:لا|لم|لن|ما)[يتنا]\w{2,}"
    r"|(?<!\w)م\w+ش(?!\w)"
    r"|نف[يت]|رفض|منع|ممنوع|فشل|عجز|عاجز|حظر|امتن|تجن[بت]|تعذر|انكر|ينكر|افتقر|تفتقر|يفتقر|فقد|اختف|غياب|غاب"
    r"|تغيب|غايب|يحول|توقف|لئلا|ليلا"
    r"|مجهول|جاهل|فاقد|حرم|محروم|استبع|نهي|نهت|اياك|معدوم|صمت|صامت|ساكت|سكت|سكوت|عديم|مناف|مخالف|اهمل|اهمال|اغفل|تجاهل"
    r"|سلب|بعيد|حذار|انتف|عاري|يخلو"
    r"|تخلو|خلا|انقطع|معطل|عاطل|اخفق|غموض|غامض|بري[ءئي]|حذر|عكس|خلاف|بدلا|كفوا|توقفوا"
    r"|غلق|قفل|موصد|مسدود|متناقض|كذب|كاذب|مستثني"
    r"|(?<!\w)(?:[وفس]{0,2}[يتنا]?قاطع(?:ت|وا|ون|ها|ه|نا)?|(?:ال)?مقاطع(?:ون|ين|ا)?|لمقاطعه|بمقاطعه"
    r"|[وف]?[يتن]?شك(?:ون|وا)?|[وف]?اشك|[وف]?[يتنا]كره(?:ون|ه|ها|ني)?|[وف]?[يتنا]?جهل(?:ون|ت|وا)?|نهان?[يه]"
    r"|[وفس]{0,2}[يتان]?تخل[يت]\w{0,2}|[وف]?[اي]حجم(?:ت|وا)?|[وف]?[يت]?عارض(?:ت|وا|ون)?|ساكنا|جامدا|ثابتا)(?!\w)"
    r"|(?<!\w)[وف]?[يت]?(?:كف|تراجع|عزف|سكت)(?:ت|وا|ون|ا)?\s+عن(?!\w)|(?<!\w)علي حاله?ا?(?!\w)|(?<!\w)كما ه[ويم](?!\w)"
)
# English words that negate, limit or exclude; not those that only look so, such as "missile", "income" or "insect".
NO = re.compile(
    r"\b(?:no+|not|cannot|never|none|nor|neither|nothing|nobody|nowhere|without|non(?!etheless)\w*"
    r"|(?!bless|wireless|nevertheless|nonetheless|regardless)\w+less(?:ly|ness)?|hardly|barely|rarely|seldom|scarcely"
    r"|un(?!der|til|it|ion|ivers|iqu|iform|to\b|cle\b|cov|veil|leash|fold|anim|esco\b|icef\b|rwa\b|hcr\b|dp\b)\w+"
    r"|mis(?!ter|s\b|sion|sile)\w+|devoid|nil|zero|minus|unless|except(?!ional)\w*|exclu(?!siv)\w+"
    r"|in(?:a(?:bi|de|cc|pp|ct|nim)|ca[np]|co(?:m(?!e|ing)|n|r(?!por))|cur(?!s|red|ring|\b)|de(?:c|f|p(?!end))|di[frs]|ef"
    r"|el[ia]|eq|ev|ex(?!am|ec)"
    r"|f(?:er|ini|lex|or?mal|req)|gr(?!ed)|ho|hum|jus|of|op|org|sec(?!t)"
    r"|sen|sep|sig(?!ht)|sol|stab|suff|tol|val|var|vi[so]|vol(?!v)|vul)\w+"
    r"|im(?:mat|mob|mor|part|pati|perf|perm|pers|plau|pol|poss|pra|prec|prop|pur)\w+|ir(?:rat"
    r"|re[fglprsv])\w+|il(?:leg|lic|lit|log)\w+"
    r"|dis(?!tri|tan|cus|ease|cover|h|play|k|as|tin|cip|ct|pute|perse|patch|clos|tress)\w{2,}|fail\w*|refus\w*"
    r"|den(?:y|ie[sd])\w*|lack\w*|prevent\w*|avoid\w*"
    r"|(?<!\ba )(?<!last )(?<!past )(?<!next )(?<!first )few|fewer|absen\w+|stop\w*|miss(?:es|ed|ing)?|reject\w*|banned"
    r"|prohibit\w*|forbid\w*|ceas\w*|beyond|declin\w*|oppos(?:e[sd]?|ing)|abst(?:ain|en|in)\w*"
    r"|refrain\w*|neglect\w*|otherwise|exempt\w*|innocen\w+|ignor\w+|unlike|vanish\w*"
    r"|resist(?:s|ed|ing|ant)?|at (?:least|most)|incred\w+|out-of\w*|a(?:symp|typ)\w+|spare\w*|suspici\w+|silen\w+"
    r"|stuck|teetotal\w*|under-\w+|under(?:det|est|rat|sup|whelm|ach|fed|dev|pri|rep|stat)\w*"
    r"|rather than|instead|anything but|yet to|too \w+(?: \w+)? to|(?:can|could) only|only (?:\w+ )?if|dead-end"
    r"|look\w* away|(?:feel|set) free|free (?:of|from)|\w+-free)\b"
    r"|\b\w+n['’]t\b|\b(?:do|does|did|is|are|was|were|ca|wo|would|could|should|has|have|had|ai|must|need)nt\b",
    re.IGNORECASE,
)
# English words that may or may not negate. In `_WITHOUT`, they negate unless the Arabic matches the second pattern
# (another reason for the word). In `_WITH`, they negate only if the Arabic matches the second pattern.
_WITHOUT = (
    (
        re.compile(r"\b(?:than|less)\b", re.IGNORECASE),
        re.compile(r"(?<!\w)[وبل]?(?:ا\w{2,3}|خير)(?<!اجل)(?!\w)(?:\s+\w+)?\s+(?:من|مما)(?!\w)"),
    ),
    (re.compile(r"\blittle\b", re.IGNORECASE), re.compile("صغير|قليل|طفل|ضييل")),
)
_WITH = (
    (
        re.compile(r"\b(?:still|yet)\b", re.IGNORECASE),
        re.compile(r"(?<!\w)بعد(?=\W*\Z|\W*[.،؛])|حتي (?:الان|اللحظه|اليوم|هذ)"),
    ),
    # two negations: "did not stop", "was not late"
    (
        re.compile(r"\b(?:continu\w*|kept|keep\w*|remain\w*|stay\w*|same|goes on|went on)\b", re.IGNORECASE),
        re.compile(r"(?<!\w)(?:لم|لن|لا)\s+[يتنا](?:توقف|نقطع|تغير|تبدل|نته|كف|نفك)"),
    ),
    (re.compile(r"\b(?:on time|early|prompt\w*)\b", re.IGNORECASE), re.compile("[يت]تاخر")),
    (re.compile(r"\bremember\w*\b", re.IGNORECASE), re.compile(r"(?<!\w)(?:لم|لن|لا)\s+[يتنا]نس")),
    (
        re.compile(r"\b(?:attend\w*|present|there)\b", re.IGNORECASE),
        re.compile(r"(?<!\w)لم\s+[يتنا](?:غب|تغيب)"),
    ),
    (re.compile(r"\bfirst\b", re.IGNORECASE), re.compile(r"(?<!\w)لم\s+[يت]سبق")),
    (re.compile(r"\bever\b", re.IGNORECASE), re.compile(r"(?<!\w)(?:ابدا|قط)(?!\w)")),
    (re.compile(r"\b[Ll][ae]\s+[A-Z]"), re.compile(r"(?<!\w)لا\s+(?![يتن])\w")),
    (re.compile(r"\A\W*why\b", re.IGNORECASE), re.compile(r"\A\W*لم(?!\w)")),
    (
        re.compile(
            r"\b(?:anonym\w*|off-?line|off-\w+|uncovered|intact|away|keep\w*|kept|far from|on \w+ own|alone|sub\w+"
            r"|below|over-the-counter|drive-\w+|free\w*|in vain|only|don|empty|open|secret\w*|stateless|despite"
            r"|hid\w*|poor\w*|low\w*|0|safe\w*|smooth\w*|peaceful\w*|calm\w*|restrain\w*|de-\w+"
            r"|against|rul(?:e[sd]?|ing) out|breach\w*|violat\w*|patien\w+)\b",
            re.IGNORECASE,
        ),
        re.compile(r"(?<!\w)[وفبلك]?(?:بلا|دون|بدون|عدم)(?!\w)"),
    ),
    (
        re.compile(r"\b(?:what|whatever|which|how)\b", re.IGNORECASE),
        re.compile(r"(?:\A\W*|[.!؟]\s+)[وف]?ما(?!\w)"),
    ),
    (
        re.compile(
            r"\b(?:false|wrong|dangerous|risky|reluctant|vague|obscur\w+|volatile|fragile|shaky|poor|lost|paraly[sz]\w+"
            r"|superfluous|redundant|sold out|out of|closed|shut|off-limits|secret|hidden|angry"
            r"|extramarital|affairs?|criminal|clandestine|informal|wrong\w*|arbitrar\w*|one-sided)\b",
            re.IGNORECASE,
        ),
        re.compile(r"(?<!\w)[وف]?غير(?!\w)"),
    ),
)


def find_negation(folded: str) -> re.Match[str] | None:
    """Return the first particle that negates in an Arabic text (folded), or else the first word of absence."""
    found = _SAYS_NO.search(folded)
    if found is None and ("دون" in folded or "بلا" in folded or "عدم" in folded):
        return _LACKS.search(folded)
    return found


def says_no_in_other_words(folded: str, output: str) -> bool:
    """Return whether the output has a word that negates, in view of the words of the source (folded)."""
    return (
        NO.search(output) is not None
        or any(word.search(output) and not reason.search(folded) for word, reason in _WITHOUT)
        or any(word.search(output) and reason.search(folded) for word, reason in _WITH)
    )
