"""Checks of reported speech: final colons, quotation marks, and verbs of saying."""

from __future__ import annotations

import re

from translate.checks.glosses import with_english
from translate.records import Flag
from translate.text.cleaning import comparable, comparable_folded

__all__ = ["colon_lost", "quotation_lost", "quotation_unbalanced", "speaker_lost"]

_ENDS_IN_COLON = re.compile(r":[\s\"'«»“”]*\Z")
_COLON_OUTPUT = re.compile(r":[\s\"'“”«»‘’]*\Z")
_PAUSE_OUTPUT = re.compile(r"[,—–-][\s\"'“”«»‘’]*\Z")
_MARKS = re.compile('["“”«»„‘]|(?<![A-Za-z])’')
_INCHES = re.compile(r"(?<=\d)\"")
_DOUBLE = re.compile('["“”„]')
_DOUBLE_OR_ANGLE = re.compile('["“”«»„]')
# An apostrophe is no quotation mark: `the ’90s`, `‘em`, `don’t`; a plural's (`workers’`) may close a quotation.
_SINGLE_OPENS = re.compile(r"‘(?!\d|em\b|til\b|cause\b)", re.IGNORECASE)
_SINGLE_CLOSES = re.compile(r"['’](?![^\W_])")

# A verb of saying, then a quotation of at least four words.
_DIRECT_SPEECH = re.compile(
    r"(?<!\w)[وف]?(?:قال|قالت|قالوا|يقول|تقول|اضاف|اضافت|صرح|صرحت|تابع|تابعت|اوضح|اوضحت|اكد|اكدت|قايلا|قايله|مضيفا|مضيفه)"
    r"(?!\w)[^.!?؟\"«“]{0,100}?[\"«“]\s*(?:[^\s\"»”]+\s+){3}"
)
_QUOTED_OUTPUT = re.compile(r"[\"“”«»„‘:]|''|(?<!\w)['’]\w")
_SPEAKS_OF_ITSELF = re.compile(r"\b(?:we|us|our|ours|my|me|I|I['’](?:m|ve|ll|d))\b")

