"""What the browser looks at: offices, people and cases in every state that a page can show.

`fill_desks` is for the journeys (people and the published examples), `fill_scenes` for looking at pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from importlib.resources import files

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.models import Case, CaseStep, Office, OfficeMembership, Role, User
from hybridmentor.services.case_steps import save_step
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.services.contacts import log_contact
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.published_cases import import_published_cases
from tests.browser.answer_scenes import fill_answers
from tests.browser.assignment_scenes import fill_assignments
from tests.browser.board_scenes import fill_board, fill_companies
from tests.browser.calendar_scenes import fill_planned
from tests.browser.cohort_scenes import fill_cohorts
from tests.browser.consent_scenes import fill_consents, fill_office_words
from tests.browser.course_scenes import fill_course
from tests.browser.deidentified_scenes import fill_deidentified
from tests.browser.meeting_scenes import fill_meetings
from tests.browser.mentor_scenes import fill_mentors
from tests.browser.questionnaire_scenes import fill_surveys
from tests.browser.registration_scenes import fill_forms
from tests.browser.release_scenes import fill_releases
from tests.browser.study_scenes import fill_studies
from tests.support.client import PASSWORD
from tests.support.seed import CHEAP_COST, add_mentor, make_actor, open_case, see_case, seed_people

LONG_NAME = "Maximiliane-Alexandrine Wolffschlegelsteinhausenbergerdorff Gudbrandsdalen-Hallingskarvet"
LONG_COMPANY = (
    "Sammenslutningen av Arbeidsmarkedsopplæringsvirksomheter og Næringsmiddelgrossister Midt-Innhavet SA"
)
NOTE = "Gikk bra med kassa, litt mye på én gang.\nMentor vil ha svar om språkpraksis før fredag."
FORMS = ("phone", "email", "digital", "at_company", "at_nav_office", "elsewhere")
MANY = 56
"""More than a page of a list holds."""

CASES = {
    "new": "Nina Nybegynner",
    "running": "Jonas Prøve",
    "no_mentor": "Mats Midtveis",
    "planned": "Tiril Tidlig",
    "unanswered": "Per Purret",
    "alone": "Sara Student",
    "edited": "Rita Redigert",
    "stepped": "Stine Stegvis",
    "spare": "Lars Ledig",
    "closed": "Kari Klar",
    "ended": "Eva Endelig",
    "long": LONG_NAME,
}
"""The jobseeker of each case of the adviser at Fjordby, by what the case shows."""
COMPANIES = {"new": None, "alone": None, "long": LONG_COMPANY}


def fill_desks(session: HybridSession) -> None:
    """The people, and the 21 published examples on a shelf that the advisers at Fjordby may read. Commits nothing."""
    seed_people(session)
    shelf = session.scalars(select(Office).where(Office.number == "0000")).one()
    began = clock.today() - timedelta(days=400)
    for user in session.scalars(select(User).where(User.login.in_(("veileder", "leder")))):
        role = Role.ADVISER if user.login == "veileder" else Role.LEAD
        session.add(OfficeMembership(user_id=user.id, office_id=shelf.id, role=role, from_on=began))
    text = files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
    read = read_published_cases(text)
    import_published_cases(session, None, shelf, get_practice_model("hybridmodellen"), read.cases)


def fill_scenes(session: HybridSession) -> None:
    """The people, the published examples, and cases in every state. Commits nothing."""
    fill_desks(session)
    add_quiet_advisers(session)
    cases = {
        key: open_case(session, name=name, employer_name=COMPANIES.get(key, "Bakeriet på hjørnet"))
        for key, name in CASES.items()
    }
    fill_running_case(session, cases["running"])
    fill_planned_cases(session, cases["planned"], cases["unanswered"])
    for key in ("closed", "ended"):
        fill_running_case(session, cases[key], mentor="Kåre Klok")
        close(session, cases[key], follow_up_in=180 if key == "closed" else None)
    fill_long_case(session, cases["long"])
    for key in ("edited", "stepped"):
        move_step(session, cases[key], "wishes", "in_progress", note="Vil jobbe ute")
    fill_busy_adviser(session)
    fill_board(session)
    fill_answers(session)
    fill_companies(session, cases)
    fill_consents(session, cases)
    fill_assignments(session, cases)
    fill_office_words(session)
    fill_forms(session, cases)
    fill_course(session)
    fill_planned(session)
    fill_mentors(session, cases)
    fill_meetings(session, cases)
    fill_cohorts(session, cases)
    fill_studies(session)
    fill_surveys(session)
    fill_deidentified(session)
    fill_releases(session)


def add_quiet_advisers(session: HybridSession) -> None:
    """Advisers at Utnes: `rolig` with a single case that is on track, `fersk` with none, and `borte`, who goes away."""
    office = session.scalars(select(Office).where(Office.number == "9903")).one()
    hashed, began = hash_password(PASSWORD, CHEAP_COST), clock.today() - timedelta(days=400)
    people = (("rolig", "Randi Rolig"), ("fersk", "Fredrik Fersk"), ("borte", "Berit Borte"))
    for login, name in people:
        user = User(login=login, name=name, email=f"{login}@example.org", password_hash=hashed)
        session.add(user)
        session.flush()
        session.add(OfficeMembership(user_id=user.id, office_id=office.id, role=Role.ADVISER, from_on=began))
    session.flush()
    case = open_case(session, "rolig", name="Ro Jevnt")
    add_mentor(session, case, "rolig")
    agree(session, case, "mentor", 90, "rolig")
    talk(session, case, 1, ["mentor"], login="rolig")


def fill_running_case(session: HybridSession, case: Case, mentor: str = "Mona Mentor") -> None:
    """A case in full swing: late with the mentor, soon the employer, on track with the jobseeker, contacts of all kinds."""
    add_mentor(session, case, name=mentor)
    for key, days in (("mentor", 14), ("jobseeker", 90), ("employer", 30)):
        agree(session, case, key, days)
    for number, form in enumerate(FORMS):
        talk(session, case, 30 + 3 * number, ["mentor", "jobseeker"][: 1 + number % 2], form=form)
    talk(session, case, 29, ["employer"], form="phone")
    talk(session, case, 4, ["mentor"], outcome="attempted")
    talk(session, case, 2, ["jobseeker"], form="digital", sub_form="video", minutes_band="15_30")
    move_step(session, case, "wishes", "done", note="Vil jobbe med mat")
    move_step(session, case, "company", "skipped", reason="Bruker var der allerede")
    move_step(session, case, "mentor", "done")
    move_step(session, case, "follow_up", "in_progress")


def fill_planned_cases(session: HybridSession, today: Case, earlier: Case) -> None:
    """One case with a meeting today, one with a meeting that nobody has told about."""
    for case, ago, hour in ((today, 0, time(9, 0)), (earlier, 1, time(13, 30))):
        add_mentor(session, case, name="Mari Møter")
        talk(session, case, ago, ["mentor", "jobseeker"], outcome="planned", form=None, starts_at=hour)


def fill_long_case(session: HybridSession, case: Case) -> None:
    """Names and notes with words longer than a telephone is wide."""
    add_mentor(session, case, name=LONG_NAME)
    agree(session, case, "mentor", 7)
    talk(
        session,
        case,
        20,
        ["mentor", "jobseeker", "employer"],
        note="Arbeidsmarkedsopplæringsvirksomheten " * 20,
    )
    move_step(
        session, case, "wishes", "done", note="Donaudampfschiffahrtselektrizitätenhauptbetriebswerk" * 3
    )


def fill_busy_adviser(session: HybridSession) -> None:
    """`veileder2` at Skogvik: more cases than a page of the list holds, and one with more contacts than a page of the log."""
    for number in range(MANY):
        case = open_case(
            session, "veileder2", name=f"Bruker Nummer{number}", employer_name=f"Bedrift {number} AS"
        )
        if number % 3 == 0:
            add_mentor(session, case, "veileder2", name=f"Mentor Nummer{number}")
            agree(session, case, "mentor", 14, "veileder2")
    for number in range(MANY):
        talk(session, case, number, ["jobseeker", "mentor"], login="veileder2", form=FORMS[number % 6])


def agree(session: HybridSession, case: Case, key: str, days: int, login: str = "veileder") -> None:
    """An interval agreed when the case was opened."""
    actor = make_actor(session, login)
    assert case.opened_on is not None
    agree_contact(
        session,
        actor,
        see_case(session, actor, case),
        relationship_key=key,
        agreed=str(days),
        from_on=case.opened_on,
    )


def talk(
    session: HybridSession,
    case: Case,
    ago: int,
    who: Iterable[str],
    *,
    login: str = "veileder",
    outcome: str = "took_place",
    form: str | None = "phone",
    note: str | None = NOTE,
    sub_form: str | None = None,
    minutes_band: str | None = None,
    starts_at: time | None = None,
) -> None:
    """A contact so many days ago."""
    actor = make_actor(session, login)
    log_contact(
        session,
        actor,
        see_case(session, actor, case),
        occurred_on=clock.today() - timedelta(days=ago),
        relationships=list(who),
        outcome=outcome,
        form=form,
        sub_form=sub_form,
        minutes_band=minutes_band,
        starts_at=starts_at,
        themes=["language", "expectations"],
        note=note,
        next_step="Ringe igjen etter prøvedagen",
    )


def move_step(
    session: HybridSession,
    case: Case,
    key: str,
    status: str,
    *,
    note: str | None = None,
    reason: str | None = None,
) -> None:
    """A step that has come so far."""
    actor = make_actor(session, "veileder")
    step = session.scalars(select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.step == key)).one()
    done_on: date | None = clock.today() - timedelta(days=40) if status == "done" else None
    sent = {"status": status, "done_on": done_on, "note": note, "skip_reason": reason}
    save_step(session, actor, see_case(session, actor, case), step, version=step.version, sent=sent)


def close(session: HybridSession, case: Case, *, follow_up_in: int | None) -> None:
    """Close the case, maybe with a day on which to ask again."""
    actor = make_actor(session, "veileder")
    close_case(
        session,
        actor,
        see_case(session, actor, case),
        closed_on=clock.today() - timedelta(days=3),
        follow_up_on=clock.today() + timedelta(days=follow_up_in) if follow_up_in else None,
        facts={"attached": "yes", "employment_form": "temporary", "wage_subsidy": "no"},
        note="Ansatt i to år, mentoren fortsetter uten Nav.",
    )
