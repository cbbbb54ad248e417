"""Web pages of many kinds with their expected articles."""

# ruff: noqa: E501 - markup in one piece is easier to read

from __future__ import annotations

from dataclasses import dataclass

HEADLINE = "رحلة تطوعية تنظف وادي الصنوبر"
LEAD = "وادي الصنوبر - جمعت رحلة تطوعية ستين شابا من القرى الجبلية لتنظيف الوادي وزراعة الأشجار في أول نشاط من نوعه هذا العام."
TEXTS = (
    "نظمت جمعية أصدقاء الجبل يوم السبت رحلة إلى وادي الصنوبر شارك فيها أكثر من ستين شابا وشابة من أبناء القرى المجاورة.",
    "وقالت مديرة الجمعية هدى مرعي إن الهدف من الرحلة هو تنظيف الوادي من النفايات وتعريف المشاركين بأنواع الأشجار النادرة.",
    "وأضافت أن الجمعية تنوي تنظيم ست رحلات مشابهة قبل نهاية العام، وأن باب التسجيل مفتوح أمام الجميع من دون أي رسوم.",
    "وذكر أحد المشاركين أن الفريق جمع نحو أربعمئة كيلوغرام من البلاستيك والزجاج خلال خمس ساعات من العمل المتواصل.",
)
# Words of menus around the articles; none may be in the text.
AROUND = (
    "الرئيسية",
    "حقوق شبكة الجبل",
    "من نحن",
    "افتتاح مدرسة",
    "مزارعو الزيتون",
    "خبر جميل",
    "ملفات تعريف",
    "الأكثر قراءة",
    "اشترك في نشرتنا",
    "مواضيع ذات صلة",
    "التعليقات",
)
_MENU = '<header class="site-header"><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav></header>'
_FOOT = '<footer><p>حقوق شبكة الجبل محفوظة 2026</p><ul><li><a href="/a">من نحن</a></li></ul></footer>'
_RELATED = (
    '<div class="related-posts"><h3>مواضيع ذات صلة</h3><ul><li><a href="/1">افتتاح مدرسة جديدة في القرية العليا</a></li>'
    '<li><a href="/2">مزارعو الزيتون يشكون قلة الأمطار هذا الموسم</a></li></ul></div>'
)
_COMMENTS = (
    '<section id="comments" class="comments-area"><h3>التعليقات</h3><ol><li><p>خبر جميل جدا شكرا لكم على هذا المجهود '
    "الرائع في خدمة البيئة والناس.</p></li></ol><form><textarea></textarea><button>أرسل</button></form></section>"
)
_COOKIES = (
    '<div class="cookie-notice"><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا، وباستمرارك في التصفح فإنك توافق '
    "على سياسة الخصوصية.</p><button>موافق</button></div>"
)
_SIDE = (
    '<aside class="sidebar"><h3>الأكثر قراءة</h3><ul><li><a href="/9">وفاة أكبر معمرة في البلاد</a></li></ul>'
    '<div class="newsletter"><p>اشترك في نشرتنا البريدية لتصلك آخر أخبار الجبل كل صباح مجانا.</p></div></aside>'
)
_ITEMS = ("عقود الإيجار", "شهادات الميلاد", "توكيلات السفر")


@dataclass(frozen=True)
class Page:
    """A page with the expected lines of its article."""

    name: str
    body: str
    lines: tuple[str, ...]
    title: str = HEADLINE

    @property
    def html(self) -> bytes:
        head = f'<head><meta charset="utf-8"><title>{self.title}</title></head>'
        return f'<!DOCTYPE html><html lang="ar" dir="rtl">{head}<body>{self.body}</body></html>'.encode()


def _p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _list(*items: str) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _card(title: str, text: str, more: str = "") -> str:
    head = f'<div class="card-header"><h3>{title}</h3></div>'
    return f'<article class="card">{head}<div class="card-body"><p>{text}</p>{more}</div></article>'


def _widget(inner: str) -> str:
    return f'<div class="elementor-element elementor-widget"><div class="elementor-widget-container">{inner}</div></div>'


def _bulleted(*items: str) -> tuple[str, ...]:
    return tuple(f"- {item}" for item in items)


