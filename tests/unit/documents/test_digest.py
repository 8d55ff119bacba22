"""The weekly letter: its words in three languages, and what has no place in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from hybridmentor.documents.digest import (
    GROUPS,
    MOST_LINES,
    DigestGroup,
    DigestLine,
    DigestPost,
    Links,
    Meeting,
    name_group,
    write_digest,
)
from hybridmentor.domain.attention import KINDS, Followed, Need, Situation, list_needs
from hybridmentor.domain.contact_plan import Agreement
from hybridmentor.domain.week import Week
from hybridmentor.errors import Message
from hybridmentor.i18n import LANGUAGES

ID = UUID("12345678-1234-4234-8234-123456789abc")
URL = f"https://mentor.example/cases/{ID}"
LINKS = Links(
    "https://mentor.example/",
    "https://mentor.example/account#digest",
    lambda case_id: f"https://mentor.example/cases/{case_id}",
    lambda experience_id: f"https://mentor.example/experiences/{experience_id}",
)
TODAY = date(2026, 11, 24)
WEEK = Week.of(TODAY)
NUMBER = "2026-0104"


@pytest.fixture(autouse=True)
def _on_that_day(set_clock: Callable[[datetime], None]) -> None:
    """Days of another year are told with it."""
    set_clock(datetime(2026, 11, 24, 8, tzinfo=UTC))


def find_overdue(days: int, every: int) -> Need:
    """The need of a case whose mentor has not been talked to for so many days, as my day has it."""
    last_on = date.fromordinal(TODAY.toordinal() - days)
    followed = Followed("mentor", Agreement.every(every, date(2026, 9, 1)), last_on)
    situation = Situation(date(2026, 9, 1), (followed,), has_mentor=True, confirmed_to=TODAY)
    [need] = list_needs(situation, TODAY)
    return need


OVERDUE = DigestGroup("overdue", [DigestLine(NUMBER, ID, [find_overdue(21, 14)])], 1)
PLANNED = DigestGroup(
    "planned",
    [
        DigestLine(
            NUMBER, ID, planned=Meeting(date(2026, 11, 26), time(10, 0), ["employer", "mentor", "jobseeker"])
        ),
        DigestLine("2026-0105", ID, planned=Meeting(date(2026, 11, 27), None, [])),
    ],
    2,
)
LEFT = Need("no_mentor", Message("attention.mentor_left", day=date(2026, 9, 3)), None, date(2026, 9, 3))
STOPPED = DigestGroup("overdue", [DigestLine(NUMBER, ID, [find_overdue(43, 7), LEFT])], 1)


def test_the_whole_letter():
    letter = write_digest([OVERDUE, PLANNED], [STOPPED], WEEK, "nb", LINKS)
    assert letter.subject == "Ukebrev for uke 48"
    assert letter.body == (
        "Hei!\n\n"
        "Her er det som venter i uke 48. Brevet har bare saksnummer og titler på delte erfaringer."
        " Resten ser du når du logger inn.\n\n"
        "Dine saker\n==========\n\n"
        f"Forfalt (1)\n- Sak 2026-0104: mentor, 21 dager siden sist, avtalt hver 14. dag. {URL}\n\n"
        "Planlagt denne uken (2)\n"
        f"- Sak 2026-0104: mentor, bruker og arbeidsgiver, torsdag 26. november kl. 10.00. {URL}\n"
        f"- Sak 2026-0105: fredag 27. november. {URL}\n\n"
        "Saker som har stoppet opp (1)\n=============================\n\n"
        "Her har noe ventet lenge på kontoret. Ofte hjelper det å spørre hva som trengs.\n\n"
        "Forfalt (1)\n"
        f"- Sak 2026-0104: mentor, 43 dager siden sist, avtalt hver uke. Uten mentor siden 3. sep. {URL}\n\n"
        "Min dag: https://mentor.example/\n\n"
        "Vil du ikke ha ukebrevet? Slå det av her: https://mentor.example/account#digest\n"
    )


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("nn", "Vekebrev for veke 48", "- Sak 2026-0104: mentor, 21 dagar sidan sist, avtalt kvar 14. dag."),
        (
            "en",
            "Weekly letter for week 48",
            "- Case 2026-0104: mentor, 21 days since last time, agreed every 14 days.",
        ),
    ],
)
def test_in_the_language_of_the_reader(language: str, subject: str, line: str):
    letter = write_digest([OVERDUE], [], WEEK, language, LINKS)
    assert letter.subject == subject
    assert f"{line} {URL}\n" in letter.body
    assert "(" not in letter.body.replace("(1)", ""), "nothing about the office"


def test_days_stand_by_their_date():
    """Who reads it on Thursday does not take Tuesday's tomorrow for Friday."""
    soon = find_overdue(13, 14)
    assert soon.cause == Message("attention.soon", day=Message("day.when.tomorrow"))
    body = write_digest(
        [DigestGroup("soon", [DigestLine(NUMBER, ID, [soon])], 1)], [], WEEK, "nb", LINKS
    ).body
    assert "- Sak 2026-0104: mentor, innen 25. nov., avtalt hver 14. dag. https" in body


def test_only_what_has_stopped():
    body = write_digest([], [STOPPED], WEEK, "nb", LINKS).body
    assert "Dine saker" not in body
    assert "Saker som har stoppet opp (1)" in body


def test_long_groups_are_cut_and_say_so():
    lines = [DigestLine(f"2026-{number:04d}", ID, [find_overdue(21, 14)]) for number in range(1, 31)]
    body = write_digest([DigestGroup("overdue", lines, 30)], [], WEEK, "nb", LINKS).body
    assert (body.count("- Sak"), MOST_LINES) == (20, 20)
    assert "Forfalt (30)\n" in body
    assert "- og 10 til\n" in body
    full = write_digest([DigestGroup("overdue", lines[:20], 20)], [], WEEK, "nb", LINKS).body
    assert " til\n" not in full


def test_more_than_are_listed_are_told():
    body = write_digest([], [DigestGroup("overdue", STOPPED.lines, 201)], WEEK, "nb", LINKS).body
    assert "Saker som har stoppet opp (201)" in body
    assert "- og 200 til\n" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_has_a_name(language: str):
    assert set(GROUPS) >= {"planned", "stopped"}
    assert all(name_group(language, kind) != word for kind, word in GROUPS.items())


def test_what_may_stop_has_a_group():
    """Consent, the confirmed log and reviews never stop a case; what is planned today is planned this week."""
    quiet = {"consent", "confirm_log", "review", "review_follow_up"}
    assert set(KINDS) - set(GROUPS) == {"planned_today", *quiet}


def test_the_facts_have_no_place_for_a_name():
    """A case is a number and an id; what it needs is a code with days and numbers."""
    assert [one.name for one in fields(DigestLine)] == ["number", "case_id", "needs", "planned"]
    assert [one.name for one in fields(Meeting)] == ["day", "starts_at", "relationships"]


def test_experiences_stand_last_by_title_and_link_alone():
    posts = [DigestPost("Kort møte\nmed alle", "https://mentor.example/experiences/1")]
    body = write_digest([], [], WEEK, "nb", LINKS, posts).body
    assert "Nye erfaringer med det du følger\n=====" in body
    assert "- Kort møte med alle https://mentor.example/experiences/1\n" in body
    assert "Nye erfaringer med det du følger\n" not in write_digest([], [], WEEK, "nb", LINKS).body
