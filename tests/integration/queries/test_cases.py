"""The list of cases, paged by key, and the search: what is found, what is not, and whose."""

from datetime import date, timedelta

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Role
from hybridmentor.queries.cases import (
    PAGE_SIZE,
    CaseFilter,
    ListKey,
    find_case,
    find_list_key,
    list_cases,
    search_cases,
)
from hybridmentor.services.cases import edit_case, read_case_values
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    give_part,
    hire,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
    plant_cases,
)

TODAY = date(2026, 11, 24)


def find(session: HybridSession, actor: Actor, term: str) -> list[str]:
    """The names of the jobseekers that a search finds, in order."""
    found, _ = search_cases(session, actor, term)
    return [str(case.jobseeker.name) for case in found if case.jobseeker]


def turn_pages(session: HybridSession, actor: Actor, wanted: CaseFilter) -> list[list[Case]]:
    """All pages of the list, as a reader follows them."""
    pages: list[list[Case]] = []
    after: ListKey | None = None
    more = True
    while more:
        rows, more = list_cases(session, actor, wanted, after=after)
        pages.append(list(rows))
        if rows:
            after = find_list_key(rows[-1])
        assert len(pages) < 10
    return pages


@pytest.mark.parametrize("spread", [1, 7, 200], ids=["the same day", "a week", "each its day"])
def test_no_case_is_left_out_or_listed_twice(people: HybridSession, adviser: Actor, spread: int):
    told = set(plant_cases(people, adviser, [TODAY - timedelta(days=n % spread) for n in range(120)]))
    pages = turn_pages(people, adviser, CaseFilter("open"))
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 120 - 2 * PAGE_SIZE]
    seen = [case for page in pages for case in page]
    assert len({case.id for case in seen}) == 120
    assert {case.id for case in seen} == told
    days = [case.opened_on for case in seen if case.opened_on]
    assert days == sorted(days, reverse=True)


def test_a_full_last_page_has_none_after_it(people: HybridSession, adviser: Actor):
    plant_cases(people, adviser, [TODAY] * PAGE_SIZE)
    rows, more = list_cases(people, adviser, CaseFilter())
    assert (len(rows), more) == (PAGE_SIZE, False)


def test_a_case_closed_while_one_turns_pages_hides_no_other(people: HybridSession, adviser: Actor):
    """The key of the last row stays good when rows before it go."""
    plant_cases(people, adviser, [TODAY - timedelta(days=n) for n in range(PAGE_SIZE + 20)])
    first, _ = list_cases(people, adviser, CaseFilter())
    rest_before, _ = list_cases(people, adviser, CaseFilter(), after=find_list_key(first[-1]))
    for case in (first[0], first[10], first[-1]):
        case.closed_on = TODAY
    people.flush()
    rest, _ = list_cases(people, adviser, CaseFilter(), after=find_list_key(first[-1]))
    assert [case.id for case in rest] == [case.id for case in rest_before]
    assert len(rest) == 20


def test_open_closed_and_mine(people: HybridSession, adviser: Actor):
    hire(people, "kollega")
    colleague = load_person(people, "kollega")
    mine = open_through_service(people, adviser, name="Min Egen")
    theirs = open_through_service(people, colleague, name="En Annens")
    done = open_through_service(people, adviser, name="Ferdig Med")
    close_case(people, adviser, done, closed_on=TODAY, follow_up_on=None, facts={}, note=None)

    def names(state: str, *, only_mine: bool = False) -> set[str]:
        rows, _ = list_cases(people, adviser, CaseFilter(state, only_mine))
        return {str(case.jobseeker.name) for case in rows if case.jobseeker}

    assert names("open") == {"Min Egen", "En Annens"}
    assert names("open", only_mine=True) == {"Min Egen"}
    assert names("closed") == {"Ferdig Med"}
    assert names("all") == {"Min Egen", "En Annens", "Ferdig Med"}
    assert names("examples") == set()
    assert find_case(people, colleague, mine.case.id) is not None
    assert find_case(people, colleague, theirs.case.id) is not None


