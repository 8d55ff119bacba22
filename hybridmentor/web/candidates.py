"""Companies that come into question: loading one, where they are shown, and what the pages of a case's companies need."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Candidate, Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.candidates import find_candidate
from hybridmentor.web.guards import get_actor
from hybridmentor.web.state import get_session

VIEWS = ("table", "board")


@dataclass(frozen=True)
class BoardColumn:
    """A status of the practice model, and the companies that have it."""

    status: str
    candidates: Sequence[Candidate]


def arrange_board(candidates: Sequence[Candidate], statuses: Sequence[str]) -> list[BoardColumn]:
    """The companies by status, each status once; what the practice model has no more stands last."""
    others = sorted({one.status for one in candidates} - set(statuses))
    return [
        BoardColumn(status, [one for one in candidates if one.status == status])
        for status in (*statuses, *others)
    ]


def load_candidate(case: Case, candidate_id: UUID) -> Candidate:
    """The company of the case; NotFound if it has none with the id."""
    candidate = find_candidate(get_session(), case.id, candidate_id)
    if candidate is None:
        raise NotFound(Message("error.not_found"))
    return candidate


def reads_register(case: Case) -> bool:
    """Whether the actor sees the register of companies of the case's office: who only has a part in the case may not."""
    facts = OfficeFacts(case.office_id, case.office.purpose)
    return permits(get_actor(), Permission.READ_EMPLOYERS, facts)


def locate_list(case: Case, *, view: str | None = None, at: Candidate | None = None) -> str:
    """Where the companies of a case are listed, as the view that is wanted, at a company."""
    anchor = f"candidate-{at.id}" if at is not None else None
    return url_for("hybridmentor.cases.candidates", case_id=case.id, view=view, _anchor=anchor)


def locate_candidate(candidate: Candidate) -> str:
    """Where a company is changed."""
    return url_for("hybridmentor.cases.candidate", case_id=candidate.case_id, candidate_id=candidate.id)
