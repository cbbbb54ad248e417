"""Test furniture of web pages, and article lines that look like it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from translate.errors import ProfileError
from translate.text.furniture import Furniture, load_furniture

PARAGRAPH = (
    "أعلنت الشركة يوم الثلاثاء عن سلسلة جديدة من النماذج التي تقدم أداء منافسا في الرياضيات والبرمجة. " * 2
)

FURNITURE_OF_THE_SEEDS = {
    "000_c092617c02053add": {},
    "001_b016bf4549f9c029": {},
    "002_21e234e622f5a1ea": {},
    "003_b66f9316d09d4fc8": {
        1: "section-label",
        26: "comment-form",
        28: "comment-form-note",
        30: "back-to-top",
    },
    "004_2f402499fab63223": {
        1: "back-to-headlines",
        2: "back-to-headlines",
        6: "relative-date",
        10: "related-links-english",
    },
}


@pytest.fixture(scope="module")
def furniture() -> Furniture:
    return load_furniture()


def _found(furniture: Furniture, text: str) -> list[str]:
    """Return the lines that are called furniture."""
    lines = text.split("\n")
    return [lines[i] for i in furniture.find(lines)]


@pytest.mark.parametrize("name", FURNITURE_OF_THE_SEEDS)
def test_of_the_seeds_these_lines_and_no_others_are_left_out(furniture: Furniture, name: str) -> None:
    lines = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    found = {index + 1: pattern for index, pattern in furniture.find(lines).items()}
    assert found == FURNITURE_OF_THE_SEEDS[name]


def test_the_references_are_blank_exactly_where_a_line_is_furniture_or_blank(
    furniture: Furniture,
) -> None:
    for path in sorted(SEEDS.iterdir()):
        lines = path.read_text(encoding="utf-8").split("\n")
        reference = (SEEDS.parent / "eval" / "references" / f"{path.stem}.en.txt").read_text(encoding="utf-8")
        found = furniture.find(lines)
        for i, (line, english) in enumerate(zip(lines, reference.split("\n"), strict=True)):
            assert bool(english.strip()) == (bool(line.strip()) and i not in found), (path.name, i + 1)


EVERY_EXAMPLE = [
    pytest.param(p.where, example, id=f"{p.name}: {example[:30]}")
    for p in load_furniture().patterns
    for example in p.examples
]


@pytest.mark.parametrize(("where", "example"), EVERY_EXAMPLE)
def test_every_example_pattern_is_found_at_its_place_on_a_page(
    furniture: Furniture, where: str, example: str
) -> None:
    headline = "عنوان المقال هنا"
    pages = {
        "start": [example, "", headline, PARAGRAPH],
        "top": [example, headline, PARAGRAPH],
        "bottom": [headline, PARAGRAPH, "", example],
        "anywhere": [headline, PARAGRAPH, example, PARAGRAPH],
    }
    page = pages["bottom" if where == "edge" else where]
    assert _found(furniture, "\n".join(page)) == [example]


ARTICLE_LINES = [
    "اشترك في النشرة البريدية أكثر من مليون شخص خلال عام واحد",
    "تابعنا على مدى أسبوع كامل ما يحدث في المدينة",
    "تستخدم المواقع ملفات تعريف الارتباط لتتبع الزوار عبر الإنترنت",
    "نشر في 2020 كتابا جديدا عن تاريخ المدينة",
    "شارك المقال الذي كتبه مع زملائه في الجامعة قبل نشره",
    "منذ 9 أيام لم تصل المساعدات إلى المدينة",
    "المقال السابق تناول أسباب الأزمة",
    "العلامات: حمى وسعال وصداع",
    "جميع الحقوق التي يطالب بها العمال مشروعة",
    "إعلان الاستقلال",
    "تقنية جديدة لتحلية المياه",
    "شاهد أيضا كثيرا من الأفلام",
    "المزيد من الدول تنضم إلى الاتفاق الجديد بعد المفاوضات الطويلة",
    "من نحن؟",
    "البريد الإلكتروني الذي أرسله المدير كان قصيرا",
    "بحث العلماء عن حل",
    "قبل عامين",
    "التعليقات التي وصلت كانت غاضبة",
]


@pytest.mark.parametrize("line", ARTICLE_LINES)
def test_an_article_line_that_begins_like_furniture_is_kept(furniture: Furniture, line: str) -> None:
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, line, PARAGRAPH, line + ".", PARAGRAPH])) == []


FEED_AND_COMMENT_REMNANTS = [
    "اضغطوا على الصورة لتثبيت تطبيق الميناء ومتابعة الجديد من متجر التطبيقات",
    "The post سفينة تصل إلى الميناء appeared first on بوابة الميناء.",
    "يرحب موقع الميناء بالنقاش الهادئ، ونذكركم بمراعاة قواعد النشر قبل إرسال الرد. وللموقع أن يحذف ما يخالفها، "
    "وله أن يعرض اسم صاحب الرد وصورته في صفحاته الأخرى كما تبين سياسة الخصوصية.",
    "الآراء الواردة أدناه لا تعكس موقف بوابة الميناء، وإنما موقف من كتبها.",
]


@pytest.mark.parametrize("line", FEED_AND_COMMENT_REMNANTS)
def test_remnants_of_feeds_and_comment_rules_are_not_translated(furniture: Furniture, line: str) -> None:
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, line])) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "يرحب الوزير بالنقاش حول قواعد النشر في الصحف",
        "الآراء الواردة في التقرير لا تعكس حجم الأزمة",
        "ضغط على الصورة فظهر تطبيق جديد",
        "يرجى مراعاة قواعد المرور قبل السفر",
        "The post office in the harbour opened first on Monday",
    ],
)
def test_a_last_line_about_comments_or_applications_is_kept(furniture: Furniture, line: str) -> None:
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, line])) == []


def test_a_section_name_that_is_a_heading_inside_the_article_is_kept(furniture: Furniture) -> None:
    page = ["نشرة اليوم", PARAGRAPH, "تقنية", PARAGRAPH, "رياضة", PARAGRAPH]
    assert _found(furniture, "\n".join(page)) == []


def test_a_section_name_that_is_the_only_headline_is_kept(furniture: Furniture) -> None:
    assert _found(furniture, "\n".join(["رياضة", PARAGRAPH, "اقتصاد", PARAGRAPH])) == []


def test_a_headline_above_the_link_back_is_kept(furniture: Furniture) -> None:
    page = ["عنوان قصير", "Back to Headlines", PARAGRAPH]
    assert _found(furniture, "\n".join(page)) == ["Back to Headlines"]


def test_links_below_a_related_links_heading_are_furniture(furniture: Furniture) -> None:
    links = ["Related Links", "علي بابا تطلق نموذجا جديدا", "ديب سيك يهز الأسواق"]
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, *links])) == links


@pytest.mark.parametrize(
    "below",
    [[PARAGRAPH], ["وأضاف الوزير أن الخطة ستبدأ غدا."], ["سطر"] * 13, ["س" * 121]],
    ids=["a paragraph", "a sentence", "too many lines", "a long line"],
)
def test_related_links_remove_nothing_that_may_be_the_article(furniture: Furniture, below: list[str]) -> None:
    page = ["عنوان", PARAGRAPH, "مواضيع ذات صلة", *below]
    assert _found(furniture, "\n".join(page)) == ["مواضيع ذات صلة"]


def test_an_article_of_short_lines_keeps_them_after_related_links(furniture: Furniture) -> None:
    page = [
        "عنوان قصير",
        "قال الوزير إن الخطة جاهزة.",
        "ذات صلة",
        "وقال الناطق باسم الحكومة إن الخطة ستبدأ قريبا.",
    ]
    assert _found(furniture, "\n".join(page)) == ["ذات صلة"]


NOT_REACHED = {
    "more of something": [
        "المزيد من الضحايا",
        "ارتفع العدد إلى خمسة قتلى في الهجوم الأخير",
        "والشرطة تبحث عن المنفذ",
    ],
    "points": ["موضوعات ذات صلة", "• الحكومة تعلن خطة جديدة", "• البرلمان يناقشها غدا"],
    "hyphens": ["موضوعات ذات صلة", "- الحكومة تعلن خطة جديدة", "- البرلمان يناقشها غدا"],
    "numbers": ["موضوعات ذات صلة", "1. الحكومة تعلن خطة جديدة", "٢) البرلمان يناقشها غدا"],
    "a closing line": ["الوسوم", "ولم تعلق الشركة على الخبر"],
    "a question": ["ذات صلة", "فهل تنجح الخطة؟"],
    "a question in Latin marks": ["ذات صلة", "فهل تنجح الخطة?"],
    "a sentence without its full stop": [
        "الأكثر قراءة",
        "وأضاف الوزير في المؤتمر أن الخطة الجديدة ستبدأ في الشهر المقبل",
    ],
}


@pytest.mark.parametrize("end", NOT_REACHED.values(), ids=NOT_REACHED)
def test_the_end_of_an_article_is_not_taken_for_links_or_tags(furniture: Furniture, end: list[str]) -> None:
    found = _found(furniture, "\n".join(["عنوان", PARAGRAPH, *end]))
    assert set(found).isdisjoint(end[1:])


def test_a_heading_about_more_of_something_is_kept(furniture: Furniture) -> None:
    end = NOT_REACHED["more of something"]
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, *end])) == []


def test_tags_below_their_heading_are_furniture(furniture: Furniture) -> None:
    tags = ["الوسوم", "الذكاء الاصطناعي", "علي بابا"]
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, *tags])) == tags


def test_marks_arrows_and_case_around_furniture_do_not_matter(furniture: Furniture) -> None:
    page = ["عنوان", PARAGRAPH, "» اتــرك تعليقًا «", "BACK TO TOP ↑", "[ إعلان ]"]
    assert len(_found(furniture, "\n".join(page))) == 3


def test_a_line_of_stars_is_not_furniture(furniture: Furniture) -> None:
    assert _found(furniture, "\n".join(["عنوان", PARAGRAPH, "* * *", PARAGRAPH])) == []


def test_every_line_of_a_page_of_furniture_is_found(furniture: Furniture) -> None:
    assert len(_found(furniture, "اترك تعليقاً\n\nالوسوم: أخبار\nإعلان")) == 3


def test_real_sentences_are_never_called_furniture(furniture: Furniture) -> None:
    training = SEEDS.parent.parent / "shared" / "training"
    if not training.is_dir():
        pytest.skip("the shared sentences are not here")
    for name in ("tatoeba", "tico19", "xquad", "ntrex"):
        lines = [
            row.split("\t")[0] for row in (training / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
        ]
        for start in range(0, len(lines), 20):
            assert _found(furniture, "\n".join(lines[start : start + 20])) == []


def test_a_file_of_twenty_thousand_links_takes_seconds(furniture: Furniture) -> None:
    started = time.perf_counter()
    furniture.find(["Back to Headlines"] * 10_000 + ["عنوان", PARAGRAPH] + ["Related Links"] * 10_000)
    assert time.perf_counter() - started < 20


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_user_can_add_a_pattern_and_replace_one(tmp_path: Path, furniture: Furniture) -> None:
    mine = _file(
        tmp_path,
        """
        [[pattern]]
        name = "my-site"
        regex = 'خاص بموقعنا'
        examples = ["خاصّ بموقعنا"]

        [[pattern]]
        name = "advertisement"
        regex = 'إعلان تجاري'
        examples = ["إعلان تجاري"]
        """,
    )
    own = load_furniture([mine])
    page = "\n".join(["عنوان", PARAGRAPH, "خاص بموقعنا", "إعلان", "إعلان تجاري", PARAGRAPH])
    assert _found(own, page) == ["خاص بموقعنا", "إعلان تجاري"]
    assert own.fingerprint != furniture.fingerprint


def test_the_fingerprint_does_not_change_from_day_to_day(furniture: Furniture) -> None:
    assert load_furniture().fingerprint == furniture.fingerprint
    assert len(furniture.fingerprint) == 16


@pytest.mark.parametrize(
    ("regex", "example", "reason"),
    [
        ("(", "x", "not a regular expression"),
        ("a)|(b", "a", "not a regular expression"),
        ("إعلان", "نعم", "does not match its example 'نعم'"),
        ("تعليقاً", "تعليقاً", "write تعليقا"),
        (".*", "x", "matches an empty line"),
        (r"(?R)?\w", "x", "not a regular expression"),
        ("a{99999999999}", "x", "not a regular expression"),
    ],
)
def test_a_bad_pattern_is_refused_by_file_and_name(
    tmp_path: Path, regex: str, example: str, reason: str
) -> None:
    mine = _pattern_file(tmp_path, regex, example)
    with pytest.raises(ProfileError, match=r"mine\.toml: .*") as caught:
        load_furniture([mine])
    assert "mine-too" in str(caught.value)
    assert reason in str(caught.value)


SLOW = r"(?:.|\w|\s)*\d"
SENTENCE = "قال الوزير إن الخطة جاهزة وأضاف أن العمل سيبدأ في الشهر المقبل وسيستمر ثلاثة أعوام"


def _pattern_file(tmp_path: Path, regex: str, example: str) -> Path:
    return _file(tmp_path, f"[[pattern]]\nname = 'mine-too'\nregex = '{regex}'\nexamples = ['{example}']\n")


def test_a_pattern_with_nested_repetition_does_not_take_minutes(tmp_path: Path) -> None:
    own = load_furniture([_pattern_file(tmp_path, r"(?:\w+\s?)+!", "a!")])
    assert own.find([SENTENCE, "نعم!"]) == {1: "mine-too"}


def test_a_pattern_that_would_hang_is_refused_with_file_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.text.furniture._MATCH_SECONDS", 0.05)
    own = load_furniture([_pattern_file(tmp_path, SLOW, "ب1")])
    with pytest.raises(ProfileError, match=r"mine\.toml: pattern mine-too: .* takes more than"):
        own.find([SENTENCE])
    with pytest.raises(ProfileError, match=r"mine\.toml: .*pattern mine-too: .* takes more than"):
        load_furniture([_pattern_file(tmp_path, SLOW, SENTENCE)])


def test_two_patterns_of_one_name_in_a_file_are_refused(tmp_path: Path) -> None:
    pattern = "[[pattern]]\nname = 'same'\nregex = 'x'\nexamples = ['x']\n"
    with pytest.raises(ProfileError, match="the name same"):
        load_furniture([_file(tmp_path, pattern * 2)])