def test_a_part_that_has_ended_or_not_begun_is_none(people: HybridSession, adviser: Actor, neighbour: Actor):
    """Somebody of another office sees a case only while having a part in it."""
    case = open_through_service(people, adviser, opened_on=date(2026, 3, 2)).case
    for began, ended, seen in (
        (date(2026, 3, 2), TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), None, False),
        (date(2026, 3, 2), TODAY, True),
    ):
        give_part(people, "veileder2", case.id, began, ended)
        assert (find_case(people, neighbour, case.id) is not None) is seen
        assert (case.id in {row.id for row in list_cases(people, neighbour, CaseFilter())[0]}) is seen


@pytest.mark.parametrize(
    "term",
    [
        "as",
        "ås",
        "aas",
        "ÅS",
        "Åse",
        "aase",
        "ASE",
        "åse",
        "a\u030ase",
        "  åse  ",
        "Åse-",
        "åse li",
        "LI ÅSE",
        "lind",
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_words(people: HybridSession, adviser: Actor, term: str):
    open_through_service(people, adviser, name="Åse Lindvåg")
    open_through_service(people, adviser, name="Per Olsen")
    assert find(people, adviser, term) == ["Åse Lindvåg"]


@pytest.mark.parametrize(
    "term", ["å", "l", "se", "indvåg", "åse p", "åsa", "åse lindvåger", "åse olsen", "", "-", "   "]
)
def test_nothing_else_finds_it(people: HybridSession, adviser: Actor, term: str):
    """One letter, the middle of a word, or two words of which one is somebody else's."""
    open_through_service(people, adviser, name="Åse Lindvåg", employer_name=None)
    open_through_service(people, adviser, name="Per Olsen", employer_name=None)
    assert find(people, adviser, term) == []


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("Anne-Marie Sørli", ("anne-marie", "anne marie", "marie", "mari sør", "annemarie")),
        ("D'Arcy Ødegård", ("d'arcy", "darcy", "odegard", "ødegaard", "ÖDEGÅRD")),
        ("José Nuñez", ("jose", "josé", "nunez", "NUÑEZ")),
        ("Łukasz Dąbrowski", ("lukasz", "dabrowski", "łu")),
        ("Đoàn Thị", ("doan", "đoàn", "thi")),
        ("Ægir Straße", ("aegir", "ægi", "strasse", "straße")),
        ("Wolfeschlegelsteinhausenbergerdorff Bø", ("wolfe", "wolfeschlegelsteinhausenbergerdorff bø", "bø")),
    ],
)
def test_names_are_found_however_they_are_written(
    people: HybridSession, adviser: Actor, name: str, terms: tuple[str, ...]
):
    open_through_service(people, adviser, name=name)
    open_through_service(people, adviser, name="Per Olsen")
    missed = [term for term in terms if find(people, adviser, term) != [name]]
    # A hyphen parts words, so that each can be found; written as one word they are another name.
    assert missed == [term for term in terms if term == "annemarie"]


