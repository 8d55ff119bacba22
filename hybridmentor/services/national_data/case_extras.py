"""Agreements and consents of made-up cases."""

from __future__ import annotations

from random import Random

from hybridmentor.domain.consent_purposes import PURPOSES, RESEARCH
from hybridmentor.services.national_data import texts
from hybridmentor.services.national_data.chance import Lot, make_id
from hybridmentor.services.national_data.course import Course
from hybridmentor.services.national_data.log import EMPLOYER, INTERVALS, JOBSEEKER, MENTOR
from hybridmentor.services.national_data.made_case import MadeCase, Office
from hybridmentor.services.national_data.rows import write_day, write_instant
from hybridmentor.services.national_data.sealing import seal_text
from hybridmentor.services.national_data.staff import find_participation

AGREED = {JOBSEEKER: 0.78, MENTOR: 0.85, EMPLOYER: 0.4}
"""Of the relationships so many have an agreement, or a word on why there is none."""
NOT_FOLLOWED = 0.05
STATES = ("not_relevant", "declined", "others_follow")
TAPERED = 0.4
RENEWED = 0.1
"""Of the closed cases' agreements so many were made anew half-way."""
AGREED_FORMS = Lot({None: 5, "phone": 3, "at_company": 2, "digital": 1})
ANSWERS = Lot({"given": 84, "refused": 7, "withdrawn": 3, "missing": 6})
"""What a jobseeker has answered to the question about research."""
ALSO_ASKED = {"mentor": 0.55, "employer": 0.45}
"""So often mentor and employer have been asked too, where the jobseeker said yes."""
HOW = Lot({"on_paper": 6, "electronically": 3, "in_writing": 1, "spoken": 1})


def add_plans(office: Office, case: MadeCase) -> None:
    """What is agreed with each: one rhythm throughout, or one that tapers; ended where the case has ended."""
    chance, course = office.chance, case.course
    for key, frequency in case.log.rhythms.items():
        if chance.random() >= AGREED[key]:
            continue
        begun = course.mentor_from if key == MENTOR and course.mentor_from else course.opened + 5
        if chance.random() < NOT_FOLLOWED and not (course.is_open and key == JOBSEEKER):
            state = STATES[int(chance.random() * len(STATES))]
            _add_plan(office, case, key, state, begun, course.contact_end, ())
            continue
        every = INTERVALS.get(frequency, 14)
        if course.contact_end and course.contact_end - begun > 80 and chance.random() < RENEWED:
            turn = (begun + course.contact_end) // 2
            _add_plan(office, case, key, "ongoing", begun, turn - 1, ((1, max(7, every // 2)),))
            begun = turn
        _add_plan(
            office,
            case,
            key,
            "ongoing",
            begun,
            course.contact_end,
            _make_phases(chance, course, every, begun),
        )


def _make_phases(chance: Random, course: Course, every: int, begun: int) -> tuple[tuple[int, int], ...]:
    """Weeks and intervals; in an open case the last phase that has begun has the interval that contact goes by."""
    if every == INTERVALS["weekly"] or chance.random() >= TAPERED:
        return ((1, every),)
    first = chance.choice((5, 9, 13))
    if course.is_open and begun + first * 7 > course.opened + 70:
        return ((1, every), (27, every * 2))
    if every == INTERVALS["two_three_per_month"]:
        return ((1, 7), (first, every))
    return ((1, 7), (first, 14), (first + 12, every)) if not course.is_open else ((1, 14), (first, every))


def _add_plan(
    office: Office,
    case: MadeCase,
    key: str,
    state: str,
    begun: int,
    ended: int | None,
    phases: tuple[tuple[int, int], ...],
) -> None:
    begun = min(begun, office.today - 1)
    plan = make_id(office.chance)
    from_on = write_day(begun)
    to_on = write_day(max(ended, begun)) if ended else None
    row = (plan, case.id, key, state, from_on, to_on, 1, write_instant(from_on, 11), case.user_id)
    office.rows.add("hm_contact_plan", row)
    for week, every in phases:
        office.rows.add("hm_contact_plan_phase", (plan, week, every, AGREED_FORMS.draw(office.chance)))


def add_consents(office: Office, case: MadeCase) -> None:
    """What jobseeker, mentor and employer answered about research, where the office takes part in it."""
    chance = office.chance
    if find_participation(office.office) != "participating":
        return
    answer = ANSWERS.draw(chance)
    if answer == "missing":
        return
    asked = min(case.course.opened + chance.randint(2, 30), office.today - 1)
    taken_back = min(asked + 40, office.today - 1) if answer == "withdrawn" else None
    _add_consent(office, case, "jobseeker", asked, is_refusal=answer == "refused", taken_back=taken_back)
    if answer != "given":
        return
    for person, share in ALSO_ASKED.items():
        is_there = case.mentorships if person == "mentor" else case.company
        if is_there and chance.random() < share:
            first = case.mentorships[0].from_on if case.mentorships else asked
            day = min(max(asked, first) + 3, office.today - 1)
            _add_consent(office, case, person, day)


def _add_consent(
    office: Office,
    case: MadeCase,
    person: str,
    asked: int,
    *,
    is_refusal: bool = False,
    taken_back: int | None = None,
) -> None:
    consent = make_id(office.chance)
    how = HOW.draw(office.chance)
    kept = None
    if how == "on_paper" and not is_refusal:
        place = texts.KEPT_WHERE[int(office.chance.random() * len(texts.KEPT_WHERE))]
        kept = seal_text(case.key, "hm_consent", "kept_where_sealed", consent, place)
    given_on = write_day(asked)
    office.rows.add(
        "hm_consent",
        (
            consent,
            case.id,
            person,
            case.mentorships[0].id if person == "mentor" else None,
            RESEARCH,
            PURPOSES[RESEARCH].version,
            int(is_refusal),
            how,
            "person",
            given_on,
            write_day(taken_back) if taken_back else None,
            kept,
            1,
            write_instant(given_on, 12),
            case.user_id,
        ),
    )
