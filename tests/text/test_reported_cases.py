"""Every kind of input that users reported, each beside a control that looks like it and must not be changed."""

# ruff: noqa: E501 - inputs in one piece are easier to read

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from translate.config.profile import InputSettings
from translate.errors import ArticleError
from translate.text.article import fit_article, read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture

FURNITURE = load_furniture()
PARAGRAPH = (
    "افتتحت البلدية صباح الاثنين مكتبة عامة تضم قاعات للأطفال ومساحات واسعة للقراءة، بعد أعمال استمرت عاما ونصف العام "
    "بتمويل من أهالي الحي الذين جمعوا الكتب من بيوتهم."
)


@dataclass(frozen=True)
class Case:
    """A file, and its expected parts: sentences, `=` before what is copied, `x` before furniture, `!` before a refusal."""

    name: str
    file: str
    text: str
    read: tuple[str, ...]
    fields: InputSettings | None = None


def seen(case: Case, folder: Path) -> list[str]:
    path = folder / case.file
    path.write_text(case.text, encoding="utf-8", newline="")
    found: list[str] = []
    fields = case.fields or InputSettings()
    for _, article in read_articles(find_documents([path], fields), FURNITURE, fields):
        if isinstance(article, ArticleError):
            found.append(f"! {type(article).__name__}")
            continue
        fitted = fit_article(article, lambda texts: [len(text.split()) for text in texts], 100)
        for line in fitted.lines:
            found += [sentence.text for sentence in line.sentences]
            found += [f"= {line.copied}"] if line.copied else []
            found += [f"x {line.furniture}"] if line.furniture else []
        found += [f"note {note}" for note in article.notes]
    return found


def _misread(text: str) -> str:
    return "".join(bytes([b]).decode("cp1256", errors="ignore") or chr(b) for b in text.encode("utf-8"))


_JOINED = "وصل الفريق أمس.واستقبله الجمهور.ثم عاد إلى بيته."
_WRAPPED = "قالت هيئة المياه إن السدود امتلأت بعد الأمطار التي هطلت\nعلى الجنوب كله خلال الأسبوع الماضي وإن المزارعين سيحصلون\nعلى حصصهم كاملة حتى نهاية الصيف من دون أي قيود على الري\nأو على مياه الشرب في المدن والقرى التي تقع قرب السدود."
_LONG = "تشرف الهيئة على السدود والقنوات والآبار وتراقب الماء " * 12
_PAGE = "<html lang='ar'><head><meta charset='utf-8'><title>{title}</title></head><body><nav><a href='/'>الرئيسية</a></nav>{body}</body></html>"

