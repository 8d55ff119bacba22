"""The agreed contact of a case."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.forms import PlanForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.days import RELATIONSHIPS
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_form(case: Case, *, filled: bool) -> PlanForm:
    """The form of the agreed contact; `filled` reads what was sent, else what is agreed now is shown."""
    plans = map_current_plans(get_session(), [case.id], get_actor().today)
    current = {
        key: plans[case.id, key].every_days if (case.id, key) in plans else None for key in RELATIONSHIPS
    }
    form = (
        PlanForm()
        if filled
        else PlanForm(formdata=None, data={key: str(days) if days else "" for key, days in current.items()})
    )
    form.offer_intervals(current)
    return form


def show_form(case: Case, form: PlanForm) -> str:
    """The page of the agreed contact."""
    return render_page("hybridmentor/cases/plan.html", case=case, form=form, practice=find_practice(case))


@requires(Permission.EDIT_CASE)
def plan(case_id: UUID) -> str:
    """The page of the agreed contact."""
    case = open_case(case_id, Permission.EDIT_CASE, "contact_plan.read").case
    return show_form(case, make_form(case, filled=False))


@requires(Permission.EDIT_CASE)
def agree(case_id: UUID) -> Response:
    """Agree on how often to be in touch with each."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    form = make_form(case, filled=True)

    def act() -> Answer:
        for key in RELATIONSHIPS:
            days = int(form[key].data) if form[key].data else None
            agree_contact(
                get_session(),
                get_actor(),
                visible,
                relationship_key=key,
                every_days=days,
                from_on=get_actor().today,
            )
        return Answer(url_for("hybridmentor.cases.show", case_id=case.id), "plan.notice.agreed")

    return carry_out(form, act, lambda status: show_form(case, form))
