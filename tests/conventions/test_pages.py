"""Every page there is, seen by everybody: what `PageClient` checks holds for all of them, in the three languages."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.routing import Rule

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.models import (
    AuditEvent,
    CalendarFeed,
    Candidate,
    Case,
    CaseReview,
    Cohort,
    CohortCase,
    CohortOffer,
    Consent,
    ContactPoint,
    DataKey,
    Employer,
    Experience,
    ExperienceMeeting,
    Job,
    Match,
    MeetingItem,
    MentorAssignment,
    MentorGathering,
    MentorProfile,
    OfficeGoal,
    SignIn,
    Submission,
    WorkplacePerson,
)
from hybridmentor.queries.calendar_feeds import hash_feed_token
from tests.support.apps import Site
from tests.support.client import ROOT, PageClient
from tests.support.databases import Databases
from tests.support.deidentified import plant_release
from tests.support.release_world import put_done
from tests.support.seed import ACCOUNTS, add_mentor, make_actor, open_case, seed_people
from tests.support.studies import add_survey, add_table, make_study

SIGNS_IN = sorted(ACCOUNTS.keys() - {"sperret"})
WRITTEN_BY_READING = {AuditEvent.__tablename__, SignIn.__tablename__}
"""A GET may leave rows here and nowhere else."""
KNOWN = {
    "candidate_id": UUID(int=1),
    "assignment_id": UUID(int=10),
    "kind": "companies",
    "experience_id": UUID(int=2),
    "comment_id": UUID(int=61),
    "search_id": UUID(int=62),
    "employer_id": UUID(int=7),
    "goal_id": UUID(int=27),
    "job_id": UUID(int=10),
    "match_id": UUID(int=71),
    "person_id": UUID(int=8),
    "gathering_id": UUID(int=9),
    "cohort_id": UUID(int=90),
    "side": "offer",
    "row_id": UUID(int=91),
    "meeting_id": UUID(int=91),
    "item_id": UUID(int=92),
    "review_id": UUID(int=93),
    "consent_id": UUID(int=3),
    "outcome_id": UUID(int=4),
    "contact_id": UUID(int=5),
    "planned_id": UUID(int=6),
    "study_id": UUID(int=94),
    "deidentified_id": UUID(int=97),
    "release_id": UUID(int=98),
    "file_id": UUID(int=99),
    "wave_id": UUID(int=95),
    "link_id": UUID(int=96),
    "table_id": UUID(int=97),
    "party": "jobseeker",
    "audience": "persons",
    "token": "f" * 43,
    "relationship": "mentor",
}
"""What stands in addresses beside a case, by the name of the variable."""


def fill(session: HybridSession) -> None:
    """The people, and a case of each office."""
    seed_people(session)
    case = open_case(session)
    add_mentor(session, case)
    later = {"from_on": date(2099, 1, 1), "to_on": date(2099, 2, 1)}
    own = DataKey.make(session.info["keyring"], "person")
    person = WorkplacePerson(data_key=own, employer_id=case.employer_id, name="Nina Ny")
    session.add(MentorAssignment(id=KNOWN["assignment_id"], case=case, person=person, **later))
    session.add(Candidate(id=KNOWN["candidate_id"], case=case, company="Bakeriet", status="positive"))
    said = {"person": "jobseeker", "purpose": "research", "text_version": 1, "given_on": case.opened_on}
    how = {"given_how": "spoken", "given_by": "person"}
    session.add(Consent(id=KNOWN["consent_id"], case=case, **said, **how))
    held = {"occurred_on": case.opened_on, "form": "phone", "outcome": "took_place"}
    session.add(ContactPoint(id=KNOWN["contact_id"], case=case, **held))
    session.add(ContactPoint(id=KNOWN["planned_id"], case=case, **held | {"outcome": "planned"}))
    session.add(CalendarFeed(user_id=case.created_by, token_hash=hash_feed_token(str(KNOWN["token"]))))
    key = DataKey.make(session.info["keyring"], "experience")
    told = {"office_id": case.office_id, "created_by": case.created_by, "title": "Spør først"}
    told |= {"status": "shared", "shared_on": case.opened_on, "wanted_reach": "county"}
    session.add(Experience(id=KNOWN["experience_id"], data_key=key, **told))
    begun = {"words": "Alle saker har en mentor", "from_on": case.opened_on}
    session.add(OfficeGoal(id=KNOWN["goal_id"], office_id=case.office_id, **begun))
    session.add(Employer(id=KNOWN["employer_id"], office_id=case.office_id, name="Øvre Bakeri"))
    session.add(Job(id=KNOWN["job_id"], kind="unit_import", office_id=case.office_id))
    offered = {"office_id": case.office_id, "verdicts": '{"tasks": "fits"}', "offered_on": case.opened_on}
    session.add(Match(id=KNOWN["match_id"], case_id=case.id, employer_id=KNOWN["employer_id"], **offered))
    sealing = DataKey.make(session.info["keyring"], "person")
    person = WorkplacePerson(
        id=KNOWN["person_id"], data_key=sealing, employer_id=KNOWN["employer_id"], name="Mona Mentor"
    )
    session.add(MentorProfile(person=person, office_id=case.office_id, keep_until_on=date(2100, 1, 1)))
    told = {"office_id": case.office_id, "title": "Mentorkaffe", "held_on": case.opened_on}
    session.add(MentorGathering(id=KNOWN["gathering_id"], **told))
    key = DataKey.make(session.info["keyring"], "experience")
    told = {"office_id": case.office_id, "starts_at": clock.now(), "minutes": 60, "title": "Erfaringsmøte"}
    meeting = ExperienceMeeting(id=KNOWN["meeting_id"], data_key=key, **told)
    told = {"position": 1, "question": "Hvordan vi avslutter"}
    session.add(MeetingItem(id=KNOWN["item_id"], meeting=meeting, **told))
    session.add(CaseReview(id=KNOWN["review_id"], case=case, held_on=case.opened_on, follow_up="Ringe"))
    cohort = Cohort(id=KNOWN["cohort_id"], office_id=case.office_id, kind="companies", title="Våren")
    cohort.cases = [CohortCase(case_id=case.id)]
    cohort.offers = [CohortOffer(id=KNOWN["row_id"], employer_id=KNOWN["employer_id"])]
    session.add(cohort)
    study = make_study(session, case.office_id, {case.office_id: "participating"}, id=KNOWN["study_id"])
    asker, decider = (make_actor(session, login).user_id for login in ("forsker", "godkjenner"))
    plant_release(session, study, asker, decider, id=KNOWN["deidentified_id"])
    put_done(session, study, id=KNOWN["release_id"], file_id=KNOWN["file_id"])  # type: ignore[arg-type]
    ids = {name: KNOWN[name] for name in ("wave_id", "link_id")}
    add_survey(session, study, case.office_id, str(KNOWN["token"]), **ids)
    add_table(session, study, id=KNOWN["table_id"])
    open_case(session, "veileder2", name="Siri Annen")


def list_addresses(app: Flask, case_id: UUID) -> list[str]:
    """An address of every page that is read, for one case and each step.

    A list and no generator: a context left open would lend its `g` to the requests of the test.
    """
    with app.test_request_context(base_url=ROOT):
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("hybridmentor.")]
        return [
            address
            for rule in rules
            if "GET" in (rule.methods or ())
            for address in build_addresses(rule, case_id)
        ]


def build_addresses(rule: Rule, case_id: UUID) -> Iterator[str]:
    """The addresses of one rule."""
    if rule.endpoint.endswith(".static"):
        return
    steps = [step.key for step in get_practice_model("hybridmodellen").steps]
    values = {name: one for name, one in ({"case_id": case_id} | KNOWN).items() if name in rule.arguments}
    for step in steps if "step" in rule.arguments else [None]:
        yield url_for(rule.endpoint, **values, **({"step": step} if step else {}))


@pytest.fixture(scope="module")
def pages(site_keeper, databases: Databases) -> Iterator[Site]:
    """The application with two cases, one database for the module."""
    with site_keeper.open(databases.make_template(fill)) as site:
        yield site


def find_case(site: Site, office_adviser: str = "Jonas Prøve") -> UUID:
    """The id of the case of a jobseeker."""
    with site.session() as session:
        return next(
            case.id for case in session.scalars(select(Case)) if case.jobseeker.name == office_adviser
        )


@pytest.mark.parametrize("login", [None, *SIGNS_IN])
def test_every_page_is_well_made(pages: Site, login: str | None):
    client = pages.client(login)
    answers = {
        address: client.get(address).status_code for address in list_addresses(pages.app, find_case(pages))
    }
    assert len(answers) > 15
    assert set(answers.values()) <= {200, 303, 403, 404}, answers
    if login is None:
        open_to_all = {"/sign-in", f"/calendar/{KNOWN['token']}.ics"}
        open_to_all |= {"/survey/answers/sent", f"/survey/{KNOWN['token']}"}
        assert {address for address, status in answers.items() if status != 303} == open_to_all
    if login == "veileder":
        shut = {address for address, status in answers.items() if status != 200}
        # An open case has no ending to go on from.
        ended = {url for url in shut if url.endswith(("/outcome", "/reopen")) or "/follow-ups/" in url}
        # A row of which only its lead may do something is told from one that there is not.
        only_lead = {"/office/stopped", f"/office/goals/{KNOWN['goal_id']}"}
        decided = {f"/experiences/{KNOWN['experience_id']}/{what}" for what in ("review", "spread")}
        above = {"/admin", "/meetings/cases", "/office/figures", "/office/collaboration", "/office/county"}
        above.add("/office/surveys")
        above |= {"/experiences/review", "/experiences/spread", "/experiences/trends"}
        study = f"/research/studies/{KNOWN['study_id']}"
        above |= {"/research/studies/new", f"{study}/texts/persons"}
        above |= {f"{study}/{what}" for what in ("edit", "offices", "variables", "readiness", "surveys")}
        above.add(f"{study}/surveys/{KNOWN['wave_id']}")
        release = f"/research/releases/{KNOWN['release_id']}"
        above |= {"/research/releases", release, f"{release}/files/{KNOWN['file_id']}"}
        above |= {f"{study}/releases/new", f"{study}/safe-tables"}
        table = f"{study}/tables/{KNOWN['table_id']}"
        above |= {f"{study}/tables", table, f"{table}/file"}
        deidentified = f"/research/deidentified/{KNOWN['deidentified_id']}"
        above |= {f"{study}/deidentified", f"{study}/deidentified/new", deidentified, f"{deidentified}/file"}
        assert shut - ended <= above | only_lead | decided, answers


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_is_in_the_language_chosen(pages: Site, language: str):
    client = pages.client("veileder")
    choose_language(client, language)
    for address in list_addresses(pages.app, find_case(pages)):
        answer = client.get(address)
        if answer.mimetype == "text/html" and answer.status_code != 303:
            assert answer.page.language == language, address
    choose_language(client, "nb")


def choose_language(client: PageClient, language: str) -> None:
    """Press the button of a language in the header."""
    page = client.follow(client.get("/")).page
    form = next(one for one in page.forms if "language" in one.names)
    client.follow(client.post_form(form, language=language))


def test_what_is_not_there_looks_like_what_is_hidden(pages: Site):
    client = pages.client("veileder")
    hidden, missing = find_case(pages, "Siri Annen"), uuid4()
    for theirs, nobodys in zip(
        list_addresses(pages.app, hidden), list_addresses(pages.app, missing), strict=True
    ):
        if str(hidden) in theirs:
            one, other = client.get(theirs), client.get(nobodys)
            assert (one.status_code, other.status_code) == (404, 404), theirs
            assert one.page.body_text == other.page.body_text
            assert "Siri" not in one.text


def test_reading_writes_nothing_but_the_audit_log(pages: Site):
    client = pages.client("veileder")
    before = count_rows(pages)
    for address in list_addresses(pages.app, find_case(pages)):
        client.get(address)
        client.open(address, method="HEAD")
    after = count_rows(pages)
    assert {table for table in after if after[table] != before[table]} <= WRITTEN_BY_READING
    assert Submission.__tablename__ in after


def count_rows(site: Site) -> dict[str, int]:
    """The number of rows of each table."""
    with site.session() as session:
        tables = Case.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
