"""Tiny questions about an actor and what the actor asks for. Each reads as a sentence; the SQL forms stand in `scopes`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hybridmentor.identity import Actor

CASE_READERS = ("adviser", "lead", "local_contact")
CASE_WORKERS = ("adviser",)
OFFICE_READERS = (*CASE_READERS, "market_contact")
"""Who reads what an office shares among its own: experiences, questions."""
ON_BOARD = ("review", "shared", "note")
"""The statuses in which an experience stands on its office's board; else only its author sees it."""
LOOKED_AT = ("shared", "note")
"""The statuses in which an experience may be read beyond its office."""
REGISTER_KEEPERS = ("adviser", "local_contact", "market_contact")
"""Who keeps an office's register of companies, and knows the persons there."""


STUDY_MAKERS = ("researcher", "release_approver")
"""Who makes a study's surveys and tables, and who decides what comes of them: neither sees a link that answers it."""


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
    """What the rules need to know of an experience: its office, whether the actor wrote it, where it stands and who may read it.

    `county` is that of its office.
    """

    is_author: bool = False
    status: str = "draft"
    reach: str = "office"
    wanted_reach: str = "office"

    @property
    def is_spread(self) -> bool:
        """Whether others than its office read it."""
        return self.status in LOOKED_AT and self.reach != "office"


@dataclass(frozen=True)
class MeetingFacts:
    """What the rules need to know of a meeting about experiences: whose it is, an office's or a county's."""

    office_id: int | None = None
    county: str | None = None


@dataclass(frozen=True)
class StudyFacts:
    """What the rules need to know of a study: the office whose researchers run it, where it stands, which offices have a part."""

    office_id: int
    state: str
    parts: Mapping[int, str] = field(default_factory=dict, hash=False)
    """`participating`, `guest` or `control` by the office's id."""
    actor_has_answered: bool = False
    """Whether the actor has answered it for themselves."""


@dataclass(frozen=True)
class LinkFacts(OfficeFacts):
    """What the rules need to know of a survey's link: the office that answers by it, and who has a hand in the study.

    `county` is that of the office.
    """

    study_office_id: int = 0
    """The office whose researchers run the study."""
    made_by: int | None = None
    """Who made the survey."""
    has_lead: bool = False
    """Whether the office has a lead who may see the link."""


Subject = CaseFacts | OfficeFacts | MeetingFacts | StudyFacts | None


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


def _works_where_meeting_is(
    actor: Actor, roles: tuple[str, ...], subject: Subject, *, in_county: bool
) -> bool:
    if subject is not None and not isinstance(subject, MeetingFacts):
        return False
    for m in actor.memberships:
        if m.role not in roles or m.purpose != "practice":
            continue
        if subject is None or (subject.office_id is not None and m.office_id == subject.office_id):
            return True
        if in_county and subject.office_id is None and m.county == subject.county:
            return True
    return False


def belongs_to_meeting(actor: Actor, subject: Subject) -> bool:
    """Somebody who works with people at the meeting's office, or in its county; without one named: at any office."""
    return _works_where_meeting_is(actor, OFFICE_READERS, subject, in_county=True)


def develops_practice_at_meeting(actor: Actor, subject: Subject) -> bool:
    """An adviser, lead or local contact at the meeting's office; without one named: at any office."""
    return _works_where_meeting_is(actor, CASE_READERS, subject, in_county=False)


def coordinates_meeting(actor: Actor, subject: Subject) -> bool:
    """The coordinator of the county whose meeting it is; without one named: of any county."""
    if subject is not None and not isinstance(subject, MeetingFacts):
        return False
    return any(
        subject is None or (subject.office_id is None and m.county == subject.county)
        for m in actor.list_offices("county")
    )


def keeps_register_at_office(actor: Actor, subject: Subject) -> bool:
    """An adviser, local contact or market contact at the office; without an office named: at any that practises."""
    return _works_at_office(actor, REGISTER_KEEPERS, subject)


def wrote_experience(actor: Actor, subject: Subject) -> bool:
    """The one who wrote the experience; without one named: whoever may have."""
    return subject is None or (isinstance(subject, ExperienceFacts) and subject.is_author)


def experience_is_on_board(actor: Actor, subject: Subject) -> bool:
    """An experience that stands on its office's board; without one named: whichever there is."""
    return not isinstance(subject, ExperienceFacts) or subject.status in ON_BOARD


