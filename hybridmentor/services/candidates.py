"""Companies that come into question for a case: added, followed, and one of them chosen."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Candidate, Case, Employer
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.candidates import list_candidates, list_visits
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.colleagues import list_colleagues
from hybridmentor.queries.employers import find_employer
from hybridmentor.services import audit
from hybridmentor.services.cases import COMPANY_FIELDS, edit_case, read_case_values, set_employer
from hybridmentor.services.demands import demand
from hybridmentor.services.employers import adopt_employer
from hybridmentor.services.revisions import EditConflict, keep_revision, merge_changes

CANDIDATE_FIELDS = (
    "company",
    "status",
    "helper",
    "asked_by",
    "asked_on",
    "pitch",
    "reflection",
    "note",
    "visit_on",
)
FIRST_STATUS = "proposed"
CHOSEN_FROM = "positive"
"""The status of a company that may be chosen."""
MOST_VISITS = 99


def read_candidate_values(candidate: Candidate) -> dict[str, Any]:
    """What the form of a company holds, by field name."""
    return {name: getattr(candidate, name) for name in CANDIDATE_FIELDS}


def add_candidate(
    session: Session, actor: Actor, visible: VisibleCase, *, values: Mapping[str, Any]
) -> Candidate:
    """A company that may fit, told by hand: `values` holds `CANDIDATE_FIELDS`, and what is left out is empty.

    InvalidInput if the case has it on the list already. Who asked is the actor where the day is told and nobody named.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    told = name_asker(actor, {name: values.get(name) for name in CANDIDATE_FIELDS})
    return _put_on_list(session, actor, visible.case, told, None)


def add_registered_candidate(
    session: Session, actor: Actor, visible: VisibleCase, employer_id: UUID | None
) -> Candidate:
    """A company of the register that may fit, under its name there and tied to it.

    One that another office of the county shares is put into the register of the case's office first (`adopt_employer`). What
    stands on the list by the same name, told by hand, is tied to it and keeps what is noted. InvalidInput if the actor sees
    none of the id, or it is on the list.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    employer = _find_own(session, actor, visible.case, employer_id)
    name = employer.name.casefold()
    for one in list_candidates(session, visible.case.id):
        if one.employer_id is None and one.company.casefold() == name:
            return tie_candidate(session, actor, visible, one, employer.id)
    values: dict[str, Any] = dict.fromkeys(CANDIDATE_FIELDS)
    values |= {"company": employer.name, "status": FIRST_STATUS}
    return _put_on_list(session, actor, visible.case, values, employer)


def tie_candidate(
    session: Session, actor: Actor, visible: VisibleCase, candidate: Candidate, employer_id: UUID | None
) -> Candidate:
    """Tie a company that was told by hand to its row of the register; what is noted of it stays, and the earlier values are kept.

    InvalidInput if it is tied already, the actor sees no company of the id, or the case has that one on the list.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    if candidate.employer_id is not None:
        raise InvalidInput(Message("candidate.error.tied", company=candidate.name))
    employer = _find_own(session, actor, visible.case, employer_id)
    refuse_twice(session, visible.case, employer.name, employer.id, but=candidate.id)
    keep_revision(session, actor, visible.case, "candidate", candidate, read_candidate_values(candidate))
    candidate.employer = employer
    record_deed(session, actor, candidate, visible.case, "candidate.tie")
    session.flush()
    return candidate


def _find_own(session: Session, actor: Actor, case: Case, employer_id: UUID | None) -> Employer:
    found = find_employer(session, actor, employer_id) if employer_id is not None else None
    is_own = found is not None and found.employer.office_id == case.office_id
    # Who works at two offices takes nothing from the one to the other that it does not share.
    if found is None or not (is_own or found.facts.shares_register):
        raise InvalidInput(Message("candidate.error.not_registered"))
    if is_own:
        return found.employer
    return adopt_employer(session, actor, found.employer, OfficeFacts(case.office_id, case.office.purpose))


