"""The office's companies: whether the county sees them, and what stood in the matches that were answered."""

from flask import Response, url_for

from hybridmentor.blueprints.office.choice import choose_office, may_at
from hybridmentor.blueprints.office.forms import ShareForm
from hybridmentor.blueprints.office.tabs import list_office_tabs, list_tabs
from hybridmentor.db import begin_write
from hybridmentor.domain.match_reasons import FEWEST_MATCHES, tabulate_reasons
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.matches import list_outcomes
from hybridmentor.queries.offices import find_office
from hybridmentor.services.shared_registers import share_register
from hybridmentor.web.fields import YES_OR_NO
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

HERE = "hybridmentor.office.register"


def show_register(office: Membership, form: ShareForm) -> str:
    """The page of the office's companies."""
    session, actor = get_session(), get_actor()
    row = find_office(session, office.office_number)
    outcomes = list_outcomes(session, actor, office.office_id)
    return render_page(
        "hybridmentor/office/register.html",
        office=office,
        county=office.county,
        shares=row is not None and row.shares_register,
        answered=len(outcomes),
        fewest=FEWEST_MATCHES,
        rows=tabulate_reasons(outcomes) if len(outcomes) >= FEWEST_MATCHES else (),
        tabs=list_tabs(HERE, office),
        office_tabs=list_office_tabs(HERE, office),
        form=form,
        may_share=may_at(Permission.SHARE_REGISTER, office),
    )


@requires(Permission.READ_QUESTIONS)
def register() -> str:
    """Whether the county sees the companies, and which reasons stood in what was offered."""
    office = choose_office(Permission.READ_QUESTIONS)
    audit_read("match.reasons", office_id=office.office_id)
    return show_register(office, ShareForm(formdata=None))


@requires(Permission.SHARE_REGISTER)
def share() -> Response:
    """Share the companies with the county, or not any more."""
    begin_write(get_session())
    office, form = choose_office(Permission.SHARE_REGISTER), ShareForm()

    def act() -> Answer:
        shares = YES_OR_NO.get(form.shares.data or "")
        if shares is None:
            raise InvalidInput(Message("office.register.error"))
        share_register(get_session(), get_actor(), office, shares=shares)
        return Answer(url_for(HERE, office=office.office_number), "notice.saved")

    return carry_out(form, act, lambda status: show_register(office, form))
