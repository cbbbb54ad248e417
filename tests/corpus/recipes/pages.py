"""Broken, hostile and empty web pages and Markdown files."""

from __future__ import annotations

from tests.corpus.case import ARABIC, TRANSLATED, Case, files, one

PARAGRAPHS = "".join(f"<p>{ARABIC} {n} {ARABIC}</p>" for n in range(6))
NO_MAIN_TEXT = "skipped: no main text"
NO_MARKDOWN = "failed: not a valid Markdown file"


def cases() -> list[Case]:
    """Return cases of HTML, XHTML and Markdown."""
    return [*_pages(), *_markdown()]


def page(body: str, head: str = "") -> str:
    """Return a whole page."""
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    )


def _pages() -> list[Case]:
    article = f"<article><h1>عنوان الخبر</h1>{PARAGRAPHS}</article>"
    bomb = '<!DOCTYPE html [<!ENTITY a "ها"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + "".join(
        f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 8}">' for n in range(8)
    )
    good: dict[str, str | bytes] = {
        "script-in-the-text": page(f"{article}<script>document.write('evil')</script>"),
        "handlers": page(f"<body onload=alert(1)>{article}<img src=x onerror=alert(1)>"),
        "tags-never-closed": page(f"<article><h1>عنوان<p>{ARABIC * 3}<p>{ARABIC * 3}<div><b><i>{ARABIC * 3}"),
        "tags-closed-wrongly": page(f"</div></p></b>{article}</article></body></html></html>"),
        "no-html-element": PARAGRAPHS,
        "cut-in-a-tag": page(article)[:-30],
        "upper-case": page(article).upper().replace("META CHARSET", "meta charset"),
        "says-latin-1": page(article).replace("utf-8", "iso-8859-1"),
        "php": f"<?php system('id'); ?>{page(article)}",
        "xml-declaration": f'<?xml version="1.0" encoding="windows-1256"?>{page(article)}',
        "entity-bomb": f"{bomb}]><html><body><p>&j;</p>{article}</body></html>",
        "external-entity": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + page(f"&x;{article}"),
        "data-address-of-a-megabyte": page(f'<img src="data:image/png;base64,{"A" * 1_000_000}">{article}'),
        "attribute-of-100-kilobytes": page(f'<div title="{"س" * 50_000}">{article}</div>'),
        "five-thousand-attributes": page(f"<div {' '.join(f'a{n}=1' for n in range(5000))}>{article}</div>"),
        "refresh": page(article, '<meta http-equiv="refresh" content="0;url=http://evil.example/">'),
        "base-address": page(article, '<base href="javascript:alert(1)">'),
        "hostile-metadata": page(article, '<meta name="author" content="\x1b[31m&#0;&#xD800;=cmd|x">'),
        "date-that-is-none": page(
            article, '<meta property="article:published_time" content="9999-99-99T99:99">'
        ),
        "conditional-comments": page(f"<!--[if IE]><script>x</script><![endif]-->{article}"),
        "windows-letters": page(article).encode("cp1256"),
        "utf-16": page(article).encode("utf-16"),
        "nul-references": page(f"&#0;&#1;{article}"),
        "bidi-in-text": page(f"<bdo dir=rtl>\u202e</bdo>{article}"),
    }
    bad: dict[str, tuple[str | bytes, str]] = {
        "nothing": ("", "skipped: "),
        "blank": (" \n ", "skipped: "),
        "empty-elements": (page(""), NO_MAIN_TEXT),
        "script-alone": (page("<script>var x = 'نعم';</script>"), NO_MAIN_TEXT),
        "style-alone": (page("<style>p {color: red}</style>"), NO_MAIN_TEXT),
        "menu-alone": (page("<nav><a href=/>نعم</a></nav>"), f"{TRANSLATED} | {NO_MAIN_TEXT}"),
        "comment-never-closed": (f"<html><body><!-- {PARAGRAPHS}", NO_MAIN_TEXT),
        "frames": ("<html><frameset><frame src=http://x.example></frameset></html>", NO_MAIN_TEXT),
        "nul-bytes": (b"<html>\0\0\0</html>", "failed: NUL"),
        "noise": (bytes(range(128, 256)) * 20, "failed: "),
        "damaged-utf-8": (page(article).encode()[:-200] + b"\xff", "failed: damaged UTF-8"),
        "english": (
            page("<p>The minister said that the work would begin next week.</p>" * 6),
            "skipped: English",
        ),
        "persian": (
            page("<p>چرا دیروز نیامدی؟ این کتاب درباره تاریخ موسیقی سنتی ایران نوشته شده است.</p>" * 6),
            "skipped: Persian",
        ),
        "plain-binary": (b"\x89PNG\r\n\x1a\n" + bytes(50), "failed: "),
    }
    deep = page("<div>" * 20_000 + article + "</div>" * 20_000)
    return [
        *one("html", {**{name: (text, TRANSLATED) for name, text in good.items()}, **bad}, ".html"),
        Case("html", "nested-20-000-deep", files({"x.html": deep}), (NO_MAIN_TEXT,)),
        Case(
            "html",
            "lists-nested-2000-deep",
            files({"x.htm": page("<ul><li>" * 2000 + article)}),
            (NO_MAIN_TEXT,),
        ),
        Case(
            "html",
            "xhtml-with-a-cdata",
            files({"x.xhtml": page(f"<![CDATA[ نعم ]]>{article}")}),
            (TRANSLATED,),
        ),
    ]


