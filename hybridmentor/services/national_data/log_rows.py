"""The rows of a made-up log."""

from __future__ import annotations

from hybridmentor.services.national_data import texts
from hybridmentor.services.national_data.chance import Lot, make_id
from hybridmentor.services.national_data.log import MENTOR, Entry
from hybridmentor.services.national_data.made_case import MadeCase, Office
from hybridmentor.services.national_data.rows import write_day, write_instant
from hybridmentor.services.national_data.sealing import seal_text

WITH_NOTE = 0.35
WITH_NEXT_STEP = 0.1
MINUTES = {
    "phone": Lot({None: 3, "under_15": 4, "15_30": 3}),
    "email": Lot({None: 4, "under_15": 6}),
    "at_company": Lot({None: 3, "15_30": 2, "30_60": 4, "over_60": 1}),
}
OTHER_MINUTES = Lot({None: 4, "under_15": 3, "15_30": 3, "30_60": 1})
THEMES = Lot(
    {
        "tasks_and_training": 8,
        "language": 3,
        "misunderstanding": 1,
        "expectations": 4,
        "openness": 1,
        "health_and_adaptation": 3,
        "mentor_situation": 3,
        "mentor_and_jobseeker": 4,
        "extension_and_money": 2,
        None: 18,
    }
)
WITH_WORK = 0.25
"""Of the cases so many have time logged that was no contact."""
WORK_KINDS = Lot({"plan": 4, "travel": 3, "meeting": 2, "documentation": 3, "other": 1})
WORK_BANDS = Lot({"under_15": 1, "15_30": 3, "30_60": 3, "over_60": 1})
WORK_BEGINS, WORK_ENDS = 7, 14
"""Hours in UTC in which entries are written down."""


def add_log(office: Office, case: MadeCase) -> None:
    """Entries with whom they count for and what they were about; what was planned goes before what answers it."""
    planned: dict[int, str] = {}
    for entry in sorted(case.log.entries, key=lambda one: (one.day, one.outcome != "planned")):
        follows = planned.get(id(entry.answers)) if entry.answers is not None else None
        contact = _add_entry(office, case, entry, follows)
        if entry.outcome == "planned":
            planned[id(entry)] = contact


def add_work(office: Office, case: MadeCase) -> None:
    """Time spent on some cases without contact."""
    chance, course = office.chance, case.course
    if chance.random() >= WITH_WORK:
        return
    last = course.contact_end or office.today - 1
    for _ in range(chance.randint(1, 3)):
        worked_on = write_day(chance.randint(course.opened, max(course.opened, last)))
        kind, band = WORK_KINDS.draw(chance), WORK_BANDS.draw(chance)
        at = write_instant(worked_on, WORK_ENDS)
        office.rows.add("hm_case_work", (make_id(chance), case.id, worked_on, kind, band, at, case.user_id))


def _add_entry(office: Office, case: MadeCase, entry: Entry, follows: str | None) -> str:
    chance, tables = office.chance, office.rows.tables
    contact = make_id(chance)
    day = write_day(entry.day)
    logged = day if entry.logged is None else write_day(max(case.course.opened, entry.logged))
    hour = WORK_BEGINS + int(chance.random() * (WORK_ENDS - WORK_BEGINS))
    if entry.outcome == "planned" and logged == day:
        hour = WORK_BEGINS - 1  # the case was opened on the very day: still before what answers it
    note = following = minutes = None
    took_place = entry.outcome == "took_place" and entry.reported_by is None
    if chance.random() < WITH_NOTE and entry.outcome != "planned":
        words = texts.NOTES[int(chance.random() * len(texts.NOTES))]
        note = seal_text(case.key, "hm_contact_point", "note_sealed", contact, words)
    if took_place:
        minutes = MINUTES.get(entry.form or "", OTHER_MINUTES).draw(chance)
        if chance.random() < WITH_NEXT_STEP:
            words = texts.NEXT_STEPS[int(chance.random() * len(texts.NEXT_STEPS))]
            following = seal_text(case.key, "hm_contact_point", "next_step_sealed", contact, words)
        theme = THEMES.draw(chance)
        if theme is not None:
            tables["hm_contact_theme"].append((contact, theme))
    tables["hm_contact_point"].append(
        (
            contact,
            case.id,
            day,
            entry.starts_at,
            entry.held_by,
            entry.form,
            entry.sub_form,
            entry.outcome,
            minutes,
            entry.via,
            entry.reported_by,
            note,
            following,
            follows,
            1,
            write_instant(logged, hour, int(chance.random() * 60)),
            case.user_id,
        )
    )
    for key in entry.who:
        mentor = case.find_mentor(entry.day) if key == MENTOR else None
        tables["hm_contact_participant"].append((contact, key, mentor.person if mentor else None))
    return contact
