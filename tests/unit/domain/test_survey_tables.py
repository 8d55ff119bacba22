"""Tables 2 to 7: the printed figures, hand-made records counted by hand, and the published examples."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.outcome import Outcome
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.prior_attachment import PriorAttachment, describe_prior_code
from hybridmentor.domain.published_cases import code_published_case, read_published_cases
from hybridmentor.domain.survey_tables import (
    CODE_SETS,
    COMPARABILITY,
    FIGURE_COLUMNS,
    NOTES,
    REPORTED_FREQUENCIES,
    UNCODED,
    AdviserRecord,
    AfiFigure,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    SurveyTable,
    classify_duration,
    classify_jobseekers,
    count_months,
    describe_published_case,
    load_afi_figures,
    read_afi_figures,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput

# AFI-notat 2022:01, typed off the printed tables: n and the percentages in the order of print ("-" is None).
PRINTED: dict[int, tuple[int | None, dict[str, list[float | None]]]] = {
    2: (201, {"1": [30], "2-3": [44], "4-5": [16], "5-10": [6], "10+": [4]}),
    3: (
        199,
        {
            "Arbeidsgiver": [16],
            "Bruker": [2],
            "Veileder": [70],
            "Hjelpemiddelsentralen": [None],
            "Vet ikke": [2],
            "Annet": [10],
        },
    ),
    4: (
        200,
        {
            "Ingen": [14],
            "Arbeidstrening": [55],
            "Avklaring": [None],
            "Vikar": [0.5],
            "Skoleelev": [6],
            "Midlertidig ansatt": [10],
            "Fast ansatt": [9],
            "Annet": [7],
        },
    ),
    5: (
        None,  # jobseeker, mentor
        {
            "Ukentlig": [14, 4],
            "Ca 1 gang per måned": [36, 26],
            "2-3 ganger per måned": [32, 42],
            "Mindre enn 1 gang per måned": [16, 18],
            "Aldri": [None, 3],
            "Mest i begynnelsen": [47, 48],
            "Like mye gjennom hele perioden": [46, 43],
            "Mest på slutten": [4, 3],
            "Telefon": [70, 67],
            "E-post": [9, 45],
            "På bedriften": [54, 57],
            "På NAV-kontoret": [25, 7],
            "Digital kommunikasjon": [53, 13],
        },
    ),
    6: (
        199,
        {
            "3-6 måneder": [36],
            "Inntil 3 måneder": [27],
            "6-12 måneder": [23],
            "Tiltaket er ennå ikke avsluttet": [10],
            "Mer enn 12 måneder": [5],
        },
    ),
    7: (
        180,
        {
            "Midlertidig ansatt med lønnstilskudd": [22],
            "Fast ansatt med lønnstilskudd": [18],
            "Arbeidstrening": [14],
            "Ingen tilknytning": [9],
            "Læreplass/utdanning": [9],
            "Fast ansatt uten lønnstilskudd": [8],
            "Vikar": [3],
            "Midlertidig ansatt uten lønnstilskudd": [3],
            "Vet ikke": [4],
            "Annet": [11],
        },
    ),
}

PERMANENT = Outcome(attached=("yes",), employment_form=("permanent",), wage_subsidy=("no",))


@pytest.fixture
def own() -> SurveyRecords:
    """Seven advisers and five cases, of which one is all but empty; what comes of them is counted in the tests."""
    return SurveyRecords(
        advisers=tuple(map(AdviserRecord, (0, 1, 1, 3, 5, 6, 11))),
        cases=(
            CaseRecord(
                initiator="adviser",
                prior=describe_prior_code("work_training"),
                measure_months=3.0,
                relationships=(
                    RelationshipRecord("jobseeker", "monthly", "even", ("phone", "at_company", "phone")),
                    RelationshipRecord("mentor", "weekly", "uneven", ("phone",)),
                    RelationshipRecord("employer", UNCODED, None, ("email", "elsewhere")),
                ),
                outcome=PERMANENT,
            ),
            CaseRecord(
                initiator="adviser",
                prior=PriorAttachment(attached=("yes",), employment_form=("on_call",)),
                measure_months=3.01,
                relationships=(
                    RelationshipRecord("jobseeker", "never"),
                    RelationshipRecord("mentor", "weekly", "most_at_start", ("digital", UNCODED)),
                ),
                outcome=Outcome(attached=("yes",)),
            ),
            CaseRecord(
                initiator="unknown",
                prior=describe_prior_code("none"),
                is_measure_running=True,
                relationships=(RelationshipRecord("mentor"),),
                outcome=Outcome(attached=("no",)),
            ),
            CaseRecord(initiator="other", measure_months=13.5, outcome=Outcome()),
            CaseRecord(),
        ),
    )


@pytest.fixture(scope="module")
def examples() -> dict[str, SurveyTable]:
    source = (files("hybridmentor") / "sample_data" / "afi_table1_cases.csv").read_text("utf-8")
    cases = read_published_cases(source).cases
    assert len(cases) == 21
    return tabulate_survey(SurveyRecords(cases=tuple(map(describe_published_case, cases))))


def count(table: SurveyTable, dimension: str, group: str = "all") -> dict[str, int]:
    """The counts above nothing by category, in the order of the rows."""
    return {
        row["category"]: row["count"]
        for row in table["rows"]
        if (row["dimension"], row["group"]) == (dimension, group) and row["count"]
    }


def walk_shares(tables: dict[str, SurveyTable]) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Table, dimension, group and rows, together once for each."""
    for name, table in tables.items():
        for dimension, bases in table["bases"].items():
            for group in bases:
                rows = [
                    row for row in table["rows"] if (row["dimension"], row["group"]) == (dimension, group)
                ]
                yield name, dimension, group, rows


