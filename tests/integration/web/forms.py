"""The forms of a case: where they stand, what fits into them, and how to send one as often as wanted."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.support.client import PageClient, PageResponse
from tests.support.html import Form

URLS = {
    "new": "/cases/new",
    "edit": "/cases/{}/edit",
    "step": "/cases/{}/steps/wishes",
    "mentor": "/cases/{}/mentor",
    "plan": "/cases/{}/agreed-contact",
    "company": "/cases/{}/steps/company",
    "mentor_step": "/cases/{}/steps/mentor",
    "form": "/cases/{}/form/edit",
    "consent": "/cases/{}/consents/new?person=jobseeker&purpose=research",
    "question": "/office/questions",
    "close": "/cases/{}/close",
    "contact": "/cases/{}/contacts/new",
}
FITTING: dict[str, dict[str, Any]] = {
    "new": {"name": "Åse Lindvåg", "service": "state", "entry_point": "start"},
    "edit": {},
    "step": {"status": "in_progress"},
    "mentor": {"name": "Mona Mentor"},
    "plan": {"mentor": "14"},
    "company": {"status": "in_progress"},
    "mentor_step": {"status": "in_progress"},
    "form": {},
    "consent": {"answer": "yes", "given_how": "on_paper", "kept_at": "Perm B"},
    "question": {"step": "mentor", "audience": "mentor", "words": "Hvordan går det?"},
    "close": {"attached": "yes"},
    "contact": {"relationships": ["mentor"], "day": "today", "form": "phone", "outcome": "took_place"},
}


def read_forms(tab: PageClient, case_id: UUID) -> dict[str, Form]:
    """Each form as its page gave it."""
    return {name: tab.read_form(url.format(case_id)) for name, url in URLS.items()}


def send(tab: PageClient, form: Form, *told: dict[str, Any]) -> PageResponse:
    """Send a form under a key of its own; later values go before earlier ones."""
    values: dict[str, Any] = {}
    for some in told:
        values |= some
    return tab.post_form(form, extra={"hm_key": str(uuid4()), **values})
