"""The people and cases of the table, in a database: `fill_world` makes a template, `World` finds its way about in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

from flask import url_for
from sqlalchemy import Row, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.domain.suggestions import suggest
from hybridmentor.domain.wish_map import WishMap
from hybridmentor.identity import Claim
from hybridmentor.models import (
    AuditEvent,
    CalendarFeed,
    Candidate,
    Case,
    CaseOutcome,
    CaseReview,
    CaseRole,
    CaseStep,
    CaseWork,
    Cohort,
    CohortCase,
    CohortOffer,
    Consent,
    ContactPoint,
    DeidentifiedRelease,
    Employer,
    Experience,
    ExperienceMeeting,
    Job,
    Match,
    MeetingItem,
    MentorAssignment,
    MentorGathering,
    MentorProfile,
    Office,
    OfficeGoal,
    OfficeMembership,
    Recusal,
    Release,
    ReleaseFile,
    Role,
    Study,
    StudyLink,
    StudyTable,
    StudyWave,
    User,
)
from hybridmentor.policy.predicates import MeetingFacts, OfficeFacts
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.calendar_feeds import hash_feed_token
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.experience_meetings import find_meeting
from hybridmentor.queries.experiences import find_experience
from hybridmentor.queries.mentor_gatherings import find_gathering
from hybridmentor.queries.workplace_persons import find_person
from hybridmentor.services.candidates import add_candidate
from hybridmentor.services.case_forms import save_answers
from hybridmentor.services.case_reviews import add_review
from hybridmentor.services.case_steps import save_step
from hybridmentor.services.case_topics import raise_topic, settle_topic
from hybridmentor.services.case_work import log_work
from hybridmentor.services.cases import open_case
from hybridmentor.services.consents import give_consent
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.services.contacts import log_contact
from hybridmentor.services.experience_meetings import add_items, add_meeting
from hybridmentor.services.experience_reviews import LEFT_OPEN, accept_experience
from hybridmentor.services.experiences import share_experience
from hybridmentor.services.matches import offer_match
from hybridmentor.services.mentor_gatherings import add_gathering, invite_mentors
from hybridmentor.services.mentor_profiles import PROFILE_FIELDS, save_profile
from hybridmentor.services.mentors import assign_mentor
from hybridmentor.services.office_goals import add_goal
from hybridmentor.services.office_questions import add_question
from hybridmentor.services.outcomes import add_follow_up, close_case
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.published_cases import add_published_case
from hybridmentor.services.success_criteria import add_criterion
from tests.access.table import CASES, STRANGERS, Endpoint
from tests.support.apps import Site
from tests.support.client import PASSWORD, ROOT, PageClient, PageResponse
from tests.support.deidentified import plant_release
from tests.support.release_world import put_done
from tests.support.rows import change_nothing as change_nothing, read_all_rows as read_all_rows
from tests.support.seed import CHEAP_COST
from tests.support.studies import add_survey, add_table, make_study

HOME, AWAY, THIRD = "9901", "9902", "9903"
OFFICES = ((HOME, "Nav Fjordby"), (AWAY, "Nav Skogvik"), (THIRD, "Nav Utnes"))
EXAMPLE_NUMBER = 5
STEP = "wishes"
NO_ROW = uuid4()
FEED_TOKEN = "f" * 43
"""The secret address of the calendar feed of `adviser`."""
LINK_TOKEN = "e" * 32
"""What is secret in the link of the home office to the survey of the study."""
NOBODYS = 987654
"""The id of a question and of a criterion that no office has: one of the office's own would be gone after the first."""