# The Arabic is spelled as `fold_spelling` leaves it. Who does this is always a speaker.
_SAID = r"(?:قال|قالت|قالوا|قالا|يقول|تقول|يقولون|صرح|صرحت|صرحوا|يصرح|تصرح)"
# These verbs have other meanings; only the next words show that somebody speaks. Present forms are left out for verbs
# whose subject may be a thing: `تشير` ("figures indicate"), `ترى`.
_WITH_THAT = (
    r"(?:اضاف|اضافت|اضافوا|يضيف|اوضح|اوضحت|اوضحوا|يوضح|ذكر|ذكرت|ذكروا|اعلن|اعلنت|اعلنوا|اكد|اكدت|اكدوا"
    r"|راي|رات|راوا|كتب|كتبت|كتبوا|زعم|زعمت|زعموا|يزعم|تزعم|ادعي|ادعت|ادعوا|يدعي|افاد|افادت|افادوا"
    r"|اعتبر|اعتبرت|اعتبروا|نوه|نوهت|اردف|اردفت|كشف|كشفت|اعترف|اعترفت)"
)
_WITH_TO_THAT = r"(?:اشار|اشارت|اشاروا|لفت|لفتت|لفتوا|المح|المحت)"
_ONLY_QUOTING = r"(?:تابع|تابعت|تابعوا|استطرد|استطردت)"
_STRESSED = r"(?:شدد|شددت|شددوا|اكد|اكدت|اكدوا)"
_FEELING = r"(?:اعرب|اعربت|اعربوا)"
_PASSED_ON = r"(?:نقل|نقلت|نقلوا|ينقل|تنقل)"
_ACCORDING = r"(?:ب?حسب|وفقا\s+ل|طبقا\s+ل|وفق)"
_SOURCES = (
    r"(?:ال)?(?:محلل|محللين|خبير|خبراء|خبيره|وزير|وزيره|وزاره|شرطه|صحيفه|صحف|وكاله|وكالات|تقرير|تقارير|دراسه|دراسات"
    r"|بيان|مصدر|مصادر|مسوول|مسوولين|متحدث|متحدثه|ناطق|احصاءات|احصاييات|شهود|باحث|باحثين|موقع|قناه|مدير|رييس"
    r"|منظمه|محامي|طبيب|اطباء|مراسل|مراسلنا|استطلاع|وثايق|ناشط|ناشطين|نشطاء)"
)
_THAT = r"ب?ان(?:ه|ها|هم|هما|هن|نا|ني|ي)?"
# `بعد أن`, `يمكن أن`, `فكرة أن` and the like report nothing.
_NOT_SAID = (
    r"(?:بعد|قبل|رغم|برغم|مع|منذ|دون|بدون|غير|يمكن|ممكن|يجب|ينبغي|يريد|تريد|بشرط|شرط|الا|الي|علي|كما|لولا|حتي|فكره"
    r"|نظريه|مقوله)"
)
_FEW = r"[^.!?؟\"«“:]{0,140}?"
_QUOTED = r"(?:[\"«“]\s*(?:[^\s\"»”]+\s+){2}[^\s\"»”]|:\s*\S)"  # fewer words in quotation marks are a name or a term
_OPENING = re.compile(
    r"[\s\"'«“(]*[وف]?(?P<verb>"
    rf"{_SAID}(?!\w)"
    rf"|{_WITH_THAT}(?=(?!\w){_FEW}(?:(?<!\w)(?!{_NOT_SAID}\s)\w+[,،]?\s+{_THAT}(?!\w)|{_QUOTED})|\s+{_THAT}(?!\w))"
    rf"|{_WITH_TO_THAT}(?=(?!\w){_FEW}(?:(?<!\w)الي\s+{_THAT}(?!\w)|{_QUOTED}))"
    rf"|{_ONLY_QUOTING}(?=(?!\w)(?:\s+{_THAT}(?!\w)|{_FEW}{_QUOTED}))"
    rf"|{_STRESSED}(?=(?!\w){_FEW}(?<!\w)علي\s+(?:ضروره|اهميه|وجوب|الحاجه|{_THAT})(?!\w))"
    rf"|{_FEELING}(?=(?!\w){_FEW}(?<!\w)عن(?!\w))"
    rf"|{_PASSED_ON}(?=(?!\w){_FEW}(?<!\w)عن(?!\w){_FEW}(?:(?<!\w)(?:قوله|قولها|قولهم|{_THAT})(?!\w)|{_QUOTED}))"
    rf"|{_ACCORDING}(?=\s?(?:ما\s+(?:قال|ذكر|اعلن|افاد|اورد)ت?|ل?{_SOURCES})(?!\w))"
    r")"
)
_CLOSING = re.compile(
    r"[,،]\s*(?:كما|حسبما|ب?حسب\s+ما|وفق\s+ما|وفقا\s+لما|علي\s+ما)\s+"
    rf"(?P<as>{_SAID}|افاد|افادت|اعلن|اعلنت|اكد|اكدت)(?!\w)[^.!?؟,،]*[.!]?\s*\Z"
    rf"|[\"»”]\s*[,،.]?\s*(?:هكذا\s+|كما\s+)?(?P<after>{_SAID})(?!\w)"
)

