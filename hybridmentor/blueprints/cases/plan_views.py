"""The agreed contact of a case: all relationships at once, and one of them in full."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.plan_forms import PlanForm, RhythmForm, list_values
from hybridmentor.errors import InvalidInput, Message, NotFound
from hybridmentor.models import Case, ContactPlan
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.contact_plans import describe_agreement, map_current_plans
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.queries.situations import FOLLOWED
from hybridmentor.services.contact_plans import agree_contact, agree_contacts, write_agreed
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice, name_agreement
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def read_plans(case: Case) -> dict[str, ContactPlan | None]:
    """What is agreed today, by relationship."""
    plans = map_current_plans(get_session(), [case.id], get_actor().today)
    return {key: plans.get((case.id, key)) for key in FOLLOWED}


def make_form(case: Case, *, filled: bool) -> PlanForm:
    """The form of the agreed contact; `filled` reads what was sent, else what is agreed now is shown."""
    current = {key: write_agreed(plan) for key, plan in read_plans(case).items()}
    texts = {key: agreed or None for key, agreed in current.items()}
    was = {f"was_{key}": text for key, text in texts.items()}
    form = PlanForm() if filled else PlanForm(formdata=None, data={**texts, **was})
    form.offer_agreements(find_practice(case), current)
    if filled:
        take_stored(form, texts)
    return form


def show_form(case: Case, form: PlanForm) -> str:
    """The page of the agreed contact."""
    practice, today = find_practice(case), get_actor().today
    mentor = map_current_mentors(get_session(), [case.id], today).get(case.id)
    return render_page(
        "hybridmentor/cases/plan.html", case=case, form=form, practice=practice, mentor=mentor, keys=FOLLOWED
    )


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
        # A relationship that the page has not asked about is left as it is.
        asked = [key for key in FOLLOWED if form[key].raw_data]
        merged = agree_contacts(
            get_session(),
            get_actor(),
            visible,
            sent={key: form[key].data or "" for key in asked},
            shown={key: form[f"was_{key}"].data or "" for key in asked if form[f"was_{key}"].raw_data},
            from_on=get_actor().today,
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "notice.merged" if merged else "plan.notice.agreed",
        )

    return carry_out(form, act, lambda status: show_form(case, form))


def check_key(relationship: str) -> str:
    """The relationship; NotFound for none that is followed."""
    if relationship not in FOLLOWED:
        raise NotFound(Message("error.not_found"))
    return relationship


def make_rhythm_form(case: Case, plan: ContactPlan | None, *, filled: bool) -> RhythmForm:
    """The form of one relationship; `filled` reads what was sent, else what is agreed now is shown."""
    shown = list_values(describe_agreement(plan), write_agreed(plan))
    form = RhythmForm() if filled else RhythmForm(formdata=None, data=shown)
    form.offer_codes(find_practice(case))
    return form


def show_rhythm(case: Case, relationship: str, form: RhythmForm) -> str:
    """The page of what is agreed for one relationship."""
    return render_page(
        "hybridmentor/cases/rhythm.html",
        case=case,
        relationship=relationship,
        form=form,
        practice=find_practice(case),
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.EDIT_CASE)
def rhythm(case_id: UUID, relationship: str) -> str:
    """The page of what is agreed for one relationship."""
    key = check_key(relationship)
    case = open_case(case_id, Permission.EDIT_CASE, "contact_plan.read").case
    return show_rhythm(case, key, make_rhythm_form(case, read_plans(case)[key], filled=False))


@requires(Permission.EDIT_CASE)
def set_rhythm(case_id: UUID, relationship: str) -> Response:
    """Agree on one relationship in full."""
    key = check_key(relationship)
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE, lock="edit")
    case = visible.case
    current = read_plans(case)[key]
    form = make_rhythm_form(case, current, filled=True)

    def act() -> Answer:
        agreed, stored = form.read_agreed(), write_agreed(current)
        if form.was_agreed.raw_data and (form.was_agreed.data or "") != stored and agreed != stored:
            form.was_agreed.data, form.was_agreed.raw_data = stored, [stored]
            words = name_agreement(find_practice(case), describe_agreement(current))
            raise InvalidInput(
                Message("plan.error.changed", agreed=words or Message("plan.none")), field="state"
            )
        agree_contact(
            get_session(),
            get_actor(),
            visible,
            relationship_key=key,
            agreed=agreed,
            from_on=get_actor().today,
        )
        return Answer(url_for("hybridmentor.cases.plan", case_id=case.id), "plan.notice.agreed")

    return carry_out(form, act, lambda status: show_rhythm(case, key, form), check=form.check)
