"""Any contact log: what is read, what is refused and where, and every figure against a second calculation."""

import io
from collections.abc import Callable
from datetime import date

import pytest

from hybridmentor.domain.collaboration import LogPeriod
from hybridmentor.domain.contact_log import (
    ContactLog,
    JudgedRelationship,
    count_idle_pauses,
    judge_log,
    list_form_words,
    read_contact_log,
    read_pauses,
    read_periods,
    tabulate_collaboration,
)
from hybridmentor.domain.csv_sheet import MOST_FAULTS, Fault, Faults, read_day
from hybridmentor.errors import Message
from hybridmentor.i18n import LANGUAGES, say
from tests.support.contact_logs import (
    FORMS,
    KINDS,
    assert_same,
    judge_by_days,
    list_days,
    make_logs,
    sort_as_printed,
    write_log,
    write_pauses,
    write_periods,
)

HEAD = "case,relationship,date,form,outcome\n"
PERIOD_HEAD = "case,relationship,from,to,confirmed_none\n"
PAUSE_HEAD = "case,relationship,from,to\n"
YEAR = LogPeriod(date(2026, 1, 1), date(2026, 12, 31))


def split(text: str) -> io.StringIO:
    """The lines of a file, their ends as they are."""
    return io.StringIO(text, newline="")


def read(text: str, periods: str | LogPeriod = YEAR) -> ContactLog:
    judged_by = read_periods(split(periods)) if isinstance(periods, str) else periods
    return read_contact_log(split(text), judged_by)


def judge(text: str, periods: str | LogPeriod = YEAR, pauses: str = PAUSE_HEAD) -> list[JudgedRelationship]:
    """The relationships of a log that must be without faults."""
    log, paused = read(text, periods), read_pauses(split(pauses))
    assert (log.faults.listed, paused.faults.listed) == ([], [])
    return list(judge_log(log, paused))


def list_places(faults: Faults) -> list[tuple[int, str, str]]:
    """Line, column and what is wrong."""
    assert faults.count == len(faults.listed)
    return [(fault.line, fault.column, fault.message.id.split(".", 1)[1]) for fault in faults.listed]


# The figures


@pytest.mark.parametrize("seed", range(4))
def test_against_a_second_calculation_with_a_period_for_each(seed: int):
    made = make_logs(seed, 210 * len(KINDS))
    judged = judge(write_log(made), write_periods(made), write_pauses(made))
    wanted = sort_as_printed(map(judge_by_days, made))
    assert_same([one.describe() for one in judged], wanted)
    assert {one["frequency"] for one in wanted} == {
        *("never", "less_than_monthly", "monthly", "two_three_per_month", "weekly"),
        *("too_early", "not_registered"),
    }
    assert {one["intensity"] for one in wanted} == {
        "mostly_early",
        "even",
        "mostly_late",
        "uneven",
        "too_little",
    }
    assert {one["n"] for one in wanted} >= {0, 1, 5, 6}
    by_key = {(one.case, one.relationship): one for one in judged}
    for one in made:
        there = by_key[one.case, one.relationship]
        inside = list_days(one.periods)
        paused = inside & list_days([*one.pauses, *one.pauses_of_case])
        held = sorted(day for day, _, how in one.contacts if how in ("", "took_place"))
        assert there.outside == tuple(day for day in held if day not in inside)
        assert there.in_pauses == tuple(day for day in held if day in paused)
        tried = [day for day, _, how in one.contacts if how in ("attempted", "no_show")]
        assert there.attempts == sum(day in inside - paused for day in tried)


def test_against_a_second_calculation_with_one_period_for_all():
    made = make_logs(99, 1400)
    span = (date(2026, 3, 1), date(2027, 6, 30))
    for one in made:
        one.periods, one.confirmed_none = [span], ""
    known = [one for one in made if one.contacts]
    judged = {
        (one.case, one.relationship): one.describe()
        for one in judge(write_log(made), LogPeriod(*span), write_pauses(made))
    }
    assert_same([judged[one.case, one.relationship] for one in known], [judge_by_days(one) for one in known])
    assert len(judged) == len(known) < len(made), "a relationship without an entry is not known to the log"


