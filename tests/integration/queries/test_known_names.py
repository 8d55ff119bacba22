"""The names that the check of a text knows: of the case, of what the actor sees in the register, and of the staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.disclosure_people import STAFF, list_lookup_terms
from hybridmentor.identity import Actor
from hybridmentor.models import NameToken, Recusal
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.known_names import gather_known_names
from hybridmentor.services.case_forms import save_answers
from tests.integration.scenes import give_part, load_person, name_mentor, open_through_service
from tests.support.queries import count_queries

TEXT = "Frantzen og Zawadi ringte, og Bjørnstads mentor Tor møtte Kari Sørli"


def list_known(session: HybridSession, actor: Actor, text: str, *case_ids: UUID) -> list[tuple[str, str]]:
    """Names and roles of all but the staff, sorted."""
    found = gather_known_names(session, actor, list_lookup_terms(text), case_ids)
    return sorted((one.name, one.role) for one in found.people if one.role != STAFF)


def open_named(session: HybridSession, actor: Actor, name: str, mentor: str | None = None) -> VisibleCase:
    """A case of the actor's about somebody of the name, with a mentor of the other one."""
    visible = open_through_service(session, actor, name=name)
    if mentor:
        name_mentor(session, actor, visible, name=mentor)
    return visible


def test_those_of_the_case_are_known_whatever_the_text_says(people: HybridSession, adviser: Actor):
    visible = open_named(people, adviser, "Åse Hansen", "Per Første")
    name_mentor(people, adviser, visible, name="Siri Andre", from_on=adviser.today - timedelta(days=3))
    answers = {"contact_at_workplace": "Berit Lund, daglig leder, tlf 922 33 445"}
    save_answers(people, adviser, visible, version=1, sent=answers)
    expected = [
        ("Berit Lund", "contact"),
        ("Per Første", "mentor"),
        ("Siri Andre", "mentor"),
        ("Åse Hansen", "jobseeker"),
    ]
    assert list_known(people, adviser, "", visible.case.id) == expected
    assert list_known(people, adviser, "Noe helt annet", visible.case.id) == expected
    assert list_known(people, adviser, "") == []


def test_of_the_register_only_those_are_known_whose_names_are_met(people: HybridSession, adviser: Actor):
    own = open_named(people, adviser, "Åse Hansen").case.id
    open_named(people, adviser, "Nils Frantzen", "Tor Bjørnstad")
    open_named(people, adviser, "Zawadi Moen", "Frans Frantz")
    open_named(people, adviser, "Karianne Sorlie")
    open_named(people, adviser, "Kari Frantz")
    assert list_known(people, adviser, TEXT, own) == [
        ("Kari Frantz", "other"),
        ("Nils Frantzen", "other"),
        ("Tor Bjørnstad", "other"),
        ("Zawadi Moen", "other"),
        ("Åse Hansen", "jobseeker"),
    ]


def test_a_name_is_met_by_whole_words(people: HybridSession, adviser: Actor):
    """Not by a word that only begins like it: "Frans" is no Frantzen, and no one is unsealed in vain."""
    open_named(people, adviser, "Frantzen Bjørnstad")
    for text in ("Fran", "Frantze", "Bjørn", "frantzener"):
        assert list_known(people, adviser, text) == []
    for text in ("Frantzen", "frantzens", "BJØRNSTAD", "Bjoernstads", "Bjornstad sin"):
        assert list_known(people, adviser, text) == [("Frantzen Bjørnstad", "other")], text


def test_another_offices_people_are_not_known(people: HybridSession, adviser: Actor, neighbour: Actor):
    theirs = open_named(people, neighbour, "Nils Frantzen", "Tor Bjørnstad")
    assert len(list_known(people, neighbour, TEXT)) == 2
    assert list_known(people, adviser, TEXT) == []
    assert list_known(people, adviser, TEXT, theirs.case.id) == [], "naming the case opens nothing"
    give_part(people, "veileder", theirs.case.id, adviser.today)
    assert len(list_known(people, adviser, TEXT)) == 2, "whoever has a part in the case sees it"
    assert dict(list_known(people, adviser, "", theirs.case.id)).keys() == {"Nils Frantzen", "Tor Bjørnstad"}


