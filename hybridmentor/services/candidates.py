"""Companies that come into question for a case: added, followed, and one of them chosen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Candidate, Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.candidates import list_candidates
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.cases import COMPANY_FIELDS, edit_case, read_case_values
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes

CANDIDATE_FIELDS = ("company", "status", "helper", "asked_on", "note")
CHOSEN_FROM = "positive"
"""The status of a company that may be chosen."""


def read_candidate_values(candidate: Candidate) -> dict[str, Any]:
    """What the form of a company holds, by field name."""
    return {name: getattr(candidate, name) for name in CANDIDATE_FIELDS}


def add_candidate(
    session: Session, actor: Actor, visible: VisibleCase, *, values: Mapping[str, Any]
) -> Candidate:
    """A company that may fit; InvalidInput if the case has it on the list already. `values` holds `CANDIDATE_FIELDS`."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    refuse_twice(session, visible.case, values["company"])
    candidate = Candidate(
        case=visible.case,
        created_by=actor.user_id,
        **{name: values[name] for name in CANDIDATE_FIELDS},
    )
    session.add(candidate)
    session.flush()
    record_deed(session, actor, candidate, visible.case, "candidate.add")
    session.flush()
    return candidate


def save_candidate(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    candidate: Candidate,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change a company; whether others' changes were merged in. EditConflict if the same field was changed by both."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    before = read_candidate_values(candidate)
    wanted = {name: sent[name] for name in CANDIDATE_FIELDS}
    values, merged = merge_changes(session, candidate, "candidate", before, wanted, version)
    if values == before:
        return merged
    if values["company"] != before["company"]:
        refuse_twice(session, visible.case, values["company"], but=candidate.id)
    keep_revision(session, actor, visible.case, "candidate", candidate, before)
    for name, value in values.items():
        setattr(candidate, name, value)
    record_deed(session, actor, candidate, visible.case, "candidate.save")
    session.flush()
    return merged


def refuse_twice(session: Session, case: Case, company: str, *, but: UUID | None = None) -> None:
    """InvalidInput if another row of the case has a company of the name, in large or small letters."""
    name = company.casefold()
    if any(one.company.casefold() == name and one.id != but for one in list_candidates(session, case.id)):
        raise InvalidInput(Message("candidate.error.twice"), field="company")


def is_chosen(case: Case, candidate: Candidate) -> bool:
    """Whether the company is the case's already."""
    return case.employer is not None and case.employer.name == candidate.company


def must_replace(case: Case, candidate: Candidate) -> bool:
    """Whether choosing the company would take another one's place in the case."""
    return case.employer is not None and not is_chosen(case, candidate)


def choose_candidate(
    session: Session, actor: Actor, visible: VisibleCase, candidate: Candidate, *, replaces: UUID | None
) -> None:
    """Make the company the case's own, found in the office's register or added to it, with the earlier values kept.

    `replaces` is the employer that the actor has been told will be replaced. InvalidInput if it is not the one that the
    case has now, or if the company has not said yes.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    if candidate.status != CHOSEN_FROM:
        raise InvalidInput(Message("candidate.error.not_positive"))
    if must_replace(case, candidate) and case.employer_id != replaces:
        raise InvalidInput(Message("candidate.error.other_employer"))
    if not is_chosen(case, candidate):
        told = {**dict.fromkeys(COMPANY_FIELDS), "employer_name": candidate.company}
        edit_case(session, actor, visible, version=case.version, sent={**read_case_values(case), **told})
    record_deed(session, actor, candidate, case, "candidate.choose")
    session.flush()


def record_deed(session: Session, actor: Actor, candidate: Candidate, case: Case, action: str) -> None:
    """The audit row of a change."""
    audit.record(
        session,
        actor,
        action,
        noun="candidate",
        row_id=candidate.id,
        case_id=case.id,
        office_id=case.office_id,
    )
