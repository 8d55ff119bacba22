"""What no field of a form is for changes nothing: the same form with and without it leaves the same rows.

Each form is sent twice, in two equal databases: as its page gives it, and with every column that somebody might try added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import Base
from hybridmentor.i18n import format_numeric
from hybridmentor.models import (
    Absence,
    Candidate,
    Case,
    CasePause,
    CaseTopic,
    Cohort,
    DeidentifiedRelease,
    Employer,
    Experience,
    ExperienceComment,
    Job,
    MeetingItem,
    Office,
    OfficeMembership,
    Release,
    Role,
    SavedSearch,
    Study,
    StudyCase,
    StudyOffice,
    TagFollow,
)
from hybridmentor.services.releases import list_free_periods
from tests.access.table import ENDPOINTS
from tests.access.world import AWAY, DRAFT_TABLES, HOME, NO_ROW, THIRD, World, change_nothing, fill_world
from tests.support.apps import SiteKeeper
from tests.support.databases import Databases
from tests.support.release_world import make_order, put_price
from tests.support.unit_lists import make_units, write_list

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
WRITING = {one.name for one in ENDPOINTS if one.method == "POST"} - {
    "cases.search",
    "cases.search_companies",
    "log.search",
    "employers.search",
    "mentors.search",
    "cohorts.search_cases",
    "cohorts.search_offers",
    "meetings.search",
    "auth.sign_out",
    # Sent by a page's script, and by the button beside a draft: see test_every_draft.py.
    "drafts.save",
    "drafts.discard",
}


@contextmanager
def open_world(site_keeper: SiteKeeper, databases: Databases) -> Iterator[World]:
    """One of two equal worlds."""
    with site_keeper.open(databases.make_template(fill_world)) as site:
        yield World(site)


def list_extras(world: World) -> dict[str, Any]:
    """Every column of every table with a value that would do harm, and names that frameworks use."""
    with world.site.session() as session:
        away = session.scalars(select(Office.id).where(Office.number == AWAY)).one()
    named: dict[str, Any] = {
        column.name: guess_value(column.type.python_type)
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }
    named |= {
        "office_id": away,
        "user_id": world.users["lead_elsewhere"],
        "actor_id": world.users["lead_elsewhere"],
        "created_by": world.users["lead_elsewhere"],
        "case_id": world.cases["other"],
        "id": world.cases["other"],
        "version": 99,
        "role": "admin",
        "roles": "admin",
        "origin": "published_example",
        "mentor_of_interest": "yes",  # a field of the form that the page of a new case does not show
        "protection": "strictly_confidential",
        "is_admin": "1",
        "permission": "administer",
        "data": "{}",
        "_method": "DELETE",
        "__class__": "x",
        "obj": "x",
        "jobseeker.protection": "confidential",
        "jobseeker-is_shielded": "y",
    }
    return named


OWN = {"cases.finish": {"measure_ended_on"}}
"""Answers of a form that its page leaves out in the world's case: this one is asked for where the measure has begun."""


def guess_value(kind: type) -> Any:
    """Something of a column's type that is not what stands there."""
    known = {
        bool: "1",
        int: 77,
        str: "other",
        bytes: "x",
        UUID: uuid4(),
        date: "2001-01-01",
        datetime: "2001-01-01",
    }
    return known.get(kind, "x")


@dataclass(frozen=True)
class Sending:
    """A form to send: where it stands, and what is typed."""

    actor: str
    page: Callable[[World], str]
    values: dict[str, Any] | Callable[[World], dict[str, Any]]
    action: str | None = None
    form: str | Callable[[World], str] | None = None
    """The form's address, where the page has several."""
    file: bytes | None = None
    """What is sent as the file."""
    asks: str | None = None
    """Where the form is sent to be answered with the one that counts: a question that is asked first."""
    sends_to: str | None = None
    """Where the form is sent instead: its own stands on a page that only a sent form gets."""


TODAY = clock.today()
UNITS = write_list(make_units(1))


COMMENT, SEARCH = UUID(int=61), UUID(int=62)


def begin_comment(world: World) -> str:
    """The page of an experience on which the colleague has commented."""
    with world.site.session() as session:
        experience = session.get_one(Experience, world.experience_id)
        own = {"created_by": world.users["colleague"], "words": "Vi gjør det samme"}
        session.add(ExperienceComment(id=COMMENT, experience=experience, **own))
        session.commit()
    return world.build_url("experiences.show")


def begin_follow(world: World) -> str:
    """The page of what the colleague follows, with a tag on it."""
    with world.site.session() as session:
        session.add(TagFollow(user_id=world.users["colleague"], tag="openness", since_on=TODAY))
        session.commit()
    return "/experiences/followed"


def begin_search(world: World) -> str:
    """The same page with a search on it."""
    with world.site.session() as session:
        session.add(
            SavedSearch(id=SEARCH, user_id=world.users["colleague"], name="Om mentor", query="q=mentor")
        )
        session.commit()
    return "/experiences/followed"


def begin_import(world: World) -> str:
    """The page of an import that waits."""
    with world.site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == HOME)).one()
        job = Job(kind="unit_import", office_id=office)
        session.add(job)
        session.commit()
        return f"/employers/import/{job.id}"


