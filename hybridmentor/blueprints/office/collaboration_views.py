"""Figures of collaboration of an office that somebody leads or coordinates: table 5, beside AFI's. Sums only, no person."""

from collections.abc import Sequence

from flask import Response, make_response, request

from hybridmentor.blueprints.office.choice import list_own_offices
from hybridmentor.blueprints.office.collaboration_forms import CollaborationFilter
from hybridmentor.blueprints.office.tabs import list_tabs
from hybridmentor.domain.collaboration_figures import EVERYTHING
from hybridmentor.domain.office_collaboration import OfficeFigures, tabulate_office
from hybridmentor.domain.practice import list_practice_models
from hybridmentor.domain.survey_tables import COMPARABILITY
from hybridmentor.models import Office
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.office_collaboration import gather_kept_answers, gather_office
from hybridmentor.queries.office_view import is_led_by
from hybridmentor.queries.offices import FEWEST_ADVISERS, list_offices_with_figures
from hybridmentor.web.collaboration_words import describe_figures
from hybridmentor.web.guards import get_actor, refuse_missing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session

HERE = "hybridmentor.office.collaboration"


@requires(Permission.READ_FIGURES)
def collaboration() -> Response:
    """Table 5 of one office, whole or divided; an office whose figures the actor may not see is not found."""
    offices = list_offices_with_figures(get_session(), get_actor())
    office = choose_office(offices)
    form = CollaborationFilter(request.args)
    form.offer_codes(offices, list_practice_models())
    if form.office.data is None and office is not None:
        form.office.data = office.number
    is_read = form.check()
    figures = count_figures(office, form) if office is not None and is_read else None
    page = render_page(
        "hybridmentor/office/collaboration.html",
        office=office,
        offices=offices,
        form=form,
        tabs=list_tabs(HERE, list_own_offices().get(office.number) if office else None),
        is_own=office is not None and is_led_by(get_actor(), office.id),
        is_whole=is_read and form.read_selection(get_actor().today).is_whole,
        figures=figures,
        words=describe_figures(figures, find_practice()) if figures else None,
        comparability=COMPARABILITY,
        fewest=FEWEST_ADVISERS,
    )
    return make_response(page, 200 if is_read else 422)


def choose_office(offices: Sequence[Office]) -> Office | None:
    """The office with the number in the address, without one the first; None for somebody whose county has no office."""
    number = request.args.get("office")
    if not number:
        return offices[0] if offices else None
    found = next((one for one in offices if one.number == number), None)
    if found is None:
        refuse_missing("office")
    return found


def count_figures(office: Office, form: CollaborationFilter) -> OfficeFigures | None:
    """The figures that are asked for; None for a guest office, whose cases enter no table."""
    if office.participation == "guest":
        return None
    session, actor = get_session(), get_actor()
    selection = form.read_selection(actor.today)
    gather = gather_kept_answers if selection.window == EVERYTHING else gather_office
    return tabulate_office(
        gather(session, actor, office.id),
        selection,
        actor.today,
        is_own=is_led_by(actor, office.id),
        fewest=FEWEST_ADVISERS,
    )