ROWS = {
    **dict.fromkeys(("contacts.edit", "contacts.save", "contacts.undo"), ("contact_id", "contacts")),
    **dict.fromkeys(
        ("contacts.planned", "contacts.move", "contacts.answer", "contacts.calendar_file"),
        ("planned_id", "planned"),
    ),
    "contacts.undo_work": ("work_id", "works"),
    **dict.fromkeys(
        ("cases.edit_mentor", "cases.save_mentor", "cases.mentor_end", "cases.end_mentor"),
        ("assignment_id", "assignments"),
    ),
    **dict.fromkeys(("cases.later", "cases.save_later"), ("outcome_id", "later")),
    **dict.fromkeys(
        (
            "cases.candidate",
            "cases.save_candidate",
            "cases.choose_candidate",
            "cases.move_candidate",
            "cases.move_visit",
        ),
        ("candidate_id", "candidates"),
    ),
    **dict.fromkeys(("cases.withdrawal", "cases.withdraw"), ("consent_id", "consents")),
    **dict.fromkeys(("matching.match", "matching.save_match"), ("match_id", "matches")),
    **dict.fromkeys(("cases.review", "cases.save_review", "cases.mark_review"), ("review_id", "reviews")),
}
"""The variable in an address that names a row of the case, and where `World` has it."""
FIXED: dict[str, dict[str, Any]] = {
    "matching.suggestions": {"kind": "companies"},
    "matching.offer": {"kind": "companies"},
    "account.feed": {"token": FEED_TOKEN},
    "replies.survey": {"token": LINK_TOKEN},
    "replies.send": {"token": LINK_TOKEN},
    "account.end_absence": {"absence_id": NOBODYS},
    "cases.rhythm": {"relationship": "mentor"},
    "cases.set_rhythm": {"relationship": "mentor"},
    "cases.step": {"step": STEP},
    "cases.save_step": {"step": STEP},
    "cases.consent": {"person": "jobseeker", "purpose": "research"},
    "cases.give_consent": {"person": "jobseeker", "purpose": "research"},
    "cases.study_consent": {"party": "jobseeker"},
    "cases.give_study_consent": {"party": "jobseeker"},
    "research.study_text": {"audience": "persons"},
    "research.add_study_text": {"audience": "persons"},
    "research.take_out_study_office": {"office_id": NOBODYS},
    "experiences.uncomment": {"comment_id": NO_ROW},
    "experiences.forget_search": {"search_id": NO_ROW},
    "office.remove_question": {"question_id": NOBODYS},
    "office.remove_criterion": {"criterion_id": NOBODYS},
}
"""What else stands in addresses."""

ROLES: dict[str, tuple[Role | None, str]] = {
    "colleague": (Role.ADVISER, HOME),
    "adviser": (Role.ADVISER, HOME),
    "other_service": (Role.ADVISER, HOME),
    "elsewhere": (Role.ADVISER, AWAY),
    "guest": (Role.ADVISER, THIRD),
    "former_guest": (Role.ADVISER, THIRD),
    "recused": (Role.ADVISER, HOME),
    "moved": (Role.ADVISER, HOME),
    "left_with_part": (Role.ADVISER, HOME),
    "moved_with_part": (Role.ADVISER, HOME),
    "lead": (Role.LEAD, HOME),
    "lead_elsewhere": (Role.LEAD, AWAY),
    "local_contact": (Role.LOCAL_CONTACT, HOME),
    "market_contact": (Role.MARKET_CONTACT, HOME),
    "county": (Role.COUNTY, HOME),
    "researcher": (Role.RESEARCHER, HOME),
    "release_approver": (Role.RELEASE_APPROVER, HOME),
    "admin": (Role.ADMIN, HOME),
    "without_role": (None, HOME),
    "shut_out": (Role.ADVISER, HOME),
    "opener": (Role.ADVISER, HOME),
    "opener_away": (Role.ADVISER, AWAY),
}
HAVE_PART = ("adviser", "guest", "former_guest", "recused", "left_with_part", "moved_with_part")
ENDED = ("moved", "left_with_part", "moved_with_part")
"""Those with a part in each case of the home office (the one of `former_guest` ended yesterday), and those whose role
there ended yesterday."""
SECRETS = ("Hemmelin", "Skjultmann", "Lønnmentor", "Notatord", "Kontaktord")
"""Words that stand in every case of the world: names and notes. No page but the case's own may show one."""


