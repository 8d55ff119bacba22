"""Cases that share a mentor: found by person or by name at the same company, among the cases one may log in."""

from datetime import date, timedelta

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Recusal
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.queries.shared_mentors import list_shared_cases
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import hire, load_person, name_mentor, open_through_service
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)


def begin(
    session: HybridSession,
    actor: Actor,
    name: str,
    *,
    mentor: str | None = "Mona Mentor",
    employer: str = "Bakeriet",
) -> VisibleCase:
    """A case at the company with the mentor."""
    visible = open_through_service(session, actor, name=name, employer_name=employer)
    if mentor:
        name_mentor(session, actor, visible, name=mentor)
    return visible


def share(session: HybridSession, actor: Actor, visible: VisibleCase) -> list[str]:
    """The jobseekers of the cases that share the mentor."""
    mentor = map_current_mentors(session, [visible.case.id], TODAY).get(visible.case.id)
    return [one.jobseeker for one in list_shared_cases(session, actor, visible.case, mentor)]


def test_the_same_mentor_is_known_by_name_at_the_same_company(people: HybridSession, adviser: Actor):
    first = begin(people, adviser, "Jonas Prøve")
    begin(people, adviser, "Åse Dahl", mentor="mona  MENTOR")
    begin(people, adviser, "Berit Dahl")
    begin(people, adviser, "Annen Mentor", mentor="Mona Mentorsen")
    begin(people, adviser, "Annen Bedrift", employer="Smia")
    begin(people, adviser, "Ingen Mentor", mentor=None)
    assert share(people, adviser, first) == ["Åse Dahl", "Berit Dahl"]


def test_the_same_person_is_known_at_another_company_too(people: HybridSession, adviser: Actor):
    first, second = begin(people, adviser, "Jonas Prøve"), begin(people, adviser, "Åse Dahl", employer="Smia")
    mine, theirs = (map_current_mentors(people, [one.case.id], TODAY)[one.case.id] for one in (first, second))
    theirs.person = mine.person
    people.flush()
    assert share(people, adviser, first) == ["Åse Dahl"]


def test_who_was_mentor_before_or_comes_later_is_not_meant(people: HybridSession, adviser: Actor):
    first = begin(people, adviser, "Jonas Prøve")
    earlier = begin(people, adviser, "Forrige Mentor")
    name_mentor(people, adviser, earlier, name="Ny Mentor", from_on=TODAY - timedelta(days=3))
    later = begin(people, adviser, "Neste Mentor", mentor=None)
    name_mentor(people, adviser, later, from_on=TODAY + timedelta(days=3))
    assert share(people, adviser, first) == []
    assert share(people, adviser, later) == [], "no mentor today, nobody to share"


def test_only_cases_that_one_may_log_in_are_offered(people: HybridSession, adviser: Actor, neighbour: Actor):
    first = begin(people, adviser, "Jonas Prøve")
    hire(people, "kollega")
    begin(people, load_person(people, "kollega"), "Kollegas Sak")
    begin(people, neighbour, "Annet Kontor")
    closed = begin(people, adviser, "Lukket Sak")
    close_case(
        people, adviser, closed, closed_on=TODAY, follow_up_on=None, facts={"attached": "yes"}, note=None
    )
    shut = begin(people, adviser, "Inhabil Sak")
    people.add(Recusal(case_id=shut.case.id, user_id=adviser.user_id, reason="close_relation"))
    hidden = begin(people, adviser, "Skjult Sak")
    assert hidden.case.jobseeker is not None
    hidden.case.jobseeker.protection = "strictly_confidential"
    people.flush()
    assert share(people, adviser, first) == ["Kollegas Sak"]
    assert share(people, load_person(people, "leder"), first) == [], "a lead reads and does not log"


def test_it_is_two_queries_however_many_there_are(people: HybridSession, adviser: Actor):
    first = begin(people, adviser, "Jonas Prøve")
    for number in range(12):
        begin(people, adviser, f"Bruker Nummer{number}")
    mentor = map_current_mentors(people, [first.case.id], TODAY)[first.case.id]
    people.flush()
    with count_queries(people.get_bind().engine) as sent:
        assert len(list_shared_cases(people, adviser, first.case, mentor)) == 12
    assert len(sent) == 2
