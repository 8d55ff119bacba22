"""The register of companies: a page of it, a search, one company, adding one and changing one."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, make_response, request, url_for

from hybridmentor.blueprints.employers.forms import AcquaintanceForm, EmployerForm, NewEmployerForm
from hybridmentor.db import begin_write
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.domain.nace import find_industry
from hybridmentor.domain.offer_terms import CODE_SETS, COMPANY_KINDS
from hybridmentor.domain.unit import Unit
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.gateways.unit_register import (
    LegalUnit,
    UnitLookupFailed,
    UnitRegister,
    make_unit_register,
)
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.employers import (
    EmployerFilter,
    ListKey,
    VisibleEmployer,
    count_cases,
    find_list_key,
    list_acquaintances,
    list_employers,
)
from hybridmentor.services.employers import (
    add_employer,
    edit_employer,
    read_employer_values,
    tell_acquaintance,
)
from hybridmentor.services.offer_terms import list_codes
from hybridmentor.web.addresses import read_id
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.employers import open_employer, open_employer_for_writing
from hybridmentor.web.fields import YES_OR_NO, clean_text
from hybridmentor.web.guards import audit_read, demand, get_actor, requires
from hybridmentor.web.mentors import show_persons
from hybridmentor.web.office_choice import find_chosen, list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session, get_state
from hybridmentor.web.submit import Answer, carry_out


def read_offer() -> str | None:
    """What the register is narrowed to, from the address; a code that the practice model has not is passed over."""
    offer = request.args.get("offer")
    return offer if offer in find_practice().find_codes("employer_offer").keys else None


def read_after() -> ListKey | None:
    """The key of the last company shown before, from the address; None for the first page or an unreadable key."""
    name, _, row = (request.args.get("after") or "").rpartition("_")
    row_id = read_id(row)
    return ListKey(name, row_id) if row_id is not None else None


def show_list(
    wanted: EmployerFilter, *, after: ListKey | None = None, term: str | None = None, refused: bool = False
) -> str:
    """A page of the register, or of what a search has found."""
    session, actor = get_session(), get_actor()
    is_idle = term is not None and not wanted.term
    shown, more = ([], False) if is_idle else list_employers(session, actor, wanted, after=after)
    last = find_list_key(shown[-1].employer) if shown else None
    practice = find_practice()
    return render_page(
        "hybridmentor/employers/index.html",
        shown=shown,
        counts=count_cases(session, actor, [one.employer.id for one in shown]),
        wanted=wanted,
        term=term,
        refused=refused,
        more=more,
        after=f"{last.name}_{last.employer_id}" if last and more and term is None else None,
        is_first=after is None,
        offers=practice.find_codes("employer_offer").keys,
        has_offices=len({one.facts.office_id for one in shown}) > 1,
        may_add=bool(list_offices_where(Permission.KEEP_EMPLOYERS)),
        words=PracticeWords(practice),
    )


@requires(Permission.READ_EMPLOYERS)
def index() -> str:
    """The companies of the actor's offices by name; only those that offer something, if that is chosen."""
    audit_read("employer.list")
    return show_list(EmployerFilter(offer=read_offer()), after=read_after())


@requires(Permission.READ_EMPLOYERS)
def search() -> Response:
    """Companies by a part of the name or the beginning of the number. Sent as POST: what is typed may be a person's name."""
    term = clean_text(request.form.get("q")) or ""
    refused = holds_national_id(term)
    audit_read("employer.search")
    kept = "" if refused else term
    page = show_list(EmployerFilter(kept), term=kept, refused=refused)
    return make_response(page, 422 if refused else 200)


@requires(Permission.READ_EMPLOYERS)
def show(employer_id: UUID) -> str:
    """A company."""
    return show_company(
        open_employer(employer_id, Permission.READ_EMPLOYERS), AcquaintanceForm(formdata=None)
    )


def show_company(visible: VisibleEmployer, form: AcquaintanceForm) -> str:
    """The page of a company; `form` says whether one knows it."""
    session, actor, employer = get_session(), get_actor(), visible.employer
    acquainted = list_acquaintances(session, employer.id)
    return render_page(
        "hybridmentor/employers/show.html",
        shown=visible,
        employer=visible.employer,
        count=count_cases(session, actor, [employer.id]).get(employer.id),
        acquainted=acquainted,
        knows=any(one.id == actor.user_id for one in acquainted),
        said=[(kind, CODE_SETS[kind], list_codes(employer, kind)) for kind in COMPANY_KINDS],
        languages=list_codes(employer, "languages"),
        form=form,
        may_edit=permits(actor, Permission.KEEP_EMPLOYERS, visible.facts),
        persons=show_persons(visible),
        today=actor.today,
        offers=find_practice().find_codes("employer_offer").keys,
        words=PracticeWords(find_practice()),
    )


