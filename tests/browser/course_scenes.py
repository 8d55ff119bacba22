"""What the browser looks at of the course of a case: pauses, handovers, reopenings, earlier versions."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, CasePause, CaseStep, Office, OfficeMembership, Role, User
from hybridmentor.queries.handovers import follow_tenures, list_tenures, name_last_role
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.cases import edit_case, read_case_values
from hybridmentor.services.handovers import hand_over_case
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.pauses import begin_pause
from hybridmentor.services.reopenings import reopen_case
from tests.support.seed import add_mentor, make_actor, open_case, see_case

COURSE = {
    "paused": "Pia Pause",
    "to_see": "Sigrid Sees",
    "handed": "Hanne Hentet",
    "reopened": "Rune Runde",
}
"""The jobseeker of each case of the adviser at Fjordby, by what its course shows."""
LONG_NOTE = (
    "Ring mentoren på mandager.\nArbeidsgiver venter på svar om forlengelse, og Arbeidsmarkedsopplæringsvirksomheten skal "
    "ha beskjed når det er avklart."
)


def fill_course(session: HybridSession) -> None:
    """Cases in a pause, handed over, opened again and changed. Commits nothing."""
    office = session.scalars(select(Office).where(Office.number == "9901")).one()
    began = clock.today() - timedelta(days=400)
    for login, name in (("forrige", "Frode Forrige"), ("neste", "Nora Neste-Hallingskarvet")):
        user = User(login=login, name=name, email=f"{login}@example.org")
        session.add(user)
        session.flush()
        session.add(OfficeMembership(user_id=user.id, office_id=office.id, role=Role.ADVISER, from_on=began))
    session.flush()
    cases = {
        key: open_case(session, "forrige" if key == "handed" else "veileder", name=name)
        for key, name in COURSE.items()
    }
    for case in cases.values():
        add_mentor(session, case, name="Mona Mentor")
    pause(session, cases["paused"], from_ago=50, days=14)
    pause(session, cases["paused"], from_ago=5, days=30)
    pause(session, cases["to_see"], from_ago=20, days=None)
    hand_over(session, cases["handed"])
    reopen(session, cases["reopened"])
    change(session, cases["reopened"])


def pause(session: HybridSession, case: Case, *, from_ago: int, days: int | None) -> CasePause:
    """A pause that began so many days ago; one without an end is to be looked at today."""
    actor, today = make_actor(session, "veileder"), clock.today()
    from_on = today - timedelta(days=from_ago)
    return begin_pause(
        session,
        actor,
        see_case(session, actor, case),
        from_on=from_on,
        to_on=from_on + timedelta(days=days) if days else None,
        reason="holiday" if days else "waiting",
        follow_up_on=None if days else today,
    )


def hand_over(session: HybridSession, case: Case) -> None:
    """To the adviser at Fjordby, today."""
    actor, heir = make_actor(session, "forrige"), make_actor(session, "veileder")
    chain = follow_tenures(list_tenures(session, [case.id])[case.id], actor)
    hand_over_case(
        session,
        actor,
        see_case(session, actor, case),
        to_user_id=heir.user_id,
        on=clock.today(),
        note=LONG_NOTE,
        last_role=name_last_role(chain),
    )


def reopen(session: HybridSession, case: Case) -> None:
    """Closed, and open again."""
    actor = make_actor(session, "veileder")
    close_case(
        session,
        actor,
        see_case(session, actor, case),
        closed_on=clock.today() - timedelta(days=3),
        follow_up_on=clock.today() + timedelta(days=180),
        facts={"attached": "yes", "employment_form": "permanent"},
        note="Fast jobb i butikken.",
    )
    reopen_case(
        session, actor, see_case(session, actor, case), reason="Mistet jobben igjen.\nVil prøve på nytt."
    )


def change(session: HybridSession, case: Case) -> None:
    """A few changes, one of them with words longer than a telephone is wide."""
    actor = make_actor(session, "veileder")
    visible = see_case(session, actor, case)
    sent = read_case_values(case) | {"phone": "40123987", "birth_year": 1994}
    edit_case(session, actor, visible, version=case.version, sent=sent)
    row = session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.step == "wishes")
    ).one()
    for note in ("Vil jobbe ute", "Donaudampfschiffahrtselektrizitätenhauptbetriebswerk" * 2):
        sent = {**read_step_values(row), "status": "done", "done_on": clock.today(), "note": note}
        save_step(session, actor, visible, row, version=row.version, sent=sent)