def fill_world(session: HybridSession) -> None:
    """Offices, one account per actor and one case per kind. Commits nothing."""
    today = clock.today()
    offices = {number: Office(number=number, name=name, county="Innhavet") for number, name in OFFICES}
    session.add_all(offices.values())
    hashed = hash_password(PASSWORD, CHEAP_COST)
    users = {
        key: User(login=key, name=f"Bruker {key}", email=f"{key}@example.org", password_hash=hashed)
        for key in ROLES
    }
    session.add_all(users.values())
    session.flush()
    for key, (role, number) in ROLES.items():
        if role is None:
            continue
        session.add(
            OfficeMembership(
                user_id=users[key].id,
                office_id=offices[number].id,
                role=role,
                service="municipal" if key == "other_service" else None,
                from_on=today - timedelta(days=400),
                to_on=today - timedelta(days=1) if key in ENDED else None,
            )
        )
    session.add(
        OfficeMembership(
            user_id=users["moved_with_part"].id, office_id=offices[THIRD].id, role=Role.ADVISER, from_on=today
        )
    )
    session.flush()
    cases = {}
    for kind in CASES:
        if kind == "unknown":
            continue
        if kind == "example":
            cases[kind] = make_example(session, offices[HOME])
        else:
            opener = users["opener_away" if kind == "other" else "opener"]
            cases[kind] = make_case(session, opener, kind, today)
    began, yesterday = today - timedelta(days=90), today - timedelta(days=1)
    for kind, case in cases.items():
        if kind == "other":
            continue
        for key in HAVE_PART:
            ended = yesterday if key == "former_guest" else None
            session.add(
                CaseRole(case_id=case.id, user_id=users[key].id, role="adviser", from_on=began, to_on=ended)
            )
        session.add(Recusal(case_id=case.id, user_id=users["recused"].id, reason="close_relation"))
    make_experience(session, users["adviser"], users["lead"])
    session.add(Job(kind="unit_import", office_id=offices[HOME].id, state="done"))
    make_mentor(session, users["opener"], cases["open"])
    make_cohort(session, users["opener"], cases["open"])
    make_office_words(session, users["lead"])
    make_meeting(session, users["lead"], cases["open"])
    asked = dict.fromkeys((offices[HOME].id, offices[AWAY].id), "participating")
    study = make_study(session, offices[HOME].id, asked)
    add_survey(session, study, offices[HOME].id, LINK_TOKEN)
    add_table(session, study)
    plant_release(session, study, users["researcher"].id, users["release_approver"].id)
    put_done(session, study, asked_by=users["researcher"].id, decided_by=users["release_approver"].id)
    session.add(CalendarFeed(user_id=users["adviser"].id, token_hash=hash_feed_token(FEED_TOKEN)))
    session.flush()


def make_experience(session: HybridSession, author: User, lead: User) -> None:
    """What the office of the author has learned, without a word of any case; how far it goes is for the county to say."""
    found = load_actor(
        session, Claim(user_id=author.id), idle=timedelta(1), longest=timedelta(1), demo=False
    )[0]
    assert found is not None
    home = found.memberships[0]
    texts = {
        "title": "Spør mentor først",
        "learned": "Det er praktiske ting",
        "confirmation": "Ingen er nevnt",
        "wanted_reach": "county",
    }
    experience, _ = share_experience(
        session,
        found,
        office=OfficeFacts(home.office_id, home.purpose),
        practice=get_practice_model("hybridmodellen"),
        values={**texts, "step": "mentor", "themes": ["openness"], "own_tags": "oppstart"},
    )
    looking = load_actor(
        session, Claim(user_id=lead.id), idle=timedelta(1), longest=timedelta(1), demo=False
    )[0]
    assert looking is not None
    visible = find_experience(session, looking, experience.id)
    assert visible is not None
    accept_experience(session, looking, visible, version=1, reach=LEFT_OPEN)