def test_a_mentor_a_number_and_a_company_are_found_too(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Åse Lindvåg", employer_name="Sykkel & Såpe AS")
    open_through_service(people, adviser, name="Per Olsen", employer_name="Bakeriet")
    name_mentor(people, adviser, visible, name="Qvale Mentorsen", from_on=date(2026, 10, 1))
    name_mentor(people, adviser, visible, name="Rune Nå", from_on=date(2026, 11, 1))
    for term in ("qvale", "ment", "rune", "2026-0001", "sak 2026-0001", "2026-0001 ", "sykkel", "s"):
        assert find(people, adviser, term) == ["Åse Lindvåg"], term
    assert set(find(people, adviser, "2026-")) == {"Åse Lindvåg", "Per Olsen"}
    assert find(people, adviser, "qvale rune") == [], "two mentors are not one person"
    assert find(people, adviser, "åse qvale") == [], "nor are jobseeker and mentor"


@pytest.mark.parametrize("term", ["østbyen", "ØSTBYEN", "Østbyens", "østbyens såpe", "SÅPE"])
def test_a_company_is_found_in_capitals_and_small_letters(people: HybridSession, adviser: Actor, term: str):
    open_through_service(people, adviser, name="Per Olsen", employer_name="Østbyens Såpe AS")
    assert find(people, adviser, term) == ["Per Olsen"]


@pytest.mark.parametrize("term", ["%", "_", "2026_0001", "%s", "\\", "' OR 1=1 --", "2026-000%"])
def test_signs_of_sql_are_only_signs(people: HybridSession, adviser: Actor, term: str):
    open_through_service(people, adviser, name="Per Olsen")
    assert find(people, adviser, term) == []


def test_a_new_name_is_found_and_the_old_one_no_more(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Per Olsen")
    sent = {**read_case_values(visible.case), "name": "Pernille Vik"}
    edit_case(people, adviser, visible, version=1, sent=sent)
    people.flush()
    assert find(people, adviser, "vik") == find(people, adviser, "per") == ["Pernille Vik"]
    assert find(people, adviser, "olsen") == []


def test_a_search_never_finds_the_people_of_another_office(
    people: HybridSession, adviser: Actor, neighbour: Actor
):
    visible = open_through_service(people, neighbour, name="Åse Lindvåg", employer_name="Sykkelverkstedet")
    name_mentor(people, neighbour, visible, name="Qvale Mentorsen")
    for term in ("åse", "lindvåg", "qvale", "sykkel", "2026-0001"):
        assert find(people, neighbour, term) == ["Åse Lindvåg"], term
        for login in (
            "veileder",
            "leder",
            "lokalkontakt",
            "marked",
            "fylke",
            "forsker",
            "admin",
            "ny",
            "sluttet",
        ):
            assert find(people, load_person(people, login), term) == [], (login, term)


@pytest.mark.parametrize("protection", ["confidential", "strictly_confidential"])
def test_a_search_follows_protection(people: HybridSession, adviser: Actor, protection: str):
    """Seen by who has a part in the case while the address is confidential, by nobody when strictly so."""
    case = open_through_service(people, adviser, name="Åse Lindvåg").case
    assert case.jobseeker is not None
    case.jobseeker.protection = protection
    people.flush()
    lead = load_person(people, "leder")
    assert find(people, lead, "åse") == []
    assert find(people, adviser, "åse") == (["Åse Lindvåg"] if protection == "confidential" else [])


def test_a_role_for_one_service_sees_cases_of_that_service(people: HybridSession, adviser: Actor):
    state = open_through_service(people, adviser, name="Åse Stat", service="state")
    municipal = open_through_service(people, adviser, name="Åse Kommune", service="municipal")
    hire(people, "kommunen", Role.ADVISER, service="municipal")
    other = load_person(people, "kommunen")
    assert find(people, other, "åse") == ["Åse Kommune"]
    assert find_case(people, other, state.case.id) is None
    assert look_up(people, other, municipal.case.id).case is municipal.case


def test_open_cases_come_before_closed_ones(people: HybridSession, adviser: Actor):
    old = open_through_service(people, adviser, name="Åse Eldst", opened_on=date(2026, 1, 5))
    done = open_through_service(people, adviser, name="Åse Ferdig", opened_on=date(2026, 11, 1))
    new = open_through_service(people, adviser, name="Åse Nyest", opened_on=date(2026, 11, 20))
    close_case(people, adviser, done, closed_on=TODAY, follow_up_on=None, facts={}, note=None)
    found, more = search_cases(people, adviser, "åse")
    assert [case.id for case in found] == [new.case.id, old.case.id, done.case.id]
    assert not more


def test_a_search_shows_a_page_and_says_that_there_are_more(people: HybridSession, adviser: Actor):
    plant_cases(people, adviser, [TODAY] * (PAGE_SIZE + 1), name="Åse Lindvåg")
    found, more = search_cases(people, adviser, "åse")
    assert (len(found), more) == (PAGE_SIZE, True)


def test_a_long_term_is_cut(people: HybridSession, adviser: Actor):
    open_through_service(people, adviser, name="Per Olsen")
    assert find(people, adviser, "å" * 100_000) == []
    assert find(people, adviser, "per " * 25_000) == ["Per Olsen"]
