"""Going through a case: its reviews, what they agreed, and what has been followed up."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.review_forms import DONE, OPEN, ReviewForm
from hybridmentor.domain.case_review import suggest_next
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, CaseReview
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_reviews import find_review, list_reviews, list_topics
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.case_reviews import add_review, mark_follow_up, read_review_values, save_review
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import ButtonForm, HybridForm
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def load_review(case: Case, review_id: UUID) -> CaseReview:
    """The review of the case; NotFound if it has none with the id."""
    review = find_review(get_session(), case.id, review_id)
    if review is None:
        raise NotFound(Message("error.not_found"))
    return review


def locate_reviews(case_id: UUID) -> str:
    """Where the reviews of a case stand."""
    return url_for("hybridmentor.cases.reviews", case_id=case_id)


def make_new_form(case: Case, *, filled: bool) -> ReviewForm:
    """The form of a review that has been held today, with the day that the practice model proposes for the next one."""
    if filled:
        return ReviewForm()
    today = get_actor().today
    proposed = suggest_next(today, find_practice(case).review_every_days)
    return ReviewForm(formdata=None, data={"held_on": today, "next_on": proposed})


def show_reviews(visible: VisibleCase, form: ReviewForm | None, *sent: HybridForm) -> str:
    """The page of a case's reviews, with the form of a new one for who may write it; `sent` are forms that came back."""
    session, case = get_session(), visible.case
    topics = list_topics(session, case.id)
    return render_page(
        "hybridmentor/cases/reviews.html",
        case=case,
        form=form,
        sent=sent,
        reviews=list_reviews(session, case.id),
        topic=next((one for one in topics if one.settled_on is None), None),
        settled=[one for one in topics if one.settled_on is not None],
        every_days=find_practice(case).review_every_days,
        may_review=permits(get_actor(), Permission.REVIEW_CASE, visible.facts),
        today=get_actor().today,
    )


@requires(Permission.READ_CASE)
def reviews(case_id: UUID) -> str:
    """What was agreed when the case was gone through, the latest first; and the form for who goes through it now."""
    visible = open_case(case_id, Permission.READ_CASE, "case_review.list")
    may_review = permits(get_actor(), Permission.REVIEW_CASE, visible.facts)
    return show_reviews(visible, make_new_form(visible.case, filled=False) if may_review else None)


@requires(Permission.REVIEW_CASE)
def add(case_id: UUID) -> Response:
    """Write down that the case was gone through."""
    visible = open_case_for_writing(case_id, Permission.REVIEW_CASE)
    form = make_new_form(visible.case, filled=True)
    today, opened_on = get_actor().today, visible.case.opened_on

    def act() -> Answer:
        review = add_review(get_session(), get_actor(), visible, values=form.read_values())
        mend = url_for("hybridmentor.cases.review", case_id=case_id, review_id=review.id)
        return Answer(locate_reviews(case_id), "review.notice.added", mend=mend)

    return carry_out(
        form, act, lambda status: show_reviews(visible, form), check=lambda: form.check_days(opened_on, today)
    )


def make_form(review: CaseReview, *, filled: bool) -> ReviewForm:
    """The form of a review; `filled` reads what was sent, else the stored values are shown."""
    values = read_review_values(review)
    version = {"hm_version": str(review.version)}
    form = ReviewForm() if filled else ReviewForm(formdata=None, data={**values, **version})
    if filled:
        take_stored(form, values)
    return form


def show_form(case: Case, review_id: UUID, form: ReviewForm) -> str:
    """The page that changes a review."""
    return render_page("hybridmentor/cases/review.html", case=case, review_id=review_id, form=form)


@requires(Permission.REVIEW_CASE)
def review(case_id: UUID, review_id: UUID) -> str:
    """The form of a review."""
    case = open_case(case_id, Permission.REVIEW_CASE, "case_review.read").case
    return show_form(case, review_id, make_form(load_review(case, review_id), filled=False))


@requires(Permission.REVIEW_CASE)
def save(case_id: UUID, review_id: UUID) -> Response:
    """Change a review."""
    visible = open_case_for_writing(case_id, Permission.REVIEW_CASE)
    row = load_review(visible.case, review_id)
    form = make_form(row, filled=True)
    today, opened_on = get_actor().today, visible.case.opened_on

    def act() -> Answer:
        merged = save_review(
            get_session(), get_actor(), visible, row, version=form.read_version(), sent=form.read_values()
        )
        mend = url_for("hybridmentor.cases.review", case_id=case_id, review_id=review_id)
        return Answer(locate_reviews(case_id), "notice.merged" if merged else "notice.saved", mend=mend)

    return carry_out(
        form,
        act,
        lambda status: show_form(visible.case, review_id, form),
        check=lambda: form.check_days(opened_on, today),
    )


@requires(Permission.REVIEW_CASE)
def mark(case_id: UUID, review_id: UUID) -> Response:
    """Say that what was to be followed up has been, or has not after all."""
    visible = open_case_for_writing(case_id, Permission.REVIEW_CASE)
    row, form = load_review(visible.case, review_id), ButtonForm()

    def act() -> Answer:
        is_done = form.answer.data == DONE
        mark_follow_up(get_session(), get_actor(), visible, row, is_done=is_done)
        notice = "review.notice.followed_up" if is_done else "review.notice.not_followed_up"
        return Answer(locate_reviews(case_id), notice)

    return carry_out(
        form,
        act,
        lambda status: show_reviews(visible, make_new_form(visible.case, filled=False), form),
        check=lambda: form.check_answer(DONE, OPEN),
    )
