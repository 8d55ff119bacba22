"""The agreed contact of a case."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.forms import PlanForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.queries.days import RELATIONSHIPS
from hybridmentor.services.contact_plans import agree_contacts
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def read_days(text: str | None) -> int | None:
    """The days of an interval as the form sends them; None for no agreement."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None


def make_form(case: Case, *, filled: bool) -> PlanForm:
    """The form of the agreed contact; `filled` reads what was sent, else what is agreed now is shown."""
    plans = map_current_plans(get_session(), [case.id], get_actor().today)
    current = {
        key: plans[case.id, key].every_days if (case.id, key) in plans else None for key in RELATIONSHIPS
    }
    texts = {key: str(days) if days else None for key, days in current.items()}
    was = {f"was_{key}": text for key, text in texts.items()}
    form = PlanForm() if filled else PlanForm(formdata=None, data={**texts, **was})
    form.offer_intervals(current)
    if filled:
        take_stored(form, texts)
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
        merged = agree_contacts(
            get_session(),
            get_actor(),
            visible,
            sent={key: read_days(form[key].data) for key in RELATIONSHIPS},
            shown={
                key: read_days(form[f"was_{key}"].data)
                for key in RELATIONSHIPS
                if form[f"was_{key}"].raw_data
            },
            from_on=get_actor().today,
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "notice.merged" if merged else "plan.notice.agreed",
        )

    return carry_out(form, act, lambda status: show_form(case, form))
