"""What the actor has written: the list, changing one and taking one back."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.experiences.forms import ExperienceForm
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import ON_BOARD
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experience_queues import count_waiting
from hybridmentor.queries.experiences import VisibleExperience, list_own
from hybridmentor.services.experiences import edit_experience, read_experience_values
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.experiences import open_experience, open_experience_for_writing
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

STATUSES = ("draft", "review", "shared", "note", "withdrawn")


@dataclass(frozen=True)
class OwnPanel:
    """What `experiences/own.html` shows beside the board: the actor's drafts, and what waits for the actor."""

    drafts: list[VisibleExperience]
    may_share: bool
    may_review: bool
    may_spread: bool
    to_review: int
    to_spread: int


def gather_own_panel() -> OwnPanel:
    """What is the actor's own to do, with one query for those who write and one for those who review."""
    session, actor = get_session(), get_actor()
    may_share = permits(actor, Permission.SHARE_EXPERIENCE)
    may_review = permits(actor, Permission.REVIEW_EXPERIENCES)
    may_spread = permits(actor, Permission.SPREAD_EXPERIENCES)
    drafts = list_own(session, actor) if may_share else []
    to_review, to_spread = count_waiting(session, actor) if may_review or may_spread else (0, 0)
    return OwnPanel(drafts, may_share, may_review, may_spread, to_review, to_spread)


@requires(Permission.SHARE_EXPERIENCE)
def own() -> str:
    """What the actor has written, wherever it stands."""
    audit_read("experience.own")
    written = list_own(get_session(), get_actor(), STATUSES)
    return render_page("hybridmentor/experiences/mine.html", written=written, statuses=STATUSES)


def make_form(visible: VisibleExperience, *, filled: bool) -> ExperienceForm:
    """The form of an experience; `filled` reads what was sent, else the stored values are shown."""
    practice, experience = find_practice(), visible.experience
    values = read_experience_values(experience, practice)
    form = (
        ExperienceForm()
        if filled
        else ExperienceForm(formdata=None, data={**values, "hm_version": str(experience.version)})
    )
    form.offer_codes(practice)
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleExperience, form: ExperienceForm) -> str:
    """The page that changes an experience."""
    return render_page(
        "hybridmentor/experiences/edit.html",
        experience=visible.experience,
        form=form,
        is_on_board=visible.experience.status in ON_BOARD,
    )


@requires(Permission.EDIT_EXPERIENCE)
def edit(experience_id: UUID) -> str:
    """The form of an experience of one's own."""
    visible = open_experience(experience_id, Permission.EDIT_EXPERIENCE)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.EDIT_EXPERIENCE)
def save(experience_id: UUID) -> Response:
    """Change an experience of one's own: share it, keep it as a draft, or take it off the board."""
    visible = open_experience_for_writing(experience_id, Permission.EDIT_EXPERIENCE)
    form, was_on_board = make_form(visible, filled=True), visible.facts.status in ON_BOARD

    def act() -> Answer:
        edit_experience(
            get_session(),
            get_actor(),
            visible,
            practice=find_practice(),
            version=form.read_version(),
            sent=form.read_values(),
            is_shared=form.is_to_share,
        )
        if not form.is_to_share:
            notice = "experience.notice.withdrawn" if was_on_board else "experience.notice.kept"
            return Answer(url_for("hybridmentor.experiences.own"), notice)
        return Answer(
            url_for("hybridmentor.experiences.show", experience_id=experience_id), "experience.notice.shared"
        )

    return carry_out(
        form,
        act,
        lambda status: show_form(visible, form),
        check=form.check_shared,
        must_answer=True,
        leaves_case=True,
        stays_own=not form.is_to_share,
    )
