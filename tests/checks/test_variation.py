"""A reader must not take one person for several because a name is translated in several ways."""

from __future__ import annotations

import pytest

from translate.checks.variation import find_variations

HEAD = "قال لورد إن الشركة تنمو."


def details(*pairs: tuple[str, str]) -> list[str | None]:
    return [None if flag is None else flag.detail for flag in find_variations(pairs)]


def test_a_name_that_becomes_another_name_is_flagged_where_it_does() -> None:
    assert details(
        (HEAD, "Lord said the company is growing."),
        ("وأضاف لورد أن الطلب ارتفع.", "Lord added that demand rose."),
        ("وأشار لورد إلى المنافسين.", "Lovelace pointed to the rivals."),
    ) == [None, None, "لورد: Lovelace, elsewhere Lord"]


def test_two_spellings_of_an_unknown_name_are_flagged() -> None:
    assert details(
        ("وصل كوستيلو أمس.", "Costello arrived yesterday."),
        ("غادر كوستيلو اليوم.", "Costello left today."),
        ("وتحدث كوستيلو طويلا.", "Kastilo spoke at length."),
    ) == [None, None, "كوستيلو: Kastilo, elsewhere Costello"]


def test_two_wrong_names_for_one_are_flagged_although_none_is_like_it() -> None:
    assert (
        details(
            ("اعتقل بروفنزانو في المزرعة.", "Bancroft was arrested at the farm."),
            ("وكان بروفنزانو زعيما.", "He was a leader, that Napoleon Smith."),
        )[1]
        is not None
    )


@pytest.mark.parametrize(
    "pairs",
    [
        # the name is left out or is a pronoun
        (
            (HEAD, "Lord said the company is growing."),
            ("وأضاف لورد أن الطلب ارتفع.", "He added that demand rose."),
        ),
        # a possessive and a people
        (("وصل كوستيلو أمس.", "Costello arrived."), ("سيارة كوستيلو جديدة.", "Costello's car is new.")),
        # two translations that the lexicon knows
        (("تقع المدينة في ويلز.", "The town is in Wales."), ("منتخب ويلز فاز.", "The Welsh team won.")),
        # another name in the same sentence, which its source has
        (
            (HEAD, "Lord said the company is growing."),
            ("التقى لورد كوستيلو في باليرمو.", "Lord met Costello in Palermo."),
        ),
        # a capital or a seat of government for a country or its leader
        (("قالت إيران ذلك.", "Iran said so."), ("نفت إيران الخبر.", "Tehran denied the report.")),
        (
            ("تحدث بوتين طويلا.", "Putin spoke at length."),
            ("بوتين في الصين.", "The Kremlin leader is in China."),
        ),
        # an accent
        (("شعب التاينو قديم.", "The Taíno people is old."), ("عاش التاينو هنا.", "The Taino lived here.")),
        ((HEAD, "Lord said the company is growing."),),
        ((HEAD, ""), ("وأضاف لورد أن الطلب ارتفع.", "")),
        (),
    ],
)
def test_a_name_translated_in_one_way_is_not_flagged(pairs: tuple[tuple[str, str], ...]) -> None:
    assert not any(find_variations(pairs))


def test_another_name_after_a_quotation_is_flagged() -> None:
    flags = find_variations(
        [
            ("قال لورد إن الشركة تنمو.", "Lloyd said the company was growing."),
            ("وأضاف لورد أن الطلب كبير.", "Lloyd added that demand was strong."),
            ('وقال لورد: "هذه النماذج جيدة".', '"These models are good," Lowe said.'),
        ]
    )
    assert [flag and flag.detail for flag in flags] == [None, None, "لورد: Lowe, elsewhere Lloyd"]