# fmt: off
CASES = (
    Case("dash of tatweel", "a.txt", "بيروت ـ رويترز: دام الحصار من 1975ـ1990 وفاز 3ـ2.", ("بيروت - رويترز: دام الحصار من 1975-1990 وفاز 3-2.",)),
    Case("numbers alone", "a.txt", "مواعيد القطار\n12\n1 2 3\n٢٠٢٤/٠٥/١٧\n٢٫٥٪\n$ 12.50\nAB-12-C", ("مواعيد القطار", "= 12", "= 1 2 3", "= 2024/05/17", "= 2.5%", "= $ 12.50", "= AB-12-C")),
    Case("hashtags", "a.txt", "فاز الفريق اليوم 🎉 #كأس_آسيا @AFC", ("فاز الفريق اليوم 🎉", "كأس آسيا")),
    Case("no space after a full stop", "a.txt", _JOINED, ("وصل الفريق أمس.", "واستقبله الجمهور.", "ثم عاد إلى بيته.")),
    Case("HTML in a field", "a.jsonl", '{"text": "<p>وصل &quot;القطار&quot;.</p><ul><li>أولا</li></ul>"}', ('وصل "القطار".', "أولا")),
    Case("quotation marks in TSV", "a.tsv", 'id\ttext\n1\t"نعم" قال المدير.\n2\t"وصل القطار\n3\tعاد القطار.\n', ('"نعم" قال المدير.', '"وصل القطار', "عاد القطار.")),
    Case("sep line", "a.csv", "sep=;\nid;text\n1;وصل القطار.\n2;عاد القطار.\n", ("وصل القطار.", "عاد القطار.")),
    Case("one bad quote", "a.csv", 'id,text\n1,"وصل القطار."\n2,"قال "نعم" ثم مضى."\n3,"عاد القطار."\n', ("وصل القطار.", "! Unreadable", "عاد القطار.")),
    Case("backslash quotes", "a.csv", 'id,text\n1,"قال \\"نعم\\" ثم مضى."\n2,"عاد القطار."\n', ('قال "نعم" ثم مضى.', "عاد القطار.")),
    Case("nested field", "a.jsonl", '{"id": 1, "pair": {"ar": "وصل القطار.", "en": "x"}}', ("وصل القطار.",), InputSettings(text_field="pair.ar")),
    Case("wrapped", "a.txt", _WRAPPED, (_WRAPPED.replace("\n", " "), "note wrapped: 4 lines of 1 paragraph, joined; each translation is at the first line"), InputSettings(unwrap=True)),
    Case("title and body", "a.jsonl", '{"headline": "تأخر القطار", "body": "وصل القطار متأخرا."}', ("تأخر القطار", "وصل القطار متأخرا.")),
    Case("table", "a.txt", "المدينة\t2010\nبيروت\t٧", ("المدينة", "بيروت")),
    Case("subtitles", "a.txt", "1\n00:00:01,000 --> 00:00:03,000\nمرحبا بكم.", ("= 1", "= 00:00:01,000 --> 00:00:03,000", "مرحبا بكم.")),
    Case("Markdown", "a.md", "## عنوان\n\n- [الدليل](a.md)\n\n```\nقل(1)\n```\n", ("عنوان", "الدليل", "= ```", "= قل(1)", "= ```")),
    Case("visual order", "a.txt", ".ةديدجلا ةسردملا ةرازولا تحتتفا", ("افتتحت الوزارة المدرسة الجديدة.", "note mended: visual order (1 line)")),
    Case("literal line ends", "a.txt", "وصل الوفد صباحا.\\nثم غادر.\\r\\nويعود غدا.", ("وصل الوفد صباحا.", "ثم غادر.", "ويعود غدا.")),
    Case("entities", "a.txt", "قال: &laquo;نعم&raquo; &amp; مضى&nbsp;بعد &#1635; أيام.", ("قال: «نعم» & مضى بعد ٣ أيام.",)),
    Case("UTF-8 as Windows-1256", "a.txt", _misread("وصل القطار متأخرا ساعتين."), ("وصل القطار متأخرا ساعتين.", "note mended: UTF-8 read as Windows-1256 (1 line)")),
    Case("zero width", "a.txt", "وصل\u200bالقطار وفيه 10\u200b20 راكبا، ونزل الوفد\u200cالرسمي.", ("وصل القطار وفيه 10 20 راكبا، ونزل الوفد الرسمي.",)),
    Case("ordered list", "a.html", _PAGE.format(title="دليل", body=f"<article><h1>دليل</h1><p>{PARAGRAPH}</p><ol start='4'><li>افتح الباب.</li><li>ادخل القاعة.</li></ol><p>{PARAGRAPH}</p></article>"), ("دليل", PARAGRAPH, "4. افتح الباب.", "5. ادخل القاعة.", PARAGRAPH)),
    Case("list in a line", "a.txt", "الأوراق: 1. جواز سفر 2. صورة شخصية", ("الأوراق:", "1. جواز سفر", "2. صورة شخصية")),
    Case("headline outside", "a.html", _PAGE.format(title="مكتبة الحي", body=f"<div><h1>مكتبة الحي</h1></div><div><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"), ("مكتبة الحي", PARAGRAPH, PARAGRAPH)),
    Case("lead in an intro", "a.html", _PAGE.format(title="مكتبة الحي", body=f"<h1>مكتبة الحي</h1><div class='introText'><p><b>أعلنت البلدية أن المكتبة تفتح غدا بعد تأخير دام شهرا.</b></p></div><div class='fullText'><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"), ("مكتبة الحي", "أعلنت البلدية أن المكتبة تفتح غدا بعد تأخير دام شهرا.", PARAGRAPH, PARAGRAPH)),
    Case("cards", "a.html", _PAGE.format(title="الخدمات", body=f"<main><h1>الخدمات</h1><article class='card'><h3>التسجيل</h3><p>{PARAGRAPH}</p><ul><li>جواز السفر</li><li>صورة</li></ul></article></main>"), ("الخدمات", "التسجيل", PARAGRAPH, "- جواز السفر", "- صورة")),
    Case("initials", "a.txt", "ألقى جون إف. كينيدي خطابه. وحضر بي. جيه. كرولي.", ("ألقى جون إف. كينيدي خطابه.", "وحضر بي. جيه. كرولي.")),
    Case("copied page", "a.txt", f"صوت الجبل\nثقافة\nمكتبة تصل إلى القرى\nمكتبة تصل إلى القرى\nصوت الجبل - هالة سليم\n\n{PARAGRAPH}", ("x site-name", "x section-label", "مكتبة تصل إلى القرى", "x repeated-headline", "x byline", PARAGRAPH)),
    Case("front matter", "a.md", f"---\ntitle: دليل السقي\n---\n\n## التربة {{#soil}}\n\n{PARAGRAPH}\n", ("دليل السقي", "التربة", PARAGRAPH)),
    Case("much code", "a.md", "# مكونات\n\nيعرض المثال صفوفا كثيرة من البيانات.\n\n```jsx\n" + '<Row key="1" onClick={go} />\n' * 30 + "```\n", ("مكونات", "يعرض المثال صفوفا كثيرة من البيانات.", "= ```jsx", *('= <Row key="1" onClick={go} />',) * 30, "= ```")),
    Case("tweets", "a.csv", 'id,text\n1,"جميل جدا https://t.co/aBcDeFgH"\n2,"@one @two_three @four مساء الخير"\n', ("جميل جدا", "مساء الخير")),
    Case("Persian", "a.txt", "این برنامه دو حالت دارد و می توانید از حالت عمومی برای سایت هایی که نیازی به ورود ندارند استفاده کنید و این نسخه را از سایت ما دریافت کنید.", ("! NotArabic",)),
    Case("field Text", "a.csv", f'Kind,Text\nخبر,"{PARAGRAPH}"\n', (PARAGRAPH,)),
    Case("one column", "a.csv", "Text\nوصل القطار, ثم عاد.\nعاد القطار.\n", ("وصل القطار, ثم عاد.", "عاد القطار.")),
    Case("no punctuation", "a.txt", _LONG.strip(), (" ".join(_LONG.split()[:52]), " ".join(_LONG.split()[52:]))),
    Case("feed remnants", "a.txt", f"مكتبة الحي\n\n{PARAGRAPH}\n\nThe post مكتبة الحي appeared first on صوت الجبل.", ("مكتبة الحي", PARAGRAPH, "x feed-origin")),
    Case("powers", "a.md", "نحو 10<sup>9</sup> خلية من H<sub>2</sub>O في الجسم.\n", ("نحو 10^9 خلية من H2O في الجسم.",)),
    Case("comment rules", "a.txt", f"مكتبة الحي\n\n{PARAGRAPH}\n\nالآراء الواردة أدناه لا تعبر عن رأي موقع الجبل، بل تعكس وجهات نظر أصحابها فقط.", ("مكتبة الحي", PARAGRAPH, "x comment-disclaimer")),
    Case("two dots in a headline", "a.txt", f"بعد عام.. المكتبة تفتح أبوابها\n\n{PARAGRAPH}", ("بعد عام..", "المكتبة تفتح أبوابها", PARAGRAPH)),
)

