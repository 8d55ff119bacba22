"""Sharing an experience, also from a case, or keeping it as a draft."""

from flask import Response, request, url_for

from hybridmentor.blueprints.experiences.forms import NewExperienceForm
from hybridmentor.db import begin_write
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.services.experiences import find_case_to_tell, share_experience, write_experience
from hybridmentor.web.addresses import read_id
from hybridmentor.web.experience_drafts import draft_from_case
from hybridmentor.web.guards import demand, get_actor, requires
from hybridmentor.web.office_choice import list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_new_form(values: dict[str, object] | None = None, *, filled: bool) -> NewExperienceForm:
    """The form that shares an experience; `filled` reads what was sent, else it begins with the values."""
    begun = {"wanted_reach": "office", **(values or {})}
    form = NewExperienceForm() if filled else NewExperienceForm(formdata=None, data=begun)
    form.offer_codes(find_practice())
    offer_offices(form.office, list_offices_where(Permission.SHARE_EXPERIENCE))
    return form


def show_new(form: NewExperienceForm) -> str:
    """The page that shares an experience. Of the case that it comes from it shows the way back and what it was filled in with."""
    wanted = read_id(form.case.data)
    visible = find_case_to_tell(get_session(), get_actor(), wanted) if wanted else None
    return render_page(
        "hybridmentor/experiences/new.html",
        form=form,
        case_id=visible.case.id if visible else None,
        marks_step=visible is not None and permits(get_actor(), Permission.EDIT_CASE, visible.facts),
    )


@requires(Permission.SHARE_EXPERIENCE)
def new() -> str:
    """The form that shares an experience; `?case=` names the case that it is filled in from, `?step=` a step of it."""
    demand(Permission.SHARE_EXPERIENCE)
    case_id = read_id(request.args.get("case"))
    visible = find_case_to_tell(get_session(), get_actor(), case_id) if case_id else None
    values = draft_from_case(visible, request.args.get("step")) if visible is not None else None
    form = make_new_form(values, filled=False)
    form.case.data = str(case_id) if visible is not None else None
    return show_new(form)


def find_office(form: NewExperienceForm) -> Membership:
    """The office that has been chosen."""
    offices = list_offices_where(Permission.SHARE_EXPERIENCE)
    return next(one for one in offices if str(one.office_id) == form.office.data)


@requires(Permission.SHARE_EXPERIENCE)
def create() -> Response:
    """Share an experience and go to it, or keep it as a draft."""
    begin_write(get_session())
    actor, form = demand(Permission.SHARE_EXPERIENCE), make_new_form(filled=True)
    from_case = read_id(form.case.data)

    def act() -> Answer:
        office = find_office(form)
        facts = OfficeFacts(office.office_id, office.purpose)
        session, practice, values = get_session(), find_practice(), form.read_values()
        if not form.is_to_share:
            write_experience(session, actor, office=facts, practice=practice, values=values)
            return Answer(url_for("hybridmentor.experiences.own"), "experience.notice.kept")
        experience, has_marked = share_experience(
            session, actor, office=facts, practice=practice, values=values, from_case=from_case
        )
        return Answer(
            url_for("hybridmentor.experiences.show", experience_id=experience.id),
            find_notice(has_marked=has_marked, is_nameless=experience.is_nameless and from_case is not None),
        )

    return carry_out(
        form,
        act,
        lambda status: show_new(form),
        check=form.check_shared,
        about=[from_case] if from_case else [],
        must_answer=True,
        leaves_case=True,
        stays_own=not form.is_to_share,
    )


def find_notice(*, has_marked: bool, is_nameless: bool) -> str:
    """What is said once an experience has been shared: of the case's step too, where it comes from one."""
    if is_nameless:
        return "experience.notice.shared_nameless"
    return "experience.notice.shared_and_marked" if has_marked else "experience.notice.shared"
