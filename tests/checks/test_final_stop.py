"""A reader learns where the end of a sentence is missing."""

from __future__ import annotations

import pytest

from translate.checks.form import no_final_stop


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("من يدير الشركة الجديدة في المدينة؟", "Who runs the new company in the city"),
        (
            "مراقب الحركة الجوية يضحي بحياته لإنقاذ ركاب الطائرة.",
            "Air Traffic Controller Dies To Save Passengers",
        ),
    ],
)
def test_a_question_or_a_title_needs_no_final_mark(source: str, output: str) -> None:
    assert no_final_stop(source, output) is None


@pytest.mark.parametrize(
    "output",
    [
        "The company announced on Sunday that it would open three new plants in the",
        "The company announced on Sunday,",
        "The company",
        "The company announced on Sunday that it would open three",
    ],
)
def test_a_sentence_whose_end_is_missing_is_flagged(output: str) -> None:
    source = "أعلنت الشركة يوم الأحد أنها ستفتح ثلاثة مصانع جديدة في الجنوب."
    assert no_final_stop(source, output) is not None
