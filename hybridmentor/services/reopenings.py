"""Opening a closed case again: contact goes on, and what was said at closing is kept as an earlier version."""

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers
from hybridmentor.domain.form_fields import RATING, read_ends
from hybridmentor.domain.form_state import reopen_case as reopen_ends
from hybridmentor.identity import Actor
from hybridmentor.models import CaseTurn
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.outcomes import find_closing_outcome
from hybridmentor.services import audit
from hybridmentor.services.case_forms import put_answers
from hybridmentor.services.demands import demand
from hybridmentor.services.outcomes import read_outcome_values
from hybridmentor.services.revisions import keep_revision

EMPTIED_ANSWERS = ("contact_ended_on", "closing_talk", "contact_end_reason", "later_reason")
"""What the form's answers say of an end that is none any more; ratings are emptied too. It is all asked again."""


def reopen_case(session: Session, actor: Actor, visible: VisibleCase, *, reason: str) -> CaseTurn:
    """A closed case is open again; its ends and its outcome stay readable as earlier versions.

    Steps, contacts, agreements, mentors and later measurements stand. The outcome of closing goes, for there may be one a
    day: a case that is closed again the same day has its own. InvalidInput at `reason` if it is blank.
    """
    demand(actor, Permission.FOLLOW_UP_CASE, visible.facts)
    case = visible.case
    form = find_case_form(session, case.id)
    answers = read_answers(form)
    ends = reopen_ends(read_ends(answers, case.opened_on, case.closed_on), reason)
    ratings = [key for key in answers if key.startswith(RATING)]
    outcome = find_closing_outcome(session, case.id)
    if outcome is not None:
        values = read_outcome_values(outcome, case, answers, ratings)
        keep_revision(session, actor, case, "case_outcome", outcome, values)
        session.delete(outcome)
    before = {"closed_on": case.closed_on, "follow_up_on": case.follow_up_on}
    keep_revision(session, actor, case, "case_closing", case, before)
    case.closed_on, case.follow_up_on = ends.closed_on, None
    if form is not None:
        put_answers(session, actor, visible, form, dict.fromkeys((*EMPTIED_ANSWERS, *ratings)))
    turn = CaseTurn(case=case, kind="reopening", turned_on=actor.today, note=reason, created_by=actor.user_id)
    session.add(turn)
    audit.record(
        session, actor, "case.reopen", noun="case", row_id=case.id, case_id=case.id, office_id=case.office_id
    )
    session.flush()
    return turn
