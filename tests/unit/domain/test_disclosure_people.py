"""Whose name a text holds: those of the case always count, those of the register where they point at one person."""

import pytest

from hybridmentor.domain.disclosure_people import (
    CONTACT,
    JOBSEEKER,
    MENTOR,
    OTHER,
    SEVERAL,
    STAFF,
    KnownPerson,
    Mention,
    find_mentions,
    list_lookup_terms,
    pick_names,
    replace_mentions,
)
from hybridmentor.domain.folding import WHOLE, list_index_terms

PEOPLE = (
    KnownPerson("Åse Hansen", JOBSEEKER),
    KnownPerson("Mona Mentor", MENTOR),
    KnownPerson("Berit Lund", CONTACT),
    KnownPerson("Zawadi Moen", OTHER),
    KnownPerson("Kari Nes", OTHER),
    KnownPerson("Kari Vik", OTHER),
    KnownPerson("Noor Øvelse", OTHER),
    KnownPerson("Fatima Knutsen", OTHER),
    KnownPerson("Liban Ås", OTHER),
    KnownPerson("Vilde Veileder", STAFF),
    KnownPerson("Liban Strøm", STAFF),
    KnownPerson("Per Hansen", STAFF),
)
Found = tuple[str, bool, str | None]


def find(text: str, *firms: str) -> list[Found]:
    """What is found: the words, whether it is sure, and whose it is."""
    return [
        (text[one.finding.start : one.finding.end], one.finding.sure, one.whose)
        for one in find_mentions(text, PEOPLE, firms)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Åse var på jobb", ("Åse", True, JOBSEEKER)),
        ("Vi gikk gjennom Åses plan", ("Åses", True, JOBSEEKER)),
        ("Hansens plan", ("Hansens", True, JOBSEEKER)),
        ("Hansen sin plan", ("Hansen", True, JOBSEEKER)),
        ("Aase Hansen's plan", ("Aase Hansen's", True, JOBSEEKER)),
        ("ÅSE HANSEN", ("ÅSE HANSEN", True, JOBSEEKER)),
        ("åse ringte", ("åse", True, JOBSEEKER)),
        ("Snakket med Mona i dag", ("Mona", True, MENTOR)),
        ("Ringte Berit Lund", ("Berit Lund", True, CONTACT)),
        ("Skriv til mona@bakeri.no", ("mona@bakeri.no", True, MENTOR)),
    ],
)
def test_each_word_of_a_name_in_the_case_is_sure(text: str, found: Found):
    assert find(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi møtte Kari Nes på jobb", ("Kari Nes", True, OTHER)),
        ("Zawadi Moens bror", ("Zawadi Moens", True, OTHER)),
        ("Vi snakket med Zawadi i går", ("Zawadi", True, OTHER)),
        ("Zawadi ringte", ("Zawadi", True, OTHER)),
        ("Zawadis mentor ringte", ("Zawadis", True, OTHER)),
        ("Zawadi hos oss", ("Zawadi", False, None)),
        ("Vi møtte Kari på jobb", ("Kari", False, None)),
        ("Øvelse i kassa", ("Øvelse", False, None)),
        ("Skriv til fatima@firma.no", ("fatima@firma.no", False, None)),
        ("Skriv til fatima.knutsen@firma.no", ("fatima.knutsen@firma.no", True, OTHER)),
    ],
)
def test_a_name_of_the_register_is_sure_where_it_points_at_one_person(text: str, found: Found):
    assert find(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Snakket med Vilde i dag",
        "Avtalt med Per Hansen at han ringer",
        "Liban tar over saken",
        "vil ha øvelse i kassa og gå på moen",
        "Bruker var på jobb. Mentor er fornøyd, og mentor ringer veilederen.",
        "Ringte Moen Bygg i dag. MOEN BYGG sa ja.",
    ],
)
def test_staff_neutral_words_and_firms_are_named_freely(text: str):
    assert find(text, "Moen Bygg", " ") == []


def test_a_firm_covers_its_own_name_alone():
    assert find("Moen Bygg sa ja til Åse", "Moen Bygg") == [("Åse", True, JOBSEEKER)]
    assert find("Berit i Moen Byggvare", "Moen Bygg")[0] == ("Berit", True, CONTACT)


def test_a_name_that_staff_and_jobseeker_share_is_the_jobseekers():
    assert find("Hansen ringte") == [("Hansen", True, JOBSEEKER)]