def reads_in_county_of_experience(actor: Actor, subject: Subject) -> bool:
    """Somebody who works with people in the county of an experience that its county reads."""
    return (
        isinstance(subject, ExperienceFacts)
        and subject.is_spread
        and subject.purpose == "practice"
        and any(
            m.role in OFFICE_READERS and m.purpose == "practice" and m.county == subject.county
            for m in actor.memberships
        )
    )


def reads_where_all_do(actor: Actor, subject: Subject) -> bool:
    """Somebody who works with people at an office that takes part, where all such offices read the experience."""
    return (
        isinstance(subject, ExperienceFacts)
        and subject.is_spread
        and subject.reach == "all"
        and subject.purpose == "practice"
        and any(
            m.role in OFFICE_READERS and m.purpose == "practice" and m.participation == "participating"
            for m in actor.memberships
        )
    )


def coordinates_county_of_experience(actor: Actor, subject: Subject) -> bool:
    """The coordinator of the county of an experience that is read beyond its office, or is wished to be.

    Without an experience named: the coordinator of any county.
    """
    if not isinstance(subject, ExperienceFacts):
        return subject is None and actor.has_role("county")
    return (
        subject.status in LOOKED_AT
        and (subject.reach != "office" or subject.wanted_reach != "office")
        and subject.purpose == "practice"
        and any(m.county == subject.county for m in actor.list_offices("county"))
    )


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


def coordinates_county(actor: Actor, subject: Subject) -> bool:
    """The coordinator of a county; which offices are shown follows the scope."""
    return actor.has_role("county")


def _belongs_to_study(actor: Actor, role: str, subject: Subject) -> bool:
    if subject is None:
        return actor.has_role(role)
    return isinstance(subject, StudyFacts) and any(
        m.role == role and m.office_id == subject.office_id for m in actor.memberships
    )


def runs_study(actor: Actor, subject: Subject) -> bool:
    """A researcher at the study's office; without a study named: at any."""
    return _belongs_to_study(actor, "researcher", subject)


def approves_for_study(actor: Actor, subject: Subject) -> bool:
    """The release approver of the study's office; without a study named: of any."""
    return _belongs_to_study(actor, "release_approver", subject)


def study_is_begun(actor: Actor, subject: Subject) -> bool:
    """A study that is open or has ended; without one named: whichever there is."""
    return subject is None or (isinstance(subject, StudyFacts) and subject.state != "draft")


def reads_cases_in_study(actor: Actor, subject: Subject) -> bool:
    """An adviser, lead or local contact at an office with a part in the study; without one named: at any that practises."""
    if subject is None:
        return _works_at_office(actor, CASE_READERS, None)
    return isinstance(subject, StudyFacts) and any(
        m.role in CASE_READERS and m.purpose == "practice" and m.office_id in subject.parts
        for m in actor.memberships
    )


def is_asked_by_study(actor: Actor, subject: Subject) -> bool:
    """An adviser at an office whose cases the study is about; without one named: at any that practises."""
    if subject is None:
        return _works_at_office(actor, CASE_WORKERS, None)
    return isinstance(subject, StudyFacts) and any(
        m.role in CASE_WORKERS
        and m.purpose == "practice"
        and subject.parts.get(m.office_id) == "participating"
        for m in actor.memberships
    )


def has_answered_study(actor: Actor, subject: Subject) -> bool:
    """Somebody who still works with cases and has answered the study: what was said can be taken back wherever one works now."""
    is_own = subject is None or (isinstance(subject, StudyFacts) and subject.actor_has_answered)
    return is_own and _works_at_office(actor, CASE_READERS, None)


def has_no_hand_in_study(actor: Actor, subject: Subject) -> bool:
    """Neither researcher nor release approver where the study is run, nor the one who made the survey."""
    if not isinstance(subject, LinkFacts):
        return subject is None
    return subject.made_by != actor.user_id and not any(
        m.role in STUDY_MAKERS and m.office_id == subject.study_office_id for m in actor.memberships
    )


def coordinates_county_without_lead(actor: Actor, subject: Subject) -> bool:
    """The coordinator of the county of an office without a lead who may see the link. Without one named: of any county."""
    if not isinstance(subject, LinkFacts):
        return subject is None and actor.has_role("county")
    return (
        not subject.has_lead
        and subject.purpose == "practice"
        and any(m.county == subject.county for m in actor.list_offices("county"))
    )


def administers(actor: Actor, subject: Subject) -> bool:
    """An administrator."""
    return actor.has_role("admin")