def test_the_packaged_figures_are_those_in_print():
    figures = load_afi_figures()
    assert len(figures) == 5 + 6 + 8 + 26 + 5 + 10
    for number, (n, percents) in PRINTED.items():
        found: dict[str, list[float | None]] = {}
        for figure in figures:
            if figure.table == number:
                assert figure.n == n
                found.setdefault(figure.category, []).append(figure.percent)
        assert found == percents
        assert list(found) == list(percents), "the order of print"
    assert [f.group for f in figures if f.table == 5] == ["jobseeker", "mentor"] * 13
    assert {f.group for f in figures if f.table != 5} == {"all"}
    assert load_afi_figures() is figures


@pytest.mark.parametrize("records", [SurveyRecords(), SurveyRecords(cases=(CaseRecord(),))])
def test_afi_figures_stand_beside_nothing(records: SurveyRecords):
    tables = tabulate_survey(records)
    assert list(tables) == [f"table{number}" for number in range(2, 8)]
    for number, (n, percents) in PRINTED.items():
        table = tables[f"table{number}"]
        assert (table["n"], table["afi_n"]) == (0, n)
        printed = [
            (row["category"], row["group"], row["afi_percent"])
            for row in table["rows"]
            if row["category"] in percents
        ]
        groups = ("jobseeker", "mentor", "employer") if number == 5 else ("all",)
        assert printed == [
            (category, group, percent)
            for category, given in percents.items()
            for group, percent in zip(groups, [*given, *[None] * len(groups)], strict=False)
        ]
        assert all((row["count"], row["percent"]) == (0, None) for row in table["rows"])
        assert table["title"].startswith(("Antall", "Init", "Bruker", "Samarb", "Mentort"))
    assert json.loads(json.dumps(tables)) == tables


def test_what_afi_has_not_stands_last_without_a_figure():
    tables = tabulate_survey(SurveyRecords())
    extra = {
        (row["dimension"], row["category"])
        for number, (_, percents) in PRINTED.items()
        for row in tables[f"table{number}"]["rows"]
        if row["category"] not in percents
    }
    assert extra == {
        ("attachment_at_start", UNCODED),
        ("contact_frequency", UNCODED),
        ("contact_intensity", "Ujevnt"),
        ("contact_form", "Annet sted"),
        ("contact_form", UNCODED),
        ("outcome", UNCODED),
    }
    for _, dimension, _, rows in walk_shares(tables):
        names = [row["category"] for row in rows]
        ours = [name for name in names if (dimension, name) in extra]
        assert names[len(names) - len(ours) :] == ours
        assert all(row["afi_percent"] is None for row in rows if row["category"] in ours)


def test_every_code_has_its_row_and_every_row_its_code():
    """No answer of the practice model can fall out of its table, and AFI's words are the model's."""
    model = get_practice_model("hybridmodellen")
    rows = [row for table in tabulate_survey(SurveyRecords()).values() for row in table["rows"]]
    for dimension, code_set in CODE_SETS.items():
        words = {row["category"] for row in rows if row["dimension"] == dimension} - {UNCODED}
        assert words == {code.names["nb"] for code in model.find_codes(code_set).codes}
    assert {row["dimension"] for row in rows} == {*CODE_SETS, "users_per_adviser"}
    assert all(list(row) == list(rows[0]) for row in rows)
    assert list(rows[0]) == ["dimension", "group", "category", "count", "percent", "afi_percent"]


