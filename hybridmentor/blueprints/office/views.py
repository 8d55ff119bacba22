"""Figures of the offices that somebody leads or coordinates."""

from hybridmentor.blueprints.office.tabs import list_tabs
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.offices import FEWEST_ADVISERS, list_figures
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session


@requires(Permission.READ_FIGURES)
def figures() -> str:
    """Numbers per office, never persons."""
    return render_page(
        "hybridmentor/office/figures.html",
        rows=list_figures(get_session(), get_actor()),
        fewest=FEWEST_ADVISERS,
        tabs=list_tabs("hybridmentor.office.figures"),
    )