# No bare nouns that can be what is said: `The report is ready.`, `Talks go on.`
_SAYING = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|tells?|told|telling|add(?:s|ed|ing)|stat(?:es|ed|ing)"
    r"|(?:in|issued|to)\s+(?:\w+\s+){1,4}(?:statement|speech|remarks|comments|post|tweet|letter|interview)"
    r"|announc(?:e[sd]?|ing|ements?)|declar(?:e[sd]?|ing|ations?)|expla(?:in|ins|ined|ining|nations?)"
    r"|clarif(?:y|ies|ied|ying)|mention(?:s|ed|ing)?|report(?:ed|ing|edly)|reports?\s+(?:that|of|from|by|on|in|about)|,\s[^,.]{2,60}reports?(?=[.,\"”\s]*\Z)"
    r"|(?:some|critics|others|many|experts|analysts|they|who|we|I)\s+(?:claim|state|report|stress)|(?:to|I|would|must|might)\s+add"
    r"|confirm(?:s|ed|ing|ation)?|assert(?:s|ed|ing|ions?)?|emphasi[sz](?:e[sd]?|ing)|emphasis|stress(?:es|ed|ing)"
    r"|not(?:e[sd]?|ing)|indicat(?:e[sd]?|ing)|point(?:s|ed|ing)?\s+(?:\w+\s+){0,3}?(?:out|to)|according"
    r"|reckon(?:s|ed)?|claim(?:ed|ing)|claims?\s+(?:that|to|of)|remark(?:ed|ing)|remarks?\s+(?:that|by)"
    r"|affirm(?:s|ed|ing)?|insist(?:s|ed|ing|ence)?|argu(?:e[sd]?|ing)|comment(?:ed|ing)|cit(?:e[sd]?|ing)"
    r"|reveal(?:s|ed|ing)?|refer(?:s|red|ring|enced)|recall(?:s|ed|ing)?|describ(?:e[sd]?|ing)|suggest(?:s|ed|ing)?"
    r"|quot(?:e[sd]?|ing)|quotation|express(?:es|ed|ing)?|spoke|speaks?|speaking|talk(?:ed|ing)|call(?:ed|ing)"
    r"|calls\s+(?:it|the|him|her|this|them|for|on)|show(?:s|ed|ing|n)|list(?:s|ed|ing)|(?:went|goes|going)\s+on"
    r"|wrote|writ(?:es?|ten|ing)|penned|assur(?:e[sd]?|ing)|maintain(?:s|ed|ing)?|proclaim(?:s|ed|ing)?"
    r"|articulat(?:e[sd]?|ing)|taught|teach(?:es|ing)?|discuss(?:es|ed|ing)?|underscor(?:e[sd]?|ing)"
    r"|f(?:ound|inds|inding)|stud(?:y|ies)\s+by|(?:made|makes?|making)\s+(?:it\s+)?(?:\w+\s+)?(?:clear|plain|known)"
    r"|legend|estimat(?:e[sd]?|ing)|established|singled\s+out|go\s+along|conclud(?:e[sd]?|ing)|believ(?:e[sd]?|ing)"
    r"|hint(?:s|ed|ing)?|contend(?:s|ed|ing)?|admit(?:s|ted|ting)?|tweet(?:s|ed|ing)?|posted|pledg(?:e[sd]?|ing)"
    r"|vow(?:s|ed|ing)?|highlight(?:s|ed|ing)?|elaborat(?:e[sd]|ing)|underlin(?:e[sd]?|ing)|outlin(?:e[sd]?|ing)"
    r"|observ(?:e[sd]?|ing)|nam(?:ed|ing)|remember(?:s|ed|ing)?|alleg(?:e[sd]?|ing|edly|ations?)|purport(?:s|ed|edly)?"
    r"|acknowledg(?:e[sd]?|ing)|conced(?:e[sd]?|ing)|confess(?:es|ed|ing)?|disclos(?:e[sd]?|ing)|warn(?:s|ed|ing)?"
    r"|den(?:y|ies|ied|ying)|repl(?:ies|ied)|answered|respond(?:s|ed|ing)|ask(?:s|ed|ing)|prov(?:e[sd]?|en|ing)"
    r"|demonstrat(?:e[sd]?|ing)|illustrat(?:e[sd]?|ing)|inform(?:s|ed|ing)|testif(?:y|ies|ied|ying)|recount(?:s|ed|ing)"
    r"|relay(?:s|ed|ing)?|urg(?:e[sd]|ing)|reiterat(?:e[sd]?|ing)|repeated|predict(?:s|ed|ing)?|reason(?:s|ed)"
    r"|words\s+of|own\s+words|voic(?:e[sd]|ing)|allud(?:e[sd]?|ing)|impl(?:y|ies|ied)|h(?:olds|eld)\s+that|attribut(?:e[sd]|ing)"
    r"|puts?\s+it|put\s+the|signal(?:s|led|ed)?|br(?:ags?|agged|oadcast)|shout(?:s|ed|ing)?|exclaim(?:s|ed)?"
    r"|joke[sd]|accus(?:e[sd]?|ing)|plead(?:s|ed)|continu(?:ed|es|ing)(?=\s*[:,\"“]|\s+by\b))\b",
    re.IGNORECASE,
)
# `The minister: "We will see."`
_NAME_AND_COLON = re.compile(r"\A[^.!?:\"“]{2,90}:\s*\S")
# Words of the output that fit only these verbs of the source.
_OTHER_WORDS = tuple(
    (re.compile(verbs), re.compile(words, re.IGNORECASE))
    for verbs, words in (
        ("تابع|استطرد|اضاف|اردف|يضيف", r"\bcontinu(?:e[sd]?|ing)\b"),
        (
            "را[يتو]|اعتبر|زعم|ادع|يزعم|تزعم|يدعي",
            r"\b(?:s(?:ees?|aw|een|eeing)|th(?:ink|inks|inking|ought)|feels?|felt|consider|deem|views?|viewed"
            r"|opinions?|opin(?:e[sd]|ing)|regard|eyes|perspective|reckon|judg|rul(?:ed|es)\b|decid|expect|pretend|find)",
        ),
        ("لفت|اشار|نوه", r"\battention\b|\bsignif|\bgestur"),
        ("شدد|اكد", r"\bmust\b|\bensur|\bcall(?:s|ed)? for\b|\breaffirm|\bguarantee"),
        ("كشف|اعلن", r"\b(?:unveil|expos|publish|uncover|launch|debunk|releas|issu)"),
        (
            "اعرب",
            r"\b(?:hop(?:e|ing)|wish|regret|sorr|concern|worr|confiden|thank|grat(?:e|i)|appreciat|optimis|pr(?:oud|ide)\b"
            r"|sad|happ|glad|delight|pleas|fear|afraid|condol|sympath|desire|want|condemn|welcom|surpris|disappoint"
            r"|satisf|beli[ef]|readi|ready|willing|doubt|admir|respect|support|oppos|ang(?:er|ry)|outrag|shock|alarm"
            r"|convinc|excit|joy|apolog|prais|reserv|eager|keen|trust|interest|reject|disapprov|dismay|pessimis|lament"
            r"|congratulat|astonish|agree)",
        ),
        (
            _ACCORDING,
            r"\b(?:by|per|data|figures|statistics|survey|poll|sources?|witness(?:es)?|based|expects?)\b",
        ),
    )
)