def find_unoffered(world: World) -> UUID:
    """A company of the home office that has not been offered in the open case."""
    with world.site.session() as session:
        office = select(Office.id).where(Office.number == HOME).scalar_subquery()
        others = select(Employer.id).where(Employer.office_id == office, Employer.id != world.employer_id)
        return session.scalars(others.order_by(Employer.name).limit(1)).one()


def decide_cohort(world: World) -> str:
    """The page of a cohort that has been decided."""
    with world.site.session() as session:
        cohort = session.get_one(Cohort, world.cohort_id)
        cohort.method, cohort.decided_on = "stable", TODAY
        session.commit()
    return world.build_url("cohorts.show")


def hide_case_of_cohort(world: World) -> str:
    """The page of a cohort with a case that nobody may read any more."""
    with world.site.session() as session:
        jobseeker = session.get_one(Case, world.cases["open"]).jobseeker
        assert jobseeker is not None
        jobseeker.protection = "strictly_confidential"
        session.commit()
    return world.build_url("cohorts.show")


def begin_pause(world: World) -> str:
    """The page to come back from a pause that has begun."""
    with world.site.session() as session:
        pause = {"reason": "leave", "from_on": TODAY - timedelta(days=3), "follow_up_on": TODAY}
        session.add(CasePause(case_id=world.cases["open"], **pause))
        session.commit()
    return world.build_url("cases.resume", "open")


def plan_another_visit(world: World) -> str:
    """The tour of a day on which two companies are visited."""
    with world.site.session() as session:
        case = session.get_one(Case, world.cases["open"])
        told = {"company": "Nabo AS", "status": "proposed", "visit_on": TODAY, "visit_order": 2}
        session.add(Candidate(case=case, **told))
        session.commit()
    return world.build_url("cases.tour", "open")


def raise_something(world: World) -> str:
    """The page that settles what is to be discussed about a case."""
    with world.site.session() as session:
        case = session.get_one(Case, world.cases["open"])
        session.add(CaseTopic(case=case, raised_on=TODAY))
        session.commit()
    return world.build_url("cases.topic", "open")


def leave_for_later(world: World) -> str:
    """A meeting with something to be followed up."""
    with world.site.session() as session:
        session.get_one(MeetingItem, world.item_id).agreed = "Vi prøver det"
        session.execute(update(MeetingItem).where(MeetingItem.id == world.item_id).values(follow_up_on=TODAY))
        session.commit()
    return world.build_url("meetings.show")


def be_away(world: World) -> str:
    """The account of somebody who is registered as away."""
    with world.site.session() as session:
        user = world.users["adviser"]
        session.add(Absence(id=77001, user_id=user, from_on=TODAY, to_on=TODAY + timedelta(days=3)))
        session.commit()
    return "/account"


def draft_study(world: World) -> str:
    """The page of a study that has not been opened yet."""
    with world.site.session() as session:
        study = session.get_one(Study, world.study_id)
        study.state, study.opened_on = "draft", None
        session.commit()
    return world.build_url("research.study")


def send_case(world: World) -> str:
    """The studies of a case that has been sent to one."""
    with world.site.session() as session:
        session.add(StudyCase(study_id=world.study_id, case_id=world.cases["open"]))
        session.commit()
    return world.build_url("cases.studies", "open")


def find_office_address(world: World) -> str:
    """Where the button is sent that takes the home office out of the study."""
    with world.site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == HOME)).one()
    return f"/research/studies/{world.study_id}/offices/{office}/remove"


def let_office_be_guest(world: World) -> str:
    """The page of a study's offices with the home office as a guest: one that takes part stays, since there are figures."""
    with world.site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == HOME)).one()
        session.get_one(StudyOffice, (world.study_id, office)).part = "guest"
        session.commit()
    return world.build_url("research.study_offices")


def ask_again(world: World) -> str:
    """The page of a de-identified release that has been asked for and not decided."""
    with world.site.session() as session:
        release = session.get_one(DeidentifiedRelease, world.deidentified_id)
        release.state, release.decided_by, release.decided_at = "asked", None, None
        session.commit()
    return world.build_url("research.deidentified_release")


def plant_price(world: World, state: str = "done") -> str:
    """The page of a choice whose price the researcher has asked for."""
    with world.site.session() as session:
        study = session.get_one(Study, world.study_id)
        order = make_order(study, list_free_periods(session, study)[0], ("county", "attached"))
        put_price(session, order, login="researcher").job.state = state
        session.commit()
    return world.build_url("research.new_release")


def wait_for_price(world: World) -> str:
    """The same, while it is being reckoned."""
    return plant_price(world, "waiting")


def ask_for_release(world: World) -> str:
    """The page of a release that has been asked for and not decided."""
    with world.site.session() as session:
        release = session.get_one(Release, world.release_id)
        release.state, release.decided_by, release.decided_at = "asked", None, None
        session.commit()
    return world.build_url("research.release")


def make_release(world: World) -> str:
    """The page of a release that is being made."""
    with world.site.session() as session:
        release = session.get_one(Release, world.release_id)
        job = Job(id=UUID(int=62), kind="release_run", office_id=release.study.office_id, state="running")
        session.add(job)
        session.flush()
        release.state, release.job_id = "running", job.id
        session.commit()
    return world.build_url("research.release")


