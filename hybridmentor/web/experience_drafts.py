"""Filling in the form of an experience from a case: nothing of it is stored until its author says so."""

from typing import Any

from hybridmentor.domain.experience_draft import (
    choose_themes,
    compose_text,
    find_reached_step,
    word_neutrally,
)
from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.experience_sources import gather_case_source
from hybridmentor.web.disclosure import write_wording
from hybridmentor.web.guards import audit_read, get_actor
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session


def draft_from_case(visible: VisibleCase, step: str | None = None) -> dict[str, Any]:
    """Values for the form of an experience from a case, and a step of it, in neutral words; the read is logged first.

    What was tried comes from the notes of the steps, of the named one alone if it has any; what happened from the latest
    contacts.
    """
    case = visible.case
    audit_read("case.tell", case_id=case.id, office_id=case.office_id)
    practice = find_practice(case)
    source = gather_case_source(get_session(), get_actor(), case)

    def reword(text: str) -> str:
        return word_neutrally(text, source.people, source.places, write_wording)

    reached = find_reached_step(practice, {one.step: one.status for one in source.steps}, step)
    notes = {one.step: one.note for one in source.steps if one.note}
    chosen = (
        [notes[step]] if step in notes else [notes[one.key] for one in practice.steps if one.key in notes]
    )
    return {
        "step": reached,
        "practice_model": case.practice_model,
        "entry_point": case.entry_point,
        "industry": case.employer.industry if case.employer else None,
        "themes": choose_themes(practice.find_codes(THEMES).keys, source.themes),
        "tried": compose_text(chosen, reword),
        "happened": compose_text(source.notes, reword),
    }
