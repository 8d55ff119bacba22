"""Contact reported in words: the 63 cells of the source coded by hand, other ways of saying it, and what is refused."""

import contextlib
import csv
import io
from importlib.resources import files

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.contact_vocabulary import KNOWN
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.reported_contact import FORMS, FREQUENCIES, STATES, read_reported_contact
from hybridmentor.errors import InvalidInput

# Read off table 1 by hand: case number, then mentor, jobseeker and employer. A cell is
# frequency [+form] [!fixed] or =state.
BY_HAND = """
5  several_per_week | regular_unspecified | =employer_is_mentor
4  two_three_per_month | two_three_per_month +phone | two_three_per_month +phone
12 monthly !fixed | hardly_any | hardly_any
16 monthly !fixed | regular_unspecified | =employer_is_mentor
15 monthly !fixed | monthly +meeting !fixed | monthly
11 monthly !fixed | hardly_any | regular_unspecified
9  every_six_weeks | regular_unspecified | regular_unspecified
14 two_three_per_month | monthly +phone | =employer_is_mentor
2  daily | only_at_start | only_at_start
17 a_few_times | regular_unspecified | =not_relevant
6  a_few_times | only_at_start | regular_unspecified
3  quarterly | quarterly +phone | quarterly
19 never | hardly_any | hardly_any
21 never | regular_unspecified | never
18 never | hardly_any | hardly_any
20 little_unspecified | hardly_any | hardly_any
13 little_unspecified | hardly_any | =employer_is_mentor
1  little_unspecified | =declined_by_jobseeker | =employer_is_mentor
8  often_unspecified | only_at_start | regular_unspecified
10 often_unspecified | =only_topic | never
7  often_unspecified | several_per_week +phone | regular_unspecified
"""
COLUMNS = ("contact_adviser_mentor", "contact_adviser_user", "contact_adviser_employer")


def parse_coding(cell: str) -> dict[str, object]:
    parts = cell.split()
    plain = [part for part in parts if part[0] not in "+!="]
    states = [part[1:] for part in parts if part[0] == "="]
    return {
        "frequency": plain[0] if plain else "not_stated",
        "forms": [part[1:] for part in parts if part[0] == "+"],
        "fixed": "!fixed" in parts,
        "state": states[0] if states else None,
    }


def list_cells() -> list[tuple[str, dict[str, object]]]:
    text = (files("hybridmentor") / "sample_data" / "afi_table1_cases.csv").read_text("utf-8")
    printed = {row["case_no"]: row for row in csv.DictReader(io.StringIO(text))}
    cells = []
    for line in BY_HAND.strip().splitlines():
        number, codings = line.split(maxsplit=1)
        for column, coding in zip(COLUMNS, codings.split("|"), strict=True):
            cells.append((printed[number][column], parse_coding(coding)))
    return cells


def test_there_are_63_cells():
    assert len(list_cells()) == 63


@pytest.mark.parametrize(("words", "coding"), list_cells())
def test_every_cell_of_the_source(words: str, coding: dict[str, object]):
    contact = read_reported_contact(words)
    assert contact.code == coding
    assert contact.words == words


@pytest.mark.parametrize(("words", "coding"), list_cells())
def test_capitals_and_spaces_do_not_matter(words: str, coding: dict[str, object]):
    assert read_reported_contact(f"\u00a0 {words.upper().replace(' ', '   ')}\n").code == coding


