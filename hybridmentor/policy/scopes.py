"""The rules as SQL: which rows an actor sees. Kept equal to `rules` by a test over all actors and rows."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union
from sqlalchemy.orm import aliased

from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseRole,
    Cohort,
    DeidentifiedRelease,
    Employer,
    Experience,
    ExperienceMeeting,
    Job,
    Jobseeker,
    MentorGathering,
    MentorProfile,
    Office,
    OfficeMembership,
    Recusal,
    Release,
    Study,
    StudyAnswer,
    StudyLink,
    StudyOffice,
    StudyWave,
    User,
    WorkplacePerson,
)
from hybridmentor.models.job import PRICE_JOB, REGISTER_JOBS
from hybridmentor.policy.predicates import (
    CASE_READERS,
    CASE_WORKERS,
    LOOKED_AT,
    OFFICE_READERS,
    ON_BOARD,
    REGISTER_KEEPERS,
    STUDY_MAKERS,
)


def has_part(actor: Actor) -> ColumnElement[bool]:
    """The actor has a role in the case itself, today, and still reads cases somewhere: who has left has no part."""
    # A list of ids and no EXISTS, so that a database can begin with the few cases of one user.
    return Case.id.in_(_list_parts(actor)) if actor.has_role(*CASE_READERS) else false()


def _list_parts(actor: Actor) -> Select[UUID]:
    return select(CaseRole.case_id).where(
        CaseRole.user_id == actor.user_id,
        CaseRole.from_on <= actor.today,
        or_(CaseRole.to_on.is_(None), CaseRole.to_on >= actor.today),
    )


def is_recused(actor: Actor) -> ColumnElement[bool]:
    """The actor is shut out of the case."""
    return select(Recusal.id).where(Recusal.case_id == Case.id, Recusal.user_id == actor.user_id).exists()


def reads_at_office(actor: Actor) -> ColumnElement[bool]:
    """The actor has a role that reads cases at the case's office, for its service."""
    return _has_role_at_office(actor, CASE_READERS)


def leads_at_office(actor: Actor) -> ColumnElement[bool]:
    """The actor is lead at the case's office, for its service."""
    return _has_role_at_office(actor, ("lead",))


def shows_figures(actor: Actor) -> ColumnElement[bool]:
    """The office practises, and the actor leads it or coordinates its county."""
    led = sorted({m.office_id for m in actor.list_offices("lead")})
    counties = sorted({m.county for m in actor.list_offices("county")})
    return and_(Office.purpose == "practice", or_(Office.id.in_(led), Office.county.in_(counties)))


def _has_role_at_office(actor: Actor, roles: tuple[str, ...]) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = []
    for membership in actor.memberships:
        if membership.role not in roles:
            continue
        at_office = Case.office_id == membership.office_id
        if membership.service is None:
            clauses.append(at_office)
        else:
            clauses.append(
                and_(at_office, or_(Case.service == membership.service, Case.origin == "published_example"))
            )
    return or_(false(), *clauses)


def visible_cases(actor: Actor, ids: Collection[UUID] | Select[UUID] | None = None) -> Select[Case]:
    """The cases that the actor may read: the start of every query over cases; with `ids`, a few, of those only.

    Few cases are looked at one by one. Without `ids` the two ways to see a case are listed apart, for a database with
    cases of many offices finds the rows of each by its own index, and of both in one condition by none.
    """
    at_office, in_part = reads_at_office(actor), has_part(actor)
    if ids is not None:
        seen = or_(and_(at_office, ~_is_protected()), and_(in_part, ~_is_frozen()))
        return _join_person(select(Case)).where(Case.id.in_(ids), ~is_recused(actor), seen)
    listed = union(
        _join_person(select(Case.id)).where(at_office, ~_is_protected()).correlate(None),
        _join_person(select(Case.id)).where(in_part, ~_is_frozen()).correlate(None),
    )
    return select(Case).where(Case.id.in_(listed), ~is_recused(actor))


