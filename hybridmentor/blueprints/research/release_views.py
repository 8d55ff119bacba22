"""One release: who asked and decided, what may be told of it, how far it has come, and its files."""

from uuid import UUID

from flask import Response, make_response

from hybridmentor.blueprints.research.release_forms import APPROVE, DecisionForm
from hybridmentor.db import end_read
from hybridmentor.domain.release_choice import read_choice
from hybridmentor.domain.release_facts import read_facts
from hybridmentor.domain.release_order import read_progress
from hybridmentor.domain.release_problems import read_problems
from hybridmentor.domain.release_rules import read_rules
from hybridmentor.domain.release_variables import find_variable
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import ReleaseFile
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.releases import VisibleRelease, count_before, list_files, read_file
from hybridmentor.services.jobs import LIVING, read_fault
from hybridmentor.services.releases import (
    decide_release,
    may_decide,
    may_stop,
    stop_release,
    withdraw_release,
)
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.jobs import send_job
from hybridmentor.web.office_rows import write_row
from hybridmentor.web.page import render_page
from hybridmentor.web.releases import (
    describe_missing,
    describe_problem,
    group_variables,
    list_promises,
    load_release,
    locate_release,
    make_meter,
    name_variables,
    open_release_for_writing,
    read_told,
    write_counts,
    write_percents,
    write_period,
    write_size,
)
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

SEE_OTHER = 303
ARCHIVE = "package.zip"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
}
"""What a file is, by how its name ends; of another nothing is said."""


def place_file(file: ReleaseFile) -> tuple[bool, bool, str]:
    """Where a file stands in the list: all in one first, then the data, then what is said about it."""
    return file.name != ARCHIVE, not file.name.startswith("data."), file.name


def show_release(visible: VisibleRelease, form: HybridForm | None = None) -> str:
    """The page of a release; `form` is one that came back."""
    session, actor, release, job = get_session(), get_actor(), visible.release, visible.job
    choice = read_choice(release.choice)
    facts = read_facts(release.facts) if release.facts else None
    price = read_told(release.price)
    told = facts if facts is not None else price
    decision = form if isinstance(form, DecisionForm) else DecisionForm(formdata=None)
    decision.offer_decisions()
    variables = [one for key in choice.variables if (one := find_variable(key)) is not None]
    is_living = job is not None and job.state in LIVING
    return render_page(
        "hybridmentor/research/release.html",
        visible=visible,
        release=release,
        job=job,
        is_living=is_living,
        step=read_progress(job.counts).step if job is not None else None,
        before=count_before(session, job) if job is not None and job.state == "waiting" else 0,
        fault=read_fault(job.fault) if job is not None else None,
        period=write_period(visible.period),
        groups=group_variables(variables, choice.variables, levels=told.levels, losses=told.loss_by_variable),
        with_months=choice.with_months,
        important=name_variables(key for key, weight in choice.weights.items() if weight > 1),
        named=lambda keys: ", ".join(name_variables(keys)),
        facts=facts,
        price=price,
        meter=make_meter(told.loss_band) if told.loss_band is not None else None,
        promises=list_promises(
            facts.rules if facts is not None else read_rules(release.rules), holds=release.state != "failed"
        ),
        missing=describe_missing(told.suppressed_band),
        problems=[describe_problem(one) for one in read_problems(release.problem)],
        price_problems=[describe_problem(one) for one in price.problems],
        files=sorted(list_files(session, release.id), key=place_file),
        may_decide=may_decide(actor, visible),
        is_own=release.asked_by == actor.user_id,
        is_approver=permits(actor, Permission.DECIDE_RELEASE, visible.facts),
        may_ask=permits(actor, Permission.ASK_RELEASE, visible.facts),
        may_stop=may_stop(actor, visible),
        may_download=permits(actor, Permission.DOWNLOAD_RELEASE, visible.facts),
        decision=decision,
        button=form if form is not None and form is not decision else HybridForm(formdata=None),
        write_counts=write_counts,
        write_percents=write_percents,
        write_size=write_size,
    )


@requires(Permission.READ_RELEASES)
def release(release_id: UUID) -> str:
    """A release."""
    return show_release(load_release(release_id, Permission.READ_RELEASES))


@requires(Permission.DECIDE_RELEASE)
def decide(release_id: UUID) -> Response:
    """Approve or refuse; what is approved is made by a job."""
    visible = open_release_for_writing(release_id, Permission.DECIDE_RELEASE)
    form, asked = DecisionForm(), list[UUID]()
    form.offer_decisions()

    def act() -> Answer:
        is_approved = form.decision.data == APPROVE
        job = decide_release(
            get_session(), get_actor(), visible, is_approved=is_approved, reply=form.reply.data
        )
        asked.extend([job.id] if job is not None else [])
        notice = "release.notice.approved" if is_approved else "release.notice.refused"
        return Answer(locate_release(release_id), notice)

    response = carry_out(form, act, lambda status: show_release(visible, form), must_answer=True)
    if asked and response.status_code == SEE_OTHER:
        send_job(asked[0])
    return response


@requires(Permission.ASK_RELEASE)
def withdraw(release_id: UUID) -> Response:
    """Take back what has been asked for."""
    visible = open_release_for_writing(release_id, Permission.ASK_RELEASE)
    form = HybridForm()

    def act() -> Answer:
        withdraw_release(get_session(), get_actor(), visible)
        return Answer(locate_release(release_id), "release.notice.withdrawn")

    return carry_out(form, act, lambda status: show_release(visible, form))


@requires(Permission.READ_RELEASES)
def stop(release_id: UUID) -> Response:
    """Stop the making of a release; nothing is left of it."""
    visible = open_release_for_writing(release_id, Permission.READ_RELEASES)
    form = HybridForm()

    def act() -> Answer:
        stop_release(get_session(), get_actor(), visible)
        return Answer(locate_release(release_id), "release.notice.stopped")

    return carry_out(form, act, lambda status: show_release(visible, form))


@requires(Permission.DOWNLOAD_RELEASE)
def release_file(release_id: UUID, file_id: UUID) -> Response:
    """A file of a release, after the audit row that says who got which; never shown in the page, nor kept by a browser."""
    visible = load_release(release_id, Permission.DOWNLOAD_RELEASE)
    found = read_file(get_session(), release_id, file_id)
    if found is None:
        raise NotFound(Message("error.not_found"))
    name, content = found
    end_read(get_session())
    write_row("release.download", "release_file", file_id, office_id=visible.facts.office_id)
    response = make_response(content)
    response.headers["Content-Type"] = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{visible.name}-{name}"'
    return response
