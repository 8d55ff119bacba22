"""The row of links that the pages of the office share."""

from flask import url_for

from hybridmentor.blueprints.office.choice import list_own_offices
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import get_actor
from hybridmentor.web.words import hm_t

PAGES = (
    ("hybridmentor.office.figures", "office.tab.figures", Permission.READ_FIGURES),
    ("hybridmentor.office.questions", "office.tab.questions", Permission.READ_QUESTIONS),
    ("hybridmentor.office.criteria", "office.tab.criteria", Permission.READ_QUESTIONS),
)

Tab = tuple[str, str, bool]


def list_tabs(here: str, office: Membership | None = None) -> list[Tab]:
    """Words, address and whether it is the page that is shown, of the office's pages that the actor may see.

    None where there is nothing to choose. `here` is the endpoint of the page; the office goes with its pages.
    """
    tabs = [
        (
            hm_t(words),
            url_for(
                endpoint, office=office.office_number if office and len(list_own_offices()) > 1 else None
            ),
            endpoint == here,
        )
        for endpoint, words, permission in PAGES
        if permits(get_actor(), permission)
    ]
    return tabs if len(tabs) > 1 else []


def list_office_tabs(here: str, office: Membership) -> list[Tab]:
    """The same page of the actor's other offices; none where there is only one."""
    own = list_own_offices()
    tabs = [
        (one.office_name, url_for(here, office=number), number == office.office_number)
        for number, one in own.items()
    ]
    return tabs if len(tabs) > 1 else []