def make_mentor(session: HybridSession, opener: User, case: Case) -> None:
    """What the mentor of the case has told, and a gathering that they have been asked to."""
    found = load_actor(
        session, Claim(user_id=opener.id), idle=timedelta(1), longest=timedelta(1), demo=False
    )[0]
    assert found is not None
    home = found.memberships[0]
    person_id = session.scalars(
        select(MentorAssignment.person_id).where(MentorAssignment.case_id == case.id)
    ).first()
    assert person_id is not None
    visible = find_person(session, found, person_id)
    assert visible is not None
    told = {
        **dict.fromkeys(PROFILE_FIELDS),
        "tasks": ["practical"],
        "languages": "norsk",
        "wants_network": "yes",
        "motivation": "Notatord om mentor",
        "keep_until_on": clock.today() + timedelta(days=300),
    }
    save_profile(session, found, visible, version=0, sent=told)
    values = {"title": "Mentorkaffe", "held_on": clock.today(), "place": None, "words": None}
    office = OfficeFacts(home.office_id, home.purpose)
    gathering = add_gathering(session, found, office=office, values=values)
    seen = find_gathering(session, found, gathering.id)
    assert seen is not None
    invite_mentors(session, found, seen, person_ids=[person_id])


def make_meeting(session: HybridSession, lead: User, case: Case) -> None:
    """A meeting of the lead's office about a topic and about the case."""
    found = load_actor(session, Claim(user_id=lead.id), idle=timedelta(1), longest=timedelta(1), demo=False)[
        0
    ]
    assert found is not None
    values = {"title": "Erfaringsmøte", "held_on": clock.today(), "starts": "10.00", "minutes": 60}
    facts = MeetingFacts(office_id=found.memberships[0].office_id)
    meeting = add_meeting(session, found, facts=facts, values=values)
    visible = find_meeting(session, found, meeting.id)
    assert visible is not None
    add_items(session, found, visible, topic="Hvordan vi avslutter")
    about = find_case(session, found, case.id)
    assert about is not None
    raise_topic(session, found, about, question="Notatord til drøfting")
    add_items(session, found, visible, case_ids=[case.id])
    settle_topic(session, found, about)


def make_cohort(session: HybridSession, opener: User, case: Case) -> None:
    """A cohort with the case and a mentor; nobody has said anything yet."""
    cohort = Cohort(office_id=case.office_id, kind="mentors", title="Våren", created_by=opener.id)
    person_id = session.scalars(select(MentorProfile.person_id)).one()
    cohort.cases, cohort.offers = [CohortCase(case_id=case.id)], [CohortOffer(person_id=person_id)]
    session.add(cohort)
    session.flush()


def make_office_words(session: HybridSession, lead: User) -> None:
    """A question and a success criterion of the lead's office."""
    found = load_actor(session, Claim(user_id=lead.id), idle=timedelta(1), longest=timedelta(1), demo=False)[
        0
    ]
    assert found is not None
    home = found.memberships[0]
    add_question(session, found, home, step=STEP, audience="mentor", words="Hva er vanskelig akkurat nå?")
    add_criterion(session, found, home, words="Bruker vet hvem som kan spørres")
    goal = {"words": "Alle saker har en mentor", "measure": None, "target": None, "from_on": found.today}
    add_goal(session, found, home, values={**goal, "to_on": None})


def make_example(session: HybridSession, office: Office) -> Case:
    """A line of a printed table, on the office's shelf. Nobody plans a contact in one; here one is, to be asked for."""
    text = files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
    published = next(one for one in read_published_cases(text).cases if one.case_no == EXAMPLE_NUMBER)
    case = add_published_case(session, None, office, get_practice_model("hybridmodellen"), published, 1)
    session.add(ContactPoint(case=case, occurred_on=clock.today(), outcome="planned"))
    return case


