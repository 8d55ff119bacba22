"""What tests of the weekly letter begin with: cases that have something to say, and runs of the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from click.testing import Result
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.models import AuditEvent, Digest, User
from hybridmentor.queries.cases import VisibleCase
from tests.integration.cli.conftest import Shell
from tests.integration.scenes import begin as begin_case, load_person
from tests.support.mail import MailServer

TODAY = date(2026, 11, 24)
"""A Tuesday."""
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def begin(session: HybridSession, login: str = "veileder", **values: Any) -> VisibleCase:
    """A case that has had no contact since an agreement of long ago: overdue for its adviser, stopped for the lead."""
    return begin_case(session, load_person(session, login), **values)


def begin_for_all(shell: Shell) -> None:
    """Something to say to veileder and leder, veileder2 and leder2."""
    with shell.session() as session:
        begin(session)
        begin(session, "veileder2")
        session.commit()


EVERYBODY = ["leder2@example.org", "leder@example.org", "veileder2@example.org", "veileder@example.org"]


def change(shell: Shell, act: Callable[[HybridSession], Any]) -> Any:
    """Do something in the database and keep it."""
    with shell.session() as session:
        found = act(session)
        session.commit()
        return found


def find_user(session: HybridSession, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def run(shell: Shell, server: MailServer, *words: str, **settings: str | None) -> Result:
    return shell.run("digest", *words, **{**server.settings, **settings})


def send(shell: Shell, server: MailServer, code: int = 0) -> dict[str, Any]:
    """A run, and the document that it prints."""
    result = run(shell, server, "--json")
    assert result.exit_code == code, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def count_digests(shell: Shell) -> int:
    return change(shell, lambda session: len(session.scalars(select(Digest)).all()))


def list_audit(shell: Shell) -> list[tuple[str, int | None]]:
    with shell.session() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("digest.")).order_by(AuditEvent.id)
        )
        return [(row.action, row.actor_id) for row in rows]
