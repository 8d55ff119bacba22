"""The timeline of a case, from what its page has gathered."""

from collections.abc import Sequence
from datetime import date, timedelta

from hybridmentor.documents.timeline import (
    Timeline,
    TimelineDrawing,
    TimelineLane,
    TimelinePause,
    TimelinePoint,
    draw_timeline,
)
from hybridmentor.domain.contact_plan import list_expected
from hybridmentor.domain.mentor_turns import list_served, split_agreements
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.models import Case
from hybridmentor.queries.case_pages import CasePage, Relation
from hybridmentor.queries.log_entries import LogEntry, list_waiting
from hybridmentor.queries.situations import RELATIONSHIPS
from hybridmentor.web.words import get_language

AHEAD = timedelta(days=183)
"""So far ahead the days of what is agreed are marked."""


def draw_case(case: Case, page: CasePage, practice: PracticeModel, today: date) -> TimelineDrawing | None:
    """The picture of a case's contact; None for a case without a first day."""
    if case.opened_on is None:
        return None
    return draw_timeline(
        Timeline(
            lanes=tuple(_list_lanes(case, page, today)),
            points=tuple(_list_points(page, today)),
            from_on=case.opened_on,
            today=today,
            to_on=case.closed_on,
            pauses=tuple(TimelinePause(one.from_on, one.to_on, one.reason) for one in page.pauses),
        ),
        practice,
        get_language(),
    )


def _list_points(page: CasePage, today: date) -> list[TimelinePoint]:
    """What took place, was tried or is waited for; a planned contact that has been answered is told by its answer."""
    waiting = {entry.id for entry in list_waiting(page.log, date.max)}
    return [_describe(entry) for entry in page.log if entry.outcome != "planned" or entry.id in waiting]


def _describe(entry: LogEntry) -> TimelinePoint:
    return TimelinePoint(entry.occurred_on, entry.relationship_keys, entry.form, entry.outcome)


def _list_lanes(case: Case, page: CasePage, today: date) -> list[TimelineLane]:
    relations = {one.key: one for one in page.relations}
    silences = {
        one.relationship: one.intensity.longest_silence for one in page.collaborations if one.contact_days
    }
    shared = page.mentor is not None and page.mentor.is_employer
    lanes = []
    for key in RELATIONSHIPS:
        if shared and key == "employer":
            continue
        relation = relations[key]
        keys = ("mentor", "employer") if shared and key == "mentor" else (key,)
        begun_on, ended_on, note = case.opened_on, case.closed_on, None
        if key == "mentor":
            served = list_served(page.assignments)
            begun_on = min((one.from_on for one in served), default=None)
            note = Message("mentor.none_yet") if begun_on is None else None
            ended_on = _find_end([one.to_on for one in served], case.closed_on)
        elif key == "employer" and case.employer_id is None:
            begun_on, note = None, Message("case.no_employer")
        lanes.append(
            TimelineLane(
                keys,
                begun_on,
                ended_on,
                relation.state.state,
                relation.state.due_on,
                _list_agreed(relation, page, begun_on, ended_on or today + AHEAD),
                silences.get(key),
                note,
            )
        )
    return lanes


def _find_end(ends: Sequence[date | None], closed_on: date | None) -> date | None:
    """The last day with a mentor; None while there is one."""
    last = max((day for day in ends if day), default=None) if None not in ends else None
    return min((day for day in (last, closed_on) if day), default=None)


def _list_agreed(relation: Relation, page: CasePage, from_on: date | None, to_on: date) -> tuple[date, ...]:
    if from_on is None:
        return ()
    agreements = relation.agreements
    if relation.key == "mentor":
        agreements = split_agreements(agreements, page.assignments)
    return list_expected(agreements, from_on, to_on)
