"""The timeline of a case: what is drawn, where, and how it is told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor import clock
from hybridmentor.documents.tiles import SLOT
from hybridmentor.documents.timeline import (
    Timeline,
    TimelineDrawing,
    TimelineLane,
    TimelinePause,
    TimelinePoint,
    draw_timeline,
)
from hybridmentor.documents.timeline_facts import DRAWN_FORMS
from hybridmentor.documents.timeline_picture import RECENT, WHOLE, LanePicture, Picture
from hybridmentor.documents.timeline_words import TimelineWords
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import LoggedContact, LogPeriod, judge_collaboration
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.i18n import LANGUAGES, format_short
from tests.support.timelines import (
    EMPLOYER,
    JOBSEEKER,
    MENTOR,
    TIMELINES,
    TODAY,
    make_lanes,
    read_points,
    scatter,
)

PRACTICE = get_practice_model("hybridmodellen")
FIRST = date(2026, 8, 31)
WIDTHS = {"whole": WHOLE.width, "recent": RECENT.width}
ROUNDED = 0.15

every_state = pytest.mark.parametrize("state", TIMELINES)


def draw(timeline: Timeline, language: str = "nb") -> TimelineDrawing:
    return draw_timeline(timeline, PRACTICE, language)


def make(*points: TimelinePoint, first: date = FIRST, **values: object) -> Timeline:
    """A case with these points, its three lanes without agreements."""
    lanes = tuple(replace(lane, due_on=None, agreed=()) for lane in make_lanes(first))
    return replace(Timeline(lanes, points, first, TODAY), **values)  # type: ignore[arg-type]


def read(place: str, picture: Picture) -> float:
    """A place across, in pixels of the narrowest picture."""
    assert re.fullmatch(r"-?\d+\.\d\d%", place)
    return float(place[:-1]) / 100 * WIDTHS[picture.name]


def list_tiles(lane: LanePicture, picture: Picture) -> list[float]:
    """The centres of all tiles of a lane, in order."""
    return sorted(read(x, picture) for _, places in lane.tiles for x in places)


def list_pictures(drawing: TimelineDrawing) -> Iterator[tuple[Picture, LanePicture]]:
    for picture in (drawing.whole, drawing.recent):
        for lane in picture.lanes:
            yield picture, lane


def count_entries(lane: LanePicture) -> int:
    """How many entries the tiles of a lane stand for."""
    many = [int(number) for _, number in lane.numbers + lane.numbers_line]
    return sum(len(places) for _, places in lane.tiles) - len(many) + sum(many)


def check_lanes(timeline: Timeline, drawing: TimelineDrawing) -> None:
    """No tile on another or outside the picture, nothing lost, and what is past stands left of today."""
    for picture, lane in list_pictures(drawing):
        width, tiles = WIDTHS[picture.name], list_tiles(lane, picture)
        if lane.ring:
            tiles = sorted([*tiles, read(lane.ring, picture)])
        assert all(second - first >= SLOT - ROUNDED for first, second in pairwise(tiles))
        assert all(SLOT / 2 - ROUNDED <= x <= width - SLOT / 2 + ROUNDED for x in tiles)
        if picture.now and timeline.to_on is None:
            now = read(picture.now, picture)
            assert all(abs(x - now) >= SLOT / 2 + 1 for x in tiles)


@every_state
def test_no_tile_lies_on_another(state: str):
    timeline = TIMELINES[state]()
    check_lanes(timeline, draw(timeline))


@settings(deadline=None)
@given(st.integers(0, 2**30), st.integers(1, 260), st.integers(1, 900), st.integers(0, 400))
def test_no_tile_lies_on_another_in_any_case(seed: int, points: int, days: int, ahead: int):
    first = TODAY - timedelta(days=days - 1)
    planned = tuple(
        replace(p, outcome="planned") for p in scatter(TODAY, TODAY + timedelta(days=ahead), 5, seed)
    )
    timeline = Timeline(make_lanes(first), scatter(first, TODAY, points, seed) + planned, first, TODAY)
    drawing = draw(timeline)
    check_lanes(timeline, drawing)
    for number, relationship in enumerate((MENTOR, JOBSEEKER, EMPLOYER)):
        there = [p for p in timeline.points if p.relationships == relationship]
        shown = count_entries(drawing.whole.lanes[number])
        furthest = max((p.day for p in there), default=TODAY)
        assert shown <= len(there)
        assert shown == len(there) or furthest > TODAY + timedelta(days=42)
    assert len(drawing.rows) == len(timeline.points)


@every_state
def test_every_entry_is_in_the_table(state: str):
    timeline = TIMELINES[state]()
    assert len(draw(timeline).rows) == len(timeline.points)


def test_points_keep_their_order():
    """One a day, in another form each: pushed apart, the forms come in the order of the days."""
    picture = draw(make(*read_points(MENTOR, "9.11p 10.11e 11.11d 12.11c 13.11n 14.11o"))).whole
    found = sorted((read(x, picture), sign) for sign, places in picture.lanes[0].tiles for x in places)
    forms = ("phone", "email", "digital", "at_company", "at_nav_office", "elsewhere")
    assert [sign for _, sign in found] == [f"tile-{form}-full" for form in forms]


def test_two_on_a_day_stand_side_by_side_around_it():
    alone = draw(make(*read_points(MENTOR, "5.10c"))).whole
    both = draw(make(*read_points(MENTOR, "5.10c 5.10p"))).whole
    middle = list_tiles(alone.lanes[0], alone)[0]
    assert list_tiles(both.lanes[0], both) == pytest.approx([middle - SLOT / 2, middle + SLOT / 2], abs=0.2)
    assert sorted(sign for sign, _ in both.lanes[0].tiles) == ["tile-at_company-full", "tile-phone-full"]


def test_on_a_day_contact_stands_before_attempts():
    picture = draw(make(*read_points(MENTOR, "5.10p? 5.10c"))).whole
    places = {sign: read(x, picture) for sign, (x,) in picture.lanes[0].tiles}
    assert places["tile-at_company-full"] < places["tile-phone-line"]


def test_today_is_past_and_tomorrow_is_not():
    points = (
        TimelinePoint(TODAY, MENTOR, "phone"),
        TimelinePoint(TODAY + timedelta(days=1), MENTOR, "email", "planned"),
    )
    drawing = draw(make(*points))
    for picture in (drawing.whole, drawing.recent):
        places = {sign: read(x, picture) for sign, (x,) in picture.lanes[0].tiles}
        now = read(picture.now or "", picture)
        assert places["tile-phone-full"] < now < places["tile-email-plan"]


def test_six_on_a_day_are_one_tile_with_a_number():
    lane = draw(make(*read_points(MENTOR, "5.10c 5.10p 5.10d 5.10e 5.10n 5.10o 5.10p?"))).whole.lanes[0]
    assert [number for _, number in lane.numbers] == ["6"]
    assert sorted(sign for sign, _ in lane.tiles) == ["tile-many-full", "tile-phone-line"]
    attempts = draw(make(*read_points(MENTOR, "5.10c? 5.10p? 5.10d! 5.10e? 5.10n? 5.10o?"))).whole.lanes[0]
    assert attempts.numbers == ()
    assert [number for _, number in attempts.numbers_line] == ["6"]


def test_attempts_and_plans_are_hollow():
    points = read_points(MENTOR, "7.9c 21.9p? 5.10n! 19.10x 1.12d>")
    lane = draw(make(*points)).whole.lanes[0]
    assert {sign for sign, _ in lane.tiles} == {
        "tile-at_company-full",
        "tile-phone-line",
        "tile-at_nav_office-line",
        "tile-unknown-full",
        "tile-digital-plan",
    }


def test_every_form_of_the_model_has_a_sign():
    assert {code.key for code in PRACTICE.find_codes("contact_form").codes} == DRAWN_FORMS


def test_a_form_without_a_sign_is_drawn_as_unknown():
    drawing = draw(make(TimelinePoint(date(2026, 10, 5), MENTOR, "by_letter")))
    assert [sign for sign, _ in drawing.whole.lanes[0].tiles] == ["tile-unknown-full"]
    assert [entry.sign for entry in drawing.legend] == ["tile-unknown-full"]
    assert drawing.rows == (("5. okt.", "Mentor", "by_letter"),)


def test_what_was_cancelled_is_left_out():
    cancelled = TimelinePoint(date(2026, 10, 5), MENTOR, "phone", "cancelled")
    drawing = draw(make(cancelled))
    assert all(not lane.tiles for _, lane in list_pictures(drawing))
    assert drawing.rows == ()
    assert drawing.note


def test_lines_are_cut_at_pauses():
    """Two weeks of 63 days in the recent weeks, of 14 weeks in the whole; the lines end and begin again at its edges."""
    pause = TimelinePause(date(2026, 10, 12), date(2026, 10, 25), "holiday")
    drawing = draw(make(*read_points(MENTOR, "7.9c 5.10p 2.11c"), pauses=(pause,)))
    assert [measure_share(drawing.whole), measure_share(drawing.recent)] == pytest.approx(
        [2 / 14, 2 / 9], abs=0.001
    )
    for picture, lane in list_pictures(drawing):
        start = read(picture.bands[0].x, picture)
        end = start + read(picture.bands[0].width, picture)
        before, after = [(read(one, picture), read(two, picture)) for one, two in lane.solid]
        assert before[1] == pytest.approx(start, abs=ROUNDED)
        assert after[0] == pytest.approx(end, abs=ROUNDED)
        assert after[1] == pytest.approx(read(picture.now or "", picture), abs=ROUNDED)


def measure_share(picture: Picture) -> float:
    """How much of the width the only pause has."""
    return read(picture.bands[0].width, picture) / WIDTHS[picture.name]


def test_agreed_days_are_not_marked_in_pauses():
    pauses = (TimelinePause(date(2026, 9, 21), date(2026, 10, 18), "leave"),)
    lanes = make_lanes(FIRST)
    free = draw(Timeline(lanes, (), FIRST, TODAY)).whole.lanes[0].ticks
    cut = draw(Timeline(lanes, (), FIRST, TODAY, pauses=pauses)).whole.lanes[0].ticks
    assert set(cut) < set(free)
    assert len(free) - len(cut) == 2  # 28 September and 12 October


def test_a_pause_that_goes_on_reaches_the_edge():
    picture = draw(make(pauses=(TimelinePause(date(2026, 11, 2), None, "leave"),))).whole
    band = picture.bands[0]
    assert read(band.x, picture) + read(band.width, picture) == pytest.approx(WHOLE.width, abs=0.2)
    assert all(lane.dotted == () for lane in picture.lanes)
    assert [label.text for label in band.labels] == ["Pause", "Permisjon"]


def test_a_pause_out_of_sight_is_not_drawn():
    pause = TimelinePause(date(2026, 9, 1), date(2026, 9, 14), "holiday")
    drawing = draw(make(pauses=(pause,)))
    assert len(drawing.whole.bands) == 1
    assert drawing.recent.bands == ()
    assert "Pause" in drawing.whole.text
    assert "Pause" not in drawing.recent.text


def test_recent_weeks_are_seven_and_the_next_two():
    """Today is the Sunday of week 47: the window begins with the Monday of week 41."""
    points = read_points(MENTOR, "4.10p 5.10c 22.11d")
    drawing = draw(make(*points, first=date(2026, 6, 1)))
    assert [label for _, label in drawing.recent.labels] == [str(week) for week in range(41, 50)]
    assert count_entries(drawing.recent.lanes[0]) == 2
    assert count_entries(drawing.whole.lanes[0]) == 3
    assert drawing.is_longer
    assert "Mentor: 2 kontakter." in drawing.recent.text
    assert "Mentor: 3 kontakter, lengste opphold" in drawing.whole.text


def test_a_case_of_few_weeks_has_no_more_to_show():
    assert not draw(make(first=date(2026, 10, 5))).is_longer
    assert draw(make(first=date(2026, 10, 4))).is_longer
    assert draw(make(*read_points(MENTOR, "4.10p"), first=date(2026, 10, 5))).is_longer


def test_a_closed_case_shows_its_end_and_nothing_due():
    timeline = TIMELINES["closed"]()
    lanes = tuple(replace(lane, state="overdue", due_on=date(2026, 9, 1)) for lane in timeline.lanes)
    drawing = draw(replace(timeline, lanes=lanes))
    for picture, lane in list_pictures(drawing):
        assert picture.now_label is not None
        assert picture.now_label.text == "avsluttet 18. sep."
        assert (lane.dotted, lane.ring, lane.triangle, lane.due) == ((), None, None, None)
    assert "frist" not in drawing.whole.text


def test_overdue_is_a_triangle_with_its_word():
    lanes = (TimelineLane(MENTOR, FIRST, None, "overdue", date(2026, 11, 17)),)
    for picture, lane in list_pictures(draw(Timeline(lanes, (), FIRST, TODAY))):
        assert lane.ring is None
        assert lane.triangle is not None
        assert lane.due is not None
        assert lane.due.text == "forfalt 17. nov."
        assert lane.due.anchor == "end"
        assert read(lane.triangle, picture) < read(picture.now or "", picture)
        assert "fristen var 17. nov." in picture.text


def test_long_overdue_stands_at_the_edge_of_the_recent_weeks():
    lanes = (TimelineLane(MENTOR, FIRST, None, "overdue", date(2026, 9, 10)),)
    lane = draw(Timeline(lanes, (), FIRST, TODAY)).recent.lanes[0]
    assert lane.due is not None
    assert (lane.due.anchor, lane.due.text) == ("start", "forfalt 10. sep.")


def test_next_due_is_a_ring_with_its_day():
    lanes = (TimelineLane(MENTOR, FIRST, None, "on_track", date(2026, 11, 30)),)
    for picture, lane in list_pictures(draw(Timeline(lanes, (), FIRST, TODAY))):
        assert lane.triangle is None
        assert lane.ring is not None
        assert lane.due is not None
        assert lane.due.text == "30. nov."
        assert read(lane.ring, picture) > read(picture.now or "", picture)
        assert "neste frist 30. nov." in picture.text


def test_what_is_due_beyond_the_edge_stands_there_with_an_arrow():
    lanes = (TimelineLane(MENTOR, FIRST, None, "on_track", date(2027, 5, 3)),)
    drawing = draw(Timeline(lanes, (), FIRST, TODAY))
    assert [lane.ring for _, lane in list_pictures(drawing)] == [None, None]
    labels = [lane.due for _, lane in list_pictures(drawing)]
    assert [label.text for label in labels if label] == ["3. mai 2027 →", "3. mai →"]


def test_a_ring_is_never_gathered():
    points = read_points(MENTOR, "24.11p> 25.11c> 25.11d> 26.11n> 27.11e> 28.11p> 29.11c>")
    lanes = (TimelineLane(MENTOR, FIRST, None, "soon", date(2026, 11, 26)),)
    timeline = Timeline(lanes, tuple(points), FIRST, TODAY)
    drawing = draw(timeline)
    check_lanes(timeline, drawing)
    for _, lane in list_pictures(drawing):
        assert lane.ring is not None
        assert count_entries(lane) == len(points)


@pytest.mark.parametrize(("due_on", "is_first"), [(date(2026, 11, 23), True), (date(2026, 11, 30), False)])
def test_a_ring_among_too_many_stands_at_its_side(due_on: date, is_first: bool):
    points = read_points(MENTOR, "24.11p> 25.11c> 25.11d> 26.11n> 27.11e> 28.11p>")
    lanes = (TimelineLane(MENTOR, FIRST, None, "soon", due_on),)
    picture = draw(Timeline(lanes, tuple(points), FIRST, TODAY)).recent
    ring = read(picture.lanes[0].ring or "", picture)
    assert all((x > ring) is is_first for x in list_tiles(picture.lanes[0], picture))


def test_a_lane_without_mentor_says_so():
    drawing = draw(TIMELINES["without_mentor"]())
    for _, lane in list_pictures(drawing):
        assert (lane.note is not None) == (lane.key == "mentor")
    assert drawing.whole.lanes[0].solid == ()
    assert drawing.whole.lanes[0].note is not None
    assert drawing.whole.lanes[0].note.text == "Ingen mentor ennå"
    assert drawing.summary[0] == "Mentor: Ingen mentor ennå."


def test_the_lane_of_reported_contact_is_there_only_with_contact():
    reported = TimelinePoint(date(2026, 10, 5), ("mentor_jobseeker",), "at_company")
    own = TimelinePoint(date(2026, 10, 5), MENTOR, "phone")
    assert [lane.key for lane in draw(make(own)).whole.lanes] == ["mentor", "jobseeker", "employer"]
    drawing = draw(make(own, reported))
    assert [lane.key for lane in drawing.whole.lanes][3:] == ["mentor_jobseeker"]
    assert [count_entries(lane) for lane in drawing.whole.lanes] == [1, 0, 0, 1]
    given = (*make_lanes(FIRST), TimelineLane(("mentor_jobseeker",), FIRST))
    assert len(draw(Timeline(given, (own,), FIRST, TODAY)).whole.lanes) == 3
    assert len(draw(Timeline(given, (own, reported), FIRST, TODAY)).whole.lanes) == 4


def test_an_employer_who_is_the_mentor_has_one_lane_and_counts_once():
    lanes = (TimelineLane(("mentor", "employer"), FIRST), TimelineLane(JOBSEEKER, FIRST))
    points = (
        TimelinePoint(date(2026, 10, 5), ("mentor", "employer"), "phone"),
        TimelinePoint(date(2026, 10, 19), ("mentor", "jobseeker"), "at_company"),
    )
    drawing = draw(Timeline(lanes, points, FIRST, TODAY))
    assert [count_entries(lane) for lane in drawing.whole.lanes] == [2, 1]
    assert [sign for _, sign, *_ in drawing.whole.lanes[0].marks] == ["mentor-M", "employer-A"]
    assert [label.text for label in drawing.whole.lanes[0].names] == ["Arbeidsgiver", "er mentor"]
    assert [who for _, who, _ in drawing.rows] == ["Mentor, bruker", "Mentor, arbeidsgiver"]


def test_letters_follow_the_language():
    marks = {
        language: [sign for lane in draw(make(), language).whole.lanes for _, sign, *_ in lane.marks]
        for language in LANGUAGES
    }
    assert marks["nb"] == marks["nn"] == ["mentor-M", "jobseeker-B", "employer-A"]
    assert marks["en"] == ["mentor-M", "jobseeker-J", "employer-E"]


def test_the_legend_has_what_is_there():
    drawing = draw(make(*read_points(MENTOR, "7.9c 9.11p?")))
    assert [(entry.sign, entry.text, entry.only) for entry in drawing.legend] == [
        ("tile-phone-full", "Telefon", ""),
        ("tile-at_company-full", "På bedriften", "whole"),
        ("tile-phone-line", "Fikk ikke svar", ""),
    ]
    assert draw(make()).legend == ()


@every_state
def test_every_sign_in_a_picture_is_explained(state: str):
    drawing = draw(TIMELINES[state]())
    for picture in (drawing.whole, drawing.recent):
        explained = {entry.sign for entry in drawing.legend if entry.only in ("", picture.name)}
        for lane in picture.lanes:
            for sign, _ in lane.tiles:
                form, kind = sign.removeprefix("tile-").rsplit("-", 1)
                if form == "many":
                    assert "tile-many-full" in explained
                elif form != "unknown":
                    assert f"tile-{form}-full" in explained
                if kind != "full" and form != "many":
                    assert {"line": "tile-phone-line", "plan": "tile-unknown-plan"}[kind] in explained
        assert {"tile-ring"} <= explained or not any(lane.ring for lane in picture.lanes)
        assert {"tile-pause"} <= explained or not picture.bands


def test_the_summary_says_what_is_to_be_seen():
    drawing = draw(TIMELINES["typical"]())
    assert drawing.summary == (
        "Mentor: 13 kontakter, 1 forsøk uten kontakt, lengste opphold 19 dager, fristen var 17. nov.",
        "Bruker: 16 kontakter, 1 forsøk uten kontakt, lengste opphold 15 dager, neste frist 4. des.",
        "Arbeidsgiver: 5 kontakter, 1 forsøk uten kontakt, lengste opphold 39 dager, neste frist 26. nov.",
        "Pause 6. juli til 2. aug.: ferie.",
    )
    assert drawing.whole.text == " ".join(drawing.summary)
    assert drawing.whole.title == "Kontakt uke for uke, 1. juni til 13. des."


def test_the_longest_silence_is_that_of_the_facts():
    """Counted up to today, it is what the domain says for a log that is confirmed to today."""
    first = date(2026, 3, 2)
    pauses = (TimelinePause(date(2026, 7, 6), date(2026, 8, 2)),)
    for seed in range(20):
        points = scatter(first, TODAY, 25, seed)
        drawing = draw(Timeline(make_lanes(first), points, first, TODAY, pauses=pauses))
        for key, sentence in zip(("mentor", "jobseeker", "employer"), drawing.summary, strict=False):
            judged = judge_collaboration(
                key,
                [LoggedContact(p.day, p.relationships, p.form, None, p.outcome) for p in points],
                LogPeriod(first, TODAY, True),
                pauses=[Pause(one.from_on, one.to_on) for one in pauses],
            )
            assert f"lengste opphold {judged.intensity.longest_silence} dag" in sentence
    lanes = (replace(make_lanes(first)[0], longest_silence=3), *make_lanes(first)[1:])
    assert (
        "lengste opphold 3 dager" in draw(Timeline(lanes, scatter(first, TODAY, 25), first, TODAY)).summary[0]
    )


def test_a_new_case_says_that_there_is_nothing_yet():
    drawing = draw(TIMELINES["new"]())
    assert (
        drawing.note
        == "Ingen kontakt er registrert ennå. Kontaktene kommer hit etter hvert som dere logger dem."
    )
    assert (drawing.rows, drawing.legend, drawing.is_longer) == ((), (), False)
    assert draw(make(*read_points(MENTOR, "1.12c>"))).note
    assert draw(make(*read_points(MENTOR, "17.11p?"))).note is None


def test_rows_say_who_and_how_the_latest_first():
    points = (
        *read_points(MENTOR, "7.9c 9.11p? 10.11x 1.12d>"),
        TimelinePoint(date(2025, 12, 1), ("jobseeker", "employer"), None, "did_not_show"),
    )
    assert draw(make(*points)).rows == (
        ("1. des.", "Mentor", "Digital, planlagt"),
        ("10. nov.", "Mentor", "Hadde kontakt"),
        ("9. nov.", "Mentor", "Telefon, fikk ikke svar"),
        ("7. sep.", "Mentor", "På bedriften"),
        ("1. des. 2025", "Bruker, arbeidsgiver", "Møtte ikke"),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_written_as_everywhere_else(language: str):
    words = TimelineWords(PRACTICE, language, clock.today())
    for step in range(800):
        day = clock.today() - timedelta(days=400 - step)
        assert words.write_day(day) == format_short(language, day)


def test_a_long_case_is_named_by_its_unit():
    assert draw(TIMELINES["typical"]()).heading == "Kontakt uke for uke"
    two_years = draw(TIMELINES["two_years"]())
    assert two_years.heading == "Kontakt over tid"
    assert two_years.whole.title.startswith("Kontakt måned for måned, ")
    assert two_years.whole.week is None
    assert two_years.recent.title.startswith("Kontakt uke for uke, ")
    assert draw(TIMELINES["six_years"]()).whole.title.startswith("Kontakt kvartal for kvartal, ")


def test_marks_of_agreed_days_never_make_a_comb():
    lanes = draw(TIMELINES["six_years"]()).whole.lanes
    assert [bool(lane.ticks) for lane in lanes] == [False, False, True]