def make_case(session: HybridSession, opener: User, kind: str, today: date) -> Case:
    """A case of a kind, with something in every part of it, made through the services."""
    began = today - timedelta(days=100)
    found = load_actor(
        session, Claim(user_id=opener.id), idle=timedelta(1), longest=timedelta(1), demo=False
    )[0]
    assert found is not None
    case = open_case(
        session,
        found,
        office=found.memberships[0],
        practice=get_practice_model("hybridmodellen"),
        name=f"{kind} Hemmelin",
        birth_year=1994,
        phone="40123987",
        service="municipal" if kind == "municipal" else "state",
        entry_point="start",
        opened_on=began,
        employer_name=f"Skjultmann {kind} AS",
        industry="service",
    )
    visible = find_case(session, found, case.id)
    assert visible is not None
    fill_case(session, found, visible, today)
    if kind == "closed":
        close_case(
            session,
            found,
            visible,
            closed_on=today - timedelta(days=2),
            follow_up_on=today + timedelta(days=90),
            facts={"attached": "yes"},
            note="Notatord ved avslutning",
        )
        closed = find_case(session, found, case.id)
        assert closed is not None
        later = {"measured_on": today, "relevant": "yes", "note": "Notatord senere"}
        add_follow_up(session, found, closed, sent=later)
    jobseeker = case.jobseeker
    assert jobseeker is not None
    jobseeker.is_shielded = kind == "shielded"
    jobseeker.protection = {"kode_7": "confidential", "kode_6": "strictly_confidential"}.get(kind, "none")
    session.flush()
    return case


def fill_case(session: HybridSession, actor: Any, visible: VisibleCase, today: date) -> None:
    """A mentor, an agreement, contacts (one planned for today) and a step that was begun."""
    assign_mentor(
        session,
        actor,
        visible,
        name="Lina Lønnmentor",
        phone="90000001",
        position="formann",
        from_on=today - timedelta(days=90),
        is_employer=False,
    )
    agree_contact(
        session,
        actor,
        visible,
        relationship_key="mentor",
        agreed="14",
        from_on=today - timedelta(days=80),
    )
    for ago, outcome in ((20, "took_place"), (0, "planned")):
        log_contact(
            session,
            actor,
            visible,
            occurred_on=today - timedelta(days=ago),
            relationships=["mentor", "jobseeker"],
            outcome=outcome,
            form=None if outcome == "planned" else "phone",
            note="Kontaktord om dagen",
            next_step="Kontaktord videre",
        )
    log_work(session, actor, visible, worked_on=today, kind="plan", minutes_band="15_30")
    signed = Given("research", 1, today - timedelta(days=80), kept_at="Notatord i skap 2")
    give_consent(session, actor, visible, person="jobseeker", answer=signed)
    candidate = {"company": "Skjultmann Nord AS", "status": "positive", "note": "Notatord om bedriften"}
    add_candidate(session, actor, visible, values={"visit_on": today, **candidate})
    offer_match(
        session, actor, visible, suggest(WishMap("case"), Offer(visible.case.employer_id.hex, "employer"))
    )
    gone_through = {
        "held_on": today - timedelta(days=5),
        "change": "Notatord om endring",
        "follow_up": "Ringe",
    }
    add_review(session, actor, visible, values=gone_through)
    step = session.scalars(
        select(CaseStep).where(CaseStep.case_id == visible.case.id, CaseStep.step == STEP)
    ).one()
    save_step(
        session,
        actor,
        visible,
        step,
        version=step.version,
        sent={
            "status": "done",
            "done_on": today - timedelta(days=70),
            "note": "Notatord om ønsker",
            "skip_reason": None,
            "tasks": "Notatord om oppgaver",
        },
    )
    save_answers(session, actor, visible, version=1, sent={"agreement_purpose": "Notatord om formålet"})


@dataclass
class Visitor:
    """An actor's browser, and the token that its forms carry."""

    client: PageClient
    token: str