def test_by_hand():
    """90 days of which 10 are a pause: six contact days in the first third of 80, one in the last; two calls on a day."""
    days = ("01-01", "01-01", "01-05", "01-09", "01-12", "01-16", "01-26", "01-15", "03-31", "04-01")
    forms = ("phone", "Telefon", "SMS", "", "På bedriften", "phone", "phone", "phone", "email", "email")
    rows = [f"7,mentor,2026-{day},{form},took_place\n" for day, form in zip(days, forms, strict=True)]
    period = LogPeriod(date(2026, 1, 1), date(2026, 3, 31))
    pauses = f"{PAUSE_HEAD}7,mentor,2026-01-13,2026-01-22\n"
    log = HEAD + "".join(rows) + "7,mentor,2026-02-02,,attempted\n7,mentor,2026-01-14,,no_show\n"
    (one,) = judge(log, period, pauses)
    # Effective days 1 to 12 are 1 to 12 January, 13 to 80 are 23 January to 31 March; 26 January is day 16.
    u = ((0.5 + 4.5 + 8.5 + 11.5 + 15.5 + 79.5) / 80 / 6 - 0.5) * (12 * 6) ** 0.5
    assert one.describe() == {
        "case": "7",
        "relationship": "mentor",
        "n": 6,
        "rate_per_month": 6 * 30.4375 / 80,
        "frequency": "two_three_per_month",
        "u": pytest.approx(u),
        "intensity": "too_little",
        "first_third": 5,
        "last_third": 1,
        "longest_silence_days": 63,
        "forms": {"phone": 3, "at_company": 1, "digital": 1, "email": 1},
    }
    assert (one.attempts, one.outside) == (1, (date(2026, 4, 1),))
    assert one.in_pauses == (date(2026, 1, 15), date(2026, 1, 16))


def test_a_relationship_without_contact():
    periods = PERIOD_HEAD + (
        "1,mentor,2026-01-01,2026-03-31,yes\n"
        "1,jobseeker,2026-01-01,2026-03-31,no\n"
        "1,employer,2026-01-01,2026-03-31,\n"
        "2,mentor,2026-01-01,2026-01-27,ja\n"
        "3,mentor,2026-01-01,2026-03-31,yes\n"
    )
    log = HEAD + "1,mentor,2026-02-02,,attempted\n3,mentor,2026-02-02,,\n"
    found = judge(log, periods, f"{PAUSE_HEAD}1,employer,2025-01-01,2027-01-01\n")
    assert [(one.frequency, one.rate_per_month, one.laplace_u) for one in found] == [
        ("never", 0, None),
        ("not_registered", 0, None),
        ("too_early", None, None),
        ("too_early", 0, None),
        ("less_than_monthly", 30.4375 / 90, pytest.approx((32.5 / 90 - 0.5) * 12**0.5)),
    ]
    assert [one.longest_silence for one in found] == [90, 90, 0, 27, 57]
    assert [one.is_contradicted for one in found] == [False, False, False, False, True]


def test_several_periods_are_confirmed_together():
    both = "1,mentor,2026-01-01,2026-01-31,{}\n1,mentor,2026-03-01,2026-03-31,{}\n"
    for words, answer in ((("yes", "yes"), "never"), (("yes", "no"), "not_registered")):
        (one,) = judge(HEAD, PERIOD_HEAD + both.format(*words))
        assert (one.frequency, one.longest_silence) == (answer, 62)


def test_cases_stand_in_the_order_of_the_periods_then_of_the_log():
    rows = ["b,employer", "b,mentor", "a,mentor_jobseeker", "b,jobseeker", "a,mentor"]
    log = HEAD + "".join(f"{row},2026-05-05,,\n" for row in rows)
    order = [
        ("b", "mentor"),
        ("b", "jobseeker"),
        ("b", "employer"),
        ("a", "mentor"),
        ("a", "mentor_jobseeker"),
    ]
    assert [(one.case, one.relationship) for one in judge(log)] == order
    periods = PERIOD_HEAD + "".join(f"{row},2026-01-01,2026-12-31,\n" for row in reversed(rows))
    assert [one.case for one in judge(log, periods)] == ["a", "a", "b", "b", "b"]


