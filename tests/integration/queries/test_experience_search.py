"""The search of the board: the same hits on both databases, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hybridmentor.db import HybridSession
from hybridmentor.domain.stems import find_words, is_found, read_terms, stem_words
from hybridmentor.identity import Actor
from hybridmentor.queries.experiences import PAGE_SIZE, ExperienceFilter, find_list_key, list_experiences
from tests.integration.scenes import load_person, share

TOLD = {
    "A": "Oppstartsmøter med arbeidsgiveren ga færre spørsmål",
    "B": "Mulighetene for språktrening på Åsen øker",
    "C": "Mentoren sa «ja», men 2 av 25 % ble borte (se punkt 3_4)",
    "D": "Æresord: øvelse gjør mester",
}
HITS = {
    "møte": "",
    "oppstartsmøte": "A",
    "oppstart": "A",
    "arbeidsgivere": "A",
    "ARBEIDSGIVER": "A",
    "spør": "A",
    "mulighet": "B",
    "mulighe": "B",
    "språk": "B",
    "språktreningen": "B",
    "åsen": "B",
    "ASEN": "",
    "osen": "",
    "øk": "B",
    "ø": "",
    "mentor": "C",
    "mentor ja": "C",
    "mentor nei": "",
    "mentor OR nei": "",
    "mentor AND ja": "",
    '"ja"': "C",
    "mentor*": "C",
    "NOT mentor": "",
    "-mentor": "C",
    "mentor:*": "C",
    "^mentor": "C",
    "mentor) OR (1=1": "",
    "'": "",
    '"': "",
    "\\": "",
    "%": "",
    "_": "",
    "2": "C",
    "25": "C",
    "5": "",
    "3_4": "C",
    "æresord": "D",
    "øvelsene": "D",
    "ja & mentor": "C",
    "ja | mester": "",
    "!ja": "C",
    "a": "",
    "…": "",
}


def search(session: HybridSession, actor: Actor, words: str) -> str:
    """The titles of what is found, in order of the alphabet."""
    shown, _ = list_experiences(session, actor, ExperienceFilter(words=words))
    return "".join(sorted(str(one.experience.title) for one in shown))


@pytest.fixture
def filled(people: HybridSession, adviser: Actor) -> HybridSession:
    """The experiences of `TOLD`."""
    for title, learned in TOLD.items():
        share(people, adviser, title=title, learned=learned)
    return people


def test_each_word_is_found_by_its_stem_or_its_beginning(filled: HybridSession, adviser: Actor):
    found = {words: search(filled, adviser, words) for words in HITS}
    titles = {**HITS, "a": "A"}  # the title itself
    assert found == titles


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=12))
def test_whatever_is_typed_is_found_as_it_is_marked(filled: HybridSession, adviser: Actor, words: str):
    terms = read_terms(words)
    expected = ""
    for title, learned in TOLD.items():
        told = find_words(f"{title} {learned}")
        pairs = list(zip(told, stem_words(told), strict=True))
        if terms and all(any(is_found(word, stem, [term]) for word, stem in pairs) for term in terms):
            expected += title
    assert search(filled, adviser, words) == expected


def test_hits_follow_the_scope_and_the_filters(people: HybridSession, adviser: Actor):
    share(people, adviser, title="A", learned="turnus", step="mentor")
    share(people, adviser, title="B", learned="turnus", step="wishes", industry="retail")
    share(people, load_person(people, "veileder2"), title="C", learned="turnus")
    assert search(people, adviser, "turnus") == "AB"
    narrowed = {
        "A": ExperienceFilter(words="turnus", step="mentor"),
        "B": ExperienceFilter(words="turnus", industry="retail"),
        "AB": ExperienceFilter(words="turnus", is_own=True, where="office"),
        "": ExperienceFilter(words="turnus", is_note=True),
    }
    for titles, wanted in narrowed.items():
        shown, _ = list_experiences(people, adviser, wanted)
        assert "".join(sorted(str(one.experience.title) for one in shown)) == titles
    county, _ = list_experiences(people, adviser, ExperienceFilter(where="county"))
    assert sorted(str(one.experience.title) for one in county) == ["A", "B"]
    assert search(people, load_person(people, "forsker"), "turnus") == ""


def test_pages_of_hits_leave_nothing_out(people: HybridSession, adviser: Actor):
    for number in range(PAGE_SIZE + 3):
        share(people, adviser, title=f"N{number}", learned="felles")
    wanted = ExperienceFilter(words="felles")
    first, more = list_experiences(people, adviser, wanted)
    rest, last = list_experiences(people, adviser, wanted, after=find_list_key(first[-1].experience))
    assert more
    assert not last
    assert len({one.experience.id for one in [*first, *rest]}) == PAGE_SIZE + 3
