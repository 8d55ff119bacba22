"""The rows of an office's cases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from hybridmentor.domain.folding import fold_name
from hybridmentor.services.national_data import texts
from hybridmentor.services.national_data.answers import (
    make_company as make_company_answers,
    make_form,
    make_mentor,
    make_outcome,
    make_wishes,
)
from hybridmentor.services.national_data.case_extras import add_consents, add_plans
from hybridmentor.services.national_data.caseload import BEGUN
from hybridmentor.services.national_data.chance import Lot, make_id
from hybridmentor.services.national_data.course import Course
from hybridmentor.services.national_data.log import Log
from hybridmentor.services.national_data.log_rows import add_log, add_work
from hybridmentor.services.national_data.made_case import MadeCase, Mentorship, Office
from hybridmentor.services.national_data.names import (
    COMPANIES,
    POSITIONS,
    make_company,
    make_person,
)
from hybridmentor.services.national_data.rows import Rows, write_day, write_instant
from hybridmentor.services.national_data.sealing import seal_answers, seal_text

CASES_PER_COMPANY = 3.5
ENTRY_POINTS = Lot({"start": 60, "at_workplace": 22, "employer_contacted": 10, "job_at_risk": 8})
SERVICES = Lot({"state": 70, "municipal": 30})
PROTECTIONS = Lot({"none": 998, "confidential": 2})
OF_INTEREST = Lot({"yes": 80, "unsure": 12, "not_asked": 8})
SHIELDED = 0.002
SAME_MENTOR = 0.15
"""Of the mentors so many have been mentor for somebody else before."""
EMPLOYER_IS_MENTOR = 0.1
SECOND_MENTOR = 0.08
HANDED_OVER = 0.04
LATER_MEASUREMENT = 0.25
STILL_TO_ASK = 240
"""A case closed less than so many days ago may still have a day to ask again."""
INDUSTRIES = Lot({key: 1 if key in ("accounting", "other") else 3 for key in COMPANIES})


def make_office_rows(office: Office, cases: Sequence[tuple[Course, Log]]) -> Rows:
    """All rows of the office's cases, numbered in the order in which they were opened."""
    _found_companies(office, len(cases))
    for course, log in sorted(cases, key=lambda one: one[0].opened):
        _add_case(office, course, log)
    for year, last in sorted(office.numbers.items()):
        office.rows.add("hm_case_counter", (office.office, year, last))
    office.rows.sort_contacts()
    return office.rows


def _found_companies(office: Office, cases: int) -> None:
    chance = office.chance
    began = write_day(office.today - 9 * 365)
    for number in range(1, int(cases / CASES_PER_COMPANY) + 2):
        industry = INDUSTRIES.draw(chance)
        company = make_id(chance)
        name = make_company((office.office - 1) * 1000 + number, industry)
        office.companies.append((company, industry))
        row = (
            company,
            office.office,
            name,
            fold_name(name),
            industry,
            1,
            write_instant(began, 8),
            None,
        )
        office.rows.add("hm_employer", row)


def _add_case(office: Office, course: Course, log: Log) -> None:
    chance, rows = office.chance, office.rows
    opened_on = write_day(course.opened)
    made_at = write_instant(opened_on, 9, int(chance.random() * 60))
    user_id = office.advisers[course.adviser]
    year = int(opened_on[:4])
    office.numbers[year] += 1
    case_id, key_id = make_id(chance), make_id(chance)
    key = office.sealer.add_key(rows, key_id, "case", made_at)
    case = MadeCase(case_id, key, course, log, user_id, made_at, ENTRY_POINTS.draw(chance))
    if course.has_employer:
        # A few companies take many, most take one or two.
        case.company = office.companies[int(chance.random() ** 1.6 * len(office.companies))][0]
    jobseeker = _add_jobseeker(office, case)
    follow_up = _choose_follow_up(chance, course, office.today)
    rows.add(
        "hm_case",
        (
            case_id,
            key_id,
            office.office,
            f"{year}-{office.numbers[year]:04}",
            "office",
            office.practice.id,
            office.practice.version,
            case.entry_point,
            SERVICES.draw(chance),
            jobseeker,
            case.company,
            OF_INTEREST.draw(chance),
            opened_on,
            write_day(course.closed) if course.closed else None,
            write_day(follow_up) if follow_up else None,
            1,
            made_at,
            user_id,
        ),
    )
    _add_roles(office, case)
    _add_mentors(office, case)
    _add_steps(office, case)
    _add_form(office, case, follow_up)
    for pause in course.pauses:
        days = [write_day(day) if day else None for day in (pause.from_on, pause.to_on, pause.follow_up_on)]
        rows.add(
            "hm_case_pause",
            (make_id(chance), case_id, pause.reason, *days, 1, write_instant(str(days[0]), 9), user_id),
        )
    add_plans(office, case)
    add_consents(office, case)
    add_log(office, case)
    add_work(office, case)