def test_hand_made_records_by_hand(own: SurveyRecords):
    tables = tabulate_survey(own)
    assert {name: table["n"] for name, table in tables.items()} == {
        "table2": 6,  # the adviser who used it for nobody was not asked
        "table3": 4,
        "table4": 3,
        "table5": 2,  # nothing is known of the collaboration in the third case
        "table6": 4,
        "table7": 4,
    }
    assert count(tables["table2"], "users_per_adviser") == {"1": 2, "2-3": 1, "4-5": 1, "5-10": 1, "10+": 1}
    assert count(tables["table3"], "initiator") == {"Veileder": 2, "Vet ikke": 1, "Annet": 1}
    assert count(tables["table4"], "attachment_at_start") == {"Ingen": 1, "Arbeidstrening": 1, UNCODED: 1}
    frequency = {who: count(tables["table5"], "contact_frequency", who) for who in ("jobseeker", "mentor")}
    assert frequency == {
        "jobseeker": {"Ca 1 gang per måned": 1, "Aldri": 1},
        "mentor": {"Ukentlig": 2},
    }
    assert count(tables["table5"], "contact_frequency", "employer") == {UNCODED: 1}
    assert count(tables["table5"], "contact_intensity", "jobseeker") == {"Like mye gjennom hele perioden": 1}
    assert count(tables["table5"], "contact_intensity", "mentor") == {"Mest i begynnelsen": 1, "Ujevnt": 1}
    assert count(tables["table5"], "contact_intensity", "employer") == {}
    assert count(tables["table5"], "contact_form", "jobseeker") == {"Telefon": 1, "På bedriften": 1}
    assert count(tables["table5"], "contact_form", "mentor") == {
        "Telefon": 1,
        "Digital kommunikasjon": 1,
        UNCODED: 1,
    }
    assert count(tables["table5"], "contact_form", "employer") == {"E-post": 1, "Annet sted": 1}
    assert count(tables["table6"], "duration") == {
        "3-6 måneder": 1,
        "Inntil 3 måneder": 1,
        "Tiltaket er ennå ikke avsluttet": 1,
        "Mer enn 12 måneder": 1,
    }
    assert count(tables["table7"], "outcome") == {
        "Ingen tilknytning": 1,
        "Fast ansatt uten lønnstilskudd": 1,
        "Vet ikke": 1,
        UNCODED: 1,
    }
    assert tables["table5"]["bases"] == {
        "contact_frequency": {"jobseeker": 2, "mentor": 2, "employer": 1},
        "contact_intensity": {"jobseeker": 1, "mentor": 2, "employer": 0},
        "contact_form": {"jobseeker": 1, "mentor": 2, "employer": 1},
    }


def test_percentages_by_hand(own: SurveyRecords):
    rows = {
        (row["dimension"], row["group"], row["category"]): row["percent"]
        for table in tabulate_survey(own).values()
        for row in table["rows"]
    }
    assert rows["users_per_adviser", "all", "1"] == pytest.approx(100 / 3)
    assert rows["initiator", "all", "Veileder"] == 50
    assert rows["contact_form", "mentor", "Telefon"] == 50
    assert rows["contact_form", "jobseeker", "På bedriften"] == 100
    assert rows["contact_intensity", "employer", "Mest på slutten"] is None
    assert rows["contact_frequency", "employer", "Aldri"] == 0
    assert rows["outcome", "all", UNCODED] == 25


def test_totals_agree(own: SurveyRecords, examples: dict[str, SurveyTable]):
    for tables in (tabulate_survey(own), examples):
        for name, dimension, group, rows in walk_shares(tables):
            base = tables[name]["bases"][dimension][group]
            total = sum(row["count"] for row in rows)
            if dimension == "contact_form":
                assert base <= total or total == base == 0
                assert all(row["count"] <= base for row in rows)
            else:
                assert total == base, (name, dimension, group)
                if name != "table5":
                    assert base == tables[name]["n"]
            for row in rows:
                assert (row["percent"] is None) == (base == 0)
                assert base == 0 or row["percent"] == pytest.approx(100 * row["count"] / base)
        assert sum(len(table["rows"]) for table in tables.values()) == sum(
            len(rows) for _, _, _, rows in walk_shares(tables)
        )


