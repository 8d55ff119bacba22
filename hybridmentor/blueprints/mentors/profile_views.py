"""A mentor's profile: shown, written, told about, and deleted."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor import clock
from hybridmentor.blueprints.mentors.profile_forms import ProfileForm, RemovalForm
from hybridmentor.domain.mentor_profile import find_last_day, find_tell_by
from hybridmentor.domain.offer_terms import CODE_SETS
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import MentorProfile
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentor_profiles import count_running, find_profile, find_room, warn_of
from hybridmentor.queries.workplace_persons import VisiblePerson
from hybridmentor.services.mentor_profiles import (
    TELLS,
    goes_with_profile,
    read_profile_values,
    remove_profile,
    save_profile,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.mentors import open_person, open_person_for_writing
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def find_kept_profile(person_id: UUID) -> MentorProfile | None:
    """The profile of a person who has been opened; None where there is none, or it is past its day."""
    profile = find_profile(get_session(), person_id)
    return profile if profile is not None and profile.keep_until_on >= get_actor().today else None


def demand_profile(person_id: UUID) -> MentorProfile:
    """The profile of a person who has been opened; NotFound where there is none."""
    profile = find_kept_profile(person_id)
    if profile is None:
        raise NotFound(Message("error.not_found"))
    return profile


def locate_mentor(person_id: UUID) -> str:
    """Where a person and the profile stand."""
    return url_for("hybridmentor.mentors.show", person_id=person_id)


@requires(Permission.KEEP_PERSONS)
def show(person_id: UUID) -> str:
    """A person at the workplace, with the profile as a mentor if there is one."""
    visible = open_person(person_id, Permission.KEEP_PERSONS)
    profile, today = find_kept_profile(person_id), get_actor().today
    running = count_running(get_session(), [person_id], today).get(person_id, 0)
    written_on = clock.to_oslo(profile.created_at).date() if profile else None
    return render_page(
        "hybridmentor/mentors/show.html",
        person=visible.person,
        office_name=visible.office_name,
        profile=profile,
        values=read_profile_values(profile) if profile else None,
        code_kinds=CODE_SETS,
        running=running,
        room=find_room(profile.capacity, running) if profile else None,
        warnings=warn_of(profile, today) if profile else (),
        tell_by=find_tell_by(written_on) if written_on else None,
        words=PracticeWords(find_practice()),
    )


def make_form(visible: VisiblePerson, profile: MentorProfile | None, *, filled: bool) -> ProfileForm:
    """The form of a profile; `filled` reads what was sent, else the stored values are shown, or those of a new one."""
    values = read_profile_values(profile) if profile else {"keep_until_on": find_last_day(get_actor().today)}
    version = {"hm_version": str(profile.version)} if profile else {}
    form = ProfileForm() if filled else ProfileForm(formdata=None, data={**values, **version})
    form.offer_codes(find_practice())
    if filled and profile:
        take_stored(form, values)
    return form


def show_form(visible: VisiblePerson, profile: MentorProfile | None, form: ProfileForm) -> str:
    """The page that writes a profile or changes one."""
    return render_page(
        "hybridmentor/mentors/profile.html",
        form=form,
        person=visible.person,
        is_new=profile is None,
        last_day=find_last_day(get_actor().today),
        tells=tuple(TELLS),
        back=locate_mentor(visible.person.id),
    )


@requires(Permission.KEEP_PERSONS)
def edit(person_id: UUID) -> str:
    """The form of a profile."""
    visible = open_person(person_id, Permission.KEEP_PERSONS)
    profile = find_kept_profile(person_id)
    return show_form(visible, profile, make_form(visible, profile, filled=False))


@requires(Permission.KEEP_PERSONS)
def save(person_id: UUID) -> Response:
    """Write a profile, or change it."""
    visible = open_person_for_writing(person_id, Permission.KEEP_PERSONS)
    profile = find_kept_profile(person_id)
    form = make_form(visible, profile, filled=True)

    def act() -> Answer:
        save_profile(
            get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values()
        )
        return Answer(
            locate_mentor(person_id),
            "notice.saved" if profile else "mentor_profile.notice.written",
            mend=url_for("hybridmentor.mentors.edit_profile", person_id=person_id),
        )

    # The whole office reads it: what may tell who somebody else is has to be answered.
    return carry_out(
        form,
        act,
        lambda status: show_form(visible, profile, form),
        check=lambda: form.check_values(get_actor().today),
        must_answer=True,
    )


@requires(Permission.KEEP_PERSONS)
def kept(person_id: UUID) -> str:
    """What is kept about a mentor, in plain words, to be printed or read aloud (GDPR art. 14 and 15)."""
    visible = open_person(person_id, Permission.KEEP_PERSONS)
    profile = demand_profile(person_id)
    return render_page(
        "hybridmentor/mentors/kept.html",
        person=visible.person,
        office_name=visible.office_name,
        profile=profile,
        values=read_profile_values(profile),
        code_kinds=CODE_SETS,
        running=count_running(get_session(), [person_id], get_actor().today).get(person_id, 0),
        written_on=clock.to_oslo(profile.created_at).date(),
        words=PracticeWords(find_practice()),
    )


def show_removal(visible: VisiblePerson, form: RemovalForm) -> str:
    """The page that asks whether a profile is to be deleted."""
    return render_page(
        "hybridmentor/mentors/remove.html",
        form=form,
        person=visible.person,
        goes=goes_with_profile(get_session(), visible.person),
        back=locate_mentor(visible.person.id),
    )


@requires(Permission.KEEP_PERSONS)
def confirm_removal(person_id: UUID) -> str:
    """Ask whether the profile is to be deleted, and say what goes with it."""
    visible = open_person(person_id, Permission.KEEP_PERSONS)
    demand_profile(person_id)
    return show_removal(visible, RemovalForm(formdata=None))


@requires(Permission.KEEP_PERSONS)
def remove(person_id: UUID) -> Response:
    """Delete the profile, and the person where nothing else needs them."""
    visible = open_person_for_writing(person_id, Permission.KEEP_PERSONS)
    employer_id = visible.person.employer_id

    def act() -> Answer:
        gone = remove_profile(get_session(), get_actor(), visible)
        where = url_for("hybridmentor.employers.show", employer_id=employer_id, _anchor="persons")
        return Answer(where, "mentor_profile.notice.erased" if gone else "mentor_profile.notice.removed")

    form = RemovalForm()
    return carry_out(form, act, lambda status: show_removal(visible, form), check=form.check_sure)
