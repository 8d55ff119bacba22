"""Persons at the workplace: adding one to a company, and changing one."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.mentors.person_forms import PersonForm
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.employers import VisibleEmployer
from hybridmentor.queries.workplace_persons import VisiblePerson
from hybridmentor.services.workplace_persons import add_person, edit_person, read_person_values
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.employers import open_employer, open_employer_for_writing
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.mentors import open_person, open_person_for_writing
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def locate_company(employer_id: UUID) -> str:
    """Where the persons of a company stand."""
    return url_for("hybridmentor.employers.show", employer_id=employer_id, _anchor="persons")


def make_new_form(*, filled: bool) -> PersonForm:
    """The form that adds a person; `filled` reads what was sent."""
    form = PersonForm() if filled else PersonForm(formdata=None)
    form.offer_codes(find_practice())
    return form


def show_new(visible: VisibleEmployer, form: PersonForm) -> str:
    """The page that adds a person to a company."""
    return render_page(
        "hybridmentor/mentors/person.html",
        form=form,
        employer=visible.employer,
        person=None,
        back=locate_company(visible.employer.id),
    )


@requires(Permission.KEEP_PERSONS)
def new(employer_id: UUID) -> str:
    """The form that adds a person to a company."""
    return show_new(open_employer(employer_id, Permission.KEEP_PERSONS), make_new_form(filled=False))


@requires(Permission.KEEP_PERSONS)
def add(employer_id: UUID) -> Response:
    """Add a person to a company."""
    visible = open_employer_for_writing(employer_id, Permission.KEEP_PERSONS)
    form = make_new_form(filled=True)

    def act() -> Answer:
        add_person(
            get_session(), get_actor(), visible.employer, facts=visible.facts, values=form.read_values()
        )
        return Answer(locate_company(employer_id), "person.notice.added")

    return carry_out(form, act, lambda status: show_new(visible, form))


def make_form(visible: VisiblePerson, *, filled: bool) -> PersonForm:
    """The form of a person; `filled` reads what was sent, else the stored values are shown."""
    values = read_person_values(visible.person)
    version = {"hm_version": str(visible.person.version)}
    form = PersonForm() if filled else PersonForm(formdata=None, data={**values, **version})
    form.offer_codes(find_practice())
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisiblePerson, form: PersonForm) -> str:
    """The page that changes a person."""
    person = visible.person
    return render_page(
        "hybridmentor/mentors/person.html",
        form=form,
        employer=person.employer,
        person=person,
        back=url_for("hybridmentor.mentors.show", person_id=person.id),
    )


@requires(Permission.KEEP_PERSONS)
def edit(person_id: UUID) -> str:
    """The form of a person."""
    visible = open_person(person_id, Permission.KEEP_PERSONS)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.KEEP_PERSONS)
def save(person_id: UUID) -> Response:
    """Change a person, for all cases that have them."""
    visible = open_person_for_writing(person_id, Permission.KEEP_PERSONS)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_person(get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values())
        return Answer(url_for("hybridmentor.mentors.show", person_id=person_id), "notice.saved")

    return carry_out(form, act, lambda status: show_form(visible, form))