def test_the_published_examples(examples: dict[str, SurveyTable]):
    assert {name: table["n"] for name, table in examples.items()} == {
        "table2": 0,
        "table3": 0,
        "table4": 21,
        "table5": 21,
        "table6": 0,
        "table7": 21,
    }
    for name in ("table2", "table3", "table6"):
        assert NOTES["not_in_source"] in examples[name]["notes"]
        assert all(row["percent"] is None for row in examples[name]["rows"])
    for name in ("table4", "table5", "table7"):
        assert NOTES["not_in_source"] not in examples[name]["notes"]
    assert count(examples["table4"], "attachment_at_start") == {
        "Ingen": 7,
        "Arbeidstrening": 11,
        "Avklaring": 1,
        "Skoleelev": 1,
        UNCODED: 1,
    }
    assert count(examples["table7"], "outcome") == {
        "Ingen tilknytning": 5,
        "Læreplass/utdanning": 2,
        "Vet ikke": 3,
        UNCODED: 11,
    }


def test_the_contact_of_the_published_examples(examples: dict[str, SurveyTable]):
    """Counted by hand in table 1: words without a number have no code, and "Mangler info" is not counted."""
    table = examples["table5"]
    assert count(table, "contact_frequency", "mentor") == {
        "Ukentlig": 2,  # 5 and 2
        "Ca 1 gang per måned": 4,  # 12, 16, 15 and 11
        "2-3 ganger per måned": 2,  # 4 and 14
        "Mindre enn 1 gang per måned": 2,  # 9 and 3
        "Aldri": 3,  # 19, 21 and 18
        UNCODED: 8,
    }
    # of the jobseeker's 21, case 1 did not want contact and case 10 only talked about money
    assert table["bases"]["contact_frequency"]["jobseeker"] == 19
    # where the employer is the mentor (5, 16, 14, 13 and 1), the mentor's contact counts for both; 17 is not relevant
    assert count(table, "contact_frequency", "employer") == {
        "Ukentlig": 1,  # 5
        "Ca 1 gang per måned": 2,  # 16 and 15
        "2-3 ganger per måned": 2,  # 4 and 14
        "Mindre enn 1 gang per måned": 1,  # 3
        "Aldri": 2,  # 21 and 10
        UNCODED: 12,
    }
    assert count(table, "contact_form", "jobseeker") == {"Telefon": 4, UNCODED: 1}
    assert table["bases"]["contact_intensity"] == {"jobseeker": 0, "mentor": 0, "employer": 0}


def test_a_missing_attachment_before_is_not_counted():
    row = {
        "case_no": "1",
        "industry": "",
        "reason": "",
        "adviser_knew_company": "",
        "contact_adviser_mentor": "",
        "contact_adviser_user": "",
        "contact_adviser_employer": "AG er mentor",
        "attached_at_end": "",
    }
    for words, prior in (
        ("", None),
        ("mangler info", None),
        ("Annet", PriorAttachment(words="Annet")),
        ("Fast gjest", PriorAttachment(words="Fast gjest")),
        ("Ingen", describe_prior_code("none")),
    ):
        record = describe_published_case(code_published_case(row | {"prior_attachment": words}))
        assert record.prior == prior, words
        assert record.relationships == (), "the mentor's contact is not known either"
        assert record.is_published_example


def test_notes_are_told(own: SurveyRecords):
    tables = tabulate_survey(own)
    assert {name: table["notes"] for name, table in tables.items()} == {
        "table2": [NOTES["classes"]],
        "table3": [],
        "table4": [NOTES["uncoded"]],
        "table5": [NOTES["several"], NOTES["uncoded"]],
        "table6": [],
        "table7": [NOTES["uncoded"]],
    }
    mixed = SurveyRecords(cases=(CaseRecord(is_published_example=True), CaseRecord()))
    assert NOTES["not_in_source"] not in tabulate_survey(mixed)["table3"]["notes"]
    assert COMPARABILITY not in NOTES.values()


@pytest.mark.parametrize(
    ("jobseekers", "words"),
    [
        *((-1, None), (0, None), (1, "1"), (2, "2-3"), (3, "2-3"), (4, "4-5"), (5, "4-5")),
        *((6, "5-10"), (10, "5-10"), (11, "10+"), (400, "10+")),
    ],
)
def test_classes_of_table_2(jobseekers: int, words: str | None):
    assert classify_jobseekers(jobseekers) == words


@pytest.mark.parametrize(
    ("months", "code"),
    [
        *((0.1, "up_to_3_months"), (3, "up_to_3_months"), (3.03, "3_6_months"), (6, "3_6_months")),
        *((6.01, "6_12_months"), (12, "6_12_months"), (12.03, "over_12_months"), (None, None)),
    ],
)
def test_classes_of_table_6(months: float | None, code: str | None):
    assert classify_duration(months) == code
    assert classify_duration(months, is_running=True) == "not_ended"


