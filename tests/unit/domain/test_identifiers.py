"""National identity numbers are found wherever and however they are written, and nothing else is."""

import random
import time
from datetime import date, timedelta

import pytest

from hybridmentor.domain.identifiers import (
    Span,
    find_national_ids,
    holds_national_id,
    is_nav_ident,
    is_office_number,
    is_organisation_number,
    mask_national_ids,
    normalise_organisation_number,
    normalise_phone,
)

# kind -> what is added to day and month
ADDITIONS = {
    "birth_number": (0, 0),
    "d_number": (40, 0),
    "h_number": (0, 40),
    "d_h_number": (40, 40),
    "synthetic": (0, 80),
    "d_synthetic": (40, 80),
}


def compute_controls(nine: str, remainder: int) -> str | None:
    """The two control digits by the rule as printed: 11 minus the rest, 11 becomes 0, 10 is discarded."""
    rest = (
        sum(int(digit) * weight for digit, weight in zip(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2], strict=True)) % 11
    )
    first = (11 - rest + remainder) % 11
    if first == 10:
        return None
    ten = f"{nine}{first}"
    rest = (
        sum(int(digit) * weight for digit, weight in zip(ten, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], strict=True))
        % 11
    )
    second = 0 if rest == 0 else 11 - rest
    return None if second == 10 else f"{first}{second}"


def make_number(chance: random.Random, kind: str, remainder: int = 0) -> str:
    """A number of the kind, with a date from 1900 to 2039; nobody's on purpose, somebody's by accident."""
    more_days, more_months = ADDITIONS[kind]
    while True:
        day = date(1900, 1, 1) + timedelta(days=chance.randrange(51_000))
        nine = f"{day.day + more_days:02}{day.month + more_months:02}{day.year % 100:02}{chance.randrange(1000):03}"
        controls = compute_controls(nine, remainder)
        if controls is not None:
            return nine + controls


@pytest.mark.parametrize("remainder", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", ADDITIONS)
def test_two_thousand_of_every_kind_are_found(kind: str, remainder: int):
    chance = random.Random(f"{kind}{remainder}")
    for _ in range(2000 if remainder == 0 else 500):
        number = make_number(chance, kind, remainder)
        assert find_national_ids(number) == [Span(0, 11, kind)], number


@pytest.mark.parametrize("kind", ADDITIONS)
def test_two_thousand_of_every_kind_with_a_wrong_second_control_digit_are_not(kind: str):
    chance = random.Random(f"second {kind}")
    for _ in range(2000):
        number = make_number(chance, kind)
        wrong = number[:10] + str((int(number[10]) + chance.randrange(1, 10)) % 10)
        assert not holds_national_id(wrong), wrong


@pytest.mark.parametrize("kind", ADDITIONS)
def test_two_thousand_of_every_kind_with_a_wrong_first_control_digit_are_not(kind: str):
    """The second digit is made right again, so that the first alone decides."""
    chance = random.Random(f"first {kind}")
    done = 0
    while done < 2000:
        wrong = make_number(chance, kind, remainder=chance.randrange(4, 11))
        done += 1
        assert not holds_national_id(wrong), wrong


def test_impossible_dates_are_not_found_though_the_control_digits_are_right():
    chance = random.Random("dates")
    tried = 0
    while tried < 4000:
        day, month = chance.randrange(100), chance.randrange(100)
        plain_day = day - 40 if day > 40 else day
        plain_month = month - 80 if month > 80 else month - 40 if month > 40 else month
        year = chance.randrange(100)
        try:
            date(2000 + year, plain_month, plain_day)
        except ValueError:
            nine = f"{day:02}{month:02}{year:02}{chance.randrange(1000):03}"
            controls = compute_controls(nine, chance.randrange(4))
            if controls is not None:
                tried += 1
                assert not holds_national_id(nine + controls), nine + controls


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("02013299997", "birth_number"),  # issued from 2032, as Skatteetaten's examples
        ("30108299920", "birth_number"),
        ("30108299939", "birth_number"),
        ("15507600333", "h_number"),
        ("17912099997", "synthetic"),
    ],
)
def test_published_examples_are_found(number: str, kind: str):
    assert find_national_ids(f"Se {number}.") == [Span(3, 14, kind)]


def test_leap_day_needs_a_leap_year_in_some_century():
    def leap_day(year: int) -> str:
        return next(
            f"2902{year:02}{individual:03}{controls}"
            for individual in range(1000)
            if (controls := compute_controls(f"2902{year:02}{individual:03}", 0)) is not None
        )

    assert holds_national_id(leap_day(0))  # 2000
    assert holds_national_id(leap_day(96))
    assert not holds_national_id(leap_day(99))
    assert not holds_national_id(leap_day(1))


NUMBER = "02013299997"


