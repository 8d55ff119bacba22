"""De-identified releases of a study: the ledger, asking, one with its decision, and its file."""

from uuid import UUID

from flask import Response, make_response

from hybridmentor.blueprints.research.deidentified_forms import DeidentifiedDecisionForm, DeidentifiedForm
from hybridmentor.blueprints.research.release_forms import APPROVE
from hybridmentor.clock import today
from hybridmentor.db import end_read
from hybridmentor.domain.release_variables import GROUPS, find_variable, name_label
from hybridmentor.errors import Message, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.deidentified_releases import (
    VisibleDeidentifiedRelease,
    count_fetches,
    find_deidentified_file,
    list_deidentified_releases,
    list_withdrawn,
    read_deidentified_content,
)
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.services.deidentified_releases import (
    ask_deidentified,
    check_fetchable,
    decide_deidentified,
    find_bar,
    find_last_day,
    list_hindrances,
    may_decide_deidentified,
)
from hybridmentor.services.jobs import LIVING
from hybridmentor.web.deidentified_releases import (
    NOUN,
    get_study_key,
    load_deidentified,
    locate_deidentified,
    open_deidentified,
    open_deidentified_for_writing,
)
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.jobs import send_job
from hybridmentor.web.office_rows import write_row
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import NOUN as STUDY, open_study, open_study_for_writing
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_t

SEE_OTHER = 303


@requires(Permission.READ_RELEASES)
def releases(study_id: UUID) -> str:
    """The ledger of a study, what this is, and what stands in the way of asking."""
    visible = open_study(study_id, Permission.READ_RELEASES)
    session, actor = get_session(), get_actor()
    study_key, found = get_study_key(study_id), list_deidentified_releases(session, actor, study_id)
    return render_page(
        "hybridmentor/research/deidentified_releases.html",
        study=visible.study,
        releases=found,
        bars={one.release.id: find_bar(session, one, study_key) for one in found if one.state == "done"},
        hindrances=list_hindrances(session, visible.study, study_key),
        may_ask=permits(actor, Permission.ASK_RELEASE, visible.facts),
        may_keep=permits(actor, Permission.KEEP_STUDIES, visible.facts),
    )


def make_form(visible: VisibleStudy, *, filled: bool) -> DeidentifiedForm:
    """The form that asks; `filled` reads what was sent."""
    form = DeidentifiedForm() if filled else DeidentifiedForm(formdata=None)
    form.offer_study(visible.study)
    return form


def show_form(visible: VisibleStudy, form: DeidentifiedForm) -> str:
    """The page that asks."""
    return render_page(
        "hybridmentor/research/deidentified_form.html",
        study=visible.study,
        form=form,
        groups=GROUPS,
        hindrances=list_hindrances(get_session(), visible.study, get_study_key(visible.study.id)),
        last_day=find_last_day(today()),
    )


@requires(Permission.ASK_RELEASE)
def new_release(study_id: UUID) -> str:
    """The form that asks for a file."""
    visible = open_study(study_id, Permission.ASK_RELEASE)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.ASK_RELEASE)
def ask(study_id: UUID) -> Response:
    """Ask for a file."""
    visible = open_study_for_writing(study_id, Permission.ASK_RELEASE)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        order, study_key = form.read_order(), get_study_key(study_id)
        made = ask_deidentified(get_session(), get_actor(), visible, order, study_key)
        return Answer(locate_deidentified(made.id), "deidentified.notice.asked")

    def show(status: int) -> str:
        write_row(f"{STUDY}.read", STUDY, study_id, office_id=visible.facts.office_id)
        return show_form(visible, form)

    # The approver reads it, and the receiver: what may tell who somebody is has to be answered.
    return carry_out(form, act, show, must_answer=True)


def show_release(visible: VisibleDeidentifiedRelease, form: DeidentifiedDecisionForm | None = None) -> str:
    """The page of a release; `form` is one that came back."""
    session, actor, release = get_session(), get_actor(), visible.release
    form = form or DeidentifiedDecisionForm(formdata=None)
    form.offer_decisions()
    study_key = get_study_key(visible.study.id)
    withdrawn = None
    if visible.state == "done" and study_key is not None:
        withdrawn = list_withdrawn(session, release, visible.study, study_key, today())
    found = [one for key in visible.variables if (one := find_variable(key)) is not None]
    return render_page(
        "hybridmentor/research/deidentified_release.html",
        visible=visible,
        release=release,
        study=visible.study,
        state=visible.state,
        labels=[hm_t(name_label(one)) for one in found],
        file=find_deidentified_file(session, release.id),
        fetches=count_fetches(session, release.id),
        withdrawn=withdrawn,
        bar=find_bar(session, visible, study_key) if visible.state == "done" else None,
        is_living=visible.job is not None and visible.job.state in LIVING,
        decision=form,
        may_decide=may_decide_deidentified(actor, visible),
        is_own=release.asked_by == actor.user_id,
        is_approver=permits(actor, Permission.DECIDE_RELEASE, visible.facts),
        may_download=permits(actor, Permission.DOWNLOAD_RELEASE, visible.facts),
    )


@requires(Permission.READ_RELEASES)
def release(deidentified_id: UUID) -> str:
    """A release."""
    return show_release(open_deidentified(deidentified_id, Permission.READ_RELEASES))


@requires(Permission.DECIDE_RELEASE)
def decide(deidentified_id: UUID) -> Response:
    """Approve or refuse; what is approved is made by a job."""
    visible = open_deidentified_for_writing(deidentified_id, Permission.DECIDE_RELEASE)
    form, asked = DeidentifiedDecisionForm(), list[UUID]()
    form.offer_decisions()

    def act() -> Answer:
        is_approved, study_key = form.decision.data == APPROVE, get_study_key(visible.study.id)
        answer = {"is_approved": is_approved, "reply": form.reply.data}
        job = decide_deidentified(get_session(), get_actor(), visible, study_key, **answer)
        asked.extend([job.id] if job is not None else [])
        notice = "deidentified.notice.approved" if is_approved else "deidentified.notice.refused"
        return Answer(locate_deidentified(deidentified_id), notice)

    def show(status: int) -> str:
        return show_release(open_deidentified(deidentified_id, Permission.READ_RELEASES), form)

    response = carry_out(form, act, show, must_answer=True)
    if asked and response.status_code == SEE_OTHER:
        send_job(asked[0])
    return response


@requires(Permission.DOWNLOAD_RELEASE)
def file(deidentified_id: UUID) -> Response:
    """The file, after the audit row that says who got it; refused after its last day, and once somebody in it has to go."""
    visible = load_deidentified(deidentified_id, Permission.DOWNLOAD_RELEASE)
    check_fetchable(get_session(), get_actor(), visible, get_study_key(visible.study.id))
    content = read_deidentified_content(get_session(), deidentified_id)
    if content is None:
        raise NotFound(Message("error.not_found"))
    end_read(get_session())
    write_row(f"{NOUN}.download", NOUN, deidentified_id, office_id=visible.facts.office_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="deidentified.zip"'
    return response