def test_table5_is_that_of_the_survey():
    periods = PERIOD_HEAD + (
        "1,mentor,2026-01-01,2026-03-31,yes\n"
        "1,jobseeker,2026-01-01,2026-03-31,no\n"
        "1,mentor_jobseeker,2026-01-01,2026-03-31,yes\n"
        "2,mentor,2026-01-01,2026-03-31,\n"
        "2,employer,2026-01-01,2026-01-20,\n"
    )
    log = HEAD + "".join(f"2,mentor,2026-01-{day},phone,\n" for day in range(10, 30))
    log += "2,mentor,2026-01-10,sms,\n2,employer,2026-01-10,Annet sted,\n1,mentor_jobseeker,2026-01-10,,\n"
    table = tabulate_collaboration(judge(log, periods))
    counted = {
        (row["dimension"], row["group"], row["category"]): (row["count"], row["percent"])
        for row in table["rows"]
        if row["count"]
    }
    assert counted == {
        ("contact_frequency", "mentor", "Aldri"): (1, 50),
        ("contact_frequency", "mentor", "Ukentlig"): (1, 50),
        ("contact_intensity", "mentor", "Mest i begynnelsen"): (1, 100),
        ("contact_form", "mentor", "Telefon"): (1, 100),
        ("contact_form", "mentor", "Digital kommunikasjon"): (1, 100),
        ("contact_form", "employer", "Annet sted"): (1, 100),
    }
    printed = {(row["group"], row["category"]): row["afi_percent"] for row in table["rows"]}
    assert printed["mentor", "Ukentlig"] == 4
    assert printed["jobseeker", "Mest på slutten"] == 4
    assert printed["employer", "Telefon"] is None
    assert table["bases"]["contact_frequency"] == {"jobseeker": 0, "mentor": 2, "employer": 0}
    assert table["n"] == 2


# What is read


@pytest.mark.parametrize("word", [*FORMS])
def test_forms_in_words_and_codes(word: str):
    for written in (word, f" {word.upper()} "):
        (one,) = judge(f"{HEAD}1,mentor,2026-05-05,{written},\n")
        assert one.forms == ({FORMS[word]: 1} if FORMS[word] else {})


def test_form_words_are_those_of_the_practice_model():
    assert {word.casefold() for word in FORMS if word} <= list_form_words().keys()
    assert set(list_form_words().values()) == {key for key in FORMS.values() if key}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff\n\r\n" + text.replace("\n", "\r\n").replace(",", ";"),
        lambda text: text.replace(",", ";"),
        lambda text: text + "\n\n,,,,\n , , , , \n",
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("case,", '"Case",').replace("date", " DATE "),
        lambda text: text.replace("\n", ",et notat\n").replace("et notat", "note", 1),
        lambda text: text.replace("1,mentor", '" 1 ", mentor'),
    ],
)
def test_files_as_spreadsheets_write_them(change: Callable[[str], str]):
    text = f"{HEAD}1,mentor,2026-05-05,På bedriften,\n1,mentor,2026-05-06,sms,took_place\n"
    (one,) = judge(change(text))
    assert (one.case, one.contact_days, one.forms) == ("1", 2, {"at_company": 1, "digital": 1})


def test_columns_in_any_order_and_others_beside_them():
    log = read("note;outcome;form;date;relationship;case;\nja;;phone;2026-05-05;mentor;1,5;\n")
    assert (log.faults.count, log.ignored) == (0, ("note",))
    assert [*log.relationships] == [("1,5", "mentor")]


def test_the_same_case_in_two_ways_of_writing_is_one():
    (one,) = judge(f'{HEAD}1,mentor,2026-05-05,,\n" 1",Mentor,2026-05-06,,\n')
    assert one.contact_days == 2
    assert len(judge(f"{HEAD}1,mentor,2026-05-05,,\n01,mentor,2026-05-06,,\n")) == 2


def test_an_empty_log_is_a_log():
    assert judge(HEAD) == []