def _markdown() -> list[Case]:
    aliases = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    good: dict[str, str | bytes] = {
        "front-matter-bomb": f"{aliases}---\n{ARABIC}",
        "front-matter-with-objects": f"---\nx: !!python/object/apply:os.system ['touch x']\n---\n{ARABIC}",
        "front-matter-nested": f"---\nx: {'[' * 500}{']' * 500}\n---\n{ARABIC}",
        "front-matter-nested-deep": f"---\nx: {'[' * 20_000}\n---\n{ARABIC}",
        "front-matter-never-closed": f"---\ntitle: x\n\n{ARABIC}",
        "front-matter-odd-keys": f"---\n? [a, b]\n: c\n1: 2\nnull: x\n2024-01-01: y\n---\n{ARABIC}",
        "front-matter-bad-date": f"---\ndate: 2024-99-99\n---\n{ARABIC}",
        "front-matter-long-number": f"---\nn: {'9' * 10_000}\n---\n{ARABIC}",
        "front-matter-long-number-in-base-16": f"---\nn: 0x{'F' * 10_000}\n---\n{ARABIC}",
        "front-matter-sexagesimal": f"---\nn: {'1:' * 400}1\n---\n{ARABIC}",
        "quotes-40-deep": f"{'>' * 40} {ARABIC}",
        "lists-20-deep": "".join(f"{' ' * n}- {ARABIC}\n" for n in range(0, 40, 2)),
        "stars": "*" * 500 + f"{ARABIC}" + "*" * 500,
        "alternating-emphasis": "*a _b " * 500 + ARABIC + f"\n\n{ARABIC * 20}",
        "brackets": "[" * 5_000 + f"\n\n{ARABIC}",
        "backticks": "".join("`" * n + "x" for n in range(1, 150)) + f"\n\n{ARABIC * 20}",
        "table": "| الاسم | العدد |\n|---|---|\n" + "| قطار | 7 |\n" * 500,
        "references": "".join(f"[{n}]: http://x.example/{n}\n" for n in range(3000)) + f"\n{ARABIC} [1][2]",
        "html": f"<script>alert(1)</script>\n\n{ARABIC}\n\n<!-- \n\n{ARABIC}",
        "links-that-run": f"[{ARABIC}](javascript:alert(1)) ![x](file:///etc/passwd)",
        "code": f"```python\nimport os\n```\n\n{ARABIC * 3}",
        "windows-letters": f"# {ARABIC}\n\n{ARABIC}".encode("cp1256"),
    }
    bad: dict[str, tuple[str | bytes, str]] = {
        "quotes-50-deep": (f"{ARABIC}\n\n{'>' * 50} {ARABIC}", NO_MARKDOWN),
        "lists-200-deep": ("".join(f"{' ' * n}- {ARABIC}\n" for n in range(0, 400, 2)), NO_MARKDOWN),
        "quotes-3000-deep": (f"{'>' * 3000} {ARABIC}", NO_MARKDOWN),
        "stars-never-closed-in-one-another": ("*" * 20_000 + ARABIC + "*" * 20_000, NO_MARKDOWN),
        "nothing": ("", "skipped: no visible character"),
        "front-matter-alone": ("---\ntitle: نعم\n---\n", "skipped: no visible character"),
        "comment-alone": ("[//]: # (نعم)\n", "skipped: no visible character"),
        "nul-bytes": (b"# \0\0\0 \0 x", "failed: NUL"),
        "english": ("# Title\n\nThe minister said that the work would begin next week.", "skipped: English"),
    }
    return one("markdown", {**{name: (text, TRANSLATED) for name, text in good.items()}, **bad}, ".md")
