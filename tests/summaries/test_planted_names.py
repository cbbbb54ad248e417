"""Plant names in faithful summaries: the check finds them, and flags no faithful name."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import ROOT
from translate.summaries.names import new_names

DATA = ROOT / "eval" / "training" / "data"
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_PERSON = re.compile(r"(?<=[a-z,] )([A-Z][a-z]+) ([A-Z][a-z]+)(?=[ ,.])")
_LETTERS = "ABCDEFGHILMNOPRSTUW"
_ENDS = ("ington", "ovich", "dale", "uz", "berg")


def pairs() -> Iterator[tuple[str, str]]:
    for file in ("news-summaries.jsonl", "news-summaries-dev.jsonl"):
        for line in (DATA / file).read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            yield pair["article"], pair["summary"]


def acronym(article: str, name: str, chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(2))


def half_name(article: str, name: str, chance: random.Random) -> str:
    return name[:4] + chance.choice(_ENDS)


def two_halves(article: str, name: str, chance: random.Random) -> str:
    people = sorted(set(_PERSON.findall(article)))
    first, last = chance.choice(people)[0], chance.choice(people)[1]
    return f"{first} {last}"


PLANTED = {"acronym": (acronym, 0.93), "half a name": (half_name, 0.97), "halves of two": (two_halves, 0.85)}


def test_no_name_of_a_faithful_summary_is_flagged() -> None:
    flagged = [new for article, summary in pairs() if (new := new_names(article, summary))]
    assert flagged == []


def test_an_invented_name_that_opens_a_sentence_is_found() -> None:
    chance, found = random.Random(15), Counter[bool]()
    for article, summary in pairs():
        name = chance.choice(
            ("Baidu", "Henderson", "Sony", "Lovelace", "Toyota", "Erdogan", "Kovacic", "Menga")
        )
        first = re.match(r"(?:The|A|An) [a-z]+ (?=[a-z])", summary)
        if first is not None and name not in article:
            found[name in new_names(article, f"{name} {summary[first.end() :]}")] += 1
    assert found.total() > 50
    assert found[True] >= 0.95 * found.total()


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_name_that_shares_letters_with_the_article_is_found(kind: str) -> None:
    plant: Callable[[str, str, random.Random], str]
    plant, least = PLANTED[kind]
    chance = random.Random(15)
    found: Counter[bool] = Counter()
    for article, summary in pairs():
        places = list(_INSIDE.finditer(summary))
        if not places or not _PERSON.search(article):
            continue
        place = chance.choice(places)
        name = plant(article, place.group(), chance)
        if name not in article:
            changed = summary[: place.start()] + name + summary[place.end() :]
            found[name in new_names(article, changed)] += 1
    assert found.total() > 200
    assert found[True] >= least * found.total()
