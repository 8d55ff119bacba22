"""Answering an experience: comments, that it was useful, and how."""

from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.experiences.answer_forms import CommentForm, UseForm, UsefulForm
from hybridmentor.blueprints.experiences.views import show_experience
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experience_responses import find_comment
from hybridmentor.queries.experiences import ExperienceFilter
from hybridmentor.services.experience_comments import add_comment, remove_comment
from hybridmentor.services.experience_uses import mark_useful, tell_use, unmark_useful
from hybridmentor.web.board_address import locate_board, read_after, read_filter, split_query
from hybridmentor.web.experiences import open_experience_for_writing
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, look_for_answer, refuse_missing, requires
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

LONGEST_WAY = 400


def locate(experience_id: UUID, part: str | None = None) -> str:
    """The page of an experience, at a part of it."""
    return url_for("hybridmentor.experiences.show", experience_id=experience_id, _anchor=part)


@requires(Permission.ANSWER_EXPERIENCES)
def comment(experience_id: UUID) -> Response:
    """Comment on an experience."""
    visible = open_experience_for_writing(experience_id, Permission.ANSWER_EXPERIENCES)
    form = CommentForm()

    def act() -> Answer:
        add_comment(
            get_session(),
            get_actor(),
            visible,
            words=str(form.comment.data),
            is_nameless=bool(form.is_nameless.data),
        )
        return Answer(locate(experience_id, "comments"), "experience.notice.commented")

    return carry_out(
        form,
        act,
        lambda status: show_experience(visible, comment=form),
        check=form.check,
        must_answer=True,
        leaves_case=True,
    )


@requires(Permission.READ_EXPERIENCES)
def uncomment(experience_id: UUID, comment_id: UUID) -> Response:
    """Take back a comment of one's own."""
    visible = open_experience_for_writing(experience_id, Permission.READ_EXPERIENCES)
    found = find_comment(get_session(), get_actor(), visible, comment_id)
    if found is None:
        look_for_answer()
        refuse_missing("comment")
    form = HybridForm()

    def act() -> Answer:
        remove_comment(get_session(), get_actor(), visible, found)
        return Answer(locate(experience_id, "comments"), "experience.notice.uncommented")

    return carry_out(form, act, lambda status: show_experience(visible))


@requires(Permission.ANSWER_EXPERIENCES)
def judge(experience_id: UUID) -> Response:
    """Say that an experience is useful, or is not after all; back to where the button stood."""
    visible = open_experience_for_writing(experience_id, Permission.ANSWER_EXPERIENCES)
    form = UsefulForm()

    def act() -> Answer:
        deed = mark_useful if form.useful.data == "yes" else unmark_useful
        deed(get_session(), get_actor(), visible)
        if "back" not in request.form:
            return Answer(locate(experience_id, "useful"))
        told = split_query(form.back.data)
        board = locate_board(read_filter(told), read_after(told.get("after")), f"e-{experience_id}")
        # What leads back is kept with the form's key, and has room for an address of common length.
        return Answer(board if len(board) <= LONGEST_WAY else locate_board(ExperienceFilter()))

    return carry_out(form, act, lambda status: show_experience(visible), check=form.check)


@requires(Permission.ANSWER_EXPERIENCES)
def tell(experience_id: UUID) -> Response:
    """Say in a line how an experience was useful."""
    visible = open_experience_for_writing(experience_id, Permission.ANSWER_EXPERIENCES)
    form = UseForm()

    def act() -> Answer:
        tell_use(get_session(), get_actor(), visible, form.how.data)
        return Answer(locate(experience_id, "useful"), "experience.notice.told_use")

    return carry_out(
        form, act, lambda status: show_experience(visible, use=form), must_answer=True, leaves_case=True
    )