def choose_office(world: World) -> dict[str, Any]:
    """The third office as a guest of the study."""
    with world.site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == THIRD)).one()
    return {"office": str(office), "part": "guest"}


TEXT = {"words_nb": "Les dette", "words_nn": "Les dette"}
STUDY = {"title": "En studie", "purpose": "Å vite mer", "legal_basis": "Samtykke"}
CONTACT = {"contact_name": "Ombudet", "contact_email": "ombud@example.org"}


SENDINGS: dict[str, Sending] = {
    "home.narrow": Sending("adviser", lambda w: "/", {"relationship": "mentor"}, form="/my-day"),
    "account.make_feed": Sending("adviser", lambda w: "/account", {}, form="make-feed"),
    "account.remove_feed": Sending("adviser", lambda w: "/account", {}, form="remove-feed"),
    "account.add_absence": Sending(
        "adviser",
        lambda w: "/account",
        {"from_on": format_numeric(TODAY), "to_on": format_numeric(TODAY + timedelta(days=3))},
        form="/account/absences",
    ),
    "account.end_absence": Sending("adviser", be_away, {}, form="/account/absences/77001/end"),
    "account.switch_digest": Sending("adviser", lambda w: "/account", {}, form="/account/digest"),
    "cases.set_rhythm": Sending(
        "adviser",
        lambda w: w.build_url("cases.rhythm", "open"),
        {"state": "ongoing", "every_1": "7", "week_2": "9", "every_2": "14"},
    ),
    "cases.confirm_complete": Sending("adviser", lambda w: w.build_url("cases.confirm", "open"), {}),
    "cases.create": Sending(
        "adviser",
        lambda w: "/cases/new",
        {
            "name": "Ola Prøve",
            "service": "state",
            "entry_point": "start",
            "employer_name": "Bakeriet AS",
            "opened_on": format_numeric(TODAY - timedelta(days=3)),
        },
    ),
    "cases.save": Sending(
        "adviser", lambda w: w.build_url("cases.edit", "open"), {"name": "Ola Prøve", "birth_year": "1990"}
    ),
    "cases.save_step": Sending(
        "adviser", lambda w: w.build_url("cases.step", "open"), {"status": "done", "note": "Et notat"}
    ),
    "cases.assign_mentor": Sending(
        "adviser",
        lambda w: w.build_url("cases.mentor", "open"),
        {"name": "Mia Mentor", "from_on": format_numeric(TODAY - timedelta(days=1))},
    ),
    "cases.save_mentor": Sending(
        "adviser", lambda w: w.build_url("cases.edit_mentor", "open"), {"hours_per_month": "4,5"}
    ),
    "cases.end_mentor": Sending(
        "adviser", lambda w: w.build_url("cases.mentor_end", "open"), {"end_reason": "left_job"}
    ),
    "cases.agree": Sending(
        "adviser", lambda w: w.build_url("cases.plan", "open"), {"mentor": "28", "employer": "60"}
    ),
    "contacts.log": Sending(
        "adviser",
        lambda w: w.build_url("contacts.new", "open"),
        {
            "relationships": ["mentor"],
            "day": "today",
            "outcome": "planned",
            "planned_on": format_numeric(TODAY),
        },
    ),
    "contacts.move": Sending(
        "adviser",
        lambda w: w.build_url("contacts.planned", "open"),
        {"planned_on": format_numeric(TODAY + timedelta(days=2))},
        form="move",
    ),
    "contacts.answer": Sending(
        "adviser",
        lambda w: w.build_url("contacts.planned", "open"),
        {"outcome": "did_not_show"},
        form="answer",
    ),
    "log.save_batch": Sending(
        "adviser",
        lambda w: "/log/batch",
        {"relationships_0": ["mentor"], "form_0": "at_company", "outcome_0": "took_place"},
    ),
    "contacts.save_told": Sending(
        "adviser", lambda w: w.build_url("contacts.tell", "open"), {"reported_by": "mentor", "form": "phone"}
    ),
    "contacts.save_work": Sending(
        "adviser",
        lambda w: w.build_url("contacts.work", "open"),
        {"kind": "plan", "minutes_band": "15_30"},
    ),
    "contacts.undo_work": Sending("opener", lambda w: w.build_url("contacts.index", "open"), {}),
    "cases.finish": Sending("adviser", lambda w: w.build_url("cases.close", "open"), {"attached": "yes"}),
    "contacts.save": Sending(
        "adviser",
        lambda w: w.build_url("contacts.edit", "open"),
        {"note": "Rettet"},
        form="correct",
    ),
    "contacts.undo": Sending("opener", lambda w: w.build_url("contacts.edit", "open"), {}, form="undo"),
    "cases.save_form": Sending(
        "adviser",
        lambda w: w.build_url("cases.edit_form", "open"),
        {"agreement_number": "A-1", "measure_used": "yes"},
    ),
    "cases.save_outcome": Sending(
        "adviser", lambda w: w.build_url("cases.outcome", "closed"), {"leave": "sick", "note": "Rettet"}
    ),
    "cases.save_follow_up": Sending(
        "adviser",
        lambda w: w.build_url("cases.follow_up", "closed"),
        {"measured_on": format_numeric(TODAY - timedelta(days=1)), "relevant": "yes"},
    ),
    "cases.save_later": Sending(
        "adviser", lambda w: w.build_url("cases.later", "closed"), {"relevant": "partly"}
    ),
    "cases.give_consent": Sending(
        "adviser",
        lambda w: w.build_url("cases.consent", "open"),
        {"answer": "yes", "given_how": "on_paper", "kept_at": "Perm B"},
    ),
    "cases.give_study_consent": Sending(
        "adviser",
        lambda w: w.build_url("cases.study_consent", "open"),
        {"answer": "yes", "given_how": "on_paper", "kept_at": "Perm B"},
    ),
    "cases.send_to_study": Sending(
        "adviser",
        lambda w: w.build_url("cases.studies", "open"),
        {"answer": "send"},
        form=lambda w: w.build_url("cases.send_to_study", "open"),
    ),
    "cases.take_back_from_study": Sending(
        "adviser",
        send_case,
        {"answer": "take_back"},
        form=lambda w: w.build_url("cases.take_back_from_study", "open"),
    ),
    "research.create_study": Sending(
        "researcher",
        lambda w: "/research/studies/new",
        {**STUDY, **CONTACT, "from_on": "01.01.2026", "to_on": "31.12.2026"},
    ),
    "research.save_study": Sending("researcher", lambda w: w.build_url("research.edit_study"), CONTACT),
    "research.open_study": Sending(
        "researcher", draft_study, {"answer": "open"}, form=lambda w: w.build_url("research.open_study")
    ),
    "research.end_study": Sending(
        "researcher",
        lambda w: w.build_url("research.study"),
        {"answer": "end"},
        form=lambda w: w.build_url("research.end_study"),
    ),
    "research.set_study_office": Sending(
        "researcher",
        lambda w: w.build_url("research.study_offices"),
        choose_office,
        form=lambda w: w.build_url("research.set_study_office"),
    ),
    "research.take_out_study_office": Sending(
        "researcher",
        let_office_be_guest,
        {"answer": "take_out"},
        form=find_office_address,
    ),
    "research.save_study_variables": Sending(
        "researcher", lambda w: w.build_url("research.study_variables"), {"group_place": []}
    ),
    "research.price_release": Sending(
        "researcher",
        lambda w: w.build_url("research.new_release"),
        {"purpose": "Å vite mer", "variables": ["county", "attached"]},
        form="release-form",
    ),
    "research.ask_release": Sending(
        "researcher", plant_price, {}, form="release-form", sends_to="research.ask_release"
    ),
    "research.stop_pricing": Sending(
        "researcher", wait_for_price, {}, form=lambda w: w.build_url("research.stop_pricing")
    ),
    "research.decide_release": Sending(
        "release_approver",
        ask_for_release,
        {"decision": "refuse", "reply": "For mange variabler"},
        form=lambda w: w.build_url("research.decide_release"),
    ),
    "research.withdraw_release": Sending(
        "researcher", ask_for_release, {}, form=lambda w: w.build_url("research.withdraw_release")
    ),
    "research.stop_release": Sending(
        "researcher", make_release, {}, form=lambda w: w.build_url("research.stop_release")
    ),
    "research.ask_deidentified": Sending(
        "researcher",
        lambda w: w.build_url("research.new_deidentified"),
        {
            "purpose": "Å vite mer",
            "receiver": "Instituttet",
            "agreement": "2026/117",
            "agreed_on": format_numeric(TODAY),
            "expires_on": format_numeric(TODAY + timedelta(days=90)),
            "group_place": ["county"],
        },
    ),
    "research.decide_deidentified": Sending(
        "release_approver", ask_again, {"decision": "refuse", "reply": "Avtalen dekker det ikke"}
    ),
    "research.add_study_text": Sending("researcher", lambda w: w.build_url("research.study_text"), TEXT),
    "research.add_study_wave": Sending(
        "researcher",
        lambda w: w.build_url("research.study_waves"),
        {"kind": "follow_up", "opens_on": format_numeric(TODAY), "closes_on": format_numeric(TODAY)},
    ),
    "research.end_study_wave": Sending(
        "researcher",
        lambda w: w.build_url("research.study_wave"),
        {},
        form=lambda w: w.build_url("research.end_study_wave"),
    ),
    "research.make_study_links": Sending(
        "researcher",
        lambda w: w.build_url("research.study_wave"),
        {},
        form=lambda w: w.build_url("research.make_study_links"),
    ),
    "office.change_study_link": Sending(
        "lead",
        lambda w: w.build_url("office.study_links"),
        {},
        form=lambda w: w.build_url("office.change_study_link"),
    ),
    "research.add_study_table": Sending(
        "researcher", lambda w: w.build_url("research.study_tables"), {"title": "Nullpunkt"}
    ),
    "replies.send": Sending("adviser", lambda w: w.build_url("replies.survey"), {"initiator": "adviser"}),
    "research.save_study_answer": Sending(
        "adviser",
        lambda w: w.build_url("research.study_answer"),
        {"answer": "yes"},
        form=lambda w: w.build_url("research.save_study_answer"),
    ),
    "cases.withdraw": Sending("adviser", lambda w: w.build_url("cases.withdrawal", "open"), {}),
    "office.add_goal": Sending(
        "lead",
        lambda w: "/office/goals",
        {"words": "Alle saker har en mentor", "from_on": "24.11.2026"},
        form="/office/goals",
    ),
    "office.save_goal": Sending(
        "lead",
        lambda w: w.build_url("office.edit_goal"),
        {"words": "Alle saker får en mentor", "measure": "median_wait", "target": "21"},
    ),
    "office.reach_goal": Sending(
        "lead", lambda w: "/office/goals", {}, form=lambda w: w.build_url("office.reach_goal")
    ),
    "office.save_volunteers": Sending(
        "lead", lambda w: "/office/goals", {"volunteers": "4"}, form="/office/volunteers"
    ),
    "office.add_question": Sending(
        "adviser",
        lambda w: "/office/questions",
        {"step": "share", "audience": "jobseeker", "words": "Hva lærte du?"},
        form="/office/questions",
    ),
    "office.remove_question": Sending(
        "adviser", lambda w: "/office/questions", {}, form="/office/questions/1/remove"
    ),
    "office.share_register": Sending(
        "lead", lambda w: "/office/register", {"shares": "yes"}, form="/office/register"
    ),
    "employers.tell_acquaintance": Sending(
        "adviser",
        lambda w: w.build_url("employers.show"),
        {"knows": "yes"},
        form=lambda w: w.build_url("employers.tell_acquaintance"),
    ),
    "office.add_criterion": Sending(
        "lead", lambda w: "/office/criteria", {"words": "Noe å se etter"}, form="/office/criteria"
    ),
    "office.remove_criterion": Sending(
        "lead", lambda w: "/office/criteria", {}, form="/office/criteria/1/remove"
    ),
    "employers.start_import": Sending(
        "adviser", lambda w: "/employers/import", {"municipalities": "0301"}, file=UNITS
    ),
    "employers.stop_import": Sending("adviser", begin_import, {}),
    "employers.create": Sending(
        "adviser", lambda w: "/employers/new", {"name": "Fjellbyen Bakeri", "offers": ["visit"]}
    ),
    "employers.save": Sending(
        "adviser",
        lambda w: w.build_url("employers.edit"),
        {"place": "Fjellbyen", "note": "Rolig om morgenen"},
    ),
    "mentors.add_person": Sending(
        "adviser",
        lambda w: w.build_url("mentors.new_person"),
        {"name": "Nina Ny", "role": "contact", "phone": "40000000", "email": "nina@example.org"},
    ),
    "mentors.save_person": Sending(
        "adviser", lambda w: w.build_url("mentors.edit_person"), {"position": "Kokk"}
    ),
    "mentors.save_profile": Sending(
        "adviser",
        lambda w: w.build_url("mentors.edit_profile"),
        {"teaches": "truckkjøring", "capacity": "2", "support": ["more_time"]},
    ),
    "mentors.remove_profile": Sending(
        "adviser", lambda w: w.build_url("mentors.confirm_removal"), {"sure": "y"}
    ),
    "mentors.add_gathering": Sending(
        "adviser",
        lambda w: "/mentors/gatherings/new",
        {"title": "Å gi tilbakemelding", "held_on": format_numeric(TODAY)},
    ),
    "mentors.save_gathering": Sending(
        "adviser", lambda w: w.build_url("mentors.edit_gathering"), {"place": "Kantina"}
    ),
    "mentors.invite": Sending(
        "adviser",
        lambda w: w.build_url("mentors.gathering"),
        lambda w: {"people": [str(w.person_id)]},
        form="invite",
    ),
    "mentors.save_answers": Sending(
        "adviser",
        lambda w: w.build_url("mentors.gathering"),
        lambda w: {f"answer_{w.person_id.hex}": "comes"},
        form="answers",
    ),
    "experiences.comment": Sending(
        "colleague",
        lambda w: w.build_url("experiences.show"),
        {"comment": "Det samme hos oss", "is_nameless": "y"},
        form=lambda w: w.build_url("experiences.comment"),
    ),
    "experiences.uncomment": Sending(
        "colleague",
        begin_comment,
        {},
        form=lambda w: w.build_url("experiences.uncomment").replace(str(NO_ROW), str(COMMENT)),
    ),
    "experiences.judge": Sending(
        "colleague",
        lambda w: w.build_url("experiences.show"),
        {},
        form=lambda w: w.build_url("experiences.judge"),
    ),
    "experiences.tell": Sending(
        "colleague",
        lambda w: w.build_url("experiences.show"),
        {"how": "Vi tok det med i møtet"},
        form=lambda w: w.build_url("experiences.tell"),
    ),
    "experiences.follow": Sending(
        "colleague",
        lambda w: "/experiences/followed",
        {"tag": "language"},
        form="/experiences/followed/tags",
    ),
    "experiences.unfollow": Sending("colleague", begin_follow, {}, form="/experiences/followed/tags/remove"),
    "experiences.keep_search": Sending(
        "colleague",
        lambda w: "/experiences?q=mentor",
        {"name": "Om mentor"},
        form="/experiences/followed/searches",
    ),
    "experiences.forget_search": Sending(
        "colleague", begin_search, {}, form=f"/experiences/followed/searches/{SEARCH}/remove"
    ),
    "experiences.create": Sending(
        "adviser",
        lambda w: "/experiences/new",
        {"title": "Spør først", "learned": "Praktiske ting", "confirmation": "Ingen er nevnt"},
    ),
    "experiences.decide": Sending(
        "lead", lambda w: w.build_url("experiences.review"), {"decision": "accept", "reach": "office"}
    ),
    "experiences.decide_spread": Sending(
        "county", lambda w: w.build_url("experiences.spread"), {"reach": "county"}
    ),
    "experiences.save": Sending(
        "adviser", lambda w: w.build_url("experiences.edit"), {"title": "Noe annet", "own_tags": "turnus"}
    ),
    "cohorts.create": Sending("adviser", lambda w: "/cohorts/new", {"title": "Høsten", "kind": "mentors"}),
    "cohorts.save": Sending("adviser", lambda w: w.build_url("cohorts.edit"), {"title": "Høsten"}),
    "cohorts.decide": Sending(
        "adviser", lambda w: w.build_url("cohorts.show"), {"method": "optimal"}, form="decision"
    ),
    "cohorts.reopen": Sending("adviser", decide_cohort, {}, form="reopening"),
    "cohorts.drop_hidden": Sending("adviser", hide_case_of_cohort, {"sure": "y"}, form="hidden"),
    "cohorts.save_cases": Sending(
        "adviser",
        lambda w: w.build_url("cohorts.cases"),
        lambda w: {"chosen": [str(w.cases["open"]), str(w.cases["municipal"])]},
        form="members",
    ),
    "cohorts.save_offers": Sending(
        "adviser", lambda w: w.build_url("cohorts.offers"), {"chosen": []}, form="members"
    ),
    "cohorts.save_said": Sending(
        "adviser",
        lambda w: w.build_url("cohorts.said"),
        lambda w: {f"say_{w.cases['open'].hex}": "1"},
        form="said",
    ),
    "matching.offer": Sending(
        "adviser",
        lambda w: w.build_url("matching.suggestions", "open"),
        {},
        form=lambda w: f"offer-{find_unoffered(w)}",
    ),
    "matching.save_match": Sending(
        "adviser", lambda w: w.build_url("matching.match", "open"), {"jobseeker_answer": "accepted"}
    ),
    "cases.add_candidate": Sending(
        "adviser", lambda w: w.build_url("cases.candidate_new", "open"), {"company": "Fjellbyen Renhold"}
    ),
    "cases.save_candidate": Sending(
        "adviser",
        lambda w: w.build_url("cases.candidate", "open"),
        {"note": "Ringer i morgen"},
        form=lambda w: w.build_url("cases.save_candidate", "open"),
    ),
    "cases.choose_candidate": Sending(
        "adviser",
        lambda w: w.build_url("cases.candidate", "open"),
        {},
        asks="cases.choose_candidate",
        form=lambda w: w.build_url("cases.save_candidate", "open"),
    ),
    "cases.add_registered": Sending(
        "adviser",
        lambda w: w.build_url("cases.candidate_new", "open"),
        lambda w: {"employer": str(w.employer_id)},
        sends_to="cases.add_registered",
    ),
    "cases.move_candidate": Sending(
        "adviser",
        lambda w: f"{w.build_url('cases.candidates', 'open')}?view=board",
        {"status": "not_relevant"},
        form=lambda w: w.build_url("cases.move_candidate", "open"),
    ),
    "cases.move_visit": Sending(
        "adviser",
        plan_another_visit,
        {"direction": "down"},
        form=lambda w: w.build_url("cases.move_visit", "open"),
    ),
    "cases.begin_pause": Sending(
        "adviser",
        lambda w: w.build_url("cases.pause", "open"),
        {"reason": "leave", "to_on": format_numeric(TODAY + timedelta(days=9))},
    ),
    "cases.end_pause": Sending("adviser", begin_pause, {}),
    "cases.hand_over": Sending(
        "adviser",
        lambda w: w.build_url("cases.handover", "open"),
        lambda w: {"to": str(w.users["colleague"]), "note": "Ring mentor"},
    ),
    "cases.hand_over_several": Sending(
        "adviser",
        lambda w: w.build_url("cases.handover_list"),
        lambda w: {"to": str(w.users["colleague"]), f"pick_{w.cases['open'].hex}": "y"},
    ),
    "cases.add_review": Sending(
        "adviser",
        lambda w: w.build_url("cases.reviews", "open"),
        {"change": "Kortere vakter"},
        form="new-review",
    ),
    "cases.save_review": Sending(
        "adviser", lambda w: w.build_url("cases.review", "open"), {"change": "Kortere vakter"}
    ),
    "cases.mark_review": Sending(
        "adviser",
        lambda w: w.build_url("cases.reviews", "open"),
        {},
        form=lambda w: w.build_url("cases.mark_review", "open"),
    ),
    "cases.raise_topic": Sending(
        "adviser", lambda w: w.build_url("cases.topic", "open"), {"question": "Hvor lenge?"}, form="raise"
    ),
    "cases.settle_topic": Sending(
        "adviser", raise_something, {}, form=lambda w: w.build_url("cases.settle_topic", "open")
    ),
    "meetings.create": Sending(
        "lead",
        lambda w: "/meetings/new",
        {"title": "Nytt møte", "held_on": format_numeric(TODAY), "starts": "14.05"},
    ),
    "meetings.save": Sending("lead", lambda w: w.build_url("meetings.edit"), {"place": "Kantina"}),
    "meetings.remove": Sending("lead", lambda w: w.build_url("meetings.confirm_removal"), {"sure": "y"}),
    "meetings.add_items": Sending(
        "lead",
        lambda w: w.build_url("meetings.prepare"),
        {"topic": "Korte møter"},
        form="add",
    ),
    "meetings.save_item": Sending("lead", lambda w: w.build_url("meetings.item"), {"minutes": "10"}),
    "meetings.move_item": Sending(
        "lead",
        lambda w: w.build_url("meetings.show"),
        {"answer": "down"},
        form=lambda w: w.build_url("meetings.move_item"),
    ),
    "meetings.remove_item": Sending(
        "lead",
        lambda w: w.build_url("meetings.show"),
        {"answer": "remove"},
        form=lambda w: w.build_url("meetings.remove_item"),
    ),
    "meetings.mark_item": Sending(
        "lead", leave_for_later, {}, form=lambda w: w.build_url("meetings.mark_item")
    ),
    "cases.open_again": Sending(
        "adviser", lambda w: w.build_url("cases.reopen", "closed"), {"reason": "Feil sak"}
    ),
    "home.language": Sending("adviser", lambda w: "/cases", {}, "/language"),
    "auth.enter": Sending("lead", lambda w: "/sign-in", {"login": "lead", "password": "nokkel-til-prøvene"}),
}