def test_days():
    assert read_day("2028-02-29") == date(2028, 2, 29)
    for word in (
        *("2026-02-29", "2026-13-01", "20260105", "2026-W01-1", "05.01.2026", "2026-1-5", "2026-01-05T10:00"),
        *("", "0000-01-01", "２０２６-01-05", "2026-01-05 ", "2026/01/05"),
    ):
        assert read_day(word) is None, word


# What is refused


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("1,mentor,2026-02-30,,", [(2, "date", "no_date")]),
        ("1,mentor,,,", [(2, "date", "no_date")]),
        ("1,mentor,5.1.2026,,", [(2, "date", "no_date")]),
        ("1,mentor,2026-01-05,Telefax,", [(2, "form", "unknown_word")]),
        ("1,mentor,2026-01-05,,done", [(2, "outcome", "unknown_word")]),
        ("1,mentor,2026-01-05,,did_not_show", [(2, "outcome", "unknown_word")]),
        ("1,leader,2026-01-05,,", [(2, "relationship", "unknown_word")]),
        ("1,,2026-01-05,,", [(2, "relationship", "no_word")]),
        (" ,mentor,2026-01-05,,", [(2, "case", "no_case")]),
        ("a\x1bb,mentor,2026-01-05,,", [(2, "case", "not_text")]),
        ("1,mentor,2026-01-05,P\udce5 bedriften,", [(2, "form", "not_text")]),
        ("1,mentor,2026-01-05,", [(2, "outcome", "cells")]),
        ("1,mentor,2026-01-05,,,", [(2, "6", "cells")]),
        (
            "1,x,y,z,w",
            [
                (2, "relationship", "unknown_word"),
                (2, "date", "no_date"),
                (2, "form", "unknown_word"),
                (2, "outcome", "unknown_word"),
            ],
        ),
        ('"1\n2",mentor,2026-01-05,,\n1,mentor,x,,', [(2, "case", "not_text"), (4, "date", "no_date")]),
        ("1,mentor,2026-01-05,,\r\n\r\n1,mentor,x,,", [(4, "date", "no_date")]),
        ('1,mentor,2026-01-05,,\n1,"mentor,2026-01-05,,\n1,mentor,x,,\n', [(3, "", "not_csv")]),
        ('1,mentor,2026-01-05,"a"b,', [(2, "", "not_csv")]),
    ],
)
def test_faults_of_a_log(rows: str, places: list[tuple[int, str, str]]):
    log = read(HEAD + rows)
    assert list_places(log.faults) == places


@pytest.mark.parametrize(
    ("heading", "places"),
    [
        ("", [(1, "case", "empty_file")]),
        ("\ufeff\r\n \n;;\n", [(1, "case", "empty_file")]),
        ("case,relationship,date,form\n", [(1, "outcome", "missing_column")]),
        ("case;date;form;outcome", [(1, "relationship", "missing_column")]),
        ("\n\n" + HEAD.replace("form", "case"), [(3, "form", "missing_column"), (3, "case", "column_twice")]),
        (HEAD.strip() + ",Case \n1,mentor,x,,,\n", [(1, "case", "column_twice")]),
        (HEAD.strip() + ",note,note\n", [(1, "note", "column_twice")]),
        ("case,relationship,da\x1bte,form,outcome", [(1, "date", "missing_column")]),
        ('case,"relationship', [(1, "", "not_csv")]),
    ],
)
def test_faults_of_a_heading(heading: str, places: list[tuple[int, str, str]]):
    assert list_places(read(heading).faults) == places


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("1,mentor,2026-01-05,2026-01-04,", [(2, "to", "turned")]),
        ("1,mentor,2026-01-05,,", [(2, "to", "no_date")]),
        ("1,mentor,2026-01-05,2026-02-05,kanskje", [(2, "confirmed_none", "unknown_word")]),
        ("1,,2026-01-05,2026-02-05,", [(2, "relationship", "no_word")]),
        (
            "1,mentor,2026-02-05,2026-03-05,\n1,mentor,2026-01-05,2026-02-05,",
            [(3, "from", "overlap")],
        ),
        (
            "1,mentor,2026-01-01,2026-12-31,\n1,mentor,2026-02-01,2026-02-02,\n1,mentor,2026-03-01,2026-03-02,",
            [(3, "from", "overlap"), (4, "from", "overlap")],
        ),
        ("1,mentor,2026-01-01,2026-01-31,\n1,mentor,2026-01-01,2026-01-31,", [(3, "from", "overlap")]),
        ("1,mentor,2026-01-01,2026-01-31,\n1,jobseeker,2026-01-01,2026-01-31,\n,,,,", []),
        ("1,mentor,2026-01-01,2026-01-31,\n1,mentor,2026-02-01,2026-02-01,", []),
    ],
)
def test_faults_of_periods(rows: str, places: list[tuple[int, str, str]]):
    assert list_places(read_periods(split(PERIOD_HEAD + rows)).faults) == places