def _put_on_list(
    session: Session, actor: Actor, case: Case, values: Mapping[str, Any], employer: Employer | None
) -> Candidate:
    refuse_twice(session, case, values["company"], employer.id if employer is not None else None)
    refuse_stranger(session, actor, case, values["asked_by"])
    candidate = Candidate(
        case=case,
        employer=employer,
        created_by=actor.user_id,
        **{name: values[name] for name in CANDIDATE_FIELDS if name != "visit_on"},
    )
    session.add(candidate)
    session.flush()
    put_into_tour(session, candidate, values["visit_on"])
    record_deed(session, actor, candidate, case, "candidate.add")
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
    """Change a company; whether others' changes were merged in. EditConflict if the same field was changed by both.

    What is not sent stays. A company of the register is called what it is called there.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    before = read_candidate_values(candidate)
    wanted = {name: sent[name] for name in CANDIDATE_FIELDS if name in sent}
    if candidate.employer_id is not None:
        wanted.pop("company", None)
    merged_values, merged = merge_changes(session, candidate, "candidate", before, wanted, version)
    values = {**before, **merged_values}
    if values["asked_on"] is not None and before["asked_on"] is None:
        values = name_asker(actor, values)
    if values == before:
        return merged
    if values["company"] != before["company"]:
        refuse_twice(session, visible.case, values["company"], but=candidate.id)
    if values["asked_by"] != before["asked_by"]:
        refuse_stranger(session, actor, visible.case, values["asked_by"])
    keep_revision(session, actor, visible.case, "candidate", candidate, before)
    for name, value in values.items():
        if name != "visit_on":
            setattr(candidate, name, value)
    put_into_tour(session, candidate, values["visit_on"])
    record_deed(session, actor, candidate, visible.case, "candidate.save")
    session.flush()
    return merged


def move_candidate(
    session: Session, actor: Actor, visible: VisibleCase, candidate: Candidate, *, version: int, status: str
) -> bool:
    """Change how far the talk with a company has come, as `save_candidate`; InvalidInput if another has done so meanwhile."""
    sent = {"status": status}
    try:
        return save_candidate(session, actor, visible, candidate, version=version, sent=sent)
    except EditConflict as fault:
        raise InvalidInput(Message("candidate.error.moved_meanwhile", company=candidate.name)) from fault


def name_asker(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the actor as who asked, where a day is told and nobody named."""
    is_open = values["asked_on"] is not None and values["asked_by"] is None
    return {**values, "asked_by": (actor.user_id or None) if is_open else values["asked_by"]}


def refuse_stranger(session: Session, actor: Actor, case: Case, user_id: int | None) -> None:
    """InvalidInput if who is said to have asked is neither of the case's office nor the actor."""
    if user_id in (None, actor.user_id):
        return
    if all(one.user_id != user_id for one in list_colleagues(session, case, actor.today)):
        raise InvalidInput(Message("error.choice"), field="asked_by")


def refuse_twice(
    session: Session, case: Case, company: str, employer_id: UUID | None = None, *, but: UUID | None = None
) -> None:
    """InvalidInput if another row of the case is the company.

    It is the same row of the register, or has the name, in large or small letters, unless both are of the register: two
    workplaces may have one name there.
    """
    name = company.casefold()
    for one in list_candidates(session, case.id):
        if employer_id is not None and one.employer_id is not None:
            is_same = one.employer_id == employer_id
        else:
            is_same = name in (one.company.casefold(), one.name.casefold())
        if is_same and one.id != but:
            raise InvalidInput(Message("candidate.error.twice"), field="company")


def put_into_tour(session: Session, candidate: Candidate, on: date | None) -> None:
    """Have the company visited on the day, as the last one of it, or on none; the days it leaves and meets are numbered anew.

    InvalidInput where the day is full.
    """
    if candidate.visit_on == on:
        return
    listed = list_candidates(session, candidate.case_id)
    left = candidate.visit_on
    candidate.visit_on, candidate.visit_order = on, None
    if left is not None:
        number_visits(list_visits(listed, left))
    if on is None:
        return
    others = [one for one in list_visits(listed, on) if one is not candidate]
    if len(others) >= MOST_VISITS:
        raise InvalidInput(Message("candidate.error.too_many_visits", most=MOST_VISITS), field="visit_on")
    number_visits([*others, candidate])


def number_visits(visits: list[Candidate]) -> None:
    """Number the visits of a day from one on, in their order."""
    for number, one in enumerate(visits, start=1):
        one.visit_order = number


def move_visit(
    session: Session, actor: Actor, visible: VisibleCase, candidate: Candidate, *, up: bool
) -> None:
    """Have a visit change places with the one before it, or the one after; the first and the last stay where they are.

    InvalidInput if the company is not to be visited. The case is held meanwhile, so that two do not mix the order up.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    if candidate.visit_on is None:
        raise InvalidInput(Message("tour.error.no_visit"))
    visits = list_visits(list_candidates(session, visible.case.id), candidate.visit_on)
    here = visits.index(candidate)
    there = here - 1 if up else here + 1
    if 0 <= there < len(visits):
        visits[here], visits[there] = visits[there], visits[here]
    number_visits(visits)
    record_deed(session, actor, candidate, visible.case, "candidate.visit")
    session.flush()


def must_replace(case: Case, candidate: Candidate) -> bool:
    """Whether choosing the company would take another one's place in the case."""
    return case.employer is not None and not candidate.is_chosen


def choose_candidate(
    session: Session, actor: Actor, visible: VisibleCase, candidate: Candidate, *, replaces: UUID | None
) -> None:
    """Make the company the case's own, with the earlier values kept: its row of the register, where it is tied to one.

    Else it is found there by its name, or added.

    `replaces` is the employer that the actor has been told will be replaced. InvalidInput if it is not the one that the
    case has now, or if the company has not said yes.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    if candidate.status != CHOSEN_FROM:
        raise InvalidInput(Message("candidate.error.not_positive"))
    if must_replace(case, candidate) and case.employer_id != replaces:
        raise InvalidInput(Message("candidate.error.other_employer"))
    if candidate.employer is not None:
        set_employer(session, actor, visible, candidate.employer)
    elif not candidate.is_chosen:
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
