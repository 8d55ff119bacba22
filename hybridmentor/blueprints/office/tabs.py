"""The row of links that the pages of the office share."""

from flask import url_for

from hybridmentor.blueprints.office.choice import list_own_offices
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import get_actor
from hybridmentor.web.words import hm_t

PAGES = (
    ("hybridmentor.office.figures", "office.tab.figures", Permission.READ_FIGURES),
    ("hybridmentor.office.collaboration", "office.tab.collaboration", Permission.READ_FIGURES),
    ("hybridmentor.office.county", "office.tab.county", Permission.READ_COUNTY),
    ("hybridmentor.office.goals", "office.tab.goals", Permission.READ_QUESTIONS),
    ("hybridmentor.office.questions", "office.tab.questions", Permission.READ_QUESTIONS),
    ("hybridmentor.office.criteria", "office.tab.criteria", Permission.READ_QUESTIONS),
    ("hybridmentor.office.register", "office.tab.register", Permission.READ_QUESTIONS),
    ("hybridmentor.office.study_links", "office.tab.surveys", Permission.KEEP_STUDY_LINKS),
)

Tab = tuple[str, str, bool]


def list_tabs(here: str, office: Membership | None = None) -> list[Tab]:
    """Words, address and whether it is the page that is shown, of the office's pages that the actor may see.

    None where there is nothing to choose. `here` is the endpoint of the page; the office goes with its pages, but for those
    that the actor may not see of this office.
    """
    tabs = [
        (hm_t(words), url_for(endpoint, office=name_office(office, permission)), endpoint == here)
        for endpoint, words, permission in PAGES
        if permits(get_actor(), permission)
    ]
    return tabs if len(tabs) > 1 else []


def name_office(office: Membership | None, permission: Permission) -> str | None:
    """The office in the address of one of its pages; None where there is one to choose from, or the page is not for it."""
    if office is None or len(list_own_offices()) < 2:
        return None
    facts = OfficeFacts(office.office_id, office.purpose, county=office.county)
    return office.office_number if permits(get_actor(), permission, facts) else None


def list_office_tabs(here: str, office: Membership) -> list[Tab]:
    """The same page of the actor's other offices; none where there is only one."""
    own = list_own_offices()
    tabs = [
        (one.office_name, url_for(here, office=number), number == office.office_number)
        for number, one in own.items()
    ]
    return tabs if len(tabs) > 1 else []
