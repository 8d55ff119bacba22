"""Contact month by month as it is read: from the first day, days with contact that took place, closed cases only."""

from datetime import date, timedelta

from hybridmentor.db import HybridSession
from hybridmentor.domain.release_variables import PERSONS
from hybridmentor.identity import Actor
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contact_months import read_contact_months
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import name_mentor, open_through_service, talk

OPENED = date(2026, 3, 1)
CLOSED = date(2026, 9, 1)


def begin(session: HybridSession, actor: Actor) -> VisibleCase:
    visible = open_through_service(session, actor, opened_on=OPENED)
    name_mentor(session, actor, visible, from_on=OPENED)
    return visible


def close(session: HybridSession, actor: Actor, visible: VisibleCase, day: date = CLOSED) -> None:
    close_case(
        session, actor, visible, closed_on=day, follow_up_on=None, facts={"attached": "yes"}, note=None
    )


def test_days_with_contact_are_counted_by_month(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    month = timedelta(days=30)
    for day, who in (
        (OPENED, ("mentor", "jobseeker")),
        (OPENED + month, ("mentor",)),
        # The second month begins 30.4375 days after the first day.
        (OPENED + timedelta(days=31), ("mentor",)),
        (OPENED + timedelta(days=40), ("mentor", "employer")),
    ):
        talk(people, adviser, visible, day, *who)
    talk(people, adviser, visible, OPENED + timedelta(days=40), "mentor")
    talk(people, adviser, visible, OPENED + timedelta(days=41), "mentor", outcome="attempted", form=None)
    close(people, adviser, visible)
    found = read_contact_months(people, [visible.case.id])
    assert found.case_ids == (visible.case.id,)
    # 185 days, both inside.
    assert found.lengths == (6,)
    by_person = dict(zip(PERSONS, found.contacts[0].tolist(), strict=True))
    assert by_person["mentor"] == [2, 2] + [0] * 10
    assert by_person["jobseeker"] == [1] + [0] * 11
    assert by_person["employer"] == [0, 1] + [0] * 10


def test_cases_that_go_on_are_left_out_and_the_order_is_that_of_the_ids(
    people: HybridSession, adviser: Actor
):
    going_on, first, second = (begin(people, adviser) for _ in range(3))
    for number, visible in enumerate((first, second), 1):
        for day in range(number):
            talk(people, adviser, visible, OPENED + timedelta(days=day), "jobseeker")
        close(people, adviser, visible)
    found = read_contact_months(people, [second.case.id, going_on.case.id, first.case.id])
    assert found.case_ids == (second.case.id, first.case.id)
    assert found.contacts[:, PERSONS.index("jobseeker"), 0].tolist() == [2, 1]