def send(world: World, sending: Sending, extras: dict[str, Any]) -> int:
    """Send the form of the page with what is typed, and the extras where the form has no field of the name."""
    client = world.find_client(sending.actor)
    url = sending.page(world)
    if sending.action:
        form = next(one for one in client.get(url).page.forms if one.action == sending.action)
        values = {"language": "nn"}
    else:
        told = sending.values(world) if callable(sending.values) else sending.values
        wanted = sending.form(world) if callable(sending.form) else sending.form
        form, values = client.read_form(url, wanted), dict(told)
    if sending.sends_to:
        form.action = world.build_url(sending.sends_to, "open")
    if sending.asks:
        form.action = world.build_url(sending.asks, "open")
        form = client.post_form(form).page.form()
    files = {"file": ("list.json", sending.file)} if sending.file else None
    added = {name: value for name, value in extras.items() if name not in form.names}
    return client.post_form(form, extra={**added, **values}, files=files).status_code


def describe_rows(world: World, known: set[str]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows, with what is random taken out: new ids, sealed bytes and instants.

    Ids are the same in both worlds where the template had them already.
    """

    def wash(value: Any) -> Any:
        if isinstance(value, bytes):
            return "bytes"
        if isinstance(value, datetime):
            return "instant"
        if isinstance(value, (UUID, str)):
            return UUIDS.sub(lambda found: found.group() if found.group() in known else "new", str(value))
        return value

    skip = {"request_id"}
    with world.site.engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    tuple(
                        (name, wash(value)) for name, value in row._mapping.items() if str(name) not in skip
                    )
                    for row in connection.execute(select(table))
                ),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture(scope="module")
def known(site_keeper: SiteKeeper, databases: Databases) -> set[str]:
    """The ids that every world has from its template."""
    with open_world(site_keeper, databases) as world:
        rows = [row for table in world.read_all().values() for row in table]
    return {found for row in rows for found in UUIDS.findall(repr(row))}


def test_every_form_that_writes_is_sent():
    assert set(SENDINGS) == WRITING


@pytest.mark.parametrize("name", SENDINGS)
def test_what_no_field_is_for_changes_nothing(
    name: str, site_keeper: SiteKeeper, databases: Databases, known: set[str]
):
    left = {}
    for with_extras in (False, True):
        with open_world(site_keeper, databases) as world:
            world.find_client(SENDINGS[name].actor)
            before = world.site.witness.take_snapshot().rows
            extras = list_extras(world) if with_extras else {}
            extras = {one: value for one, value in extras.items() if one not in OWN.get(name, ())}
            assert len(extras) > 60 or not with_extras
            assert send(world, SENDINGS[name], extras) == 303
            after = world.site.witness.take_snapshot().rows
            assert {table for table in after if after[table] != before[table]} - {"hm_audit_event"}, (
                "the form changed nothing at all"
            )
            left[with_extras] = describe_rows(world, known)
    changed = [table for table in left[False] if left[False][table] != left[True][table]]
    assert not changed, [
        (row for row in left[True][table] if row not in left[False][table]) for table in changed
    ]


def test_a_tampered_office_is_refused_where_one_may_choose(world: World):
    """An adviser at two offices names a third in the list of offices."""
    with world.site.session() as session:
        offices = {office.number: office.id for office in session.scalars(select(Office))}
        session.add(
            OfficeMembership(
                user_id=world.users["adviser"],
                office_id=offices["9903"],
                role=Role.ADVISER,
                from_on=TODAY - timedelta(days=1),
            )
        )
        session.add(
            OfficeMembership(
                user_id=world.users["adviser"],
                office_id=offices[AWAY],
                role=Role.LEAD,
                from_on=TODAY - timedelta(days=1),
            )
        )
        session.commit()
    client = world.find_client("adviser")
    form = client.read_form("/cases/new")
    typed = {"name": "Ola Prøve", "service": "state", "entry_point": "start"}
    with change_nothing(world.site, "hm_audit_event", *DRAFT_TABLES):
        for office in (offices[AWAY], 0, -1, 99999, "abc", f"{offices[HOME]} ", offices[AWAY] * 10**9):
            answer = client.post_form(form, **typed, extra={"office": str(office)})
            assert answer.status_code == 422, office
    answer = client.post_form(form, **typed, extra={"office": str(offices["9903"])})
    assert answer.status_code == 303
    with world.site.session() as session:
        case = session.get_one(Case, UUID(answer.location.rsplit("/", 1)[1]))
        assert case.office_id == offices["9903"]


@pytest.mark.parametrize("office", [AWAY, "9903"])
def test_a_tampered_office_opens_no_case_there(world: World, office: str):
    """An adviser at one office has nothing to choose: whatever is sent, no case is opened anywhere else."""
    with world.site.session() as session:
        offices = {row.number: row.id for row in session.scalars(select(Office))}
        before = {case.id for case in session.scalars(select(Case))}
    client = world.find_client("adviser")
    form = client.read_form("/cases/new")
    client.post_form(
        form,
        name="Ola Prøve",
        service="state",
        entry_point="start",
        extra={"office": str(offices[office]), "office_id": str(offices[office])},
    )
    with world.site.session() as session:
        added = [case for case in session.scalars(select(Case)) if case.id not in before]
        assert all(case.office_id == offices[HOME] for case in added)


@pytest.mark.parametrize("actor", ["lead", "local_contact", "county", "admin", "without_role", "moved"])
def test_who_may_not_open_a_case_does_not_with_a_form_of_somebody_else(world: World, actor: str):
    form = world.find_client("adviser").read_form("/cases/new")
    visitor = world.find_visitor(actor)
    data = {**form.values.to_dict(), "name": "Ola", "service": "state", "entry_point": "start"}
    with change_nothing(world.site, "hm_audit_event"):
        answer = visitor.client.post("/cases/new", data={**data, "csrf_token": visitor.token})
        assert answer.status_code == 403


def test_a_version_that_was_made_up_meets_the_conflict_page_or_nothing(world: World):
    """Neither a version ahead nor one that is no number writes over somebody's text unseen."""
    client = world.find_client("adviser")
    url = world.build_url("cases.edit", "open")
    with change_nothing(world.site, "hm_audit_event", *DRAFT_TABLES):
        for version in ("999", "0", "-1", "abc", "9" * 30, ""):
            answer = client.post_form(client.read_form(url), name="Ola", hm_version=version)
            assert answer.status_code == 409, version


def test_one_key_does_not_serve_two_people_or_two_forms(world: World):
    """A key that was used gives its answer to the one who used it for the same form, and to nobody else."""
    client = world.find_client("adviser")
    form = client.read_form(world.build_url("cases.plan", "open"))
    assert client.post_form(form, mentor="60").status_code == 303
    key = form.values["hm_key"]
    other = world.find_client("colleague").read_form(world.build_url("cases.plan", "open"))
    same = {**form.values.to_dict(), "mentor": "60", "csrf_token": other.values["csrf_token"]}
    with change_nothing(world.site, "hm_audit_event", *DRAFT_TABLES):
        # The very same text under the same key, from somebody else.
        assert world.find_client("colleague").post_form(other, extra=same).status_code == 409
        mentor = client.read_form(world.build_url("cases.mentor", "open"))
        assert client.post_form(mentor, name="Mia", hm_key=key).status_code == 409
        assert client.post_form(form, mentor="60").status_code == 303, "the same form again gets its answer"


def test_a_form_without_a_key_is_not_carried_out(world: World):
    client = world.find_client("adviser")
    form = client.read_form(world.build_url("cases.plan", "open"))
    with change_nothing(world.site, "hm_audit_event"):
        for key in ("", "abc", "1" * 40, None):
            assert client.post_form(form, mentor="60", hm_key=key).status_code == 422


def test_a_planned_contact_of_another_case_is_not_answered(world: World):
    """The id of somebody else's planned contact in a hidden field answers nothing there."""
    client = world.find_client("adviser")
    with world.site.session() as session:
        table = Base.metadata.tables["hm_contact_point"]
        planned = session.execute(
            select(table.c.id).where(table.c.case_id == world.cases["other"], table.c.outcome == "planned")
        ).scalar_one()
    form = client.read_form(world.build_url("contacts.new", "open"))
    kind = {"form": "phone", "planned": str(planned)}
    client.post_form(form, relationships=["mentor"], day="today", outcome="took_place", extra=kind)
    with world.site.session() as session:
        follows = session.execute(select(table.c.follows_id).where(table.c.follows_id.is_not(None))).all()
    assert follows == []
