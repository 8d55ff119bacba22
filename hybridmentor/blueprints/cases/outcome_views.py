"""Closing a case, mending what was said then, and asking again later."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.outcome_forms import (
    MORE_FACTS,
    ClosingForm,
    LaterForm,
    OutcomeForm,
    label_ratings,
    list_correction_fields,
    list_later_fields,
)
from hybridmentor.domain.answers import read_answers
from hybridmentor.domain.form_fields import CLOSING_ANSWERS, RATING, make_rating_field
from hybridmentor.domain.form_state import (
    ALSO_AT_CLOSING,
    MOST_AT_CLOSING,
    FormField,
    find_field,
    list_closing_fields,
)
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, CaseOutcome
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.form_values import FormValues, gather_form_values, list_criteria
from hybridmentor.queries.outcomes import find_closing_outcome, find_later_outcome
from hybridmentor.services.outcomes import (
    FACTS,
    add_follow_up,
    close_case,
    correct_outcome,
    read_outcome_values,
)
from hybridmentor.web.answer_fields import make_answer_form, restore_answers
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

Asked = tuple[FormField, ...]


def ask_closing(case: Case, sent: Collection[str] = ()) -> tuple[FormValues, Asked]:
    """What is known of the case, and the at most twelve fields that closing asks; each criterion to be rated is one of them.

    Fields that were asked when the form was `sent` stay, though somebody may have answered them since.
    """
    content = gather_form_values(get_session(), get_actor(), case)
    asked = list_closing_fields(content.values, content.context)
    room = MOST_AT_CLOSING - sum(field.kind != "ratings" for field in asked)
    ratings = [make_rating_field(one.id) for one in content.criteria if one.is_active][: max(room, 0)]
    fields = [part for field in asked for part in (ratings if field.kind == "ratings" else [field])]
    known = {field.key for field in fields}
    more = [find_field(key) for key in ALSO_AT_CLOSING if key in sent and key not in known]
    more += [
        one
        for one in map(make_rating_field, (c.id for c in content.criteria))
        if one.key in set(sent) - known
    ]
    return content, (*fields, *more)


def make_closing_form(case: Case, *, filled: bool) -> tuple[OutcomeForm, Asked]:
    """The form that closes a case, and its fields in order."""
    content, asked = ask_closing(case, request.form if filled else ())
    more = tuple(map(find_field, MORE_FACTS))
    form_class = make_answer_form(
        (*asked, *more), find_practice(case), ClosingForm, labels=label_ratings(content.criteria)
    )
    version = str(content.form.version if content.form else 1)
    form = form_class() if filled else form_class(formdata=None, data={"hm_version": version})
    if filled:
        answers = read_answers(content.form)
        kept = [field for field in asked if field.key in CLOSING_ANSWERS or field.key.startswith(RATING)]
        take_stored(form, restore_answers(kept, answers))
    else:
        form.closed_on.data = get_actor().today  # type: ignore[assignment]
    return form, asked


def show_closing(case: Case, form: OutcomeForm, asked: Asked) -> str:
    """The page that closes a case."""
    return render_page(
        "hybridmentor/cases/close.html",
        case=case,
        form=form,
        fields=[(form[field.key], field.kind) for field in asked],
        more=[(form[key], find_field(key).kind) for key in MORE_FACTS],
    )


@requires(Permission.CLOSE_CASE)
def close(case_id: UUID) -> str:
    """The form that closes a case."""
    case = open_case(case_id, Permission.CLOSE_CASE, "case.read").case
    return show_closing(case, *make_closing_form(case, filled=False))


@requires(Permission.CLOSE_CASE)
def finish(case_id: UUID) -> Response:
    """Close a case with its outcome facts."""
    visible = open_case_for_writing(case_id, Permission.CLOSE_CASE)
    case = visible.case
    form, asked = make_closing_form(case, filled=True)

    def act() -> Answer:
        typed = {field.key: form[field.key].data for field in asked}
        close_case(
            get_session(),
            get_actor(),
            visible,
            closed_on=typed["closed_on"],
            follow_up_on=typed["later_on"],
            facts={name: form[name].data for name in FACTS if name in form},
            note=form.note.data,
            answers={key: typed[key] for key in typed if key in CLOSING_ANSWERS or key.startswith(RATING)},
            version=form.read_version(),
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "case.notice.closed",
            mend=url_for("hybridmentor.cases.outcome", case_id=case.id),
        )

    return carry_out(
        form,
        act,
        lambda status: show_closing(case, form, asked),
        check=lambda: form.check_days(case.opened_on, get_actor().today),
    )


def load_closing(case: Case) -> CaseOutcome:
    """How the case was closed; NotFound for one that is open."""
    row = find_closing_outcome(get_session(), case.id) if case.closed_on else None
    if row is None:
        raise NotFound(Message("error.not_found"))
    return row


def load_later(case: Case, outcome_id: UUID) -> CaseOutcome:
    """A later measurement of the case; NotFound if there is none with the id."""
    row = find_later_outcome(get_session(), case.id, outcome_id)
    if row is None:
        raise NotFound(Message("error.not_found"))
    return row


def make_correction_form(case: Case, row: CaseOutcome, *, filled: bool) -> tuple[OutcomeForm, Asked]:
    """The form that mends an outcome; `filled` reads what was sent, else the stored facts are shown."""
    session = get_session()
    answers = read_answers(find_case_form(session, case.id))
    is_closing = row.moment == "closing"
    criteria = list_criteria(session, case, answers) if is_closing else ()
    fields = list_correction_fields(criteria) if is_closing else list_later_fields()
    stored = read_outcome_values(row, case, answers, label_ratings(criteria))
    values = {**restore_answers(fields, stored), "note": stored["note"]}
    if not is_closing:
        values["measured_on"] = row.measured_on
    base: type[OutcomeForm] = ClosingForm if is_closing else LaterForm
    form_class = make_answer_form(fields, find_practice(case), base, labels=label_ratings(criteria))
    form = (
        form_class() if filled else form_class(formdata=None, data={**values, "hm_version": str(row.version)})
    )
    if filled:
        take_stored(form, values)
    return form, fields


def read_sent(form: OutcomeForm, fields: Asked) -> dict[str, Any]:
    """What was typed, by the names that the service knows."""
    names = [field.key for field in fields] + ["note", *(["measured_on"] if "measured_on" in form else [])]
    return {name: form[name].data for name in names}


def show_outcome(case: Case, form: OutcomeForm, fields: Asked, heading: str) -> str:
    """The page of an outcome: what was said at closing, or what was found out later. It posts back to its own address."""
    return render_page(
        "hybridmentor/cases/outcome_edit.html",
        case=case,
        form=form,
        fields=[(form[field.key], field.kind) for field in fields],
        heading=heading,
    )


def correct(visible: VisibleCase, row: CaseOutcome, heading: str) -> Response:
    """Carry out a form that mends an outcome."""
    case = visible.case
    form, fields = make_correction_form(case, row, filled=True)

    def act() -> Answer:
        merged = correct_outcome(
            get_session(),
            get_actor(),
            visible,
            row,
            version=form.read_version(),
            sent=read_sent(form, fields),
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "notice.merged" if merged else "notice.saved",
            mend=request.path,
        )

    return carry_out(
        form,
        act,
        lambda status: show_outcome(case, form, fields, heading),
        check=lambda: form.check_days(case.opened_on, get_actor().today),
    )


@requires(Permission.FOLLOW_UP_CASE)
def outcome(case_id: UUID) -> str:
    """What was said when the case closed, to be mended."""
    case = open_case(case_id, Permission.FOLLOW_UP_CASE, "case_outcome.read").case
    return show_outcome(
        case, *make_correction_form(case, load_closing(case), filled=False), "outcome.correct"
    )


@requires(Permission.FOLLOW_UP_CASE)
def save_outcome(case_id: UUID) -> Response:
    """Mend what was said when the case closed."""
    visible = open_case_for_writing(case_id, Permission.FOLLOW_UP_CASE)
    return correct(visible, load_closing(visible.case), "outcome.correct")


@requires(Permission.FOLLOW_UP_CASE)
def later(case_id: UUID, outcome_id: UUID) -> str:
    """What was found out at a later measurement, to be mended."""
    case = open_case(case_id, Permission.FOLLOW_UP_CASE, "case_outcome.read").case
    row = load_later(case, outcome_id)
    return show_outcome(case, *make_correction_form(case, row, filled=False), "outcome.later")


@requires(Permission.FOLLOW_UP_CASE)
def save_later(case_id: UUID, outcome_id: UUID) -> Response:
    """Mend what was found out at a later measurement."""
    visible = open_case_for_writing(case_id, Permission.FOLLOW_UP_CASE)
    return correct(visible, load_later(visible.case, outcome_id), "outcome.later")


def make_follow_up_form(case: Case, *, filled: bool) -> tuple[OutcomeForm, Asked]:
    """The form for a new later measurement."""
    fields = list_later_fields()
    form_class = make_answer_form(fields, find_practice(case), LaterForm)
    form = form_class() if filled else form_class(formdata=None)
    if not filled:
        today = get_actor().today
        form.measured_on.data = today  # type: ignore[assignment]
        if case.follow_up_on is not None and case.follow_up_on > today:
            # Asked before the day that was agreed: that day stands unless somebody changes it.
            form["later_on"].data = case.follow_up_on
    return form, fields


@requires(Permission.FOLLOW_UP_CASE)
def follow_up(case_id: UUID) -> str:
    """Asking again some months after."""
    case = open_case(case_id, Permission.FOLLOW_UP_CASE, "case.read").case
    return show_outcome(case, *make_follow_up_form(case, filled=False), "outcome.follow_up")


@requires(Permission.FOLLOW_UP_CASE)
def save_follow_up(case_id: UUID) -> Response:
    """Keep what was found out at a later measurement."""
    visible = open_case_for_writing(case_id, Permission.FOLLOW_UP_CASE)
    case = visible.case
    form, fields = make_follow_up_form(case, filled=True)

    def act() -> Answer:
        row = add_follow_up(get_session(), get_actor(), visible, sent=read_sent(form, fields))
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "outcome.notice.follow_up",
            mend=url_for("hybridmentor.cases.later", case_id=case.id, outcome_id=row.id),
        )

    return carry_out(
        form,
        act,
        lambda status: show_outcome(case, form, fields, "outcome.follow_up"),
        check=lambda: form.check_days(case.opened_on, get_actor().today),
    )
