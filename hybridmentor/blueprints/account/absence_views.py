"""Being away: days on which what is due waits, or somebody stands in."""

from typing import Any

from flask import Response, url_for

from hybridmentor.blueprints.account.forms import AbsenceForm, EndForm
from hybridmentor.blueprints.account.views import show_account
from hybridmentor.db import begin_write
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.absences import find_absence
from hybridmentor.services.absences import end_absence, list_stand_ins, register_absence
from hybridmentor.web.guards import get_actor, look_for_answer, refuse_missing, requires
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def locate_panel() -> str:
    """The address of the panel on the page of the account."""
    return url_for("hybridmentor.account.show", _anchor="absence")


@requires(Permission.LIST_CASES)
def register() -> Response:
    """Be away on some days."""
    session, actor = get_session(), get_actor()
    begin_write(session)
    form = AbsenceForm()
    form.offer_stand_ins(list_stand_ins(session, actor))

    def act() -> Answer:
        first: Any = form.from_on.data
        last: Any = form.to_on.data
        chosen = form.stand_in.data
        register_absence(
            session, actor, from_on=first, to_on=last, stand_in_id=int(chosen) if chosen else None
        )
        return Answer(locate_panel(), "absence.notice.registered")

    return carry_out(form, act, lambda status: show_account(form))


@requires(Permission.LIST_CASES)
def end(absence_id: int) -> Response:
    """Be back, or not go at all."""
    session, actor = get_session(), get_actor()
    begin_write(session)
    absence = find_absence(session, actor, absence_id)
    if absence is None:
        look_for_answer()
        refuse_missing("absence", absence_id)
    form = EndForm()

    def act() -> Answer:
        end_absence(session, actor, absence)
        return Answer(locate_panel(), "absence.notice.ended")

    return carry_out(form, act, lambda status: show_account(form))
