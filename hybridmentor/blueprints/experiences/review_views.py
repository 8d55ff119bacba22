"""The lead's queue and what the lead decides; the coordinator's queue and how far something is spread."""

from typing import Any
from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.experiences.forms import name_tags
from hybridmentor.blueprints.experiences.review_forms import ReviewForm, SpreadForm
from hybridmentor.domain.experience_life import Wait, measure_wait
from hybridmentor.models import Experience
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experience_queues import (
    list_note_owners,
    list_notes_due,
    list_to_review,
    list_to_spread,
)
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services.experience_reviews import (
    accept_experience,
    keep_as_note,
    remove_experience,
    return_experience,
    spread_experience,
)
from hybridmentor.web.experience_cards import name_steps
from hybridmentor.web.experiences import open_experience, open_experience_for_writing
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def measure(experience: Experience) -> Wait | None:
    """How long the experience has waited since it went on the board; None where it does not wait."""
    if experience.status != "review" or experience.shared_on is None:
        return None
    longest = find_practice().experience_review_days
    today = get_actor().today
    return measure_wait(experience.shared_on, today, is_nameless=experience.is_nameless, longest=longest)


@requires(Permission.REVIEW_EXPERIENCES)
def queue() -> str:
    """What waits for the lead: what is new, and the practice notes to be looked at again."""
    session, actor = get_session(), get_actor()
    audit_read("experience.queue")
    new = list_to_review(session, actor)
    return render_page(
        "hybridmentor/experiences/queue.html",
        new=[(one, measure(one.experience)) for one in new],
        due=list_notes_due(session, actor),
        longest=find_practice().experience_review_days,
        step_titles=name_steps(find_practice()),
        has_offices=len(actor.list_offices("lead", purpose="practice")) > 1,
    )


@requires(Permission.SPREAD_EXPERIENCES)
def spread_queue() -> str:
    """What waits for the coordinator of the county."""
    audit_read("experience.spread_queue")
    return render_page(
        "hybridmentor/experiences/spread_queue.html",
        shown=list_to_spread(get_session(), get_actor()),
        step_titles=name_steps(find_practice()),
    )


def make_review_form(visible: VisibleExperience, *, filled: bool) -> ReviewForm:
    """The form of the lead's decision."""
    experience = visible.experience
    form = ReviewForm() if filled else ReviewForm(formdata=None)
    form.offer_choices(experience, list_note_owners(get_session(), visible, get_actor().today))
    if not filled:
        form.fill_proposals(experience)
    return form


def show_decision(page: str, visible: VisibleExperience, form: HybridForm, **more: Any) -> str:
    """The page of a decision: what the experience says, as it is now, and the form."""
    practice, experience = find_practice(), visible.experience
    form.hm_version.data = str(experience.version)
    form.hm_version.raw_data = None
    return render_page(
        f"hybridmentor/experiences/{page}.html",
        shown=visible,
        experience=experience,
        form=form,
        step_titles=name_steps(practice),
        tags=name_tags(experience, practice),
        words=PracticeWords(practice),
        **more,
    )


def show_review(visible: VisibleExperience, form: ReviewForm) -> str:
    """The page of the lead's decision."""
    return show_decision("review", visible, form, wait=measure(visible.experience))


@requires(Permission.REVIEW_EXPERIENCES)
def review(experience_id: UUID) -> str:
    """An experience, and what is decided of it."""
    visible = open_experience(experience_id, Permission.REVIEW_EXPERIENCES)
    return show_review(visible, make_review_form(visible, filled=False))


def decide_review(visible: VisibleExperience, form: ReviewForm) -> None:
    """Carry out what the lead has decided."""
    about = (get_session(), get_actor(), visible)
    version, decision = form.read_version(), form.decision.data
    if decision == "accept":
        accept_experience(*about, version=version, reach=form.read_reach())
    elif decision == "note":
        day: Any = form.look_again_on.data
        owner_id = form.read_owner()
        keep_as_note(*about, version=version, reach=form.read_reach(), owner_id=owner_id, look_again_on=day)
    elif decision == "return":
        return_experience(*about, version=version, comment=str(form.comment.data))
    else:
        remove_experience(*about, version=version)


@requires(Permission.REVIEW_EXPERIENCES)
def decide(experience_id: UUID) -> Response:
    """Decide of an experience, and go on with the queue."""
    visible = open_experience_for_writing(experience_id, Permission.REVIEW_EXPERIENCES)
    form = make_review_form(visible, filled=True)

    def act() -> Answer:
        decide_review(visible, form)
        # words: experience.notice.
        return Answer(url_for("hybridmentor.experiences.queue"), f"experience.notice.{form.decision.data}")

    return carry_out(
        form, act, lambda status: show_review(visible, form), check=form.check_decision, must_answer=True
    )


def make_spread_form(visible: VisibleExperience, *, filled: bool) -> SpreadForm:
    """The form of the coordinator's decision."""
    form = SpreadForm() if filled else SpreadForm(formdata=None)
    form.offer_choices(visible.experience)
    if not filled:
        form.fill_proposals(visible.experience)
    return form


@requires(Permission.SPREAD_EXPERIENCES)
def spread(experience_id: UUID) -> str:
    """An experience, and how far it is to be spread."""
    visible = open_experience(experience_id, Permission.SPREAD_EXPERIENCES)
    return show_decision("spread", visible, make_spread_form(visible, filled=False))


@requires(Permission.SPREAD_EXPERIENCES)
def decide_spread(experience_id: UUID) -> Response:
    """Decide how far an experience is spread, and go on with the queue."""
    visible = open_experience_for_writing(experience_id, Permission.SPREAD_EXPERIENCES)
    form = make_spread_form(visible, filled=True)

    def act() -> Answer:
        session, actor = get_session(), get_actor()
        spread_experience(session, actor, visible, version=form.read_version(), reach=str(form.reach.data))
        return Answer(url_for("hybridmentor.experiences.spread_queue"), "experience.notice.spread")

    return carry_out(form, act, lambda status: show_decision("spread", visible, form))