@pytest.mark.parametrize(
    ("from_on", "to_on", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 3),
        (date(2026, 1, 15), date(2026, 4, 14), 3),
        (date(2026, 1, 1), date(2026, 1, 1), 1 / 31),
        (date(2026, 1, 15), date(2026, 4, 15), 3 + 1 / 30),
        (date(2026, 1, 31), date(2026, 2, 27), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 1 + 1 / 31),
        (date(2024, 2, 29), date(2025, 2, 27), 12),
        (date(2025, 12, 1), date(2026, 5, 31), 6),
        (date(2026, 11, 16), date(2026, 11, 30), 0.5),
    ],
)
def test_months_of_the_calendar(from_on: date, to_on: date, months: float):
    assert count_months(from_on, to_on) == pytest.approx(months, abs=1e-9)


@given(st.dates(date(2015, 1, 1), date(2040, 1, 1)), st.integers(0, 1500))
def test_a_longer_period_has_more_months(from_on: date, days: int):
    months = count_months(from_on, from_on + timedelta(days=days))
    assert count_months(from_on, from_on + timedelta(days=days + 1)) > months
    assert months == pytest.approx((days + 1) / 30.4375, abs=0.13)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(InvalidInput) as caught:
        count_months(date(2026, 2, 1), date(2026, 1, 31))
    assert caught.value.field == "to_on"


@pytest.mark.parametrize(
    ("records", "field"),
    [
        (SurveyRecords(cases=(CaseRecord(initiator="king"),)), "initiator"),
        (
            SurveyRecords(cases=(CaseRecord(relationships=(RelationshipRecord("cat", "weekly"),)),)),
            "relationship",
        ),
        (
            SurveyRecords(cases=(CaseRecord(relationships=(RelationshipRecord("mentor", "daily"),)),)),
            "contact_frequency",
        ),
        (
            SurveyRecords(cases=(CaseRecord(relationships=(RelationshipRecord("mentor", None, UNCODED),)),)),
            "contact_intensity",
        ),
        (
            SurveyRecords(
                cases=(CaseRecord(relationships=(RelationshipRecord("mentor", forms=("smoke",)),)),)
            ),
            "contact_form",
        ),
    ],
)
def test_no_answer_is_lost_silently(records: SurveyRecords, field: str):
    with pytest.raises(InvalidInput) as caught:
        tabulate_survey(records)
    assert caught.value.field == field
    assert caught.value.message.id == "practice.no_code"
    assert caught.value.message.params["code_set"] == field
    assert caught.value.message.params["code"] in {"king", "cat", "daily", UNCODED, "smoke"}


def test_reported_frequencies_are_coded_or_have_no_code():
    model = get_practice_model("hybridmodellen")
    reported, printed = model.find_codes("reported_frequency"), model.find_codes("contact_frequency")
    assert set(REPORTED_FREQUENCIES) <= set(reported.keys)
    assert set(REPORTED_FREQUENCIES.values()) == set(printed.keys)
    assert set(reported.keys) - REPORTED_FREQUENCIES.keys() == {
        *("a_few_times", "only_at_start", "hardly_any", "not_stated"),
        *("regular_unspecified", "often_unspecified", "little_unspecified"),
    }


HEADING = ",".join(FIGURE_COLUMNS)


def test_figures_of_another_file():
    assert read_afi_figures(f"{HEADING}\n5,Om,,contact_form,user,Telefon,\n") == (
        AfiFigure(5, "Om", None, "contact_form", "jobseeker", "Telefon", None),
    )
    assert read_afi_figures(HEADING) == ()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "table"),
        ("table;title", "table"),
        (f"{HEADING}\n5,Om,,contact_form,boss,Telefon,3\n", "group"),
        (f"{HEADING}\n5,Om,,contact_form,user,Telefon,mange\n", "percent"),
        (f"{HEADING}\nfem,Om,,contact_form,user,Telefon,3\n", "table"),
        (f"{HEADING}\n5,Om,alle,contact_form,user,Telefon,3\n", "n"),
    ],
)
def test_faulty_figures_are_refused(text: str, field: str):
    with pytest.raises(InvalidInput) as caught:
        read_afi_figures(text)
    assert caught.value.field == field


def test_large_offices_are_counted_right():
    """Independent recount of 5 000 made-up cases."""
    keys = [*get_practice_model("hybridmodellen").find_codes("initiator").keys, None]
    cases = tuple(CaseRecord(initiator=keys[number % 7 * number % 7]) for number in range(5000))
    expected = Counter(case.initiator for case in cases)
    table = tabulate_survey(SurveyRecords(cases=cases))["table3"]
    assert table["n"] == 5000 - expected[None]
    words = get_practice_model("hybridmodellen").find_codes("initiator")
    assert count(table, "initiator") == {
        words.label(key)["nb"]: expected[key] for key in words.keys if expected[key]
    }
