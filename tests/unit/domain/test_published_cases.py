"""The published examples: the 21 rows of the source, other files of the same form, and files with faults."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import (
    COLUMNS,
    CONTACT_COLUMNS,
    GROUPS,
    Fault,
    OutcomeFacts,
    ReadResult,
    code_published_case,
    read_outcome,
    read_published_cases,
    read_reasons,
    tabulate_table1,
    write_errors,
)
from hybridmentor.errors import InvalidInput, Message

SOURCE = (files("hybridmentor") / "sample_data" / "afi_table1_cases.csv").read_text("utf-8")
IDENTITY_NUMBER = "02013299997"

ROW = {
    "case_no": "7",
    "industry": "Service",
    "reason": "Bruker trengte ekstra oppfølging",
    "adviser_knew_company": "Ja",
    "prior_attachment": "Ingen",
    "contact_adviser_mentor": "Ofte",
    "contact_adviser_user": "Ringer ukentlig",
    "contact_adviser_employer": "Jevnlig",
    "attached_at_end": "Ja fast ansatt",
    "attached_at_end_group": "attached",
}


def write_file(*rows: dict[str, str], delimiter: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(
        stream, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter
    )
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def list_faults(result: ReadResult) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.message.id) for fault in result.faults]


def test_the_21_cases():
    result = read_published_cases(SOURCE)
    assert (len(result.cases), result.faults, result.failed_rows) == (21, [], {})
    assert [case.row for case in result.cases] == list(range(2, 23))
    table = tabulate_table1(result.cases)
    assert table["n"] == 21
    assert table["attached_at_end"] == {
        "attached": 12,
        "apprenticeship_elsewhere": 1,
        "not_attached": 5,
        "missing": 3,
    }
    industry = table["industry"]
    assert isinstance(industry, dict)
    assert list(industry.items()) == [
        ("Service", 5),
        ("Helse og omsorg", 4),
        ("Varehandel", 4),
        ("Bygg & anlegg", 2),
        ("Regnskap", 2),
        ("Industri", 2),
        ("Utdanning", 1),
        ("Barnehage", 1),
    ]
    assert list(table) == ["n", "rows", "attached_at_end", "industry"]


def test_the_words_of_the_21_come_out_as_they_went_in():
    rows = tabulate_table1(read_published_cases(SOURCE).cases)["rows"]
    assert isinstance(rows, list)
    assert [
        {**{name: row[name] for name in COLUMNS}, "case_no": str(row["case_no"])} for row in rows
    ] == read_rows(SOURCE)
    assert all(list(row) == [*COLUMNS, *(f"{name}_code" for name in COLUMNS)] for row in rows)
    assert json.loads(json.dumps(rows)) == rows
    contacts = [row[f"{name}_code"] for row in rows for name in CONTACT_COLUMNS]
    assert len(contacts) == 63
    assert all(set(contact) == {"frequency", "forms", "fixed", "state"} for contact in contacts)


# Read off the printed table by hand. Reasons: f follow_up, t training, and so on; the end: group and the facts known.
BY_HAND = {
    5: ("construction", ["follow_up"], "clarification", "not_attached", {}),
    4: ("service", ["follow_up", "employer_assurance"], "work_training", "attached", {"wage_subsidy": "yes"}),
    12: (
        "health_and_care",
        ["follow_up", "steady_person"],
        "work_training",
        "not_attached",
        {"end_reason": "moved"},
    ),
    16: ("accounting", ["training"], "work_training", "attached", {"employment_form": "permanent"}),
    15: ("retail", ["follow_up"], "work_training", "attached", {"wage_subsidy": "yes"}),
    11: ("health_and_care", ["follow_up"], "none", "attached", {"employment_form": "permanent"}),
    9: ("manufacturing", ["training"], "none", "attached", {"employment_form": "permanent"}),
    14: ("service", ["training"], "work_training", "attached", {"in_measure": "training"}),
    2: ("construction", ["getting_to_work"], "work_training", "not_attached", {}),
    17: ("education", ["follow_up", "training"], "pupil", "missing", {}),
    6: ("kindergarten", ["role_and_knowledge"], None, "attached", {"in_measure": "mentor_measure"}),
    3: ("service", ["follow_up"], "work_training", "attached", {"wage_subsidy": "yes"}),
    19: ("retail", ["follow_up", "training"], "work_training", "not_attached", {}),
    21: ("health_and_care", ["follow_up", "training"], "none", "attached", {"leave": "sick"}),
    18: ("retail", ["follow_up", "training"], "none", "missing", {}),
    20: ("manufacturing", ["follow_up", "training"], "work_training", "not_attached", {}),
    13: ("accounting", ["training"], "work_training", "attached", {"wage_subsidy": "yes"}),
    1: ("retail", ["job_readiness"], "work_training", "attached", {"wage_subsidy": "yes"}),
    8: ("health_and_care", ["way_in"], "none", "missing", {}),
    10: (
        "service",
        ["work_culture"],
        "none",
        "apprenticeship_elsewhere",
        {"elsewhere": "apprenticeship_elsewhere"},
    ),
    7: ("service", ["follow_up"], "none", "attached", {"in_measure": "mentor_measure"}),
}


def test_the_codes_of_the_21():
    cases = read_published_cases(SOURCE).cases
    assert [case.case_no for case in cases] == list(BY_HAND)
    for case in cases:
        industry, reasons, prior, group, facts = BY_HAND[case.case_no]
        assert (case.industry_code, case.reason_codes, case.prior_attachment_code) == (
            industry,
            tuple(reasons),
            prior,
        )
        given = {"attached": "yes", "end_reason": "not_ended"} if group == "attached" else {"attached": "no"}
        assert case.outcome == OutcomeFacts(**({} if group == "missing" else given) | facts)
        assert case.attached_group == group
    assert [case.case_no for case in cases if case.knew_company_code == "no"] == [14, 2, 19, 7]
    assert Counter(case.knew_company_code for case in cases) == {"yes": 17, "no": 4}


def test_every_code_is_one_of_the_practice_model():
    model = get_practice_model("hybridmodellen")
    for case in read_published_cases(SOURCE).cases:
        for fact, code in case.codes["attached_at_end"].items():  # type: ignore[attr-defined]
            assert code in model.find_codes(f"outcome_{fact}")
        assert all(code in model.find_codes("reason") for code in case.reason_codes or ())
        assert case.knew_company_code in model.find_codes("adviser_knew_company")
    assert model.find_codes("attached_at_end_group").keys == GROUPS


def test_a_stored_case_is_coded_again():
    for case in read_published_cases(SOURCE).cases:
        assert code_published_case({"case_no": str(case.case_no), **case.words}) == case
    with pytest.raises(InvalidInput) as caught:
        code_published_case({**ROW, "contact_adviser_user": "Prates"})
    assert caught.value.field == "contact_adviser_user"


@pytest.mark.parametrize(
    "text",
    [
        write_file(ROW),
        write_file(ROW, delimiter=";"),
        "\ufeff" + write_file(ROW),
        write_file(ROW).replace("\r\n", "\n"),
        write_file(ROW).replace("\r\n", "\r"),
        write_file(ROW) + "\r\n,,,,,,,,,\r\n",
        write_file({name: ROW[name] for name in reversed(ROW)}),
        write_file({name: ROW[name] for name in ROW if name != "attached_at_end_group"}),
        write_file({**ROW, "attached_at_end_group": ""}),
        write_file({**ROW, "errors": "noe sto her, " + "x" * 600}),
        write_file({f" {name.upper()} ": value for name, value in ROW.items()}),
        write_file({name: f"  {value}  " for name, value in ROW.items()}),
    ],
)
def test_ways_to_write_the_same_file(text: str):
    expected = code_published_case(ROW)
    result = read_published_cases(text)
    assert result.faults == []
    assert result.cases == [expected]


def test_quoted_cells_may_hold_commas_and_line_breaks():
    text = write_file(
        {**ROW, "reason": 'Bruker "ville"\nprøve, sa hen'}, {**ROW, "case_no": "8", "industry": "?" * 501}
    )
    result = read_published_cases(text)
    assert result.cases[0].words["reason"] == 'Bruker "ville" prøve, sa hen'
    assert list_faults(result) == [(3, "industry", "published_cases.too_long")]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("case_no", "", "published_cases.bad_number"),
        ("case_no", "0", "published_cases.bad_number"),
        ("case_no", "-1", "published_cases.bad_number"),
        ("case_no", "1.5", "published_cases.bad_number"),
        ("case_no", "１", "published_cases.bad_number"),
        ("case_no", "1234567890", "published_cases.bad_number"),
        ("adviser_knew_company", "Kanskje", "published_cases.bad_knew"),
        ("contact_adviser_mentor", "Prates", "reported_contact.unknown_words"),
        ("contact_adviser_user", "Ringer ikke", "reported_contact.not_understood"),
        ("contact_adviser_employer", "en gang i året", "reported_contact.no_code"),
        ("attached_at_end", "Januar", "published_cases.bad_outcome"),
        ("attached_at_end", "Vet ikke", "published_cases.bad_outcome"),
        ("attached_at_end_group", "gone", "published_cases.bad_group"),
        ("attached_at_end_group", "missing", "published_cases.other_group"),
        ("industry", "Service\x00", "published_cases.control_character"),
        ("reason", "x" * 501, "published_cases.too_long"),
        *((name, f"Se {IDENTITY_NUMBER}", "error.national_id") for name in COLUMNS),
    ],
)
def test_faults_name_row_and_column(column: str, cell: str, message: str):
    good = {**ROW, "case_no": "1"}
    result = read_published_cases(write_file(good, {**ROW, column: cell}))
    assert list_faults(result) == [(3, column, message)]
    assert list(result.failed_rows) == [3]
    assert [case.case_no for case in result.cases] == [1]
    assert IDENTITY_NUMBER not in repr(result.faults)


def test_every_fault_of_a_row_is_told_at_once_and_blank_lines_count():
    bad = {
        **ROW,
        "case_no": "x",
        "contact_adviser_user": "Prates",
        "attached_at_end": "Tja",
        "attached_at_end_group": "",
    }
    head, row = write_file(bad).splitlines()
    result = read_published_cases(f"{head}\n\n\n{row}\n")
    assert list_faults(result) == [
        (4, "contact_adviser_user", "reported_contact.unknown_words"),
        (4, "case_no", "published_cases.bad_number"),
        (4, "attached_at_end", "published_cases.bad_outcome"),
    ]


def test_a_case_number_stands_once():
    result = read_published_cases(write_file(ROW, {**ROW, "case_no": "8"}, {**ROW, "case_no": "07"}))
    assert list_faults(result) == [(4, "case_no", "published_cases.case_twice")]
    assert result.faults[0].message.params == {"number": 7, "row": 2}


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"case_no": "nr"}, "nr", "published_cases.unknown_column"),
        ({"reason": "industry"}, "industry", "published_cases.column_twice"),
        ({"reason": "errors"}, "reason", "published_cases.missing_column"),
        ({"reason": IDENTITY_NUMBER}, "***********", "published_cases.unknown_column"),
    ],
)
def test_faults_of_the_heading(change: dict[str, str], column: str, message: str):
    head, row = write_file(ROW).splitlines()
    result = read_published_cases(
        "\n".join([",".join(change.get(name, name) for name in head.split(",")), row])
    )
    assert (1, column, message) in list_faults(result)
    assert result.cases == []
    assert list(result.failed_rows) == [2]
    assert IDENTITY_NUMBER not in write_errors(result)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (1, "", "published_cases.empty_file")),
        ("\ufeff\r\n \n", (1, "", "published_cases.empty_file")),
        (write_file(ROW).splitlines()[0], (1, "", "published_cases.no_rows")),
        (write_file(ROW) + '8,"Service', (3, "", "published_cases.not_csv")),
        (write_file(ROW) + '8,"Serv"ice', (3, "", "published_cases.not_csv")),
    ],
)
def test_faults_of_the_file(text: str, fault: tuple[int, str, str]):
    result = read_published_cases(text)
    assert list_faults(result) == [fault]
    assert result.cases == []
    assert fault[2] in write_errors(result)


@pytest.mark.parametrize(
    "cells", ["8,Service", ",".join([*ROW.values(), "more"]), ",".join([*ROW.values(), IDENTITY_NUMBER])]
)
def test_a_row_of_another_width(cells: str):
    result = read_published_cases(write_file(ROW) + cells + "\n")
    assert list_faults(result)[0][::2] == (3, "published_cases.wrong_width")
    assert ("error.national_id" in {fault.message.id for fault in result.faults}) == (
        IDENTITY_NUMBER in cells
    )
    assert IDENTITY_NUMBER not in write_errors(result)


def test_errors_can_be_corrected_and_read_again():
    bad = {**ROW, "case_no": "2", "contact_adviser_user": 'Prates, "ofte"'}
    unclear = {**ROW, "case_no": "3", "attached_at_end": "Tja", "reason": f"Bruker {IDENTITY_NUMBER}"}
    result = read_published_cases(write_file(ROW, bad, unclear, delimiter=";"))
    text = write_errors(result, lambda message: f"<{message.id}>")
    rows = read_rows(text)
    assert [(row["case_no"], row["errors"]) for row in rows] == [
        ("2", "contact_adviser_user: <reported_contact.unknown_words>"),
        ("3", "reason: <error.national_id>"),
    ]
    assert {name: rows[0][name] for name in ROW} == bad
    assert IDENTITY_NUMBER not in text
    again = read_published_cases(text)
    assert list_faults(again) == [
        (2, "contact_adviser_user", "reported_contact.unknown_words"),
        (3, "attached_at_end", "published_cases.bad_outcome"),
    ]
    corrected = [{**rows[0], "contact_adviser_user": "Ofte"}, {**rows[1], "attached_at_end": "Ja"}]
    final = read_published_cases(write_file(*corrected))
    assert (final.faults, [case.case_no for case in final.cases]) == ([], [2, 3])


def test_faults_found_later_are_written_as_well():
    result = read_published_cases(write_file(ROW, {**ROW, "case_no": "8"}))
    later = Fault(result.cases[1].row, "industry", Message("error.conflict"))
    rows = read_rows(write_errors(replace(result, faults=[later])))
    assert [(row["case_no"], row["errors"]) for row in rows] == [("8", "industry: error.conflict")]


def test_errors_keep_the_order_of_columns_and_say_what_is_wrong_with_the_file_once():
    text = write_file({"mystery": "a", **ROW}, {"mystery": "b", **ROW})
    head, first, second = csv.reader(io.StringIO(write_errors(read_published_cases(text))))
    assert head == ["mystery", *COLUMNS, "errors"]
    assert first[0] == "a"
    assert first[-1] == "mystery: published_cases.unknown_column"
    assert second == ["b", *ROW.values(), ""]


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("Ja", {"attached": "yes", "end_reason": "not_ended"}),
        (
            "ja, fast ansettelse uten lønnstilskudd",
            {
                "attached": "yes",
                "employment_form": "permanent",
                "wage_subsidy": "no",
                "end_reason": "not_ended",
            },
        ),
        (
            "Ja midlertidig ansatt med lønnstilskudd",
            {
                "attached": "yes",
                "employment_form": "temporary",
                "wage_subsidy": "yes",
                "end_reason": "not_ended",
            },
        ),
        (
            "Ja som vikar, men i foreldrepermisjon",
            {
                "attached": "yes",
                "employment_form": "substitute",
                "leave": "parental",
                "end_reason": "not_ended",
            },
        ),
        ("Ja, lærling", {"attached": "yes", "employment_form": "apprentice", "end_reason": "not_ended"}),
        ("Ja, men ikke fast ansatt", {"attached": "yes", "end_reason": "not_ended"}),
        ("Ja, noe helt annet", {"attached": "yes", "end_reason": "not_ended"}),
        ("Nei", {"attached": "no"}),
        ("Nei, læreplass i annen bedrift", {"attached": "no", "elsewhere": "apprenticeship_elsewhere"}),
        ("Nei. Fikk ikke lærlingeplass", {"attached": "no"}),
        ("Nei. Søker lærlingeplass", {"attached": "no"}),
        ("Nei. Mistet læreplassen og flyttet", {"attached": "no"}),
        ("Nei, flyttet", {"attached": "no", "end_reason": "moved"}),
        ("MANGLER INFO", {}),
        ("", {}),
    ],
)
def test_outcome_words(words: str, facts: dict[str, str]):
    assert read_outcome(words) == OutcomeFacts(**facts)


@pytest.mark.parametrize("words", ["Januar", "Neida", "Vet ikke", "Kanskje ja", "-"])
def test_other_outcome_words_have_no_meaning(words: str):
    assert read_outcome(words) is None


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("bruker trengte oppfølging.", ("follow_up",)),
        ("Bruker trengte ekstra opplæring og bistand til opplæring", ("training",)),
        ("Bruker trengte ekstra oppfølging; noe annet", None),
        ("Bruker trengte ekstra oppfølging og kaffe", None),
        ("Noe annet", None),
        ("", None),
    ],
)
def test_reasons(words: str, codes: tuple[str, ...] | None):
    assert read_reasons(words) == codes


def test_another_file_is_tabulated_in_the_order_given():
    texts = [
        {**ROW, "case_no": "30", "industry": "Fiske", "attached_at_end": "Nei"},
        {
            **ROW,
            "case_no": "4",
            "industry": "bygg og anlegg",
            "attached_at_end": "Nei, læreplass annen bedrift",
        },
        {**ROW, "case_no": "5", "industry": "Bygg & anlegg", "attached_at_end": ""},
        {**ROW, "case_no": "6", "industry": ""},
    ]
    result = read_published_cases(write_file(*({**row, "attached_at_end_group": ""} for row in texts)))
    table = tabulate_table1(result.cases[::-1])
    assert [row["case_no"] for row in table["rows"]] == [6, 5, 4, 30]  # type: ignore[attr-defined]
    assert table["attached_at_end"] == {
        "attached": 1,
        "apprenticeship_elsewhere": 1,
        "not_attached": 1,
        "missing": 1,
    }
    assert list(table["industry"].items()) == [("Bygg & anlegg", 2), ("Fiske", 1), ("Mangler info", 1)]  # type: ignore[attr-defined]
    assert tabulate_table1([]) == {
        "n": 0,
        "rows": [],
        "attached_at_end": {"attached": 0, "apprenticeship_elsewhere": 0, "not_attached": 0, "missing": 0},
        "industry": {},
    }


@given(
    st.one_of(st.text(max_size=300), st.text(st.sampled_from('case_no,industry;"\r\n\x00 1'), max_size=80))
)
def test_any_text_gives_an_answer(text: str):
    result = read_published_cases(text)
    assert result.faults
    assert result.cases == []
    assert write_errors(result)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=40)))
def test_any_cell_gives_a_case_or_a_fault(cells: dict[str, str]):
    result = read_published_cases(write_file({**ROW, **cells}))
    assert bool(result.faults) != bool(result.cases)
    assert len(result.cases) + len(result.failed_rows) in {0, 1}
    json.dumps(tabulate_table1(result.cases))