def test_faults_of_pauses():
    rows = (
        "1,,2026-01-05,2026-01-04\n1,leader,2026-01-05,x\n,,2026-01-05,2026-01-05\n1,,2026-01-05,2026-01-05\n"
    )
    pauses = read_pauses(split(f"{PAUSE_HEAD}{rows}"))
    assert list_places(pauses.faults) == [
        (2, "to", "turned"),
        (3, "relationship", "unknown_word"),
        (3, "to", "no_date"),
        (4, "case", "no_case"),
    ]
    assert [*pauses.by_key] == [("1", "")]


def test_an_entry_without_a_period_is_told_once():
    periods = f"{PERIOD_HEAD}1,mentor,2026-01-01,2026-12-31,\n"
    rows = "1,mentor,2026-05-05,,\n1,employer,2026-05-05,,planned\n1,employer,2026-05-06,,\n 2,mentor,2026-05-06,,\n"
    faults = read(HEAD + rows, periods).faults
    assert faults.listed == [
        Fault(3, "case", Message("contact_log.no_period", word="1", relationship="employer")),
        Fault(5, "case", Message("contact_log.no_period", word="2", relationship="mentor")),
    ]
    faulty = f"{periods}2,mentor,2026-01-01,x,\n"
    assert read(HEAD + rows, faulty).faults.count == 0, "the file of periods is to be mended first"


def test_only_the_first_faults_are_kept_and_all_are_counted():
    faults = read(HEAD + "1,mentor,x,,\n" * (MOST_FAULTS + 7)).faults
    assert (len(faults.listed), faults.count) == (MOST_FAULTS, MOST_FAULTS + 7)


def test_what_is_shown_of_a_file_gives_nobody_away():
    words = ("01010750160", "x" * 500)
    for word in words:
        (fault,) = read(f"{HEAD}1,mentor,2026-05-05,{word},\n").faults.listed
        shown = str(fault.message.params["word"])
        assert word not in shown
        assert len(shown) < 80
        assert shown.startswith(("***", "xxx"))


def test_every_fault_is_said_in_three_languages():
    messages = {
        fault.message.id: fault.message
        for faults in (
            read("").faults,
            read("case,case\n").faults,
            read(HEAD + "1,leader,x,,\n,,2026-01-05,,\n1,mentor\na\x1bb,mentor,2026-01-05,,\n").faults,
            read(f'{HEAD}"').faults,
            read(f"{HEAD}1,mentor,2026-05-05,,\n", PERIOD_HEAD).faults,
            read_periods(split(f"{PERIOD_HEAD}1,mentor,2026-01-05,2026-01-04,\n")).faults,
            read_periods(split(PERIOD_HEAD + "1,mentor,2026-01-05,2026-01-05,\n" * 2)).faults,
        )
        for fault in faults.listed
    }
    assert len(messages) == 13
    for language in LANGUAGES:
        assert all(say(language, one).endswith(".") for one in messages.values())
    assert say("nb", messages["contact_log.turned"]) == (
        "Den siste dagen (2026-01-04) er før den første (2026-01-05)."
    )


def test_pauses_that_belong_to_nobody_are_counted():
    log = read(f"{HEAD}1,mentor,2026-05-05,,\n")
    rows = "1,,2026-01-05,2026-01-05\n1,employer,2026-01-05,2026-01-05\n2,,2026-01-05,2026-01-05\n"
    assert count_idle_pauses(log, read_pauses(split(PAUSE_HEAD + rows))) == 2