def test_the_address_of_staff_is_a_proposal_still():
    assert find("Skriv til vilde.veileder@nav.no") == [("vilde.veileder@nav.no", False, None)]


def test_what_is_no_name_stays_as_it_was_found():
    assert find("Ring 922 33 445 den 3. mars") == [("922 33 445", False, None), ("3. mars", False, None)]
    assert find("02013299997") == [("02013299997", True, None)]


def test_whose_name_it_is_where_several_in_the_case_bear_it():
    people = [KnownPerson("Tor Tenkt", JOBSEEKER), KnownPerson("Tor Dahl", MENTOR)]
    assert [one.whose for one in find_mentions("Tor Tenkt kom, og Tor Dahl.", people)] == [JOBSEEKER, MENTOR]
    assert [one.whose for one in find_mentions("Vi så at Tor ringte", people)] == [SEVERAL]
    same = [*people, KnownPerson("Tor Dahl", CONTACT)]
    assert [one.whose for one in find_mentions("Vi ringte Tor Dahl", same)] == [MENTOR], "one person, not two"
    assert [one.whose for one in find_mentions("Vi ringte Dahl", [*same, KnownPerson("Dahl", CONTACT)])] == [
        MENTOR
    ]
    assert [
        one.whose for one in find_mentions("Vi ringte Dahl", [*people, KnownPerson("Siri Dahl", CONTACT)])
    ] == [SEVERAL]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Åse kom", "jobseeker"),
        ("Åses mentor", "jobseeker_genitive"),
        ("Hansen sin plan", "jobseeker"),
        ("Monas plan", "mentor_genitive"),
        ("Ringte mentor Mona", "name"),
        ("Ringte Berit", "contact"),
        ("Vi snakket med Zawadi", "name"),
        ("Ring 922 33 445", "phone"),
        ("mona@bakeri.no", "email"),
    ],
)
def test_what_to_write_instead_follows_from_whose_it_is(text: str, key: str):
    assert [one.wording for one in find_mentions(text, PEOPLE)] == [key]


def put(text: str) -> str:
    """The text with the key of its wording for each sure finding."""

    def write(mention: Mention) -> str:
        return f"<{mention.wording}>" if mention.finding.kind != "name" else mention.wording

    sure = [one for one in find_mentions(text, PEOPLE) if one.finding.sure]
    return replace_mentions(text, sure, write)


def test_neutral_words_are_put_in_and_the_rest_stays():
    told = "Åse kom. Åses mentor, Mona, ringte 922 33 445.\nÅse skal se på «Åses liste»:  ferdig"
    assert put(told) == (
        "Jobseeker kom. Jobseeker_genitive mentor, mentor, ringte 922 33 445.\n"
        "Jobseeker skal se på «jobseeker_genitive liste»:  ferdig"
    )
    assert put("Ingen her") == "Ingen her"
    assert put("Se 02013299997") == "Se <national_id>"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vi så Åses plan", "Åse Li"),
        ("AASE kom", "Åse Li"),
        ("Hansenene kom", "Nils Hansen"),
        ("hansens plan", "Nils Hansen"),
        ("Hansen's plan", "Nils Hansen"),
        ("Soerli ringte", "Ola Sørli"),
        ("Sorli ringte", "Ola Sørli"),
        ("Joel ringte", "Joel Bø"),
        ("Anne-Marie kom", "Anne-Marie Dahl"),
        ("AnneMarie kom", "Anne-Marie Dahl"),
        ("D'Arcys bil", "Guy D'Arcy"),
        ("Nguyen kom", "Nguyễn Thị"),
    ],
)
def test_a_known_name_is_looked_up_by_a_term_that_it_is_indexed_by(text: str, name: str):
    terms = list_lookup_terms(text)
    assert terms & list_index_terms(name)
    assert all(term.endswith(WHOLE) for term in terms), "the beginning of a longer name is none"
    assert find_mentions(text, [KnownPerson(name, JOBSEEKER)])


def test_ordinary_small_words_are_not_looked_up():
    assert list_lookup_terms("han har vært på jobb i dag, og vil mer") & {"han$", "dag$", "vil$"} == set()
    assert {"han$", "dag$"} <= list_lookup_terms("Han og Dag")
    assert list_lookup_terms("") == list_lookup_terms("a Å 1 " + "x" * 100) == set()


def test_names_are_picked_from_a_line():
    assert pick_names("Kari Berg, daglig leder, tlf 922 33 445") == ["Kari Berg"]
    assert pick_names("Daglig leder") == []
