"""The ways between the pages of research: each reader is shown those that lead somewhere."""

from flask import url_for

from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import get_actor
from hybridmentor.web.words import hm_t

TABS = (
    ("table1", "survey.tab.table1", Permission.READ_TABLES),
    ("tables", "survey.tab.tables", Permission.READ_TABLES),
    ("studies", "study.tab", Permission.READ_STUDIES),
    ("releases", "release.tab", Permission.READ_RELEASES),
    ("code_book", "code_book.title", Permission.READ_TABLES),
)


def list_research_tabs(here: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this one."""
    actor = get_actor()
    return [
        (hm_t(label), url_for(f"hybridmentor.research.{endpoint}"), endpoint == here)
        for endpoint, label, permission in TABS
        if permits(actor, permission)
    ]