@pytest.mark.parametrize(
    ("words", "frequency"),
    [
        ("Hver dag", "daily"),
        ("5 ganger per uke", "daily"),
        ("to ganger om dagen", "daily"),
        ("4 ganger i uka", "several_per_week"),
        ("annenhver dag", "several_per_week"),
        ("hver tredje dag", "several_per_week"),
        ("et par ganger per uke", "several_per_week"),
        ("flere ganger i uken", "several_per_week"),
        ("Ukentlig", "weekly"),
        ("ukentlig kontakt", "weekly"),
        ("hver uke", "weekly"),
        ("en gang i uka", "weekly"),
        ("én gang pr. uke", "weekly"),
        ("4 ganger per måned", "weekly"),
        ("2-3 ganger per måned", "two_three_per_month"),
        ("2 – 3 ganger pr mnd.", "two_three_per_month"),
        ("to til tre ganger i måneden", "two_three_per_month"),
        ("to-tre ganger per mnd", "two_three_per_month"),
        ("3 ganger i måneden", "two_three_per_month"),
        ("1-2 ganger per måned", "two_three_per_month"),
        ("et par ganger i måneden", "two_three_per_month"),
        ("hver 14. dag", "two_three_per_month"),
        ("Ca. hver fjortende dag", "two_three_per_month"),
        ("annenhver uke", "two_three_per_month"),
        ("annen hver uke", "two_three_per_month"),
        ("hver 2.-3. uke", "two_three_per_month"),
        ("en gang hver 14. dag", "two_three_per_month"),
        ("Månedlig", "monthly"),
        ("omtrent en gang i måneden", "monthly"),
        ("hver 4. uke", "monthly"),
        ("hver 3. uke", "monthly"),
        ("hver 5.uke", "monthly"),
        ("12 ganger i året", "monthly"),
        ("hver sjette uke", "every_six_weeks"),
        ("hver 2. måned", "every_six_weeks"),
        ("annenhver måned", "every_six_weeks"),
        ("hver 9. uke", "quarterly"),
        ("hvert kvartal", "quarterly"),
        ("4 ganger i året", "quarterly"),
        ("hver fjerde måned", "quarterly"),
        ("noen få ganger", "a_few_times"),
        ("3 ganger totalt", "a_few_times"),
        ("en gang i alt", "a_few_times"),
        ("0 ganger per måned", "never"),
        ("Ingen kontakt", "never"),
        ("Aldri", "never"),
        ("Nesten aldri", "hardly_any"),
        ("Kun i starten", "only_at_start"),
        ("Bare ved oppstart av tiltaket", "only_at_start"),
        ("Jevnlig kontakt, cirka 2 ganger per måned", "two_three_per_month"),
        ("Cirka 2 ganger per måned, jevnlig", "two_three_per_month"),
        ("kvar veke", "weekly"),
        ("2-3 gonger i månaden", "two_three_per_month"),
        ("Mangler info", "not_stated"),
        ("mangler informasjon.", "not_stated"),
        ("", "not_stated"),
        ("   ", "not_stated"),
    ],
)
def test_other_ways_of_saying_it(words: str, frequency: str):
    assert read_reported_contact(words).code == {
        "frequency": frequency,
        "forms": [],
        "fixed": False,
        "state": None,
    }