def colon_lost(source: str, output: str) -> Flag | None:
    """Flag an output without a final colon, if the source ends in one (before a quotation or a list).

    A comma or a dash is accepted after a verb of saying: `The spokeswoman added,`.
    """
    if not _ENDS_IN_COLON.search(comparable(source)) or not output.strip() or _COLON_OUTPUT.search(output):
        return None
    if _PAUSE_OUTPUT.search(output) and _SAYING.search(output):
        return None
    return Flag("colon lost", f"ends in '{output.rsplit(maxsplit=1)[-1]}'")


def quotation_unbalanced(source: str, output: str) -> Flag | None:
    """Flag an odd number of quotation marks in the output, if the source has an even number of at least two.

    Human translators often split a quotation of several sentences differently: 8 alarms on the 997 human segments of
    FLORES dev.
    """
    there = len(_MARKS.findall(source))
    return Flag("quotation unbalanced") if there and there % 2 == 0 and _is_unbalanced(output) else None


def _is_unbalanced(output: str) -> bool:
    doubles = len(_DOUBLE.findall(output))
    if doubles % 2 and len(_DOUBLE.findall(_INCHES.sub("", output))) % 2:
        return True
    if output.count("«") != output.count("»"):
        return True
    return len(_SINGLE_OPENS.findall(output)) > len(_SINGLE_CLOSES.findall(output))


def quotation_lost(source: str, output: str) -> Flag | None:
    """Flag an output without quotation marks but with `we` or `I`, if the source quotes what somebody says.

    A translation may use reported speech instead, but then the quoted people are `they` or `he`. With `we` and without
    quotation marks, the reader takes the author of the article for one of them.
    """
    if _QUOTED_OUTPUT.search(output):
        return None
    speaks = _SPEAKS_OF_ITSELF.search(output)
    if speaks is None or not _DIRECT_SPEECH.search(comparable_folded(source)):
        return None
    return Flag("quotation lost", "", (speaks.group(),))


def speaker_lost(source: str, output: str) -> Flag | None:
    """Flag an output without a verb of saying, if the source names a speaker with one, at its start or end.

    Verbs with other meanings (`تابع`, `أعلن`) count only before `أن`, a colon or a quotation.
    """
    text = comparable(source)
    folded = comparable_folded(source)
    found = _OPENING.match(folded) or _CLOSING.search(folded)
    if found is None or not output.strip() or _SAYING.search(output):
        return None
    if (":" in text or _DOUBLE_OR_ANGLE.search(text)) and _NAME_AND_COLON.match(output):
        return None
    group = found.lastgroup or 0
    if any(verbs.match(found[group]) and words.search(output) for verbs, words in _OTHER_WORDS):
        return None
    return Flag("speaker lost", with_english(text[found.start(group) : found.end(group)], "said"))