_H1 = f"<h1>{HEADLINE}</h1>"
_ALL = (HEADLINE, *TEXTS)
_WITH_LEAD = (HEADLINE, LEAD, *TEXTS)

LEADS = (
    Page("intro-div", f'{_MENU}{_H1}<div class="itemIntroText"><p><strong>{LEAD}</strong></p></div><div class="itemFullText">'
         f"{_p(*TEXTS)}</div>{_RELATED}{_FOOT}", _WITH_LEAD),
    Page("heading", f'{_MENU}<article>{_H1}<h2 class="sub">{LEAD}</h2><div class="body">{_p(*TEXTS)}</div></article>{_RELATED}'
         f"{_COMMENTS}{_FOOT}", _WITH_LEAD),
    Page("bare-div", f'{_MENU}{_COOKIES}<div class="wrap">{_H1}<div class="summary">{LEAD}</div><div>{_p(*TEXTS)}</div></div>'
         f"{_SIDE}{_FOOT}", _WITH_LEAD),
    Page("article-header", f'{_MENU}<main><article><header>{_H1}<p class="lead">{LEAD}</p></header><div>{_p(*TEXTS)}</div>'
         f"</article></main>{_SIDE}{_COMMENTS}{_FOOT}", _WITH_LEAD),
    Page("banner", f'{_MENU}<div class="banner hero">{_H1}<p>{LEAD}</p></div><div class="container">{_p(*TEXTS)}</div>{_FOOT}',
         _WITH_LEAD),
    Page("bare-text", f'{_MENU}<div id="art">{_H1}{LEAD}{_p(*TEXTS)}</div>{_FOOT}', _WITH_LEAD),
    Page("form", f'<form id="aspnetForm">{_MENU}<div class="content">{_H1}{_p(LEAD, *TEXTS)}</div>{_FOOT}</form>', _WITH_LEAD),
    Page("two-h1", f'<header><h1><a href="/">الجبل</a></h1></header>{_MENU}<div class="story">{_H1}<p class="standfirst">{LEAD}</p>'
         f"{_p(*TEXTS)}</div>{_RELATED}{_FOOT}", _WITH_LEAD),
)  # fmt: skip
CARDS = (
    Page("articles-with-lists", f'{_MENU}<main><section class="hero"><h1>خدمات البلدية</h1></section><section>'
         f'{_card("عن البلدية", TEXTS[0])}{_card("المكاتب", TEXTS[1])}</section><section>'
         f'{_card("المستندات", "تصدق البلدية مستندات السكان ومنها:", _list(*_ITEMS))}'
         f'{_card("الأوقات", "تستقبل المكاتب المراجعين في الأوقات الآتية:", _list("الاثنين صباحا", "الأربعاء مساء"))}'
         f"</section></main>{_FOOT}",
         ("خدمات البلدية", "عن البلدية", TEXTS[0], "المكاتب", TEXTS[1], "المستندات", "تصدق البلدية مستندات السكان ومنها:",
          *_bulleted(*_ITEMS), "الأوقات", "تستقبل المكاتب المراجعين في الأوقات الآتية:",
          *_bulleted("الاثنين صباحا", "الأربعاء مساء")), "خدمات البلدية"),
    Page("divs", f'{_MENU}<div id="content"><h1>خدماتنا</h1><div class="row">' + "".join(
         f'<div class="col"><div class="card"><h4>خدمة {n}</h4><p>{text}</p></div></div>' for n, text in enumerate(TEXTS))
         + f"</div></div>{_FOOT}", ("خدماتنا", *(x for n, text in enumerate(TEXTS) for x in (f"خدمة {n}", text))), "خدماتنا"),
    Page("short", f'{_MENU}<main><h1>فريق العمل</h1><div class="member"><h3>سامر الحلبي</h3><p>مدير البرامج</p></div>'
         f'<div class="member"><h3>هدى مرعي</h3><p>منسقة الرحلات</p></div></main>{_FOOT}',
         ("فريق العمل", "سامر الحلبي", "مدير البرامج", "هدى مرعي", "منسقة الرحلات"), "فريق العمل"),
    Page("builder", f'{_MENU}<div class="elementor">{_widget(_H1)}{_widget(_p(*TEXTS[:2]))}{_widget("<h2>البرنامج</h2>")}'
         f'{_widget(_list("تجمع المشاركين", "غداء في الوادي"))}{_widget(_p(*TEXTS[2:]))}</div>{_FOOT}',
         (*_ALL[:3], "البرنامج", *_bulleted("تجمع المشاركين", "غداء في الوادي"), *TEXTS[2:])),
)  # fmt: skip
LISTS = (
    Page("alone", f'{_MENU}<main><h1>شروط القبول</h1>{_list(*_ITEMS)}</main>{_FOOT}', ("شروط القبول", *_bulleted(*_ITEMS)), "شروط"),
    Page("of-links", f'{_MENU}<article><h1>دليل الخدمات</h1><p>{TEXTS[0]}</p><p>تقدم الجمعية الخدمات الآتية:</p><ul>'
         f'<li><a href="/1">تنظيف الوديان</a></li><li><a href="/2">زراعة الأشجار</a></li></ul><p>{TEXTS[1]}</p></article>{_SIDE}{_FOOT}',
         ("دليل الخدمات", TEXTS[0], "تقدم الجمعية الخدمات الآتية:", *_bulleted("تنظيف الوديان", "زراعة الأشجار"), TEXTS[1]), "دليل"),
    Page("definitions", f"{_MENU}<article><h1>قاموس</h1><p>{TEXTS[0]}</p><dl><dt>العين</dt><dd>نبع ماء صغير بين الصخور</dd></dl>"
         f"</article>{_FOOT}", ("قاموس", TEXTS[0], "العين", "نبع ماء صغير بين الصخور"), "قاموس"),
    Page("numbers", f'{_MENU}<article><h1>التسجيل</h1><p>{TEXTS[0]}</p><ol start="3"><li>افتح الصفحة.</li><li>املأ الاستمارة.'
         f'<ol type="a"><li>الاسم الكامل</li><li>رقم الهاتف</li></ol></li><li value="9">أعد الاستمارة.</li></ol><p>{TEXTS[1]}</p>'
         f"<ol reversed><li>المركز الثاني</li><li>المركز الأول</li></ol></article>{_FOOT}",
         ("التسجيل", TEXTS[0], "3. افتح الصفحة.", "4. املأ الاستمارة.", "a. الاسم الكامل", "b. رقم الهاتف", "9. أعد الاستمارة.",
          TEXTS[1], "2. المركز الثاني", "1. المركز الأول"), "التسجيل"),
    Page("paragraphs", f"{_MENU}<article>{_H1}<p>{TEXTS[0]}</p><ol><li><p>اجمع النفايات في أكياس.</p><p>لا تترك الزجاج المكسور.</p></li>"
         f"<li><p>ضع الأكياس قرب الطريق.</p></li></ol><p>{TEXTS[1]}</p></article>{_FOOT}",
         (HEADLINE, TEXTS[0], "1. اجمع النفايات في أكياس.", "لا تترك الزجاج المكسور.", "2. ضع الأكياس قرب الطريق.", TEXTS[1])),
    Page("written-numbers", f"{_MENU}<article>{_H1}<p>{TEXTS[0]}</p><ol><li>1. اجمع النفايات.</li><li>2. ضع الأكياس جانبا.</li></ol>"
         f"<p>{TEXTS[1]}</p></article>{_FOOT}", (HEADLINE, TEXTS[0], "1. اجمع النفايات.", "2. ضع الأكياس جانبا.", TEXTS[1])),
)  # fmt: skip
WHOLE = (
    Page("many-blocks", f'{_MENU}<div class="blocks">{_H1}' + "".join(
         f'<div class="block b{n}"><div class="rich"><p>الفقرة {n}: {TEXTS[n % 4]}</p></div></div>' for n in range(12))
         + f"</div>{_FOOT}", (HEADLINE, *(f"الفقرة {n}: {TEXTS[n % 4]}" for n in range(12)))),
    Page("breaks", f'{_MENU}<div class="post">{_H1}<div class="text">{"<br><br>".join(TEXTS)}</div></div>{_RELATED}{_FOOT}', _ALL),
    Page("sections", f'{_MENU}<div class="container">{_H1}<div>{_p(*TEXTS[:2])}</div><div><h2>ردود</h2>{_p(*TEXTS[2:])}</div></div>'
         f"{_SIDE}{_COMMENTS}{_FOOT}", (*_ALL[:3], "ردود", *TEXTS[2:])),
    Page("live", f"{_MENU}<main><h1>تغطية مباشرة</h1>" + "".join(
         f'<article class="live-post"><time>1{n}:30</time><h3>تحديث {n}</h3><p>{text}</p></article>' for n, text in enumerate(TEXTS))
         + f"</main>{_SIDE}{_COMMENTS}{_FOOT}",
         ("تغطية مباشرة", *(x for n, text in enumerate(TEXTS) for x in (f"1{n}:30", f"تحديث {n}", text))), "تغطية"),
    Page("details", f"{_MENU}<main><h1>أسئلة شائعة</h1>" + "".join(
         f"<details><summary>سؤال {n}؟</summary><p>{text}</p></details>" for n, text in enumerate(TEXTS)) + f"</main>{_FOOT}",
         ("أسئلة شائعة", *(x for n, text in enumerate(TEXTS) for x in (f"سؤال {n}؟", text))), "أسئلة شائعة"),
    Page("weblog", f'{_MENU}<div id="page"><main><article class="post-7 post tag-nature tag-comments category-news"><header>{_H1}'
         f'<div class="entry-meta"><time>12 مارس 2026</time></div></header><div>{_p(*TEXTS)}</div></article></main></div>{_SIDE}{_FOOT}',
         _ALL),
    Page("no-names", f'<div><a href="/">الرئيسية</a></div><div><div>{_H1}{_p(*TEXTS)}</div><div><h4>التعليقات</h4><div><p>خبر جميل جدا '
         "شكرا لكم على هذا المجهود الرائع.</p></div></div></div>", _ALL),
    Page("inline-related", f'{_MENU}<article>{_H1}{_p(*TEXTS[:2])}<div class="inline-related"><p>طالع: <a href="/1">افتتاح مدرسة جديدة في '
         f"القرية العليا</a></p></div>{_p(*TEXTS[2:])}</article>{_COMMENTS}{_FOOT}", _ALL),
    Page("short", f"{_MENU}<article>{_H1}<p>تصل الحافلة إلى الوادي الساعة الثامنة.</p></article>{_RELATED}{_FOOT}",
         (HEADLINE, "تصل الحافلة إلى الوادي الساعة الثامنة.")),
    Page("verse", f"{_MENU}<article><h1>قصيدة</h1><p>يا جبلا في الأفق البعيد<br>غنت لك الطيور في الصباح</p></article>{_FOOT}",
         ("قصيدة", "يا جبلا في الأفق البعيد", "غنت لك الطيور في الصباح"), "قصيدة"),
    Page("table", f"{_MENU}<article>{_H1}<p>{TEXTS[0]}</p><table><tr><th>الفريق</th><th>النقاط</th></tr><tr><td>القرية العليا</td>"
         f"<td>42</td></tr></table><p>{TEXTS[1]}</p></article>{_FOOT}",
         (HEADLINE, TEXTS[0], "الفريق | النقاط", "القرية العليا | 42", TEXTS[1])),
    Page("contact", f"{_MENU}<article>{_H1}{_p(*TEXTS, 'للتواصل: 0599-123456')}</article>{_FOOT}", (*_ALL, "للتواصل: 0599-123456")),
    Page("headline-in-a-remnant", f"{_H1}{_p(*TEXTS)}<p>The post <a href='y'>{HEADLINE}</a> appeared first on <a href='z'>موقع</a>.</p>",
         (*_ALL, f"The post {HEADLINE} appeared first on موقع.")),
)  # fmt: skip
SIGNS = (
    Page("wiki", '<div id="mw-navigation"><ul><li><a href="/">الرئيسية</a></li></ul></div><div id="content"><h1>وادي الصنوبر</h1>'
         '<div class="mw-parser-output"><p>وادي الصنوبر واد في الجبل<sup class="reference"><a href="#c1">[1]</a></sup>، طوله '
         "12 كيلومترا ومساحته نحو 10<sup>3</sup> هكتار أي 10 كم<sup>2</sup>، وفيه ماء H<sub>2</sub>O معدني<a href='#c2'>[2]</a>.</p>"
         '<h2><span>التاريخ</span><span class="mw-editsection"><span>[</span><a href="/e">عدل</a><span>]</span></span></h2>'
         f"<p>{TEXTS[1]}</p><h2>الجغرافيا[عدل]</h2><p>{TEXTS[2]}<sup>[بحاجة لمصدر]</sup></p></div></div>{_FOOT}",
         ("وادي الصنوبر", "وادي الصنوبر واد في الجبل، طوله 12 كيلومترا ومساحته نحو 10^3 هكتار أي 10 كم²، وفيه ماء H2O معدني.",
          "التاريخ", TEXTS[1], "الجغرافيا", TEXTS[2]), "وادي الصنوبر"),
    Page("formula", f"{_MENU}<article>{_H1}<p>تحسب المساحة بالمعادلة <math><mi>x</mi><mn>2</mn></math> كما تعلم الطلاب.</p>{_p(*TEXTS)}"
         f"</article>{_FOOT}", (HEADLINE, "تحسب المساحة بالمعادلة [formula] كما تعلم الطلاب.", *TEXTS)),
)  # fmt: skip
ODD = (
    Page("accordion", f'{_MENU}<main><h1>أسئلة</h1>' + "".join(
         f'<div class="item"><button>فتح</button><h3>سؤال {n}؟</h3><div class="collapse accordion-body" aria-hidden="true" '
         f'style="display: none"><p>{text}</p></div></div>' for n, text in enumerate(TEXTS)) + f"</main>{_FOOT}",
         ("أسئلة", *(x for n, text in enumerate(TEXTS) for x in (f"سؤال {n}؟", text))), "أسئلة"),
    Page("menu-named", f'{_MENU}<div class="wrap">{_H1}<p>{TEXTS[0]}</p><div class="social-related">{_p(*TEXTS[1:])}</div></div>{_FOOT}', _ALL),
    Page("card-footer", f'{_MENU}<main><h1>خدمات</h1><div class="card"><div class="card-body"><h3>الترجمة</h3><p>{TEXTS[0]}</p></div>'
         f'<div class="card-footer">المدة: ثلاثة أيام عمل.</div></div><div class="card"><h3>التدقيق</h3><p>{TEXTS[1]}</p></div></main>{_FOOT}',
         ("خدمات", "الترجمة", TEXTS[0], "المدة: ثلاثة أيام عمل.", "التدقيق", TEXTS[1]), "خدمات"),
    Page("notes", f'{_MENU}<article>{_H1}<p>وادي الصنوبر من أقدم الأودية<sup><a href="#n1">1</a></sup> في الجبل<a href="#n2"><sup>*</sup></a> كله.</p>'
         f"{_p(*TEXTS)}</article>{_FOOT}", (HEADLINE, "وادي الصنوبر من أقدم الأودية في الجبل كله.", *TEXTS)),
    Page("cell", f'<table><tr><td><a href="/">الرئيسية</a></td><td>{_H1}<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></td></tr></table>', _ALL[:3]),
    Page("h2-title", f'{_MENU}<div class="news"><h2>{HEADLINE}</h2>{_p(*TEXTS)}</div>{_SIDE}{_FOOT}', _ALL),
    Page("main-role", f'{_MENU}{_COOKIES}<div role="main"><h1>{HEADLINE}</h1><div>{TEXTS[0]}</div><div>{TEXTS[1]}</div></div>{_SIDE}{_COMMENTS}{_FOOT}',
         _ALL[:3]),
    Page("advertisements", f'{_MENU}<article>{_H1}<p>{TEXTS[0]}</p><div class="ad"><p>اشترك في نشرتنا اليوم واحصل على عرض خاص بالقراء.</p></div>'
         f"<p>{TEXTS[1]}</p></article>{_FOOT}", _ALL[:3]),
    Page("roman", f'{_MENU}<article>{_H1}<p>{TEXTS[0]}</p><ol type="I" start="4"><li>الباب الرابع من القانون</li><li>الباب الخامس منه</li></ol>'
         f"</article>{_FOOT}", (HEADLINE, TEXTS[0], "IV. الباب الرابع من القانون", "V. الباب الخامس منه")),
)  # fmt: skip
PAGES = (*LEADS, *CARDS, *LISTS, *WHOLE, *SIGNS, *ODD)
