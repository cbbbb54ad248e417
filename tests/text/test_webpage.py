"""Pages give the whole article: no lead, card or list is lost, and no menu is read."""

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


def test_a_page_of_nothing_but_menus_has_no_article() -> None:
    from translate.errors import EmptyArticle

    page = Page("menus", '<nav><a href="/">الرئيسية</a></nav><ul><li><a href="/a">سياسة</a></li></ul>', ())
    with pytest.raises(EmptyArticle):
        lines(page)


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
def test_a_power_stays_apart_from_its_number(before: str, raised: str, plain: str) -> None:
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
def test_an_index_makes_no_other_number(before: str, lowered: str, after: str, plain: str) -> None:
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
def test_items_are_numbered_as_their_list_says(number: int, kind: str, written: str) -> None:
    assert list_number(number, kind) == written
