"""Cohorts: the list, making one, its page with the two pairings side by side, and the decision."""

from datetime import datetime
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cohorts.forms import (
    CohortForm,
    DecisionForm,
    NewCohortForm,
    ReopenForm,
    SureForm,
)
from hybridmentor.db import begin_write
from hybridmentor.domain.cohort_pairing import METHODS
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cohorts import (
    ListKey,
    VisibleCohort,
    count_members,
    find_list_key,
    list_cohorts,
    list_members,
)
from hybridmentor.services.cohorts import (
    add_cohort,
    decide_cohort,
    edit_cohort,
    read_cohort_values,
    reopen_cohort,
    take_out_hidden,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.cohorts import (
    SHOWN,
    audit_cohort,
    find_weights,
    make_board,
    make_offered_page,
    open_cohort,
    open_cohort_for_writing,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import audit_read, count_notice, demand, get_actor, requires
from hybridmentor.web.office_choice import find_chosen, list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def read_after() -> ListKey | None:
    """The key of the last cohort shown before, from the address; None for the first page or an unreadable key."""
    moment, _, row = (request.args.get("after") or "").rpartition("_")
    row_id = read_id(row)
    try:
        made = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return ListKey(made, row_id) if row_id is not None and made.tzinfo is not None else None


@requires(Permission.PAIR_COHORTS)
def index() -> str:
    """The cohorts of the actor's offices, the latest first."""
    audit_read("cohort.list")
    session, actor, after = get_session(), get_actor(), read_after()
    shown, more = list_cohorts(session, actor, after=after)
    last = find_list_key(shown[-1].cohort) if shown and more else None
    return render_page(
        "hybridmentor/cohorts/index.html",
        shown=shown,
        counts=count_members(session, [one.cohort.id for one in shown]),
        after=f"{last.created_at.isoformat()}_{last.cohort_id}" if last else None,
        is_first=after is None,
        has_offices=len({one.facts.office_id for one in shown}) > 1,
    )


def make_new_form(*, filled: bool) -> NewCohortForm:
    """The form that makes a cohort; `filled` reads what was sent."""
    form = NewCohortForm() if filled else NewCohortForm(formdata=None)
    form.offer_kinds()
    offer_offices(form.office, list_offices_where(Permission.PAIR_COHORTS))
    return form


def show_new(form: NewCohortForm) -> str:
    """The page that makes a cohort."""
    back = url_for("hybridmentor.cohorts.index")
    return render_page("hybridmentor/cohorts/form.html", form=form, cohort=None, back=back)


@requires(Permission.PAIR_COHORTS)
def new() -> str:
    """The form that makes a cohort."""
    demand(Permission.PAIR_COHORTS)
    return show_new(make_new_form(filled=False))


@requires(Permission.PAIR_COHORTS)
def create() -> Response:
    """Make a cohort and go to it."""
    begin_write(get_session())
    actor, form = demand(Permission.PAIR_COHORTS), make_new_form(filled=True)

    def act() -> Answer:
        office = find_chosen(form.office, Permission.PAIR_COHORTS)
        made = add_cohort(get_session(), actor, office=office, values=form.read_values())
        return Answer(locate_cohort(made.id), "cohort.notice.made")

    # All of the office's advisers read it: what may tell who somebody is has to be answered.
    return carry_out(form, act, lambda status: show_new(form), must_answer=True)


def locate_cohort(cohort_id: UUID) -> str:
    """Where a cohort stands."""
    return url_for("hybridmentor.cohorts.show", cohort_id=cohort_id)


def show_cohort(visible: VisibleCohort, form: HybridForm | None = None) -> str:
    """The page of a cohort: its pairings, or what was offered once it is decided; `form` is one that came back."""
    session, actor, cohort = get_session(), get_actor(), visible.cohort
    members = list_members(session, actor, cohort)
    show, start = request.args.get("show", ""), request.args.get("from")
    show = show if show in SHOWN else SHOWN[0]
    board = offered = people = None
    if visible.is_decided:
        offered = make_offered_page(members, members.cases, start=start)
    elif members.is_whole and members.open_cases and members.current_offers:
        board = make_board(visible, members, show=show, start=start)
    elif members.workable:
        # Without a pairing to be shown: those whose answers can be written down.
        people = make_offered_page(members, members.workable, start=start)
    decision = form if isinstance(form, DecisionForm) else DecisionForm(formdata=None)
    if isinstance(decision, DecisionForm):
        decision.offer_methods()
    if board is not None:
        # What is shown now is what the next choice is of, also where the page came back because it was another.
        for method, sign in board.signs.items():
            decision[f"was_{method}"].data = sign
    return render_page(
        "hybridmentor/cohorts/show.html",
        cohort=cohort,
        office_name=visible.office_name,
        members=members,
        board=board,
        offered=offered,
        people=people,
        tabs=SHOWN,
        methods=METHODS,
        decision=decision,
        reopening=form if isinstance(form, ReopenForm) else ReopenForm(formdata=None),
        removal=form if isinstance(form, SureForm) else SureForm(formdata=None),
    )


@requires(Permission.PAIR_COHORTS)
def show(cohort_id: UUID) -> str:
    """A cohort."""
    return show_cohort(open_cohort(cohort_id))


def make_form(visible: VisibleCohort, *, filled: bool) -> CohortForm:
    """The form of a cohort; `filled` reads what was sent, else the stored values are shown."""
    values = read_cohort_values(visible.cohort)
    version = {"hm_version": str(visible.cohort.version)}
    form = CohortForm() if filled else CohortForm(formdata=None, data={**values, **version})
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleCohort, form: CohortForm) -> str:
    """The page that changes what a cohort is called."""
    back = locate_cohort(visible.cohort.id)
    return render_page("hybridmentor/cohorts/form.html", form=form, cohort=visible.cohort, back=back)


@requires(Permission.PAIR_COHORTS)
def edit(cohort_id: UUID) -> str:
    """The form of a cohort."""
    visible = open_cohort(cohort_id)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.PAIR_COHORTS)