@requires(Permission.KEEP_EMPLOYERS)
def acquaint(employer_id: UUID) -> Response:
    """Say that one knows a company, or does not any more."""
    visible = open_employer_for_writing(employer_id, Permission.KEEP_EMPLOYERS)
    form = AcquaintanceForm()

    def act() -> Answer:
        knows = YES_OR_NO.get(form.knows.data or "")
        if knows is None:
            raise InvalidInput(Message("employer.error.knows"))
        tell_acquaintance(get_session(), get_actor(), visible, knows=knows)
        return Answer(url_for("hybridmentor.employers.show", employer_id=employer_id), "notice.saved")

    return carry_out(form, act, lambda status: show_company(visible, form))


def make_new_form(*, filled: bool) -> NewEmployerForm:
    """The form that adds a company; `filled` reads what was sent."""
    form = NewEmployerForm() if filled else NewEmployerForm(formdata=None)
    form.offer_codes(find_practice())
    offer_offices(form.office, list_offices_where(Permission.KEEP_EMPLOYERS))
    return form


def show_new(form: NewEmployerForm, units: Sequence[Unit] = ()) -> str:
    """The page that adds a company; `units` are operating units of a legal unit, to choose from."""
    return render_page(
        "hybridmentor/employers/new.html", form=form, units=units, may_look_up=find_register() is not None
    )


def find_register() -> UnitRegister | None:
    """The public register, one for each process since it remembers what it was told; None where look-up is turned off."""
    state = get_state()
    if "unit_register" not in state.held:
        state.held["unit_register"] = make_unit_register(state.config)
    register: UnitRegister | None = state.held["unit_register"]
    return register


def show_looked_up(register: UnitRegister) -> str:
    """The form with what the public register has of the number; nothing is stored, and what was typed stays where it fails."""
    form = make_new_form(filled=True)
    units: Sequence[Unit] = ()
    audit_read("employer.look_up")
    try:
        unit = register.find_unit(request.form["lookup"] or form.organisation_number.data or "")
    except LegalUnit as fault:
        units = fault.units
        form.organisation_number.errors = [fault.message]
    except UnitLookupFailed as fault:
        form.organisation_number.errors = [fault.message]
    else:
        known = find_practice().find_codes("industry").keys
        form.name.data = unit.name
        form.organisation_number.data = unit.number
        form.place.data = unit.place or form.place.data
        form.municipality.data = unit.municipality or form.municipality.data
        form.industry.data = find_industry(unit.nace[0], known) if unit.nace else form.industry.data
    return show_new(form, units)


@requires(Permission.KEEP_EMPLOYERS)
def new() -> str:
    """The form that adds a company."""
    demand(Permission.KEEP_EMPLOYERS)
    return show_new(make_new_form(filled=False))


@requires(Permission.KEEP_EMPLOYERS)
def create() -> Response:
    """Add a company and go to it; or fill the form in from the public register."""
    register = find_register() if "lookup" in request.form else None
    if register is not None:
        demand(Permission.KEEP_EMPLOYERS)
        return make_response(show_looked_up(register))
    begin_write(get_session())
    actor, form = demand(Permission.KEEP_EMPLOYERS), make_new_form(filled=True)

    def act() -> Answer:
        office = find_chosen(form.office, Permission.KEEP_EMPLOYERS)
        employer = add_employer(get_session(), actor, office=office, values=form.read_values())
        return Answer(
            url_for("hybridmentor.employers.show", employer_id=employer.id),
            "employer.notice.added",
            mend=url_for("hybridmentor.employers.edit", employer_id=employer.id),
        )

    # Others read it, and there is nobody it is about: what may tell who somebody is has to be answered.
    return carry_out(form, act, lambda status: show_new(form), check=form.check_values, must_answer=True)


def make_form(visible: VisibleEmployer, *, filled: bool) -> EmployerForm:
    """The form of a company; `filled` reads what was sent, else the stored values are shown."""
    values = read_employer_values(visible.employer)
    version = {"hm_version": str(visible.employer.version)}
    form = EmployerForm() if filled else EmployerForm(formdata=None, data={**values, **version})
    form.offer_codes(find_practice())
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleEmployer, form: EmployerForm) -> str:
    """The page that changes a company."""
    return render_page("hybridmentor/employers/edit.html", employer=visible.employer, form=form)


@requires(Permission.KEEP_EMPLOYERS)
def edit(employer_id: UUID) -> str:
    """The form of a company."""
    visible = open_employer(employer_id, Permission.KEEP_EMPLOYERS)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.KEEP_EMPLOYERS)
def save(employer_id: UUID) -> Response:
    """Change a company, for all cases that have it."""
    visible = open_employer_for_writing(employer_id, Permission.KEEP_EMPLOYERS)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_employer(
            get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values()
        )
        return Answer(
            url_for("hybridmentor.employers.show", employer_id=employer_id),
            "notice.saved",
            mend=url_for("hybridmentor.employers.edit", employer_id=employer_id),
        )

    return carry_out(
        form, act, lambda status: show_form(visible, form), check=form.check_values, must_answer=True
    )
