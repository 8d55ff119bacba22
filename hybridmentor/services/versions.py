"""What has been changed in a case: each earlier version beside the one that came after it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers
from hybridmentor.models import (
    Case,
    CaseOutcome,
    CaseStep,
    CaseTurn,
    ContactPlan,
    MentorAssignment,
    Revision,
)
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.versions import (
    PAGE_SIZE,
    VersionKey,
    list_employer_changes,
    list_revisions,
    list_turns_with_authors,
    map_present_rows,
)
from hybridmentor.services.case_steps import read_step_answers, read_step_values
from hybridmentor.services.cases import COMPANY_FIELDS, read_case_values
from hybridmentor.services.contact_plans import write_agreed
from hybridmentor.services.mentors import read_assignment_values
from hybridmentor.services.outcomes import read_outcome_values
from hybridmentor.services.revisions import simplify

NOUNS_OF_CASE = ("case", "case_closing")
"""Nouns whose row is the case itself."""


@dataclass(frozen=True)
class FieldChange:
    """A field that was changed: its key, and the values before and after as JSON holds them."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Version:
    """An entry of the list: something was changed, or the case took a turn."""

    at: datetime
    row_id: UUID
    author: str | None
    noun: str = ""
    row: Any = None
    """What was changed, as it is now; None where it is gone."""
    fields: tuple[FieldChange, ...] = ()
    is_gone: bool = False
    """Whether this was the last version before it was taken away."""
    is_shut: bool = False
    """Whether the text of the earlier version has been destroyed."""
    turn: CaseTurn | None = None

    @property
    def key(self) -> VersionKey:
        """Where the entry stands in the list."""
        return VersionKey(self.at, self.row_id)


def gather_versions(
    session: Session, case: Case, *, after: VersionKey | None = None
) -> tuple[list[Version], bool]:
    """A page of what was changed in a case that the actor has been shown, the latest first, and whether there is more.

    Each earlier version is compared with the next newer one, the last one with what stands now: only the fields that
    differ are told. Handovers and reopenings stand in the same list.
    """
    found = list_revisions(session, case.id, after=after)
    turns = list_turns_with_authors(session, case.id, after=after)
    present = load_present(session, case, (row for row, _, _ in found))
    ours = [row.replaced_at for row, _, _ in found if row.noun == "case"]
    shared = list_employer_changes(session, case, min(ours)) if ours and case.employer_id else []
    entries = [compare(row, newer, author, case, present, shared) for row, newer, author in found]
    entries += [Version(turn.created_at, turn.id, author, turn=turn) for turn, author in turns]
    entries.sort(key=lambda entry: (entry.at, entry.row_id), reverse=True)
    return entries[:PAGE_SIZE], len(entries) > PAGE_SIZE


Present = Mapping[tuple[str, UUID], tuple[Any, Mapping[str, Any] | None]]
"""By noun and id: the row as it is now, and its values as revisions hold them; None to ask the row itself."""


def load_present(session: Session, case: Case, revisions: Iterable[Revision]) -> Present:
    """What stands now of the rows that were changed; one query for each noun."""
    wanted: dict[str, set[UUID]] = {}
    for revision in revisions:
        wanted.setdefault(revision.noun, set()).add(revision.row_id)
    present: dict[tuple[str, UUID], tuple[Any, Mapping[str, Any] | None]] = {}
    for noun, ids in wanted.items():
        rows = {case.id: case} if noun in NOUNS_OF_CASE else map_present_rows(session, noun, ids)
        answers = read_answers(find_case_form(session, case.id)) if noun == "case_outcome" else {}
        for row_id, row in rows.items():
            present[noun, row_id] = (row, read_present(noun, row, case, answers))
    return present


def read_present(noun: str, row: Any, case: Case, answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The values of a row as its revisions hold them; None where they are its attributes."""
    if noun == "case":
        return read_case_values(case)
    if isinstance(row, CaseStep):
        return {**read_step_values(row), **read_step_answers(row, case)}
    if isinstance(row, CaseOutcome):
        return read_outcome_values(row, case, answers)
    if isinstance(row, ContactPlan):
        return {"agreed": write_agreed(row)}
    if isinstance(row, MentorAssignment):
        return read_assignment_values(row)
    return read_answers(row) if noun == "case_form" else None


def compare(
    revision: Revision,
    newer: Revision | None,
    author: str | None,
    case: Case,
    present: Present,
    shared: Iterable[datetime],
) -> Version:
    """An earlier version beside the one after it.

    What the company is called can be changed in other cases that have it; such a change is not laid on who changed
    something else of the case before.
    """
    row, now = present.get((revision.noun, revision.row_id), (None, None))
    is_gone = newer is None and row is None
    entry = Version(revision.replaced_at, revision.id, author, revision.noun, row, is_gone=is_gone)
    if revision.values is None or (newer is not None and newer.values is None):
        return Version(entry.at, entry.row_id, author, entry.noun, row, is_shut=True)
    before: dict[str, Any] = json.loads(revision.values)
    if revision.noun == "contact_plan" and "every_days" in before:
        # As agreements were kept before they had phases.
        before["agreed"] = str(before.pop("every_days"))
    after = read_after(before, newer, row, now)
    keys = [*before, *(key for key in after if key not in before)]
    if revision.noun == "case":
        until = newer.replaced_at if newer is not None else None
        if any(revision.replaced_at <= at and (until is None or at < until) for at in shared):
            keys = [key for key in keys if key not in COMPANY_FIELDS]
    fields = tuple(
        FieldChange(key, before.get(key), simplify(after.get(key)))
        for key in keys
        if simplify(before.get(key)) != simplify(after.get(key))
    )
    return Version(entry.at, entry.row_id, author, entry.noun, row, fields, is_gone)


def read_after(
    before: Mapping[str, Any], newer: Revision | None, row: Any, now: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """The values after a change: of the next newer version, else what stands now, nothing where it is gone."""
    if newer is not None and newer.values is not None:
        values: dict[str, Any] = json.loads(newer.values)
        return values
    if row is None:
        return {}
    return now if now is not None else {key: getattr(row, key, None) for key in before}