def _add_jobseeker(office: Office, case: MadeCase) -> str:
    chance, rows = office.chance, office.rows
    jobseeker, key_id = make_id(chance), make_id(chance)
    key = office.sealer.add_key(rows, key_id, "person", case.made_at)
    name = make_person(chance)
    is_plain = case.course.is_open
    rows.add(
        "hm_jobseeker",
        (
            jobseeker,
            key_id,
            seal_text(key, "hm_jobseeker", "name_sealed", jobseeker, name),
            int(case.made_at[:4]) - chance.randint(18, 60),
            "none" if is_plain else PROTECTIONS.draw(chance),
            int(not is_plain and chance.random() < SHIELDED),
            case.made_at,
            case.user_id,
        ),
    )
    office.sealer.add_name(rows, name, jobseeker=jobseeker)
    return jobseeker


def _choose_follow_up(chance: Random, course: Course, today: int) -> int | None:
    """When a closed case is to be asked about again: ahead as a rule, in a few it is due."""
    if course.closed is None or today - course.closed > STILL_TO_ASK or chance.random() < 0.5:
        return None
    return today - chance.randint(0, 12) if chance.random() < 0.02 else course.closed + STILL_TO_ASK + 10


def _add_roles(office: Office, case: MadeCase) -> None:
    """Who has the case; a few closed ones have been handed over half-way."""
    chance, rows, course = office.chance, office.rows, case.course
    opened_on = write_day(course.opened)
    others = [one for one in office.advisers if one != case.user_id]
    first_end = None
    if course.contact_end is not None and others and chance.random() < HANDED_OVER:
        turn = (course.opened + course.contact_end) // 2 + 1
        if course.measure_from is None or turn > course.measure_from:
            first_end = turn - 1
    end = write_day(first_end) if first_end else None
    rows.add("hm_case_role", (case.id, case.user_id, "adviser", opened_on, end, case.made_at, case.user_id))
    if first_end:
        day, follower = write_day(first_end + 1), chance.choice(others)
        at = write_instant(day, 10)
        rows.add("hm_case_role", (case.id, follower, "adviser", day, None, at, case.user_id))
        turn_id = make_id(chance)
        note = seal_text(case.key, "hm_case_turn", "note_sealed", turn_id, texts.HANDOVER_NOTE)
        rows.add(
            "hm_case_turn",
            (turn_id, case.id, "handover", day, case.user_id, follower, note, at, case.user_id),
        )


def _add_mentors(office: Office, case: MadeCase) -> None:
    chance, course = office.chance, case.course
    if course.mentor_from is None or case.company is None:
        return
    end = course.contact_end or office.today
    changed = None
    if end - course.mentor_from > 60 and chance.random() < SECOND_MENTOR:
        changed = chance.randint(course.mentor_from + 25, end - 25)
    is_employer = chance.random() < EMPLOYER_IS_MENTOR
    stays = course.is_open or chance.random() < 0.6
    spans = [(course.mentor_from, changed - 1 if changed else None if stays else end)]
    if changed:
        spans.append((changed, None if stays else end))
    for from_on, to_on in spans:
        person, name = _find_mentor(office, case)
        one = Mentorship(make_id(chance), person, name, from_on, to_on, is_employer and not changed)
        case.mentorships.append(one)
        office.rows.add(
            "hm_mentor_assignment",
            (
                one.id,
                case.id,
                person,
                write_day(from_on),
                write_day(to_on) if to_on else None,
                int(one.is_employer),
                1,
                write_instant(write_day(from_on), 10),
                case.user_id,
            ),
        )


def _find_mentor(office: Office, case: MadeCase) -> tuple[str, str]:
    """Somebody at the company: now and then one who is known there, else somebody new."""
    chance, rows = office.chance, office.rows
    company = str(case.company)
    taken = {one.person for one in case.mentorships}
    known = [one for one in office.mentors[company] if one[0] not in taken]
    if known and chance.random() < SAME_MENTOR:
        return chance.choice(known)
    person, key_id = make_id(chance), make_id(chance)
    key = office.sealer.add_key(rows, key_id, "person", case.made_at)
    name = make_person(chance)
    rows.add(
        "hm_workplace_person",
        (
            person,
            key_id,
            company,
            seal_text(key, "hm_workplace_person", "name_sealed", person, name),
            POSITIONS[int(chance.random() * len(POSITIONS))],
            case.made_at,
            case.user_id,
        ),
    )
    office.sealer.add_name(rows, name, person=person)
    office.mentors[company].append((person, name))
    return person, name


