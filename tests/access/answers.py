"""Send what a line of the table says, and look at the answer: its status, the audit rows it left, the words in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from tests.access.table import STRANGERS, Endpoint
from tests.access.world import SECRETS, World
from tests.support.client import PageResponse


def find_faults(world: World, endpoint: Endpoint, pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    """Where the answers, the audit rows or the words on the page are not as they must be."""
    faults: list[str] = []
    for actor, case in pairs:
        world.find_client(actor)
        last = world.count_audit_rows()
        answer = world.ask(endpoint, actor, case)
        what = f"{actor} on {case}" if case else actor
        expected = endpoint.expect(actor, case)
        if answer.status_code != expected:
            faults.append(f"{what}: {answer.status_code}, not {expected}")
            continue
        faults += [f"{what}: {fault}" for fault in check_trail(world, endpoint, actor, case, expected, last)]
        faults += [f"{what}: {fault}" for fault in check_words(answer)]
    return faults


def check_trail(
    world: World, endpoint: Endpoint, actor: str, case: str | None, status: int, last: int
) -> Iterator[str]:
    """What is wrong with the audit rows of an answer.

    A refusal leaves one row that says so; a case that is shown leaves one row that names it; strangers leave none. A
    calendar feed is read by its owner, whoever asks.
    """
    if endpoint.name in ("auth.sign_out", "auth.sign_in", "auth.enter"):
        return
    rows = world.list_audit_rows(last)
    if endpoint.name == "account.feed":
        read = [(row.decision, row.actor_id, row.action) for row in rows]
        if read != [("permit", world.users["adviser"], "calendar.read")]:
            yield f"the audit rows of a feed are {read}"
    elif actor in STRANGERS:
        if rows:
            yield f"{len(rows)} audit rows for a stranger"
    else:
        yield from check_rows(world, endpoint, actor, case, status, rows)


def check_rows(
    world: World, endpoint: Endpoint, actor: str, case: str | None, status: int, rows: list[Row[Any]]
) -> Iterator[str]:
    """What is wrong with the rows that somebody who has signed in has left."""
    if status in (403, 404):
        told = [(row.decision, row.actor_id, row.detail) for row in rows]
        if told != [("deny", world.users[actor], f"hybridmentor.{endpoint.name}")]:
            yield f"the audit rows of a refusal are {told}"
        if case and [row.row_id for row in rows] != [str(world.cases[case])]:
            yield "the row of a refusal does not name the case"
    elif endpoint.is_about_a_case:
        # A form that comes back with its faults shows the case too.
        told = [(row.decision, row.actor_id, row.case_id) for row in rows]
        if told != [("permit", world.users[actor], world.cases[str(case)])]:
            yield f"the audit rows of a case that was shown are {told}"
    elif any(row.decision != "permit" for row in rows):
        yield f"something was denied, and the answer is {status}"


def check_words(answer: PageResponse) -> Iterator[str]:
    """An answer that refuses says nothing of the case."""
    if answer.status_code in (200, 422):
        return
    text = answer.get_data(as_text=True) + answer.headers.get("Location", "")
    yield from (f"the page says {word}" for word in (*SECRETS, "40123987", "AFI-sak") if word in text)