CONTROLS = (
    Case("dash of tatweel", "a.txt", "جمـيل هذا البيت في ١٢ رمضان ١٤٤٥هـ.", ("جميل هذا البيت في ١٢ رمضان ١٤٤٥هـ.",)),
    Case("numbers alone", "a.txt", "مواعيد القطار\nالرصيف 12\n3 قطارات", ("مواعيد القطار", "الرصيف 12", "3 قطارات")),
    Case("hashtags", "a.txt", "تعقد القمة في #بيروت غدا.", ("تعقد القمة في #بيروت غدا.",)),
    Case("no space after a full stop", "a.txt", "الموقع example.org والنسخة 2.0 وقيمة 3.5 في أ.ب.ت من الكتاب.", ("الموقع example.org والنسخة 2.0 وقيمة 3.5 في أ.ب.ت من الكتاب.",)),
    Case("HTML in a field", "a.jsonl", '{"text": "القيمة س < 5 و AT&T <3 لكم."}', ("القيمة س < 5 و AT&T <3 لكم.",)),
    Case("quotation marks in TSV", "a.csv", 'id,text\n1,"سطر أول\nسطر ""ثان"""\n', ("سطر أول", 'سطر "ثان"')),
    Case("sep line", "a.csv", 'id;text\n1;"sep=; سطر في النص"\n', ("sep=; سطر في النص",)),
    Case("one bad quote", "a.csv", 'id,text\n1,"قال ""نعم"" ثم مضى."\n2,عاد القطار.\n', ('قال "نعم" ثم مضى.', "عاد القطار.")),
    Case("backslash quotes", "a.csv", 'id,text\n1,"المجلد C:\\new فيه ""نص""."\n', ('المجلد C:\\new فيه "نص".',)),
    Case("nested field", "a.jsonl", '{"id": 1, "pair.ar": "وصل القطار.", "pair": {"ar": "x"}}', ("وصل القطار.",), InputSettings(text_field="pair.ar")),
    Case("wrapped", "a.txt", "وصل القطار صباحا إلى المحطة.\nثم نزل الركاب منه جميعا.\nوعاد القطار مساء.", ("وصل القطار صباحا إلى المحطة.", "ثم نزل الركاب منه جميعا.", "وعاد القطار مساء."), InputSettings(unwrap=True)),
    Case("title and body", "a.jsonl", '{"title": "وصل القطار متأخرا.", "text": "وصل القطار متأخرا.\\nثم عاد."}', ("وصل القطار متأخرا.", "ثم عاد.")),
    Case("table", "a.txt", "قال المدير\tإن العمل بدأ\nوأضاف أنه يستمر", ("قال المدير إن العمل بدأ", "وأضاف أنه يستمر")),
    Case("subtitles", "a.txt", "يبدأ العرض 10:30 --> 11:00 كل يوم", ("يبدأ العرض 10:30 --> 11:00 كل يوم",)),
    Case("Markdown", "a.txt", "## عنوان\n- بند\nقل(1) ثم `انتظر`", ("## عنوان", "- بند", "قل(1) ثم `انتظر`")),
    Case("visual order", "a.txt", "افتتحت الوزارة المدرسة الجديدة أمس في حي القاهرة القديم.", ("افتتحت الوزارة المدرسة الجديدة أمس في حي القاهرة القديم.",)),
    Case("literal line ends", "a.txt", "الملف في C:\\new\\news منذ أمس.", ("الملف في C:\\new\\news منذ أمس.",)),
    Case("entities", "a.txt", "شركة AT&T وشركاؤها؛ والرابط https://a.example/?x=1&copy=2 هنا.", ("شركة AT&T وشركاؤها؛ والرابط https://a.example/?x=1&copy=2 هنا.",)),
    Case("UTF-8 as Windows-1256", "a.txt", "ظل ط§ في السطر: طه وظافر وطارق في الطابق.", ("ظل ط§ في السطر: طه وظافر وطارق في الطابق.",)),
    Case("zero width", "a.txt", "\u200fوصل الـ\u200dقطار\u200e 1020 \u2067راكبا\u2069 و\ufeffنزل.", ("وصل القطار 1020 راكبا ونزل.",)),
    Case("ordered list", "a.html", _PAGE.format(title="دليل", body=f"<article><h1>دليل</h1><p>{PARAGRAPH}</p><ol><li>1. افتح الباب.</li><li>2. ادخل القاعة.</li></ol><p>{PARAGRAPH}</p></article>"), ("دليل", PARAGRAPH, "1. افتح الباب.", "2. ادخل القاعة.", PARAGRAPH)),
    Case("list in a line", "a.txt", "وصل القطار عام 2024. ثم عاد في اليوم 3. وغادر.", ("وصل القطار عام 2024.", "ثم عاد في اليوم 3.", "وغادر.")),
    Case("headline outside", "a.html", _PAGE.format(title="صوت الجبل", body=f"<article><h1>مكتبة الحي</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"), ("مكتبة الحي", PARAGRAPH, PARAGRAPH)),
    Case("lead in an intro", "a.html", _PAGE.format(title="مكتبة الحي", body=f"<article><h1>مكتبة الحي</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article><div class='related'><p>اقرأ أيضا عن حديقة الشاطئ التي تفتح أبوابها يوم الخميس القادم للزوار.</p></div>"), ("مكتبة الحي", PARAGRAPH, PARAGRAPH)),
    Case("cards", "a.html", _PAGE.format(title="الخدمات", body=f"<main><h1>الخدمات</h1><p>{PARAGRAPH}</p></main><aside><ul><li><a href='/a'>سياسة</a></li><li><a href='/b'>رياضة</a></li></ul></aside>"), ("الخدمات", PARAGRAPH)),
    Case("initials", "a.txt", "وصل إلى البيت. جاء معه أخوه. ثم نام.", ("وصل إلى البيت.", "جاء معه أخوه.", "ثم نام.")),
    Case("copied page", "a.txt", f"المغرب\nالمغرب - مصر 2-1 في الافتتاح\n\n{PARAGRAPH}", ("المغرب", "المغرب - مصر 2-1 في الافتتاح", PARAGRAPH)),
    Case("front matter", "a.md", f"---\n\nنص بعد خط.\n\n---\n\n{PARAGRAPH} {{قوس}}\n", ("= ---", "نص بعد خط.", "= ---", PARAGRAPH, "{قوس}")),
    Case("much code", "a.md", "# Components\n\nThe example shows many rows of data.\n\n```\nقل(1)\n```\n", ("! NotArabic",)),
    Case("tweets", "a.csv", 'id,text\n1,"this one is in English only"\n', ("! NotArabic",)),
    Case("Persian", "a.txt", "قال الكاتب الإيراني إن رواية «چشمهایش» تُرجمت إلى العربية في بيروت وإن القراء أحبوها كثيرا.", ("قال الكاتب الإيراني إن رواية «چشمهایش» تُرجمت إلى العربية في بيروت وإن القراء أحبوها كثيرا.",)),
    Case("field Text", "a.csv", f'text,Text\nوصل القطار.,"{PARAGRAPH}"\n', ("وصل القطار.",)),
    Case("one column", "a.csv", 'text\n"وصل القطار, ثم عاد."\n', ("وصل القطار, ثم عاد.",)),
    Case("no punctuation", "a.txt", " ".join(_LONG.split()[:60]), (" ".join(_LONG.split()[:60]),)),
    Case("feed remnants", "a.txt", f"مكتبة الحي\n\n{PARAGRAPH}\n\nظهر المنشور أول مرة في موقع البلدية أمس.", ("مكتبة الحي", PARAGRAPH, "ظهر المنشور أول مرة في موقع البلدية أمس.")),
    Case("powers", "a.md", "المادة 109 من القانون، ويوم 1<sup>st</sup> من الشهر.\n", ("المادة 109 من القانون، ويوم 1st من الشهر.",)),
    Case("comment rules", "a.txt", f"مكتبة الحي\n\n{PARAGRAPH}\n\nالآراء التي سمعها الوزير أمس لا تعبر عن رأي الحكومة.", ("مكتبة الحي", PARAGRAPH, "الآراء التي سمعها الوزير أمس لا تعبر عن رأي الحكومة.")),
    Case("two dots in a headline", "a.txt", f"المكتبة تفتح أبوابها\n\n{PARAGRAPH}", ("المكتبة تفتح أبوابها", PARAGRAPH)),
)
# fmt: on


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_kind_of_input_that_was_misread_is_read_right(tmp_path: Path, case: Case) -> None:
    assert tuple(seen(case, tmp_path)) == case.read


@pytest.mark.parametrize("case", CONTROLS, ids=lambda case: case.name)
def test_an_input_that_resembles_a_misread_one_stays_as_it_is(tmp_path: Path, case: Case) -> None:
    assert tuple(seen(case, tmp_path)) == case.read


def test_every_reported_kind_has_a_control() -> None:
    assert [case.name for case in CASES] == [case.name for case in CONTROLS]