def own_cases(actor: Actor) -> Select[Case]:
    """The cases that the actor may read and has a part in."""
    # Who has a part reads what is protected, unless it is frozen: `visible_cases` with `has_part`, shorter.
    return _join_person(select(Case)).where(has_part(actor), ~_is_frozen(), ~is_recused(actor))


_PERSON = aliased(Jobseeker, name="about")
"""Whom a case is about, where the rules ask for it; a published example is about nobody."""


def _join_person(statement: Select[Any]) -> Select[Any]:
    return statement.outerjoin(_PERSON, _PERSON.id == Case.jobseeker_id)


def _is_protected() -> ColumnElement[bool]:
    return and_(_PERSON.id.is_not(None), or_(_PERSON.protection != "none", _PERSON.is_shielded))


def _is_frozen() -> ColumnElement[bool]:
    return and_(_PERSON.id.is_not(None), _PERSON.protection == "strictly_confidential")


def _list_offices_read(actor: Actor) -> list[int]:
    """The offices whose shared things the actor reads."""
    return sorted(
        {m.office_id for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"}
    )


def visible_experiences(actor: Actor) -> Select[Experience]:
    """The experiences that the actor may read: the start of every query over them.

    They are those on the boards of the actor's own offices, the actor's own there wherever they stand, those that others
    share with the actor's county or with all, and for a coordinator those of the county that are spread or wish to be.
    """
    here = Experience.office_id.in_(_list_offices_read(actor))
    return select(Experience).where(
        or_(
            and_(here, stands_on_board()),
            and_(here, Experience.created_by == actor.user_id),
            *_list_spread(actor),
        )
    )


def stands_on_board() -> ColumnElement[bool]:
    """The experience stands on its office's board."""
    return Experience.status.in_(ON_BOARD)


def stands_at_own_office(actor: Actor) -> ColumnElement[bool]:
    """The experience is of one of the actor's own offices."""
    return Experience.office_id.in_(_list_offices_read(actor))


def stands_in_own_county(actor: Actor) -> ColumnElement[bool]:
    """The experience is of an office in a county where the actor works or that the actor coordinates."""
    working = {m.county for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"}
    return _lies_in(working | {m.county for m in actor.list_offices("county")})


def _list_spread(actor: Actor) -> list[ColumnElement[bool]]:
    """Why the actor reads an experience beyond its office: a condition for each reason that there is."""
    reading = [m for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"]
    looked_at = Experience.status.in_(LOOKED_AT)
    ways: list[ColumnElement[bool]] = []
    if reading:
        ways.append(and_(looked_at, Experience.reach != "office", _lies_in({m.county for m in reading})))
    if any(m.participation == "participating" for m in reading):
        practises = Experience.office_id.in_(select(Office.id).where(Office.purpose == "practice"))
        ways.append(and_(looked_at, Experience.reach == "all", practises))
    if actor.has_role("county"):
        ways.append(is_to_spread(actor))
    return ways


def is_to_spread(actor: Actor) -> ColumnElement[bool]:
    """The experience is of a county that the actor coordinates, looked at, and read beyond its office or wished to be."""
    beyond = or_(Experience.reach != "office", Experience.wanted_reach != "office")
    counties = {m.county for m in actor.list_offices("county")}
    return and_(Experience.status.in_(LOOKED_AT), beyond, _lies_in(counties))


def _lies_in(counties: Collection[str]) -> ColumnElement[bool]:
    offices = select(Office.id).where(Office.purpose == "practice", Office.county.in_(sorted(counties)))
    return Experience.office_id.in_(offices)


def is_to_review(actor: Actor) -> ColumnElement[bool]:
    """The experience stands on the board of an office that the actor leads."""
    led = sorted({m.office_id for m in actor.list_offices("lead", purpose="practice")})
    return and_(Experience.office_id.in_(led), stands_on_board())


def visible_meetings(actor: Actor) -> Select[ExperienceMeeting]:
    """The meetings about experiences of the actor's offices and of their counties: the start of every query over them."""
    working = {m.county for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"}
    counties = sorted(working | {m.county for m in actor.list_offices("county")})
    return select(ExperienceMeeting).where(
        or_(
            ExperienceMeeting.office_id.in_(_list_offices_read(actor)), ExperienceMeeting.county.in_(counties)
        )
    )


def visible_employers(actor: Actor) -> Select[Employer]:
    """The companies that the actor may see: the start of every query over the register.

    They are those of the actor's own offices, and of offices of their counties that share theirs.
    """
    own = _list_offices_read(actor)
    counties = sorted(
        {m.county for m in actor.memberships if m.role in OFFICE_READERS and m.purpose == "practice"}
    )
    shared = select(Office.id).where(
        Office.shares_register, Office.purpose == "practice", Office.county.in_(counties)
    )
    return select(Employer).where(or_(Employer.office_id.in_(own), Employer.office_id.in_(shared)))


def _list_offices_kept(actor: Actor) -> list[int]:
    """The offices whose register the actor keeps."""
    return sorted(
        {m.office_id for m in actor.memberships if m.role in REGISTER_KEEPERS and m.purpose == "practice"}
    )


def visible_persons(actor: Actor) -> Select[WorkplacePerson]:
    """The persons at companies of the offices whose register the actor keeps, joined to their company.

    The start of every query over them and over mentors' profiles. A register that is shared with others shares no person.
    """
    kept = Employer.office_id.in_(_list_offices_kept(actor))
    return select(WorkplacePerson).join(Employer, Employer.id == WorkplacePerson.employer_id).where(kept)


def visible_gatherings(actor: Actor) -> Select[MentorGathering]:
    """The gatherings of the same offices: the start of every query over them."""
    return select(MentorGathering).where(MentorGathering.office_id.in_(_list_offices_kept(actor)))


def visible_cohorts(actor: Actor) -> Select[Cohort]:
    """The cohorts of the offices where the actor works cases: the start of every query over them."""
    worked = sorted(
        {m.office_id for m in actor.memberships if m.role in CASE_WORKERS and m.purpose == "practice"}
    )
    return select(Cohort).where(Cohort.office_id.in_(worked))


def visible_mentors(actor: Actor) -> Select[MentorProfile]:
    """The mentors whom the actor may look for: of the same offices, and who have not left.

    A profile that is past its last day is not there, for it is to be deleted.
    """
    # Those who have left are few: a list of them, and no row of a person is read for the others.
    left = select(WorkplacePerson.id).where(WorkplacePerson.left_on < actor.today)
    return select(MentorProfile).where(
        MentorProfile.office_id.in_(_list_offices_kept(actor)),
        MentorProfile.keep_until_on >= actor.today,
        MentorProfile.person_id.not_in(left),
    )


def visible_jobs(actor: Actor) -> Select[Job]:
    """The jobs on registers that the actor may see, of the offices whose register the actor keeps: the start of every query.

    What is worked on for studies is seen with its release or by whoever asked for it alone.
    """
    return select(Job).where(Job.kind.in_(REGISTER_JOBS), Job.office_id.in_(_list_offices_kept(actor)))


def visible_releases(actor: Actor) -> Select[Release]:
    """The releases that the actor may see, of the studies that the actor runs or approves for: the start of every query."""
    return (
        select(Release).join_from(Release, Study).where(Study.office_id.in_(_list_offices_researched(actor)))
    )


def visible_deidentified_releases(actor: Actor) -> Select[DeidentifiedRelease]:
    """The de-identified releases that the actor may see, of the studies that the actor runs or approves for."""
    return (
        select(DeidentifiedRelease)
        .join_from(DeidentifiedRelease, Study)
        .where(Study.office_id.in_(_list_offices_researched(actor)))
    )


def own_prices(actor: Actor) -> Select[Job]:
    """The prices of choices that the actor has asked for, at offices where the actor is researcher still."""
    return select(Job).where(
        Job.kind == PRICE_JOB,
        Job.created_by == actor.user_id,
        Job.office_id.in_(sorted({m.office_id for m in actor.list_offices("researcher")})),
    )


def _list_offices_researched(actor: Actor) -> list[int]:
    return sorted({m.office_id for m in actor.list_offices("researcher", "release_approver")})


def visible_studies(actor: Actor) -> Select[Study]:
    """The studies that the actor may see: the start of every query over them.

    They are those of the offices where the actor is researcher or approver, and of those that have begun the ones that an office
    of the actor's has a part in, or that the actor has answered.
    """
    run = _list_offices_researched(actor)
    read = sorted(
        {m.office_id for m in actor.memberships if m.role in CASE_READERS and m.purpose == "practice"}
    )
    ways: list[ColumnElement[bool]] = [Study.office_id.in_(run)]
    if read:
        has_part = select(StudyOffice.study_id).where(StudyOffice.office_id.in_(read))
        answered = select(StudyAnswer.study_id).where(StudyAnswer.user_id == actor.user_id)
        ways.append(and_(Study.state != "draft", or_(Study.id.in_(has_part), Study.id.in_(answered))))
    return select(Study).where(or_(*ways))


def asking_studies(actor: Actor) -> Select[Study]:
    """The open studies that ask the actor for an own answer: about cases of an office where the actor works with cases."""
    works = sorted(
        {m.office_id for m in actor.memberships if m.role in CASE_WORKERS and m.purpose == "practice"}
    )
    asked = select(StudyOffice.study_id).where(
        StudyOffice.office_id.in_(works), StudyOffice.part == "participating"
    )
    return select(Study).where(Study.state == "open", Study.id.in_(asked))


def visible_study_links(actor: Actor) -> Select[StudyLink]:
    """The links of surveys that the actor may see, joined to wave, study and the office that answers: the start of every query.

    They are those of the offices that the actor leads, and of offices of the actor's counties that have nobody else to see
    them. Whoever has a hand in the study sees none of it.
    """
    led = sorted({m.office_id for m in actor.list_offices("lead", purpose="practice")})
    counties = sorted({m.county for m in actor.list_offices("county")})
    made = sorted({m.office_id for m in actor.list_offices(*STUDY_MAKERS)})
    in_county = and_(
        Office.purpose == "practice", Office.county.in_(counties), ~has_keeper("lead", actor.today)
    )
    return (
        select(StudyLink)
        .join(StudyWave, StudyWave.id == StudyLink.wave_id)
        .join(Study, Study.id == StudyWave.study_id)
        .join(Office, Office.id == StudyLink.office_id)
        .where(
            or_(Office.id.in_(led), in_county),
            Study.office_id.not_in(made),
            or_(StudyWave.created_by.is_(None), StudyWave.created_by != actor.user_id),
        )
    )


def has_keeper(role: str, today: date) -> ColumnElement[bool]:
    """Somebody in the role could see the link of the office: its lead, or with `county` the coordinator of its county.

    Of the statement's own `Office`, `Study` and `StudyWave`. Neither an account that is shut counts nor one with a hand in the
    study.
    """
    held, other, place = (
        aliased(OfficeMembership, name="held"),
        aliased(OfficeMembership, name="other"),
        aliased(Office, name="place"),
    )
    where = place.county == Office.county if role == "county" else place.id == Office.id
    has_hand = (
        select(other.id)
        .where(
            other.user_id == held.user_id,
            other.office_id == Study.office_id,
            other.role.in_(STUDY_MAKERS),
            _holds(other, today),
        )
        .correlate(held, Study)
        .exists()
    )
    return (
        select(held.id)
        .join(User, User.id == held.user_id)
        .join(place, place.id == held.office_id)
        .where(
            where,
            held.role == role,
            _holds(held, today),
            User.is_active,
            or_(StudyWave.created_by.is_(None), StudyWave.created_by != held.user_id),
            ~has_hand,
        )
        .correlate(Office, Study, StudyWave)
        .exists()
    )


def _holds(membership: type[OfficeMembership], today: date) -> ColumnElement[bool]:
    return and_(membership.from_on <= today, or_(membership.to_on.is_(None), membership.to_on >= today))
