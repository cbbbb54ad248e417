"""A page gives its whole article: no lead, card or list is lost, and no menu is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.web_pages import AROUND, PAGES, Page
from translate.text.formats.marks import list_number, power, subscript
from translate.text.formats.webpage import read_web_page


def lines(page: Page) -> list[str]:
    return read_web_page(page.html, Path("a.html")).text.split("\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_gives_its_article_line_by_line_without_what_is_around_it(page: Page) -> None:
    assert lines(page) == list(page.lines)
    assert not any(word in line for line in lines(page) for word in AROUND)


def test_a_page_of_only_menus_has_no_article() -> None:
    from translate.errors import EmptyArticle

    page = Page("menus", '<nav><a href="/">الرئيسية</a></nav><ul><li><a href="/a">سياسة</a></li></ul>', ())
    with pytest.raises(EmptyArticle):
        lines(page)


_AROUND_CODE = "وصلت المكتبة المتنقلة إلى القرية صباح الأحد، واستعار منها الأطفال عشرات الكتب والقصص المصورة."
_CODE = 'def f(x):\n    say("مرحبا")\n\n# تعليق'
_POEM = "قفي ودعينا قبل وشك التفرق\nفما أنا من يحيا إلى حين نلتقي"


@pytest.mark.parametrize(
    ("pre", "read", "code"),
    [
        (f"<pre><code>{_CODE}\n</code></pre>", _CODE, True),
        ("<pre>$ ls  -l\n<b>total</b> 0</pre>", "$ ls  -l\ntotal 0", True),
        ('<div class="highlight"><pre>if س &gt; 2:\n  ص = 1</pre></div>', "if س > 2:\n  ص = 1", True),
        (f"<pre>{_POEM}</pre>", _POEM, False),
        (f"<pre><b>{_POEM.replace(chr(10), chr(10) + '</b>')}</pre>", _POEM, False),
        ("<p>شغل <code>make test</code> ثم انتظر حتى ينتهي البرنامج من عمله كله.</p>",
         "شغل make test ثم انتظر حتى ينتهي البرنامج من عمله كله.", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("last", [False, True], ids=["inside", "at-the-end"])
def test_code_of_a_page_is_copied_line_by_line_and_a_poem_is_translated(
    pre: str, read: str, code: bool, last: bool
) -> None:
    after = "" if last else f"<p>{_AROUND_CODE} نعم.</p>"
    page = Page("code", f"<article><h1>عنوان المقال</h1><p>{_AROUND_CODE}</p>{pre}{after}</article>", ())
    content = read_web_page(page.html, Path("a.html"))
    expected = ["عنوان المقال", _AROUND_CODE, *read.split("\n"), *([] if last else [f"{_AROUND_CODE} نعم."])]
    assert content.text.split("\n") == expected
    assert sorted(content.verbatim) == ([*range(2, 2 + read.count("\n") + 1)] if code else [])


@pytest.mark.parametrize(
    ("before", "raised", "plain"),
    [
        ("10", "16", "^16"),
        ("نحو 10", "-3", "^-3"),
        ("x", "2", "^2"),
        ("2", "n", "^n"),
        ("5 كم", "2", "²"),
        ("20 m", "3", "³"),
        ("1", "st", "st"),
        ("المادة ", "2", "2"),
        ("الجسم", "2", "[2]"),
        ("س", "2", "^2"),
        ("", "2", "2"),
    ],
)
def test_a_power_is_kept_separate_from_its_number(before: str, raised: str, plain: str) -> None:
    assert power(before, raised) == plain


@pytest.mark.parametrize(
    ("before", "lowered", "after", "plain"),
    [
        ("H", "2", "O", "2"),
        ("CO", "2", "", "2"),
        ("log", "2", "8", "_2 "),
        ("x", "max", "", "_max"),
        ("10", "3", "", "_3"),
    ],
)
def test_a_subscript_changes_no_number(before: str, lowered: str, after: str, plain: str) -> None:
    assert subscript(before, lowered, after) == plain


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [
        (3, "1", "3"),
        (-2, "1", "-2"),
        (1, "a", "a"),
        (28, "A", "AB"),
        (4, "i", "iv"),
        (1990, "I", "MCMXC"),
        (0, "a", "0"),
    ],
)
def test_list_items_keep_their_numbers(number: int, kind: str, written: str) -> None:
    assert list_number(number, kind) == written
