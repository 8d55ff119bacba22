"""Tiny questions about an actor and what the actor asks for. Each reads as a sentence; the SQL forms stand in `scopes`."""

from dataclasses import dataclass

from hybridmentor.identity import Actor

CASE_READERS = ("adviser", "lead", "local_contact")
CASE_WORKERS = ("adviser",)
OFFICE_READERS = (*CASE_READERS, "market_contact")
"""Who reads what an office shares among its own: experiences, questions."""
REGISTER_KEEPERS = ("adviser", "local_contact", "market_contact")
"""Who keeps an office's register of companies, and knows the persons there."""


@dataclass(frozen=True)
class CaseFacts:
    """What the rules need to know of a case, for one actor, today."""

    office_id: int
    service: str | None
    protection: str
    is_shielded: bool
    is_published_example: bool
    is_closed: bool
    actor_has_part: bool
    actor_is_recused: bool


@dataclass(frozen=True)
class OfficeFacts:
    """What the rules need to know of an office, and of the service that a new case is to belong to."""

    office_id: int
    purpose: str
    service: str | None = None
    county: str | None = None
    """Only asked for where figures are, and where a register is shared."""
    shares_register: bool = False
    """Whether its county sees its companies; only asked for there."""


@dataclass(frozen=True)
class ExperienceFacts(OfficeFacts):
    """What the rules need to know of an experience: its office, and whether the actor wrote it."""

    is_author: bool = False


Subject = CaseFacts | OfficeFacts | None


def _has_role_at(actor: Actor, roles: tuple[str, ...], case: CaseFacts) -> bool:
    return any(
        m.role in roles
        and m.office_id == case.office_id
        and (case.is_published_example or m.service is None or m.service == case.service)
        for m in actor.memberships
    )


def has_signed_in(actor: Actor, subject: Subject) -> bool:
    """Anybody with an active account."""
    return True


def reads_cases_somewhere(actor: Actor, subject: Subject) -> bool:
    """A role that reads cases at some office."""
    return actor.has_role(*CASE_READERS)


def reads_cases_at_its_office(actor: Actor, subject: Subject) -> bool:
    """A role that reads cases at the case's office, for its service."""
    return isinstance(subject, CaseFacts) and _has_role_at(actor, CASE_READERS, subject)


def works_cases_at_its_office(actor: Actor, subject: Subject) -> bool:
    """An adviser at the case's office, for its service."""
    return isinstance(subject, CaseFacts) and _has_role_at(actor, CASE_WORKERS, subject)


def works_cases_at_office(actor: Actor, subject: Subject) -> bool:
    """An adviser at the office itself, for the service; without an office named: at any that practises."""
    if isinstance(subject, OfficeFacts):
        return any(
            m.role in CASE_WORKERS
            and m.office_id == subject.office_id
            and (m.service is None or subject.service in (None, m.service))
            for m in actor.memberships
        )
    return any(m.role in CASE_WORKERS and m.purpose == "practice" for m in actor.memberships)


def office_practises(actor: Actor, subject: Subject) -> bool:
    """The office works with people; the shelf of published examples does not."""
    return subject is None or (isinstance(subject, OfficeFacts) and subject.purpose == "practice")


def has_part_in_case(actor: Actor, subject: Subject) -> bool:
    """A role in the case itself, today, of somebody who still reads cases somewhere: who has left has no part."""
    return reads_cases_somewhere(actor, subject) and isinstance(subject, CaseFacts) and subject.actor_has_part


def is_not_recused(actor: Actor, subject: Subject) -> bool:
    """Neither the actor's own case nor that of someone close."""
    return isinstance(subject, CaseFacts) and not subject.actor_is_recused


def person_is_unprotected(actor: Actor, subject: Subject) -> bool:
    """The jobseeker has no address protection and is not shielded."""
    return isinstance(subject, CaseFacts) and subject.protection == "none" and not subject.is_shielded


def case_is_not_frozen(actor: Actor, subject: Subject) -> bool:
    """The jobseeker's address is not strictly confidential: such a case is closed to everybody."""
    return isinstance(subject, CaseFacts) and subject.protection != "strictly_confidential"


def case_is_open(actor: Actor, subject: Subject) -> bool:
    """The case is not closed."""
    return isinstance(subject, CaseFacts) and not subject.is_closed


def case_is_closed(actor: Actor, subject: Subject) -> bool:
    """The case is closed."""
    return isinstance(subject, CaseFacts) and subject.is_closed


def leads_case_office(actor: Actor, subject: Subject) -> bool:
    """The lead of the case's office, for its service."""
    return isinstance(subject, CaseFacts) and _has_role_at(actor, ("lead",), subject)


def case_is_own(actor: Actor, subject: Subject) -> bool:
    """A case of an office, not a published example."""
    return isinstance(subject, CaseFacts) and not subject.is_published_example


def _works_at_office(actor: Actor, roles: tuple[str, ...], subject: Subject) -> bool:
    return any(
        m.role in roles
        and m.purpose == "practice"
        and (not isinstance(subject, OfficeFacts) or m.office_id == subject.office_id)
        for m in actor.memberships
    )


def belongs_to_office(actor: Actor, subject: Subject) -> bool:
    """Somebody who works with people at the office; without an office named: at any that practises."""
    return _works_at_office(actor, OFFICE_READERS, subject)


def develops_practice_at_office(actor: Actor, subject: Subject) -> bool:
    """An adviser, lead or local contact at the office; without an office named: at any that practises."""
    return _works_at_office(actor, CASE_READERS, subject)


def sees_shared_register(actor: Actor, subject: Subject) -> bool:
    """Somebody who works with people in the county of an office that shares its companies."""
    return (
        isinstance(subject, OfficeFacts)
        and subject.shares_register
        and subject.purpose == "practice"
        and any(
            m.role in OFFICE_READERS and m.purpose == "practice" and m.county == subject.county
            for m in actor.memberships
        )
    )


def keeps_register_at_office(actor: Actor, subject: Subject) -> bool:
    """An adviser, local contact or market contact at the office; without an office named: at any that practises."""
    return _works_at_office(actor, REGISTER_KEEPERS, subject)


def wrote_experience(actor: Actor, subject: Subject) -> bool:
    """The one who wrote the experience; without one named: whoever may have."""
    return subject is None or (isinstance(subject, ExperienceFacts) and subject.is_author)


def hands_over_somewhere(actor: Actor, subject: Subject) -> bool:
    """An adviser or a lead at an office that practises."""
    return _works_at_office(actor, ("adviser", "lead"), None)


def leads_office(actor: Actor, subject: Subject) -> bool:
    """The lead of the office; without an office named: of any that practises."""
    return _works_at_office(actor, ("lead",), subject)


def reads_figures(actor: Actor, subject: Subject) -> bool:
    """The lead of the office, or the coordinator of its county; without an office named: of any."""
    if not isinstance(subject, OfficeFacts):
        return actor.has_role("lead", "county")
    return subject.purpose == "practice" and any(
        m.office_id == subject.office_id if m.role == "lead" else m.county == subject.county
        for m in actor.list_offices("lead", "county")
    )


def administers(actor: Actor, subject: Subject) -> bool:
    """An administrator."""
    return actor.has_role("admin")
