"""What has been done since a moment: what may have changed which cases are ready, and what cannot have."""

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.models import AuditEvent
from hybridmentor.queries.deeds import find_last_deed, has_changed_since


def add_deed(session: HybridSession, action: str, decision: str = "permit") -> int:
    """The number of a new row of the log."""
    event = AuditEvent(action=action, decision=decision)
    session.add(event)
    session.flush()
    return event.id


def test_the_newest_row_is_known_where_one_writes_at_a_time(session: HybridSession):
    newest = max(add_deed(session, "consent.give"), add_deed(session, "case.read"))
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert find_last_deed(session) == (None if is_postgresql else newest)


@pytest.mark.parametrize(
    ("action", "decision", "expected"),
    [
        ("consent.withdraw", "permit", True),
        ("study.take_back", "permit", True),
        ("case.reopen", "permit", True),
        ("something.else", "permit", True),
        ("case.read", "permit", False),
        ("case.list", "permit", False),
        ("case.readmission", "permit", True),
        ("contact.log", "permit", False),
        ("log.choose", "permit", False),
        ("sign_in", "permit", False),
        ("experience_meeting.edit", "permit", False),
        ("denied.consent", "deny", False),
    ],
)
def test_what_may_have_changed(session: HybridSession, action: str, decision: str, expected: bool):
    last = add_deed(session, "consent.give")
    add_deed(session, action, decision)
    assert has_changed_since(session, last) is expected


def test_nothing_since(session: HybridSession):
    assert not has_changed_since(session, add_deed(session, "consent.withdraw"))
