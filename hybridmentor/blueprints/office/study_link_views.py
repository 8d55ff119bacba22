"""The surveys that one's offices are asked to answer: the link of each, to be passed on, renewed or closed."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.office.study_link_forms import LinkButton
from hybridmentor.blueprints.office.tabs import list_tabs
from hybridmentor.domain.questionnaire import get_questionnaire
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.study_links import VisibleLink, find_own_link, list_own_links
from hybridmentor.services.study_links import close_link, find_token, renew_link
from hybridmentor.web.calendars import build_address
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.office_rows import open_row_for_writing
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

NOUN = "study_link"
DEEDS = {
    "renew": (renew_link, "study_link.notice.renewed"),
    "close": (close_link, "study_link.notice.closed"),
}
"""What the buttons stand for, and what is said when it is done."""


def find_address(visible: VisibleLink) -> str | None:
    """The whole address of a link; None where there is none that works and can be told."""
    token = find_token(get_session(), get_actor(), visible)
    return build_address("replies.survey", token=token) if token is not None else None


def show_links(faulty: HybridForm | None = None) -> str:
    """The page with the links, after the audit row of the read; `faulty` is a button that came back."""
    audit_read("study_link.list")
    shown = list_own_links(get_session(), get_actor())
    return render_page(
        "hybridmentor/office/study_links.html",
        shown=[(one, find_address(one)) for one in shown],
        name_survey=lambda wave: get_questionnaire(wave.kind).names,
        has_offices=len({one.office.id for one in shown}) > 1,
        tabs=list_tabs("hybridmentor.office.study_links"),
        faulty=faulty,
    )


@requires(Permission.KEEP_STUDY_LINKS)
def study_links() -> str:
    """The surveys that the actor's offices are asked to answer, each with its link."""
    return show_links()


@requires(Permission.KEEP_STUDY_LINKS)
def change_study_link(link_id: UUID) -> Response:
    """Renew an office's link, or close it."""
    visible = open_row_for_writing(find_own_link, NOUN, link_id, Permission.KEEP_STUDY_LINKS)
    form = LinkButton()

    def act() -> Answer:
        change, notice = DEEDS[str(form.answer.data)]
        change(get_session(), get_actor(), visible, number=form.read_number())
        return Answer(url_for("hybridmentor.office.study_links"), notice)

    return carry_out(form, act, lambda status: show_links(form), check=lambda: form.check_answer(*DEEDS))
