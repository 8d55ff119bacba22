"""The whole main job through the web, with words of the test's own in every field that takes text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from tests.support.apps import Site
from tests.support.client import PageClient

PHONES = {"case.phone": "40127731", "mentor.phone": "90881342"}
PLAIN = {"case.employer_name", "mentor.position"}
"""What is kept as plain text on purpose: a company's name, and what somebody is called at work."""


PERSONS = {"case.name.before", "case.name", "mentor.name"}
"""Names of people. No note may hold a word of one, so they are made of words of their own."""


def say_plainly(name: str) -> str:
    """Words for a field: `Ord step note`; for a name `Navn case name`."""
    return ("Navn " if name in PERSONS else "Ord ") + name.replace(".", " ").replace("_", " ")


@dataclass
class Journey:
    """A case that has been through everything, and what was typed where."""

    client: PageClient
    case_id: UUID
    said: dict[str, str] = field(default_factory=dict)
    """By form and field, as `step.note`; what was replaced later has `before` at the end."""

    @property
    def url(self) -> str:
        """The address of the case."""
        return f"/cases/{self.case_id}"

    def list_pages(self) -> list[str]:
        """Every page on which something of the case is shown; forms that need an open case are left to `Journey.open`."""
        return [
            self.url,
            f"{self.url}/contacts",
            f"{self.url}/consents",
            f"{self.url}/versions",
            "/cases?state=all",
            "/",
            "/?show=all",
        ]

    def list_forms(self) -> list[str]:
        """The pages with a form of the case."""
        steps = [f"{self.url}/steps/{step}" for step in ("wishes", "company")]
        names = ("edit", "mentor", "agreed-contact", "close", "contacts/new", "pause", "return", "handover")
        return [f"{self.url}/{name}" for name in names] + steps


def go_through(
    site: Site,
    say: Callable[[str], str],
    *,
    close: bool = True,
    login: str = "veileder",
    checks_pages: bool = True,
) -> Journey:
    """Open, change, take steps, name a mentor, agree, log and plan contacts, and close, as an adviser does it by form."""
    client = site.client(login)
    client.checks_pages = checks_pages
    today = clock.today()
    said: dict[str, str] = {}

    def tell(name: str) -> str:
        said[name] = PHONES.get(name) or say(name)
        return said[name]

    def send(url: str, **values: object) -> str:
        # The client's own `form` chooses among the forms of a page; here it is a field.
        kind = {"form": values.pop("form")} if "form" in values else None
        answer = client.submit_form(url, extra=kind, **values)
        assert answer.status_code == 303, (
            f"{url} answered {answer.status_code}: {answer.page.body_text[:400]}"
        )
        return answer.location

    location = send(
        "/cases/new",
        name=tell("case.name.before"),
        service="state",
        entry_point="start",
        opened_on=format_numeric(today - timedelta(days=40)),
        employer_name=tell("case.employer_name"),
        industry="service",
        birth_year="1994",
        phone=tell("case.phone"),
    )
    journey = Journey(client, UUID(location.rsplit("/", 1)[1]), said)
    url = journey.url
    send(f"{url}/edit", name=tell("case.name"))
    send(f"{url}/steps/wishes", status="in_progress", note=tell("step.note.before"))
    send(f"{url}/steps/wishes", status="done", done_on=format_numeric(today), note=tell("step.note"))
    send(f"{url}/steps/company", status="skipped", skip_reason=tell("step.skip_reason"))
    send(
        f"{url}/mentor",
        name=tell("mentor.name"),
        position=tell("mentor.position"),
        phone=tell("mentor.phone"),
        from_on=format_numeric(today - timedelta(days=30)),
    )
    send(f"{url}/agreed-contact", mentor="14", jobseeker="28")
    send(
        f"{url}/consents/new?person=jobseeker&purpose=research",
        answer="yes",
        given_how="on_paper",
        kept_at=tell("consent.kept_at"),
    )
    send(
        f"{url}/contacts/new",
        relationships=["mentor", "jobseeker"],
        day="yesterday",
        form="phone",
        outcome="took_place",
        themes=["language"],
        note=tell("contact.note"),
        next_step=tell("contact.next_step"),
    )
    send(
        f"{url}/contacts/new",
        relationships=["mentor"],
        day="today",
        outcome="planned",
        planned_on=format_numeric(today),
        starts_at="14.00",
        note=tell("contact.note.planned"),
    )
    if close:
        finish(journey, tell)
    return journey


def finish(journey: Journey, tell: Callable[[str], str]) -> None:
    """Close the case."""
    answer = journey.client.submit_form(f"{journey.url}/close", attached="yes", note=tell("close.note"))
    assert answer.status_code == 303, answer.page.body_text[:400]
