"""Keeping the figures of cases: what sums are made from is made anew where something has changed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from hybridmentor.domain.case_figures import RULES
from hybridmentor.models import CaseChange, KeptFigures
from hybridmentor.models.case_figures import NOTED
from hybridmentor.queries.case_figures import list_changes, list_outdated, make_figures, pack_relationships

BATCH = 500


def keep_next_figures(session: Session, today: date, *, after: UUID | None = None) -> tuple[int, UUID | None]:
    """Make the figures of the next cases that need it, and keep them: how many, and the last one; None when there is no more.

    Only so many at a time: commit and go on with `after`, so that nobody who writes meanwhile waits for all of it.
    """
    ids = list_outdated(session, today, BATCH, after=after)
    keep_figures(session, ids, today)
    return len(ids), ids[-1] if len(ids) == BATCH else None


def keep_figures(session: Session, case_ids: Sequence[UUID], today: date) -> None:
    """Keep the figures of these cases as they follow from their rows now.

    What somebody commits meanwhile has a change of its own, which is not among those that are taken away here: then the case
    is made anew next time.
    """
    if not case_ids:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Two at once could put back what the other has made anew. Whoever reads, or writes in a case, does not wait for it.
        connection.execute(text(f"LOCK TABLE {KeptFigures.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
    changes = list_changes(session, case_ids)
    rows = [
        {
            "case_id": case_id,
            "rules": RULES,
            "holds_until_on": one.holds_until_on,
            "adviser_id": one.adviser,
            "initiator": one.initiator,
            "attachment_before": one.attachment_before,
            "attachment_after": one.attachment_after,
            "measure_used": one.measure_used,
            "measure_from_on": one.measure_from_on,
            "measure_ended_on": one.measure_ended_on,
            "first_mentor_on": one.first_mentor_on,
            "mentor_changes": one.mentor_changes,
            "recipe": one.recipe,
            "relationships": pack_relationships(one),
        }
        for case_id, one in make_figures(session, case_ids, today)
    ]
    connection.execute(delete(KeptFigures).where(KeptFigures.case_id.in_(case_ids)))
    connection.execute(insert(KeptFigures), rows)
    # Also a change that this very session has noted: the next one in the same case is a new one.
    session.info.pop(NOTED, None)
    for start in range(0, len(changes), BATCH):
        connection.execute(delete(CaseChange).where(CaseChange.id.in_(changes[start : start + BATCH])))


def forget_figures(session: Session) -> None:
    """Take all kept figures away, to make them anew."""
    session.connection().execute(delete(KeptFigures))


def bring_up_to_date(open_write: Callable[[], AbstractContextManager[Session]], today: date) -> int:
    """Make all figures that need it, a batch in each unit of work that `open_write` gives and commits; how many."""
    done, last = 0, None
    while True:
        with open_write() as session:
            number, last = keep_next_figures(session, today, after=last)
        done += number
        if last is None:
            return done
