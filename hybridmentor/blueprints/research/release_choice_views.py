"""What is wanted of a study: the choice of variables, what it costs, and asking for it."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.research.release_forms import ReleaseForm
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.releases import Price, count_before, find_latest_price, find_price, list_releases
from hybridmentor.queries.studies import VisibleStudy, list_studies
from hybridmentor.services.jobs import read_fault
from hybridmentor.services.releases import ask_price, ask_release, list_free_periods, stop_price
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.jobs import send_job
from hybridmentor.web.page import render_page
from hybridmentor.web.releases import (
    describe_dearest,
    describe_health_limit,
    describe_missing,
    describe_problem,
    find_limits,
    fit_limits,
    group_variables,
    list_asked_variables,
    list_promises,
    locate_release,
    make_meter,
    read_told,
    write_counts,
    write_percents,
    write_period,
)
from hybridmentor.web.research_tabs import list_research_tabs
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import load_study, open_study_for_writing
from hybridmentor.web.submit import Answer, carry_out

SEE_OTHER = 303


@requires(Permission.READ_RELEASES)
def releases() -> str:
    """The ledger of all studies that the actor runs or approves for, and the studies that something can be asked of."""
    audit_read("release.list")
    session, actor = get_session(), get_actor()
    studies = list_studies(session, actor)
    return render_page(
        "hybridmentor/research/releases.html",
        releases=list_releases(session, actor),
        studies=[one for one in studies if permits(actor, Permission.ASK_RELEASE, one.facts)],
        may_ask=permits(actor, Permission.ASK_RELEASE),
        tabs=list_research_tabs("releases"),
        write_counts=write_counts,
        write_percents=write_percents,
    )


def make_form(visible: VisibleStudy, price: Price | None, *, filled: bool) -> ReleaseForm:
    """The form of a choice; `filled` reads what was sent, else what was asked about before is shown."""
    form = ReleaseForm() if filled else ReleaseForm(formdata=None)
    periods = list_free_periods(get_session(), visible.study)
    offered = [(one, write_period(one)) for one in periods]
    form.offer_choices(offered, list_asked_variables(visible.study), find_limits())
    if not filled:
        form.fill(price.order if price is not None else None, periods)
        form.was_priced.data = price.job.id.hex if price is not None else None
    return form


def find_shown_price(visible: VisibleStudy) -> Price | None:
    """The price that the actor has asked for last of this study, if its period can still be asked for."""
    session = get_session()
    price = find_latest_price(session, get_actor(), visible.study.id)
    if price is None or price.order.period not in list_free_periods(session, visible.study):
        return None
    return price


def show_choice(visible: VisibleStudy, form: ReleaseForm, shown: Price | None) -> str:
    """The page of a choice with its price, what is promised, who decides, and the ledger."""
    session, actor = get_session(), get_actor()
    price = read_told(shown.progress.price) if shown is not None and shown.progress.price else None
    is_living = shown is not None and shown.is_living
    limits = find_limits()
    asked = list_asked_variables(visible.study)
    rules = fit_limits(limits, form.kind.data, form.variables.data or ())
    return render_page(
        "hybridmentor/research/release_choice.html",
        study=visible.study,
        form=form,
        groups=group_variables(
            asked,
            form.variables.data or (),
            levels=price.levels if price is not None else None,
            losses=price.loss_by_variable if price is not None else None,
        ),
        rules=rules,
        kind_hint=describe_health_limit(limits, asked),
        shown=shown,
        price=price,
        meter=make_meter(price.loss_band) if price is not None and price.loss_band is not None else None,
        is_living=is_living,
        before=count_before(session, shown.job) if shown is not None and is_living else 0,
        fault=read_fault(shown.job.fault) if shown is not None else None,
        promises=list_promises(rules, price.holds if price is not None else None),
        problems=[(one, describe_problem(one)) for one in price.problems] if price is not None else [],
        missing=describe_missing(price.suppressed_band) if price is not None else None,
        dearest=describe_dearest(price) if price is not None else None,
        releases=list_releases(session, actor, visible.study.id),
        stopping=HybridForm(formdata=None),
        write_counts=write_counts,
        write_percents=write_percents,
    )


@requires(Permission.ASK_RELEASE)
def new_release(study_id: UUID) -> str:
    """The choice, as it was when its price was asked for last."""
    visible = load_study(study_id, Permission.ASK_RELEASE)
    shown = find_shown_price(visible)
    return show_choice(visible, make_form(visible, shown, filled=False), shown)


def locate_choice(study_id: UUID) -> str:
    """Where the choice of a study stands."""
    return url_for("hybridmentor.research.new_release", study_id=study_id)


@requires(Permission.ASK_RELEASE)
def price_release(study_id: UUID) -> Response:
    """Have it reckoned what the choice costs."""
    visible = open_study_for_writing(study_id, Permission.ASK_RELEASE)
    form, asked = make_form(visible, None, filled=True), list[UUID]()

    def act() -> Answer:
        job = ask_price(get_session(), get_actor(), visible, form.read_order(study_id))
        asked.append(job.id)
        return Answer(f"{locate_choice(study_id)}#price")

    response = carry_out(
        form, act, lambda status: show_choice(visible, form, find_shown_price(visible)), must_answer=True
    )
    if asked and response.status_code == SEE_OTHER:
        send_job(asked[0])
    return response


@requires(Permission.ASK_RELEASE)
def ask(study_id: UUID) -> Response:
    """Ask for the release whose price was shown."""
    visible = open_study_for_writing(study_id, Permission.ASK_RELEASE)
    form = make_form(visible, None, filled=True)

    def act() -> Answer:
        session, actor, priced = get_session(), get_actor(), form.read_priced()
        made = ask_release(
            session,
            actor,
            visible,
            form.read_order(study_id),
            limits=find_limits(),
            price=find_price(session, actor, priced) if priced is not None else None,
        )
        return Answer(locate_release(made.id), "release.notice.asked")

    # Whoever reads the ledger reads it: what may tell who somebody is has to be answered.
    return carry_out(
        form, act, lambda status: show_choice(visible, form, find_shown_price(visible)), must_answer=True
    )


@requires(Permission.ASK_RELEASE)
def stop_pricing(study_id: UUID) -> Response:
    """Stop reckoning what the actor waits for."""
    visible = open_study_for_writing(study_id, Permission.ASK_RELEASE)
    form, shown = HybridForm(), find_shown_price(visible)

    def act() -> Answer:
        stop_price(get_session(), get_actor(), visible, shown)
        return Answer(f"{locate_choice(study_id)}#price")

    return carry_out(
        form, act, lambda status: show_choice(visible, make_form(visible, shown, filled=False), shown)
    )
