"""Giving cases to another adviser: one case, or several at once."""

from itertools import groupby
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.handover_forms import (
    NOTE,
    PICK,
    WAS,
    HandoverForm,
    HandoverListForm,
    make_list_form,
)
from hybridmentor.db import begin_write
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.handovers import (
    HandoverRow,
    follow_tenures,
    list_case_receivers,
    list_cases_to_hand_over,
    list_handover_advisers,
    list_receivers,
    list_tenures,
    name_last_role,
)
from hybridmentor.services.handovers import hand_over_case
from hybridmentor.web.guards import audit_read, demand, get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_form(visible: VisibleCase, *, filled: bool) -> HandoverForm:
    """The form of a handover; `filled` reads what was sent."""
    session, actor, case = get_session(), get_actor(), visible.case
    form = HandoverForm() if filled else HandoverForm(formdata=None, data={"from_on": actor.today})
    receivers = list_case_receivers(session, case, actor.today)
    if filled:
        # Who has it by now is refused in words of its own: the case may have got another adviser meanwhile.
        form.offer_receivers(receivers)
    else:
        chain = follow_tenures(list_tenures(session, [case.id])[case.id], actor)
        form.offer_receivers(receivers, without=chain[-1].user_id if chain else None)
        form.was_role.data = name_last_role(chain)
    return form


def show_form(visible: VisibleCase, form: HandoverForm) -> str:
    """The page to hand over a case, with its advisers so far."""
    session, case = get_session(), visible.case
    tenures = list_tenures(session, [case.id])[case.id]
    return render_page(
        "hybridmentor/cases/handover.html",
        case=case,
        form=form,
        chain=follow_tenures(tenures, get_actor()),
        tenures=tenures,
    )


@requires(Permission.HAND_OVER_CASE)
def handover(case_id: UUID) -> str:
    """The page to hand over a case."""
    visible = open_case(case_id, Permission.HAND_OVER_CASE, "handover.read")
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.HAND_OVER_CASE)
def hand_over(case_id: UUID) -> Response:
    """Hand over a case."""
    visible = open_case_for_writing(case_id, Permission.HAND_OVER_CASE)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        session, actor = get_session(), get_actor()
        hand_over_case(
            session,
            actor,
            visible,
            to_user_id=int(form.to.data),
            on=form.from_on.data,  # type: ignore[arg-type]
            note=form.note.data,
            last_role=form.was_role.data or "",
        )
        # Who had it only by a part in the case sees it no longer.
        sees = find_case(session, actor, case_id) is not None
        place = (
            url_for("hybridmentor.cases.show", case_id=case_id)
            if sees
            else url_for("hybridmentor.cases.index")
        )
        return Answer(place, "handover.notice.done")

    return carry_out(
        form,
        act,
        lambda status: show_form(visible, form),
        check=lambda: form.check_day(get_actor().today),
    )


def read_adviser() -> int | None:
    """The adviser whose cases are asked for in the address; None for all."""
    text = request.args.get("adviser", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def make_several_form(*, filled: bool) -> tuple[HandoverListForm, list[HandoverRow], bool]:
    """The form of the list, its rows, and whether some are left out."""
    session, actor = get_session(), get_actor()
    rows, more, offices = list_cases_to_hand_over(session, actor, adviser_id=read_adviser())
    form = make_list_form(rows, filled=filled)
    form.offer_receivers(list_receivers(session, offices, actor.today))
    if not filled:
        form.from_on.data = actor.today  # type: ignore[assignment]
    return form, rows, more


def show_list(form: HandoverListForm, rows: list[HandoverRow], *, more: bool) -> str:
    """The page of the cases to hand over, grouped by who has them."""
    session, actor = get_session(), get_actor()
    groups = [
        (name, list(found))
        for name, found in groupby(rows, key=lambda row: row.adviser.name if row.adviser else None)
    ]
    return render_page(
        "hybridmentor/cases/handover_list.html",
        form=form,
        groups=groups,
        more=more,
        shown=len(rows),
        adviser=read_adviser(),
        advisers=list_handover_advisers(session, actor) if actor.has_role("lead") else [],
    )


@requires(Permission.HAND_OVER_CASES)
def handover_list() -> str:
    """The cases that the actor may hand over, several at once."""
    demand(Permission.HAND_OVER_CASES)
    audit_read("handover.list")
    form, rows, more = make_several_form(filled=False)
    return show_list(form, rows, more=more)


@requires(Permission.HAND_OVER_CASES)
def hand_over_several() -> Response:
    """Hand over the cases that are ticked, all or none of them."""
    begin_write(get_session())
    demand(Permission.HAND_OVER_CASES)
    form, rows, more = make_several_form(filled=True)

    def act() -> Answer:
        # In one order for everybody, so that two who hand over at once do not wait for each other.
        chosen = sorted(form.list_chosen(rows), key=lambda row: row.key)
        faults = [fault for row in chosen if (fault := hand_over_row(form, row)) is not None]
        if faults:
            for fault in faults[:-1]:
                form.add_fault(fault.message, fault.field)
            raise faults[-1]
        return Answer(url_for("hybridmentor.cases.index"), "handover.notice.several")

    def show(status: int) -> str:
        audit_read("handover.list")
        return show_list(form, rows, more=more)

    def check() -> bool:
        # Both are asked, so that all faults are told at once.
        return all([form.check_choice(rows, request.form), form.check_day(get_actor().today)])

    about = [row.case_id for row in form.list_chosen(rows)]
    return carry_out(form, act, show, check=check, about=about)


def hand_over_row(form: HandoverListForm, row: HandoverRow) -> InvalidInput | None:
    """Hand over one case of the list, locked and authorised by itself; what is wrong with it stands at its box."""
    session, actor = get_session(), get_actor()
    visible = find_case(session, actor, row.case_id, lock="edit")
    if visible is None or not permits(actor, Permission.HAND_OVER_CASE, visible.facts):
        return InvalidInput(Message("handover.error.gone"), field=PICK + row.key)
    notes = [text for text in (form.note.data, form[NOTE + row.key].data) if text]
    try:
        hand_over_case(
            session,
            actor,
            visible,
            to_user_id=int(form.to.data),
            on=form.from_on.data,  # type: ignore[arg-type]
            note="\n\n".join(notes) or None,
            last_role=form[WAS + row.key].data or "",
        )
    except InvalidInput as fault:
        return InvalidInput(
            Message("handover.error.row", number=row.number, fault=fault.message), field=PICK + row.key
        )
    return None
