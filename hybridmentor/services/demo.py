"""The demo: an office of made-up people, marked as such, so that every page has something to show."""

import tomllib
from collections.abc import Iterator
from datetime import time, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.models import Case, CaseStep, Office, Role, User
from hybridmentor.queries.cases import find_case
from hybridmentor.services.case_steps import save_step
from hybridmentor.services.cases import open_case
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.services.contacts import log_contact
from hybridmentor.services.demo_actors import make_actor
from hybridmentor.services.demo_board import fill_board
from hybridmentor.services.demo_details import fill_details, make_lists, read_days
from hybridmentor.services.demo_register import fill_register
from hybridmentor.services.demo_study import fill_study
from hybridmentor.services.mentors import assign_mentor
from hybridmentor.services.offices import create_office
from hybridmentor.services.outcomes import close_case
from hybridmentor.services.users import create_user, grant_role

PASSWORD = "demo"  # noqa: S105  made up, and refused outside demo mode
ACCOUNTS = (
    ("veileder", "veileder ved Nav Eksempel"),
    ("veileder2", "veileder ved Nav Øvelse"),
    ("leder", "leder ved Nav Eksempel"),
    ("fylke", "fylkeskontakt"),
    ("forsker", "forsker"),
    ("personvern", "personvern, godkjenner uttrekk til forskning"),
    ("admin", "administrator"),
)


def read_script() -> dict[str, Any]:
    """The made-up offices, people and cases, with days counted back from today."""
    return tomllib.loads(files("hybridmentor").joinpath("sample_data/demo.toml").read_text("utf-8"))


def make_demo(session: Session, *, cost: tuple[int, int, int] | None = None) -> Office:
    """Make what is missing of the demo; the office that takes the published examples."""
    script = read_script()
    offices = {}
    for entry in script["offices"]:
        office, _ = create_office(
            session,
            None,
            number=entry["number"],
            name=entry["name"],
            county=entry["county"],
            purpose=entry["purpose"],
        )
        offices[office.number] = office
    users = {}
    for entry in script["users"]:
        user, _ = create_user(
            session,
            None,
            name=entry["name"],
            email=entry["email"],
            login=entry["login"] if entry["signs_in"] else None,
            subject=f"demo:{entry['login']}",
            password=PASSWORD if entry["signs_in"] else None,
            is_demo=True,
            cost=cost,
        )
        users[entry["login"]] = user
        for number, role in entry["roles"]:
            grant_role(
                session, None, user, offices[number], Role(role), from_on=clock.today() - timedelta(days=800)
            )
    make_lists(session, script, offices, users)
    for number in {entry["office"] for entry in script["cases"]}:
        known = session.scalar(
            select(func.count()).select_from(Case).where(Case.office_id == offices[number].id)
        )
        if not known:
            for entry in script["cases"]:
                if entry["office"] == number:
                    make_case(session, users[entry["adviser"]], offices[number], entry, script["notes"])
    keeper = next(entry for entry in script["cases"] if entry["office"] == script["register_office"])
    office = offices[script["register_office"]]
    fill_register(
        session, make_actor(users[keeper["adviser"]], office, "adviser", clock.today()), office, script
    )
    fill_board(session, users, offices, script)
    fill_study(session, users, offices, script["study"])
    return offices[script["examples_office"]]


def has_real_accounts(session: Session) -> bool:
    """Whether the database has accounts that are not made up and none that are: it is somebody's, not a demo."""
    real = session.scalar(select(func.count()).select_from(User).where(User.is_demo.is_(False))) or 0
    made_up = session.scalar(select(func.count()).select_from(User).where(User.is_demo)) or 0
    return bool(real) and not made_up


def make_case(session: Session, user: User, office: Office, entry: dict[str, Any], notes: list[str]) -> None:
    """One made-up case with its steps, mentors, agreements and contacts, through the same services as real ones."""
    today = clock.today()
    opened = today - timedelta(days=entry["opened"])
    actor = make_actor(user, office, "adviser", opened)
    case = open_case(
        session,
        actor,
        office=actor.memberships[0],
        practice=get_practice_model("hybridmodellen"),
        name=entry["name"],
        birth_year=entry["born"],
        phone=None,
        service=entry["service"],
        entry_point=entry["entry"],
        opened_on=opened,
        employer_name=entry.get("employer"),
        organisation_number=entry.get("organisation_number"),
        industry=entry.get("industry"),
    )
    actor = make_actor(user, office, "adviser", today)
    visible = find_case(session, actor, case.id)
    if visible is None:
        raise RuntimeError("an adviser sees the case just opened")
    for mentor in entry.get("mentors", []):
        assign_mentor(
            session,
            actor,
            visible,
            name=mentor["name"],
            phone=None,
            position=mentor["position"],
            from_on=today - timedelta(days=mentor["from"]),
            is_employer=mentor.get("is_employer", False),
        )
    for key, days in entry.get("agreed", {}).items():
        agree_contact(session, actor, visible, relationship_key=key, agreed=str(days), from_on=opened)
    for contact in list_contacts(entry, notes):
        day = today - timedelta(days=contact.pop("ago"))
        log_contact(session, actor, visible, occurred_on=day, **contact)
    for key, step in entry.get("steps", {}).items():
        row = session.scalars(select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.step == key)).one()
        sent = {
            "status": step["status"],
            "done_on": today - timedelta(days=step["ago"]) if "ago" in step else None,
            "note": step.get("note"),
            "skip_reason": step.get("reason"),
            **read_days(step.get("answers", {}), today),
        }
        save_step(session, actor, visible, row, version=row.version, sent=sent)
    fill_details(session, actor, visible, entry)
    closing = entry.get("closed")
    if closing:
        close_case(
            session,
            actor,
            visible,
            closed_on=today - timedelta(days=closing["ago"]),
            follow_up_on=today + timedelta(days=closing["follow_up"]) if "follow_up" in closing else None,
            facts=closing["facts"],
            note=None,
            answers=read_days(closing.get("answers", {}), today),
        )


def list_contacts(entry: dict[str, Any], notes: list[str]) -> Iterator[dict[str, Any]]:
    """The contacts of a made-up case: rows of the script, and even series that it gives as first, last and interval."""
    for index, (relationship, first, last, every, forms) in enumerate(entry.get("series", [])):
        for number, ago in enumerate(range(last, first + 1, every)):
            form = forms[number % len(forms)]
            yield {
                "ago": ago,
                "relationships": relationship.split("+"),
                "outcome": "took_place",
                "form": form,
                "minutes_band": ("under_15", "15_30", "30_60")[(number + index) % 3],
                "note": notes[(number + index) % len(notes)] if number % 3 == 0 else None,
            }
    for row in entry.get("contacts", []):
        starts = row.get("at")
        yield {
            "ago": row["ago"],
            "relationships": row["with"].split("+"),
            "outcome": row["outcome"],
            "form": row.get("form"),
            "starts_at": time.fromisoformat(starts) if starts else None,
            "themes": row.get("themes", []),
            "note": row.get("note"),
        }
