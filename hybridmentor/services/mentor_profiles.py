"""Mentors' profiles: written with the mentor, gone through again, and deleted when asked for or past their day."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hybridmentor import clock
from hybridmentor.domain.experience_tags import read_tags, write_tags
from hybridmentor.domain.mentor_profile import WORD_KINDS, list_faults
from hybridmentor.domain.offer_terms import CODE_SETS
from hybridmentor.domain.wish_map import OWN_WISHES
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import GatheringInvitation, MentorProfile, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentor_profiles import find_profile
from hybridmentor.queries.told_of_self import read_told
from hybridmentor.queries.workplace_persons import VisiblePerson, is_in_cases
from hybridmentor.services import audit
from hybridmentor.services.cohorts import leave_cohorts
from hybridmentor.services.demands import demand
from hybridmentor.services.drafts import remove_drafts_about
from hybridmentor.services.offer_terms import put_terms, read_terms, tidy_terms
from hybridmentor.services.revisions import merge_unkept
from hybridmentor.services.workplace_persons import erase_person

TEXT_FIELDS = ("motivation", "support_needs", "expert_help")
DAY_FIELDS = ("role_training_on", "expectation_talk_on", "told_on", "keep_until_on")
PLAIN_FIELDS = (*TEXT_FIELDS, *DAY_FIELDS, "told_how", "capacity", "hours_least", "hours_most")
YES_OR_NO = {"yes": True, "no": False}
TELLS: Mapping[str, str] = {f"tells_{about}": about for about in OWN_WISHES}
"""The fields for what a mentor wants jobseekers to know of themselves, and what each is about."""
PROFILE_FIELDS = (*CODE_SETS, *WORD_KINDS, "is_leader", "wants_network", *PLAIN_FIELDS, *TELLS)
"""What the form of a profile holds."""
DRAFT_FORMS = ("hybridmentor.mentors.save_profile", "hybridmentor.mentors.save_person")
"""The forms whose drafts speak of one mentor."""


def read_profile_values(profile: MentorProfile) -> dict[str, Any]:
    """What the form of a profile holds: codes as sorted lists, words with commas between, whether as "yes" and "no"."""
    words = {True: "yes", False: "no", None: None}
    return {
        **read_terms(profile, CODE_SETS, WORD_KINDS),
        "is_leader": words[profile.is_leader],
        "wants_network": words[profile.wants_network],
        **{name: getattr(profile, name) for name in PLAIN_FIELDS},
        **{field: write_tags(read_told(profile).get(about, ())) for field, about in TELLS.items()},
    }


def save_profile(
    session: Session, actor: Actor, visible: VisiblePerson, *, version: int, sent: Mapping[str, Any]
) -> MentorProfile:
    """Write a person's profile, or change it. A profile past its day gives way to a new one.

    InvalidInput where answers do not fit each other; EditConflict if it has been changed, or written, since the form was
    filled in.
    """
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    wanted = _tidy_values(sent)
    profile = find_profile(session, visible.person.id)
    if profile is not None and profile.keep_until_on < actor.today:
        _delete_profile(session, actor, profile)
        profile = None
    if profile is None:
        _refuse_faults(wanted, actor.today)
        profile = MentorProfile(
            person=visible.person, office_id=visible.facts.office_id, created_by=actor.user_id
        )
        session.add(profile)
        _put_values(profile, wanted)
        _record(session, actor, profile, "mentor_profile.create")
        session.flush()
        return profile
    before = read_profile_values(profile)
    values = merge_unkept(profile, before, wanted, version)
    if values == before:
        return profile
    _refuse_faults(values, actor.today)
    _put_values(profile, values)
    profile.version += 1
    _record(session, actor, profile, "mentor_profile.edit")
    session.flush()
    return profile


def _tidy_values(sent: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: sent[name] for name in PROFILE_FIELDS}
    values |= tidy_terms(sent, CODE_SETS, WORD_KINDS)
    values |= {field: write_tags(read_tags(sent[field])) for field in TELLS}
    # Nobody is in the network who has not said so.
    return values | {"wants_network": sent["wants_network"] or "no"}


def _refuse_faults(values: Mapping[str, Any], today: date) -> None:
    for field, fault in list_faults(values, today):
        raise InvalidInput(fault, field=field)


def _put_values(profile: MentorProfile, values: Mapping[str, Any]) -> None:
    for name in PLAIN_FIELDS:
        setattr(profile, name, values[name])
    profile.is_leader = YES_OR_NO.get(values["is_leader"])
    profile.wants_network = YES_OR_NO.get(values["wants_network"], False)
    put_terms(profile, values, CODE_SETS, WORD_KINDS)
    write_told(profile, {about: read_tags(values[field]) for field, about in TELLS.items()})


def write_told(profile: MentorProfile, told: Mapping[str, list[str]]) -> None:
    """Keep what the mentor wants jobseekers to know of themselves, as `read_told` reads it; what is empty is not kept."""
    kept = {about: words for about, words in told.items() if words}
    profile.told_of_self = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


def goes_with_profile(session: Session, person: WorkplacePerson) -> bool:
    """Whether the person is kept as a mentor alone, so that nothing is kept of them without the profile."""
    return person.role in ("mentor", None) and not is_in_cases(session, person.id)


def remove_profile(session: Session, actor: Actor, visible: VisiblePerson) -> bool:
    """Delete the profile at once, because the mentor wishes it; whether the person has been deleted too.

    What is asked of the network goes too, and so do drafts about the mentor. Whom a case speaks of, or who is there for
    something else, stays as a person at the workplace.
    """
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    profile = find_profile(session, visible.person.id)
    if profile is None:
        return False
    return _forget_mentor(session, actor, profile, visible.person)


def remove_expired_profiles(session: Session) -> tuple[int, int]:
    """Delete the profiles that are past their day, and who was kept for them alone; how many of each."""
    old = (
        select(MentorProfile)
        .where(MentorProfile.keep_until_on < clock.today())
        .options(joinedload(MentorProfile.person), selectinload(MentorProfile.terms))
        .order_by(MentorProfile.id)
    )
    profiles = session.scalars(old).all()
    persons = sum(_forget_mentor(session, None, profile, profile.person) for profile in profiles)
    return len(profiles), persons


def _forget_mentor(
    session: Session, actor: Actor | None, profile: MentorProfile, person: WorkplacePerson
) -> bool:
    office_id, goes = profile.office_id, goes_with_profile(session, person)
    session.execute(delete(GatheringInvitation).where(GatheringInvitation.person_id == person.id))
    leave_cohorts(session, person.id)
    remove_drafts_about(session, actor, str(person.id), DRAFT_FORMS)
    _delete_profile(session, actor, profile)
    if goes:
        erase_person(session, actor, person, office_id=office_id)
    return goes


def _delete_profile(session: Session, actor: Actor | None, profile: MentorProfile) -> None:
    _record(session, actor, profile, "mentor_profile.remove")
    session.delete(profile)
    session.flush()


def _record(session: Session, actor: Actor | None, profile: MentorProfile, action: str) -> None:
    audit.record(
        session, actor, action, noun="mentor_profile", row_id=profile.id, office_id=profile.office_id
    )