@pytest.mark.parametrize(
    "written",
    [
        "020132 99997",
        "020132-99997",
        "020132.99997",
        "020132–99997",
        "020132‑99997",
        "020132\u00a099997",
        "020132\u202f99997",
        "020132\u200999997",
        "02 01 32 999 97",
        "02.01.32 999 97",
        "02.01.32-99997",
        "02.01.32 99997",
        "020132 999 97",
        "０２０１３２９９９９７",
        "٠٢٠١٣٢٩٩٩٩٧",
        "０２０１３２ 99997",
        "𝟎𝟐𝟎𝟏𝟑𝟐𝟗𝟗𝟗𝟗𝟕",
        "02013\u00ad299997",
        "0201\u200b3299997",
        "020132\u200b \u200b99997",
        "020132  99997",
        "020132\n99997",
        "020132/99997",
        "020132: 99997",
        "020132 - 99997",
    ],
)
def test_usual_ways_of_writing_are_found(written: str):
    assert find_national_ids(f"født {written}, Oslo") == [Span(5, 5 + len(written), "birth_number")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "020132",
        "0201329999",
        NUMBER + "1",
        "1" + NUMBER,
        "020132 999971",
        "1020132 99997",
        "020132    99997",
        "020132x99997",
        "0201.32.99997",  # how a bank account number is written
        "0 2 0 1 3 2 9 9 9 9 7",
        "020 132 999 97",
        "02 01 32 999 971",
        "00000000000",
        "11111111111",
        "12345678901",
    ],
)
def test_other_rows_of_digits_are_not(text: str):
    assert find_national_ids(text) == []


def test_offsets_are_code_points_and_several_are_found():
    text = f"🙂 {NUMBER}; 12 020132 99997 x{NUMBER}y"
    spans = find_national_ids(text)
    assert [text[span.start : span.end] for span in spans] == [NUMBER, "020132 99997", NUMBER]
    assert spans[0].start == 2
    assert mask_national_ids(text) == "🙂 ***********; 12 *********** x***********y"


def test_footnote_mark_does_not_hide_a_number():
    assert find_national_ids(f"{NUMBER}²") == [Span(0, 11, "birth_number")]


@pytest.mark.parametrize(
    "block", ["1", "12 ", "1 ", "020132 ", "02 01 32 999 ", NUMBER, "02013299998 ", "1\u00ad"]
)
def test_time_grows_with_the_length_alone(block: str):
    # This thread's own processor time: what else the machine does is no property of the code.
    def measure(size: int) -> float:
        text = (block * size)[:size]
        began = time.thread_time()
        find_national_ids(text)
        return time.thread_time() - began

    short = min(measure(20_000) for _ in range(3))
    assert min(measure(100_000) for _ in range(3)) < max(short, 0.002) * 15


@pytest.mark.parametrize("text", ["974760673", "974 760 673", "974\u00a0760\u00a0673", " 889640782 "])
def test_organisation_numbers_are_known(text: str):
    assert is_organisation_number(text)
    assert normalise_organisation_number(text) in {"974760673", "889640782"}


@pytest.mark.parametrize(
    "text", ["", "974760674", "97476067", "9747606733", "974-760-673", "74760673x", "123456785", "²74760673"]
)
def test_other_texts_are_no_organisation_number(text: str):
    assert not is_organisation_number(text)
    assert normalise_organisation_number(text) is None


def test_organisation_numbers_follow_the_printed_rule():
    chance = random.Random("organisations")
    found = 0
    for _ in range(3000):
        eight = f"{chance.choice('89')}{chance.randrange(10**7):07}"
        rest = (
            sum(int(digit) * weight for digit, weight in zip(eight, [3, 2, 7, 6, 5, 4, 3, 2], strict=True))
            % 11
        )
        control = {0: "0", 1: None}.get(rest, str(11 - rest))
        right = [digit for digit in "0123456789" if is_organisation_number(eight + digit)]
        assert right == ([control] if control is not None else [])
        found += len(right)
    assert found > 2500


@pytest.mark.parametrize(
    ("text", "is_ident"),
    [
        ("A123456", True),
        ("z999999", True),
        ("1234567", False),
        ("A12345", False),
        ("Å123456", False),
        ("A123456\n", False),
    ],
)
def test_nav_ident(text: str, is_ident: bool):
    assert is_nav_ident(text) is is_ident


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("0315", True),
        ("9999", True),
        ("315", False),
        ("03155", False),
        ("０３１５", False),
        ("0315\n", False),
    ],
)
def test_office_number(text: str, is_number: bool):
    assert is_office_number(text) is is_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("22 33 44 55", "+4722334455"),
        ("922.33.445", "+4792233445"),
        ("+47 922 33 445", "+4792233445"),
        ("0047 92233445", "+4792233445"),
        ("4792233445", "+4792233445"),
        ("(+47) 92 23 34 45", "+4792233445"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("0048 22 123 45 67", "+48221234567"),
        ("", None),
        ("ring meg", None),
        ("1234", None),
        ("02233445", None),
        ("+47 1234", None),
        ("+47 02 23 34 45", None),
        ("+0 1234567", None),
        ("+4", None),
        ("02013299997", None),
        ("+" + "1" * 16, None),
        ("22334455 eller 99887766", None),
    ],
)
def test_phone(text: str, number: str | None):
    assert normalise_phone(text) == number
