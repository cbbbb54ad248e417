"""Compare a summariser's outputs with published ones, and check its summaries of this project's articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from translate.config.catalogue import PublishedExample
from translate.config.profile import Decoding, EngineName
from translate.engines.loading import LoadedModel
from translate.errors import SourceNotSeen
from translate.models.base import ModelFiles
from translate.models.model_folder import read_model_config
from translate.progress import Progress
from translate.records import Output
from translate.scoring.metrics import CHRF
from translate.scoring.verification_record import Comparison, agreement
from translate.summaries.base import is_complete
from translate.summaries.checks import measure

__all__ = ["one_line", "summary_comparisons"]

# Articles written for this project, long enough for models whose summaries have a minimum length.
OWN_ARTICLES = (
    "The city council of Port Ellery approved a plan on Tuesday to turn the old customs house into a public library. "
    "The building, which has been empty since 1998, will hold about 60,000 books and a reading room for children. "
    "Mayor Anna Lindqvist said that the work would begin in March and cost 14 million euros, half of it paid by the "
    "region. Residents had campaigned for a library for more than ten years, after the last one was closed to save "
    "money. Some council members voted against the plan. They argued that the harbour road should be repaired first, "
    "because lorries use it every day. The architect Samir Haddad, who won a competition last year, promised to keep "
    "the stone front of the building. The library is expected to open in the autumn of 2028.",
    "Two days of heavy rain flooded roads and cellars in the valley of the Orne on Thursday, and about 900 people had "
    "to leave their homes. The river rose to 4.2 metres in the town of Belmont, its highest level since 1984. Fire "
    "crews used boats to reach families in the lower streets, and a school on the hill was opened as a shelter. "
    "Nobody was hurt, according to the regional office. The rail line to the coast will stay closed until engineers "
    "have inspected three bridges. Farmers said that the water had destroyed much of the potato harvest. Weather "
    "services expect the rain to stop on Friday, but they warn that the ground cannot take any more water. The "
    "government promised money for repairs and a new report on the dams.",
)
# Minimum chrF of a summary against the published one, and of one engine's summaries against the other's. Chosen, not
# measured: a different implementation of beam search can change a word, another model changes most of them.
SUMMARY_CHRF = 80.0
# Minimum share of a summary's words that are in the article. Chosen: damaged weights produce words at random.
_LEAST_COVERAGE = 0.4


@dataclass(frozen=True, slots=True)
class _Written:
    """The outputs of one engine; None where an article exceeds the model's input limit."""

    examples: list[Output]
    own: list[Output | None]


def summary_comparisons(
    files: ModelFiles, engines: Mapping[EngineName, Callable[[], LoadedModel]], progress: Progress
) -> list[Comparison]:
    """Summarise with each engine, and compare with published summaries, between engines, and with the article."""
    examples = files.entry.examples
    written: dict[EngineName, _Written] = {}
    for engine, open_model in engines.items():
        with progress.task(f"Summarising {len(examples) + len(OWN_ARTICLES)} articles on {engine}"):
            written[engine] = _write(open_model(), examples)
    found = [_settings(files)]
    for engine, outputs in written.items():
        found += [_published(engine, e, o) for e, o in zip(examples, outputs.examples, strict=True)]
        # Where an output is published, it decides.
        found += [_sound(engine, number, output, bool(examples)) for number, output in enumerate(outputs.own)]
    if len(written) == 2:
        ours, theirs = _texts(written["ctranslate2"]), _texts(written["torch"])
        found.append(agreement(ours, theirs, SUMMARY_CHRF))
    return found


def one_line(text: str) -> str:
    """Return the text on one line, with single blanks."""
    return " ".join(text.split())


def _write(model: LoadedModel, examples: tuple[PublishedExample, ...]) -> _Written:
    # One article per batch, as in the published calls.
    try:
        published = [
            model.generate([e.source], Decoding(beams=e.beams), max_tokens=e.max_tokens)[0] for e in examples
        ]
        own: list[Output | None] = []
        for article in OWN_ARTICLES:
            try:
                own.append(model.generate([article])[0])
            except SourceNotSeen:
                own.append(None)
        return _Written(published, own)
    finally:
        model.close()


def _settings(files: ModelFiles) -> Comparison:
    """Return the generation settings in use, and the published ones if the catalogue changes them."""
    from translate.engines.ctranslate2_engine import Search

    settings = read_model_config(files.folder)

    def described(decoding: Decoding) -> str:
        search = Search.of(settings, decoding)
        lengths = [settings.generation_setting(name) for name in ("min_length", "max_length")]
        repeated = search.no_repeat_ngram_tokens
        parts = [
            f"{search.beams} beams, length penalty {search.length_penalty:g}",
            f"repetition penalty {search.repetition_penalty:g}",
            *([f"no repeated {repeated} tokens"] if repeated else []),
            *([f"{lengths[0] or 0} to {lengths[1]} tokens"] if lengths[1] is not None else []),
        ]
        return ", ".join(parts)

    return Comparison(
        "generation settings", described(files.entry.decoding), described(Decoding()), None, published=True
    )


def _published(engine: str, example: PublishedExample, output: Output) -> Comparison:
    written, wanted = one_line(output.text), one_line(example.target)
    score = CHRF.of_corpus([written], [wanted])
    return Comparison(
        f"{example.found_in}, {engine}: {one_line(example.source)[:60]}...",
        f"chrF {score:.1f}: {written}",
        f"chrF {SUMMARY_CHRF:.0f}: {wanted}",
        score >= SUMMARY_CHRF,
        published=True,
    )


def _sound(engine: str, number: int, output: Output | None, decided: bool) -> Comparison:
    what = f"own article {number + 1}, {engine}"
    wanted = f"a shorter text that ends a sentence, {_LEAST_COVERAGE:.0%} of its words from the article"
    if output is None:
        return Comparison(what, "longer than the model's input limit", wanted, None)
    article, summary = OWN_ARTICLES[number], one_line(output.text)
    if not summary:
        return Comparison(what, "no summary", wanted, None if decided else False)
    measures = measure(article, summary)
    ends = output.finished and is_complete(summary)
    good = ends and measures.compression > 1 and measures.coverage >= _LEAST_COVERAGE
    found = (
        f"{len(summary.split())} of {len(article.split())} words, "
        f"{'ends a sentence' if ends else 'does not end a sentence'}, {measures.coverage:.0%} from the article"
    )
    return Comparison(what, found, wanted, None if decided else good)


def _texts(written: _Written) -> list[str]:
    return [one_line(o.text) for o in (*written.examples, *written.own) if o is not None]
