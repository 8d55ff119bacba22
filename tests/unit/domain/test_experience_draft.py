"""The draft from a case: nobody and no place is named in it, and what it is about is what the case was about."""

from __future__ import annotations

import pytest

from hybridmentor.domain.disclosure_people import (
    CONTACT,
    FIRM,
    JOBSEEKER,
    MENTOR,
    OFFICE,
    PLACE,
    STAFF,
    KnownPerson,
    Mention,
)
from hybridmentor.domain.experience_draft import (
    LONGEST_NOTE,
    Places,
    choose_themes,
    compose_text,
    find_reached_step,
    find_told,
    word_neutrally,
)
from hybridmentor.domain.practice import get_practice_model

PRACTICE = get_practice_model("hybridmodellen")
PEOPLE = (
    KnownPerson("Jonas Prøve", JOBSEEKER),
    KnownPerson("Mona Lind", MENTOR),
    KnownPerson("Even Kvist", CONTACT),
    KnownPerson("Vilde Viken", STAFF),
)
WHERE = Places(("Bakeriet AS", "Rosa Sko og Klær AS"), ("Fjordby", "Vik"), ("Nav Fjordby",))


def write(mention: Mention) -> str:
    """The key of the words."""
    return f"<{mention.wording}>"


def reword(text: str) -> str:
    return word_neutrally(text, PEOPLE, WHERE, write)


SAID = [
    ("Jonas trivdes.", "<jobseeker> trivdes."),
    ("Vi snakket med Monas leder.", "Vi snakket med <mentor_genitive> leder."),
    ("Even sa ja.", "<contact> sa ja."),
    ("Vilde ringte.", "<name> ringte."),
    ("Møtet var på Bakeriet AS.", "Møtet var på <firm>."),
    ("Møtet var på Bakeriet.", "Møtet var på <firm>."),
    ("Det var Bakeriets ansatte.", "Det var <firm_genitive> ansatte."),
    ("rosa sko og klær tok imot.", "<firm> tok imot."),
    ("Hos Nav Fjordby sa de nei.", "Hos <office> sa de nei."),
    ("De bor i Fjordby nå.", "De bor i <place> nå."),
    ("De bor i Bergen nå.", "De bor i <place> nå."),
    ("Vi møttes 12. mars 2026.", "Vi møttes <date>."),
    ("Ring 922 33 445.", "Ring <phone>."),
    ("Skriv til mona@bakeriet.no i dag.", "Skriv til <email> i dag."),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_who_and_where_is_worded_neutrally(text: str, expected: str):
    assert reword(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Vi handlet i bakeriet på hjørnet.",
        "Mentor og bruker satte av ti minutter.",
        "Alle fire fikk se arket før de begynte.",
        "De tok det rolig i begynnelsen.",
    ],
)
def test_ordinary_words_stand(text: str):
    assert reword(text) == text


def test_what_is_worded_neutrally_tells_nothing_more():
    text = " ".join(said for said, _ in SAID)
    plain = {"<firm>": "bedriften", "<place>": "[sted]", "<office>": "Nav-kontoret"}
    reworded = word_neutrally(text, PEOPLE, WHERE, lambda one: plain.get(write(one), "[navn]"))
    for word in (
        "Jonas",
        "Mona",
        "Even ",
        "Vilde",
        "Bakeriet",
        "osa ",
        "Fjordby",
        "Bergen",
        "922",
        "2026",
        "@",
    ):
        assert word not in reworded
    assert find_told(reworded, PEOPLE, WHERE) == []


@pytest.mark.parametrize(
    ("text", "whose", "sure"),
    [
        ("Det var på Bakeriet.", FIRM, True),
        ("Bakeriet lå i gata.", FIRM, False),
        ("Bakeriet AS lå i gata.", FIRM, True),
        ("De bor på Vik.", PLACE, False),
        ("Nav Fjordby tok den.", OFFICE, False),
    ],
)
def test_the_name_of_a_company_blocks_and_a_place_is_asked_about(text: str, whose: str, sure: bool):
    (found,) = find_told(text, PEOPLE, WHERE)
    assert (found.whose, found.finding.sure) == (whose, sure)


def test_an_identity_number_wins_over_everything():
    found = find_told("Nummeret er 02013299997 på Bakeriet.", PEOPLE, WHERE)
    assert [(one.finding.kind, one.whose) for one in found] == [("national_id", None), ("name", FIRM)]


def test_notes_become_paragraphs_each_once():
    assert compose_text([None, "En\nto", " ", "En to", "Tre"], str.upper) == "EN TO\n\nTRE"
    assert compose_text([None, ""], str) is None
    cut = compose_text(["ord " * 300], str)
    assert cut is not None
    assert len(cut) <= LONGEST_NOTE + 2
    assert cut.endswith("ord …")


def test_the_step_is_the_last_that_has_begun_or_the_chosen_one():
    statuses = {"wishes": "done", "company": "skipped", "mentor": "in_progress", "share": "done"}
    assert find_reached_step(PRACTICE, statuses) == "mentor"
    assert find_reached_step(PRACTICE, statuses, "wishes") == "wishes"
    assert find_reached_step(PRACTICE, statuses, "share") == "mentor"
    assert find_reached_step(PRACTICE, statuses, "'; --") == "mentor"
    assert find_reached_step(PRACTICE, {}) is None


def test_the_themes_are_the_most_frequent_in_the_models_order():
    keys = ("a", "b", "c", "d", "e")
    assert choose_themes(keys, ["e", "e", "c", "c", "b", "a", "gone"]) == ["a", "c", "e"]
    assert choose_themes(keys, []) == []
