"""What a causal model is asked where the catalogue does not say."""

from __future__ import annotations

from translate.config.catalogue import Example, Prompt, Task

# A base model is shown what to do: plain news, a figure with names, a question, a headline, direct speech.
TRANSLATION_TEMPLATE = Prompt(
    template="Arabic: {source}\nEnglish: {target}\n\n",
    examples=(
        Example(
            source="قال وزير النقل يوم الثلاثاء إن الميناء الجديد سيفتح أبوابه في شهر مارس المقبل.",
            target="The transport minister said on Tuesday that the new port would open next March.",
        ),
        Example(
            source="ارتفعت صادرات الأردن من الأسمدة بنسبة 12.5% لتبلغ 340 مليون دولار خلال عام 2019.",
            target="Jordan's fertiliser exports rose by 12.5% to $340 million in 2019.",
        ),
        Example(
            source="لماذا تأخر إصلاح الجسر كل هذا الوقت؟",
            target="Why has the repair of the bridge taken so long?",
        ),
        Example(
            source="عودة الكهرباء إلى أحياء الإسكندرية بعد العاصفة",
            target="Power returns to Alexandria's neighbourhoods after the storm",
        ),
        Example(
            source='وأضافت ليلى حداد، مديرة المتحف: "لم نتوقع هذا العدد من الزوار في الأسبوع الأول".',
            target='"We did not expect this many visitors in the first week," added Leila Haddad, the director of '
            "the museum.",
        ),
    ),
)

TRANSLATION_INSTRUCTION = Prompt(
    instruction="Translate the following Arabic text into English. Answer with the translation alone.\n\n{source}"
)

SUMMARY_INSTRUCTION = Prompt(
    instruction="Summarize the following news article in at most {words} words. Answer with the summary "
    "alone.\n\n{source}"
)


def default_prompt(task: Task, *, chat: bool) -> Prompt | None:
    """The prompt for a causal model with a chat template, or without one; None where there is no good one."""
    if task == "summarize":
        return SUMMARY_INSTRUCTION if chat else None
    return TRANSLATION_INSTRUCTION if chat else TRANSLATION_TEMPLATE