@pytest.mark.parametrize("how", ["protected", "shielded", "frozen", "recused"])
def test_whom_the_actor_may_not_see_is_not_known(people: HybridSession, adviser: Actor, how: str):
    colleague = load_person(people, "leder")
    case = open_named(people, adviser, "Nils Frantzen", "Tor Bjørnstad").case
    assert len(list_known(people, colleague, TEXT)) == 2
    assert case.jobseeker is not None
    if how == "recused":
        people.add(Recusal(case_id=case.id, user_id=colleague.user_id, reason="close_relation"))
    elif how == "shielded":
        case.jobseeker.is_shielded = True
    else:
        case.jobseeker.protection = "confidential" if how == "protected" else "strictly_confidential"
    people.flush()
    assert list_known(people, colleague, TEXT) == list_known(people, colleague, TEXT, case.id) == []
    assert bool(list_known(people, adviser, TEXT)) == (how != "frozen"), "the one who has the case"


def test_who_reads_no_case_knows_no_name(people: HybridSession, adviser: Actor):
    open_named(people, adviser, "Nils Frantzen")
    for login in ("marked", "fylke", "forsker", "admin", "ny"):
        assert list_known(people, load_person(people, login), TEXT) == [], login


def list_staff(session: HybridSession, actor: Actor, *case_ids: UUID) -> set[str]:
    """The staff that is named freely."""
    found = gather_known_names(session, actor, (), case_ids)
    return {one.name for one in found.people if one.role == STAFF}


def test_the_staff_of_ones_own_offices_and_the_cases_is_known(
    people: HybridSession, adviser: Actor, neighbour: Actor
):
    own = list_staff(people, adviser)
    assert {"Vilde Veileder", "Lea Leder", "Sluttet Sørensen"} <= own, "also who has left"
    assert "Viggo Veileder" not in own
    theirs = open_named(people, neighbour, "Nils Frantzen").case.id
    assert list_staff(people, adviser, theirs) == own, (
        "a case that one does not see adds nobody and hides nobody"
    )
    mine = open_named(people, adviser, "Siri Moen").case.id
    assert list_staff(people, adviser, mine, theirs) == own
    give_part(people, "veileder", theirs, adviser.today)
    assert {"Vilde Veileder", "Viggo Veileder"} <= list_staff(people, adviser, theirs)


def test_the_firm_of_the_case_is_told(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name="Hansens Bakeri")
    without = open_through_service(people, adviser, employer_name=None)
    both = (visible.case.id, without.case.id)
    assert gather_known_names(people, adviser, (), both).firms == ("Hansens Bakeri",)
    assert gather_known_names(people, adviser, ()).firms == ()


def count_statements(session: HybridSession, actor: Actor, terms: Iterable[str], *case_ids: UUID) -> int:
    """How many statements it takes, once the key of the search is held."""
    bind = session.get_bind()
    with count_queries(bind.engine) as statements:
        gather_known_names(session, actor, terms, case_ids)
    print(statements)
    return len(statements)


def test_few_statements_however_many_there_are(people: HybridSession, adviser: Actor):
    visible = open_named(people, adviser, "Åse Hansen", "Tor Bjørnstad")
    save_answers(people, adviser, visible, version=1, sent={"contact_at_workplace": "Berit Lund"})
    terms = list_lookup_terms(TEXT)
    assert count_statements(people, adviser, terms, visible.case.id) == 4
    for number in range(12):
        open_named(people, adviser, f"Zawadi Frantzen{chr(97 + number)}", "Tor Bjørnstad")
    people.expunge_all()
    assert count_statements(people, adviser, terms, visible.case.id) == 4
    assert count_statements(people, adviser, terms) == 4
    assert len(list_known(people, adviser, TEXT, visible.case.id)) == 12 + 12 + 3


def test_an_erased_name_is_no_name(people: HybridSession, adviser: Actor, tuesday: datetime):
    case = open_named(people, adviser, "Nils Frantzen").case
    assert case.jobseeker is not None
    case.jobseeker.data_key.destroy(tuesday)
    people.flush()
    assert list_known(people, adviser, TEXT, case.id) == []


def test_a_person_without_whole_words_in_the_index_is_known_in_the_case(
    people: HybridSession, adviser: Actor
):
    """The index is how the register is searched, not whose case it is."""
    case = open_named(people, adviser, "Nils Frantzen").case
    tokens = people.scalars(select(NameToken).where(NameToken.jobseeker_id == case.jobseeker_id)).all()
    for token in tokens:
        people.delete(token)
    people.flush()
    assert list_known(people, adviser, TEXT) == []
    assert list_known(people, adviser, TEXT, case.id) == [("Nils Frantzen", "jobseeker")]