@pytest.mark.parametrize(
    ("words", "frequency", "forms", "fixed", "state"),
    [
        ("E-post", "not_stated", ("email",), False, None),
        ("Sms ukentlig", "weekly", ("digital",), False, None),
        ("Telefon og e-post", "not_stated", ("phone", "email"), False, None),
        ("Ringer ukentlig, ringer", "weekly", ("phone",), False, None),
        ("Fast", "not_stated", (), True, None),
        (
            "Faste møter på bedriften annenhver uke",
            "two_three_per_month",
            ("meeting", "at_company"),
            True,
            None,
        ),
        ("Møte på NAV-kontoret en gang per måned", "monthly", ("meeting", "at_nav_office"), False, None),
        ("Arbeidsgiver er mentor", "not_stated", (), False, "employer_is_mentor"),
        ("AG er mentor. Ringer ukentlig", "weekly", ("phone",), False, "employer_is_mentor"),
        ("Bruker ønsker ikke kontakt", "not_stated", (), False, "declined_by_jobseeker"),
        ("Ikke relevant", "not_stated", (), False, "not_relevant"),
        ("Ikke relevant, bruker går på skole hver dag", "not_stated", (), False, "not_relevant"),
        ("Kun samtaler om penger", "not_stated", (), False, "only_topic"),
    ],
)
def test_forms_fixed_and_states(
    words: str, frequency: str, forms: tuple[str, ...], fixed: bool, state: str | None
):
    contact = read_reported_contact(words)
    assert (contact.frequency, contact.forms, contact.fixed, contact.state) == (
        frequency,
        forms,
        fixed,
        state,
    )


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("Prates ved behov", "prates, behov"),
        ("2 x per uke", "x"),
        ("Tett kontakt", "tett"),
        ("Ukentlig på Zoom?", "zoom, ?"),
        ("2 ganger per sommer", "sommer"),
        ("=cmd()", "=, cmd, (, )"),
    ],
)
def test_unknown_words_are_named(words: str, unknown: str):
    with pytest.raises(InvalidInput) as caught:
        read_reported_contact(words)
    assert caught.value.message.id == "reported_contact.unknown_words"
    assert caught.value.message.params == {"words": unknown}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Ringer ikke", "reported_contact.not_understood"),
        ("Kontakt", "reported_contact.not_understood"),
        ("uke 2", "reported_contact.not_understood"),
        ("2 ganger", "reported_contact.not_understood"),
        ("1000 ganger per uke", "reported_contact.not_understood"),
        ("9" * 400 + " ganger per uke", "reported_contact.not_understood"),
        ("3-2 ganger per uke", "reported_contact.not_understood"),
        ("Kun samtaler om", "reported_contact.not_understood"),
        ("Mangler info om kontakt", "reported_contact.not_understood"),
        ("Ukentlig. Mangler info", "reported_contact.not_understood"),
        ("Ukentlig og månedlig", "reported_contact.two_frequencies"),
        ("Ofte, ukentlig", "reported_contact.two_frequencies"),
        ("Jevnlig, jevnlig", "reported_contact.two_frequencies"),
        ("AG er mentor, bruker ønsket ikke kontakt", "reported_contact.two_states"),
        ("en gang i året", "reported_contact.no_code"),
        ("hver 6. måned", "reported_contact.no_code"),
        ("12 ganger totalt", "reported_contact.no_code"),
        ("flere ganger i måneden", "reported_contact.no_code"),
    ],
)
def test_no_guess(words: str, message: str):
    with pytest.raises(InvalidInput) as caught:
        read_reported_contact(words)
    assert caught.value.message.id == message


def test_interval_limits_are_those_of_the_computed_frequency():
    """Contact days a month of 30.4375 days: from 0.75 monthly, from 1.5 two or three times, from 3.5 weekly."""
    for days in range(1, 101):
        a_month = 30.4375 / days
        frequency = read_reported_contact(f"hver {days}. dag").frequency
        assert (frequency == "monthly") == (0.75 <= a_month < 1.5)
        assert (frequency == "two_three_per_month") == (1.5 <= a_month < 3.5)
        assert (frequency in {"daily", "several_per_week", "weekly"}) == (a_month >= 3.5)


def test_codes_are_those_of_the_practice_model():
    model = get_practice_model("hybridmodellen")
    assert model.find_codes("reported_frequency").keys == FREQUENCIES
    assert model.find_codes("reported_form").keys == FORMS
    assert model.find_codes("reported_state").keys == STATES


@given(st.lists(st.sampled_from([*sorted(KNOWN), "1", "2", "14", "3.", "2-3", "?", "hund"]), max_size=7))
def test_words_in_any_order_give_a_code_or_a_sentence(words: list[str]):
    contact = None
    with contextlib.suppress(InvalidInput):
        contact = read_reported_contact(" ".join(words))
    if contact is not None:
        assert contact.frequency in FREQUENCIES
        assert set(contact.forms) <= set(FORMS)
        assert contact.state is None or contact.state in STATES
        assert contact.state in {"not_relevant", "only_topic"} or "hund" not in words