@dataclass
class World:
    """A site with the people and cases of the table, a browser for each of them, and an eye on what is written."""

    site: Site
    cases: dict[str, UUID] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    experience_id: UUID = field(default_factory=uuid4)
    meeting_id: UUID = field(default_factory=uuid4)
    item_id: UUID = field(default_factory=uuid4)
    reviews: dict[UUID, UUID] = field(default_factory=dict)
    employer_id: UUID = field(default_factory=uuid4)
    job_id: UUID = field(default_factory=uuid4)
    person_id: UUID = field(default_factory=uuid4)
    gathering_id: UUID = field(default_factory=uuid4)
    cohort_id: UUID = field(default_factory=uuid4)
    offer_id: UUID = field(default_factory=uuid4)
    study_id: UUID = field(default_factory=uuid4)
    wave_id: UUID = field(default_factory=uuid4)
    link_id: UUID = field(default_factory=uuid4)
    table_id: UUID = field(default_factory=uuid4)
    deidentified_id: UUID = field(default_factory=uuid4)
    release_id: UUID = field(default_factory=uuid4)
    file_id: UUID = field(default_factory=uuid4)
    assignments: dict[UUID, UUID] = field(default_factory=dict)
    candidates: dict[UUID, UUID] = field(default_factory=dict)
    consents: dict[UUID, UUID] = field(default_factory=dict)
    matches: dict[UUID, UUID] = field(default_factory=dict)
    later: dict[UUID, UUID] = field(default_factory=dict)
    contacts: dict[UUID, UUID] = field(default_factory=dict)
    planned: dict[UUID, UUID] = field(default_factory=dict)
    works: dict[UUID, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.site.session() as session:
            self.users = {row[0]: row[1] for row in session.execute(select(User.login, User.id))}
            named = select(Employer.name, Case.id).join(Case, Case.employer_id == Employer.id)
            self.cases = {name.split()[1]: case for name, case in session.execute(named)}
            number = f"AFI-sak {EXAMPLE_NUMBER}"
            self.cases["example"] = session.scalars(select(Case.id).where(Case.number == number)).one()
            own = select(Case.employer_id).where(Case.id == self.cases["open"])
            self.employer_id = session.scalars(own).one() or self.employer_id
            self.experience_id = session.scalars(select(Experience.id)).one()
            self.goal_id = session.scalars(select(OfficeGoal.id)).one()
            self.job_id = session.scalars(select(Job.id)).one()
            self.meeting_id = session.scalars(select(ExperienceMeeting.id)).one()
            self.item_id = session.scalars(select(MeetingItem.id).where(MeetingItem.case_id.is_(None))).one()
            self.reviews = dict(session.execute(select(CaseReview.case_id, CaseReview.id)).all())
            self.person_id = session.scalars(select(MentorProfile.person_id)).one()
            self.gathering_id = session.scalars(select(MentorGathering.id)).one()
            self.cohort_id = session.scalars(select(Cohort.id)).one()
            self.study_id = session.scalars(select(Study.id)).one()
            self.wave_id = session.scalars(select(StudyWave.id)).one()
            self.link_id = session.scalars(select(StudyLink.id)).one()
            self.table_id = session.scalars(select(StudyTable.id)).one()
            self.release_id = session.scalars(select(Release.id)).one()
            self.file_id = session.scalars(select(ReleaseFile.id)).one()
            self.deidentified_id = session.scalars(select(DeidentifiedRelease.id)).one()
            self.offer_id = session.scalars(select(CohortOffer.id)).one()
            named_to = select(MentorAssignment.case_id, MentorAssignment.id)
            self.assignments = dict(session.execute(named_to).all())
            self.candidates = dict(session.execute(select(Candidate.case_id, Candidate.id)).all())
            self.consents = dict(session.execute(select(Consent.case_id, Consent.id)).all())
            self.matches = dict(session.execute(select(Match.case_id, Match.id)).all())
            later = select(CaseOutcome.case_id, CaseOutcome.id).where(CaseOutcome.moment == "later")
            self.later = dict(session.execute(later).all())
            held = select(ContactPoint.case_id, ContactPoint.id).where(ContactPoint.outcome == "took_place")
            self.contacts = dict(session.execute(held).all())
            waits = select(ContactPoint.case_id, ContactPoint.id).where(ContactPoint.outcome == "planned")
            self.planned = dict(session.execute(waits).all())
            self.works = dict(session.execute(select(CaseWork.case_id, CaseWork.id)).all())
        self.cases["unknown"] = uuid4()

    def find_visitor(self, actor: str) -> Visitor:
        """The actor's browser, signed in where the actor can be. It looks at headers, not at pages: others do that."""
        if actor not in self.visitors:
            self.visitors[actor] = self.make_visitor(actor)
        return self.visitors[actor]

    def find_client(self, actor: str) -> PageClient:
        """The actor's browser."""
        return self.find_visitor(actor).client

    def make_visitor(self, actor: str) -> Visitor:
        """A new browser for the actor."""
        client = self.site.client()
        client.checks_pages = False
        if actor == "stranger":
            answer = client.get("/sign-in")
        else:
            self.switch_account("shut_out", on=True)
            answer = client.sign_in(actor)
            self.switch_account("shut_out", on=False)
        return Visitor(client, answer.page.forms[0].values["csrf_token"])

    def switch_account(self, key: str, *, on: bool) -> None:
        """Open or shut an account."""
        with self.site.session() as session:
            session.execute(update(User).where(User.id == self.users[key]).values(is_active=on))
            session.commit()

    def build_url(self, endpoint: str, case: str | None = None) -> str:
        """The address of an endpoint of the table."""
        values: dict[str, Any] = {"case_id": self.cases[case]} if case else {}
        if endpoint == "static":
            values = {"filename": "icon.svg"}
        if endpoint in ROWS:
            variable, rows = ROWS[endpoint]
            values[variable] = getattr(self, rows).get(values["case_id"], NO_ROW)
        wanted = self.site.app.url_map.iter_rules(f"hybridmentor.{endpoint}")
        variables = {name for rule in wanted for name in rule.arguments} - values.keys()
        values |= {name: getattr(self, name) for name in variables if hasattr(self, name)}
        if endpoint in ("cohorts.said", "cohorts.save_said"):
            values |= {"side": "offer", "row_id": self.offer_id}
        values |= FIXED.get(endpoint, {})
        with self.site.app.test_request_context(base_url=ROOT):
            return url_for(f"hybridmentor.{endpoint}", **values)

    def ask(
        self, endpoint: Endpoint, actor: str, case: str | None = None, method: str | None = None
    ) -> PageResponse:
        """Send the request of the table: a form without answers but with its token and key."""
        visitor = self.find_visitor(actor)
        if endpoint.name == "auth.sign_out" and actor not in STRANGERS:
            visitor = self.make_visitor(actor)
        url, method = self.build_url(endpoint.name, case), method or endpoint.method
        if method != "POST":
            return visitor.client.open(url, method=method, buffered=True)
        data = {"csrf_token": visitor.token, "hm_key": str(uuid4()), "hm_version": "1"}
        if endpoint.name in ("cases.search", "log.search", "employers.search"):
            data["q"] = "hemmelin"
        if endpoint.name == "cohorts.search_cases":
            data["q"] = "hemmelin"
        if endpoint.name in ("mentors.search", "cohorts.search_offers"):
            data["q"] = "lønnmentor"
        if endpoint.name == "cases.save_form":
            data["goal_number"] = "no number"  # nothing of it must be answered
        if endpoint.name == "matching.save_match":
            data["has_lasted"] = "yes"  # without answers nothing would be wrong: nothing was said
        if endpoint.name == "office.save_volunteers":
            data["volunteers"] = "no number"  # nothing need be told
        if endpoint.name == "cases.agree":
            data["mentor"] = "no such interval"  # without answers it would be a fine form: nothing agreed
        return visitor.client.post(url, data=data)

    def count_audit_rows(self) -> int:
        """The id of the last audit row."""
        found: int | None = self.site.witness.driver.execute(f"SELECT max(id) FROM {AUDIT_TABLE}").fetchone()[
            0
        ]
        return found or 0

    def list_audit_rows(self, after: int) -> list[Row[Any]]:
        """The audit rows after an id, as others see them: committed."""
        with self.site.engine.connect() as connection:
            statement = select(AuditEvent.__table__).where(AuditEvent.id > after).order_by(AuditEvent.id)
            return list(connection.execute(statement).all())

    def read_all(self, *without: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but those left out, by table."""
        return read_all_rows(self.site, *without)


AUDIT_TABLE = AuditEvent.__tablename__
DRAFT_TABLES = ("hm_draft", "hm_data_key")
"""What was typed into a form that goes back is kept here."""