def _add_steps(office: Office, case: MadeCase) -> None:
    chance, course = office.chance, case.course
    answers = {"wishes": make_wishes(chance)}
    if course.has_employer:
        answers["company"] = make_company_answers(chance, case.entry_point)
    if course.mentor_from is not None:
        answers["mentor"] = make_mentor(chance, course)
    days = {
        "wishes": course.opened + 3,
        "company": course.mentor_from or course.opened + 20,
        "employer_told": course.mentor_from or course.opened + 25,
        "mentor": course.mentor_from,
        "collaboration": course.contact_end,
        "follow_up": course.contact_end,
        "share": course.closed,
    }
    for step in office.practice.steps:
        status = _judge_step(chance, course, step.key, case.entry_point)
        step_id = make_id(chance)
        day = min(days.get(step.key) or office.today, office.today)
        note = skipped = None
        if status == "skipped":
            words = texts.SKIP_REASONS[int(chance.random() * len(texts.SKIP_REASONS))]
            skipped = seal_text(case.key, "hm_case_step", "skip_reason_sealed", step_id, words)
        elif status == "done" and chance.random() < 0.12:
            words = texts.STEP_NOTES[int(chance.random() * len(texts.STEP_NOTES))]
            note = seal_text(case.key, "hm_case_step", "note_sealed", step_id, words)
        told = {} if status == "open" else answers.get(step.key, {})
        office.rows.add(
            "hm_case_step",
            (
                step_id,
                case.id,
                step.key,
                status,
                write_day(day) if status == "done" else None,
                note,
                skipped,
                seal_answers(case.key, "hm_case_step", step_id, told),
                1,
                case.made_at,
                case.user_id,
            ),
        )


def _judge_step(chance: Random, course: Course, step: str, entry_point: str) -> str:
    """How far a step has come, by what has happened in the case."""
    draw = chance.random()
    if step == "wishes":
        return "in_progress" if course.kind == BEGUN and draw < 0.6 else "done"
    if step in ("company", "employer_told"):
        if not course.has_employer:
            return "in_progress" if step == "company" and draw < 0.5 else "open"
        return "skipped" if step == "employer_told" and entry_point != "start" and draw < 0.3 else "done"
    if course.mentor_from is None:
        return "open"
    if step == "mentor":
        return "done"
    if course.is_open:
        return "open" if step == "share" else "in_progress"
    if step == "share":
        return "done" if draw < 0.3 else "skipped" if draw < 0.4 else "open"
    return "done" if draw < 0.85 else "in_progress"


def _add_form(office: Office, case: MadeCase, follow_up: int | None) -> None:
    chance, course, rows = office.chance, case.course, office.rows
    form_id = make_id(chance)
    answers = make_form(
        chance,
        course,
        adviser=f"Veileder {case.user_id}",
        mentor=case.mentorships[-1].name if case.mentorships else None,
        confirmed_to=case.log.confirmed_to,
        criteria=office.criteria,
        is_asked_again=follow_up is not None,
    )
    confirmed_on = write_day(case.log.confirmed_to) if case.log.confirmed_to else None
    sealed = seal_answers(case.key, "hm_case_form", form_id, answers)
    rows.add("hm_case_form", (form_id, case.id, sealed, confirmed_on, 1, case.made_at, case.user_id))
    if course.closed is None:
        return
    _add_outcome(office, case, "closing", course.closed)
    later = course.closed + STILL_TO_ASK + chance.randint(0, 30)
    if follow_up is None and later < office.today and chance.random() < LATER_MEASUREMENT:
        _add_outcome(office, case, "later", later)


def _add_outcome(office: Office, case: MadeCase, moment: str, day: int) -> None:
    measured_on = write_day(day)
    facts = make_outcome(office.chance, case.course)
    office.rows.add(
        "hm_case_outcome",
        (
            make_id(office.chance),
            case.id,
            moment,
            measured_on,
            json.dumps(facts, ensure_ascii=False),
            None,
            1,
            write_instant(measured_on, 14),
            case.user_id,
        ),
    )
