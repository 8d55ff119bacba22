"""The office's success criteria: what its lead has decided to rate cases by."""

from flask import Response, url_for

from hybridmentor.blueprints.office.choice import choose_office, may_at
from hybridmentor.blueprints.office.forms import CriterionForm, RemovalForm
from hybridmentor.blueprints.office.tabs import list_office_tabs, list_tabs
from hybridmentor.db import begin_write
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.success_criteria import find_criterion, list_active_criteria
from hybridmentor.services.success_criteria import add_criterion, remove_criterion
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, refuse_missing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

HERE = "hybridmentor.office.criteria"


def show_criteria(office: Membership, form: CriterionForm, *sent: HybridForm) -> str:
    """The page of the criteria; `sent` are other forms that came back."""
    found = list_active_criteria(get_session(), office.office_id)
    return render_page(
        "hybridmentor/office/criteria.html",
        office=office,
        tabs=list_tabs(HERE, office),
        office_tabs=list_office_tabs(HERE, office),
        criteria=found,
        removals={one.id: RemovalForm(formdata=None) for one in found},
        form=form,
        forms=[form, *sent],
        may_set=may_at(Permission.SET_CRITERIA, office),
    )


def locate_criteria(office: Membership) -> str:
    """The address of the office's criteria."""
    return url_for(HERE, office=office.office_number)


@requires(Permission.READ_QUESTIONS)
def criteria() -> str:
    """What the office rates its cases by; the form only for its lead."""
    return show_criteria(choose_office(Permission.READ_QUESTIONS), CriterionForm(formdata=None))


@requires(Permission.SET_CRITERIA)
def add() -> Response:
    """Take a criterion into use."""
    begin_write(get_session())
    office, form = choose_office(Permission.SET_CRITERIA), CriterionForm()

    def act() -> Answer:
        add_criterion(get_session(), get_actor(), office, words=form.words.data or "")
        return Answer(locate_criteria(office), "criterion.notice.added")

    return carry_out(form, act, lambda status: show_criteria(office, form))


@requires(Permission.SET_CRITERIA)
def remove(criterion_id: int) -> Response:
    """Take a criterion of the office out of use; another office's is not found."""
    begin_write(get_session())
    office, form = choose_office(Permission.SET_CRITERIA), RemovalForm()
    criterion = find_criterion(get_session(), office.office_id, criterion_id)
    if criterion is None:
        refuse_missing("success_criterion", criterion_id)

    def act() -> Answer:
        remove_criterion(get_session(), get_actor(), office, criterion)
        return Answer(locate_criteria(office), "criterion.notice.removed")

    return carry_out(form, act, lambda status: show_criteria(office, CriterionForm(formdata=None), form))