def save(cohort_id: UUID) -> Response:
    """Change what a cohort is called."""
    visible = open_cohort_for_writing(cohort_id)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_cohort(get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values())
        return Answer(locate_cohort(cohort_id), "notice.saved")

    return carry_out(form, act, lambda status: show_form(visible, form), must_answer=True)


def show_again(visible: VisibleCohort, cohort_id: UUID, form: HybridForm) -> str:
    """The page of a cohort with a form that has come back; the read has its audit row first."""
    audit_cohort(visible, cohort_id)
    return show_cohort(visible, form)


@requires(Permission.PAIR_COHORTS)
def decide(cohort_id: UUID) -> Response:
    """Choose one of the pairings: each of its pairs is offered."""
    visible = open_cohort_for_writing(cohort_id)
    form = DecisionForm()
    form.offer_methods()

    def act() -> Answer:
        number = decide_cohort(
            get_session(),
            get_actor(),
            visible,
            method=form.method.data,
            seen=form.read_seen(),
            weights=find_weights(),
        )
        return Answer(locate_cohort(cohort_id), count_notice("cohort.notice.decided", number))

    return carry_out(form, act, lambda status: show_again(visible, cohort_id, form))


@requires(Permission.PAIR_COHORTS)
def reopen(cohort_id: UUID) -> Response:
    """Open a decided cohort again."""
    visible = open_cohort_for_writing(cohort_id)
    form = ReopenForm()

    def act() -> Answer:
        reopen_cohort(get_session(), get_actor(), visible)
        return Answer(locate_cohort(cohort_id), "cohort.notice.reopened")

    return carry_out(form, act, lambda status: show_again(visible, cohort_id, form))


@requires(Permission.PAIR_COHORTS)
def drop_hidden(cohort_id: UUID) -> Response:
    """Take the cases out that the actor may not read."""
    visible = open_cohort_for_writing(cohort_id)
    form = SureForm()

    def act() -> Answer:
        number = take_out_hidden(get_session(), get_actor(), visible)
        return Answer(locate_cohort(cohort_id), count_notice("cohort.notice.dropped", number))

    return carry_out(form, act, lambda status: show_again(visible, cohort_id, form), check=form.check_sure)
