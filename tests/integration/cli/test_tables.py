"""`hybridmentor tables`: tables 2 to 7 of the examples alone, of a made-up office counted by hand, and of both."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hybridmentor.db import begin_write
from hybridmentor.domain.survey_tables import load_afi_figures
from hybridmentor.models import Office
from hybridmentor.queries.offices import find_office
from tests.integration.cli.conftest import Shell
from tests.integration.scenes import name_mentor, open_through_service, talk
from tests.integration.survey_scenes import PERMANENT, close, fill_company, fill_form, import_examples
from tests.support.seed import make_actor

ROW_KEYS = ["dimension", "group", "category", "count", "percent", "afi_percent"]
NAMES = [f"table{number}" for number in range(2, 8)]
START = date(2026, 1, 5)
COMPARABILITY = "Tallene kan ikke sammenlignes direkte."


def find_row(
    document: Any, name: str, category: str, dimension: str | None = None, group: str = "all"
) -> Any:
    """The only row of a category."""
    (row,) = [
        row
        for row in document[name]["rows"]
        if row["category"] == category and row["group"] == group and dimension in (None, row["dimension"])
    ]
    return row


def list_sizes(document: Any) -> dict[str, int]:
    return {name: document[name]["n"] for name in NAMES}


@pytest.fixture
def examples(light_shell: Shell) -> Shell:
    """A database that holds nothing but the 21."""
    with light_shell.session() as session:
        begin_write(session)
        import_examples(session)
        session.commit()
    return light_shell


@pytest.fixture
def today(set_clock: Callable[[datetime], None]) -> None:
    """Tuesday 24 November 2026."""
    set_clock(datetime(2026, 11, 24, 8, tzinfo=UTC))


def add_own_case(shell: Shell, login: str = "veileder") -> None:
    """A case of 84 days: the mentor six times, evenly, by telephone but once at the company; the measure for three months."""
    with shell.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        visible = open_through_service(session, actor, opened_on=START)
        name_mentor(session, actor, visible, from_on=START)
        for place in (0, 16, 33, 50, 67, 83):
            form = "at_company" if place == 33 else "phone"
            talk(session, actor, visible, START + timedelta(days=place), "mentor", form=form)
        fill_form(
            session,
            visible.case,
            measure_used="yes",
            measure_from_on="2026-01-12",
            measure_ended_on="2026-04-11",
            contact_ended_on="2026-03-29",
        )
        fill_company(session, visible.case, initiator="employer", prior_attached="no")
        close(session, visible.case, date(2026, 4, 30), PERMANENT)
        session.commit()


def test_the_examples_alone(examples: Shell):
    result = examples.run_well("tables", "--json")
    assert result.stderr == ""
    document = json.loads(result.stdout)
    assert list(document) == ["table1", *NAMES]
    assert list_sizes(document) == {
        "table2": 0,
        "table3": 0,
        "table4": 21,
        "table5": 21,
        "table6": 0,
        "table7": 21,
    }
    for name in ("table2", "table3", "table6"):
        assert {(row["count"], row["percent"]) for row in document[name]["rows"]} == {(0, None)}
        assert "survey.note.not_in_source" in document[name]["notes"]
    uncoded = find_row(document, "table7", "uten kode")
    assert (uncoded["count"], uncoded["percent"], uncoded["afi_percent"]) == (11, 1100 / 21, None)
    assert find_row(document, "table7", "Ingen tilknytning")["count"] == 5
    assert sum(row["count"] for row in document["table7"]["rows"]) == 21


def test_every_row_has_six_keys_and_every_printed_figure_its_row(examples: Shell):
    document = examples.read("tables", "--json")
    for name in NAMES:
        assert all(list(row) == ROW_KEYS for row in document[name]["rows"])
        assert {row["group"] for row in document[name]["rows"]} == (
            {"jobseeker", "mentor", "employer"} if name == "table5" else {"all"}
        )
    for figure in load_afi_figures():
        row = find_row(document, f"table{figure.table}", figure.category, figure.dimension, figure.group)
        assert row["afi_percent"] == figure.percent
    assert find_row(document, "table3", "Hjelpemiddelsentralen")["afi_percent"] is None
    assert all(row["afi_percent"] is None for row in document["table5"]["rows"] if row["group"] == "employer")


def test_table_1_stands_first_and_as_before(examples: Shell):
    text = examples.run_well("tables", "--json").stdout
    alone = json.dumps({"table1": json.loads(text)["table1"]}, ensure_ascii=False, indent=2)
    assert text.startswith(alone.removesuffix("\n}") + ',\n  "table2": {')


@pytest.mark.usefixtures("today")
def test_a_made_up_office_by_hand(light_shell: Shell):
    add_own_case(light_shell)
    result = light_shell.run_well("tables", "--office", "9901", "--json")
    assert result.stderr == ""
    document = json.loads(result.stdout)
    assert document["table1"]["n"] == 0
    assert list_sizes(document) == dict.fromkeys(NAMES, 1)
    given = {
        (name, row["group"], row["category"]): row["percent"]
        for name in NAMES
        for row in document[name]["rows"]
        if row["count"]
    }
    assert given == {
        ("table2", "all", "1"): 100,
        ("table3", "all", "Arbeidsgiver"): 100,
        ("table4", "all", "Ingen"): 100,
        # 6 * 30.4375 / 84 is 2.17; two of six in each third, 16 days of silence
        ("table5", "mentor", "2-3 ganger per måned"): 100,
        ("table5", "mentor", "Like mye gjennom hele perioden"): 100,
        ("table5", "mentor", "Telefon"): 100,
        ("table5", "mentor", "På bedriften"): 100,
        # 12 January to 11 April
        ("table6", "all", "Inntil 3 måneder"): 100,
        ("table7", "all", "Fast ansatt uten lønnstilskudd"): 100,
    }
    assert list_sizes(light_shell.read("tables", "--office", "9902", "--json")) == dict.fromkeys(NAMES, 0)


@pytest.mark.usefixtures("today")
def test_both_kinds_are_added_up_only_when_nothing_else_is_asked_for(examples: Shell):
    add_own_case(examples)
    both = examples.run_well("tables", "--json")
    assert list_sizes(json.loads(both.stdout))["table7"] == 22
    assert "(1)" in both.stderr
    assert "(21)" in both.stderr
    for source, n in (("own", 1), ("examples", 21)):
        one = examples.run_well("tables", "--json", "--source", source)
        assert (json.loads(one.stdout)["table7"]["n"], one.stderr) == (n, "")
        assert json.loads(one.stdout)["table1"] == json.loads(both.stdout)["table1"]
    assert list_sizes(examples.read("tables", "--office", "0000", "--json"))["table7"] == 21
    assert examples.run("tables", "--source", "begge").exit_code == 2


@pytest.mark.usefixtures("today")
def test_a_guest_office_is_left_out_and_told_so(light_shell: Shell):
    add_own_case(light_shell)
    with light_shell.session() as session:
        begin_write(session)
        office = find_office(session, "9901")
        assert isinstance(office, Office)
        office.participation = "guest"
        session.commit()
    result = light_shell.run_well("tables", "--office", "9901", "--json")
    assert list_sizes(json.loads(result.stdout)) == dict.fromkeys(NAMES, 0)
    assert "9901" in result.stderr
    assert list_sizes(light_shell.read("tables", "--json")) == dict.fromkeys(NAMES, 0)


def test_for_people_to_read(examples: Shell):
    text = examples.run_well("tables").stdout
    assert text.count(COMPARABILITY) == 1
    lines = text.splitlines()
    assert lines.index("Tabell 2: Brukere per veileder") < lines.index(
        "Tabell 7: Tilknytning til bedriften etter"
    )
    assert [line for line in lines if line.startswith("Tabell 5: ")] == [
        "Tabell 5: Hyppighet",
        "Tabell 5: Intensitet",
        "Tabell 5: Kontaktform",
    ]
    (substitute,) = [line.split() for line in lines if line.startswith("  Vikar") and "0,5" in line]
    assert substitute == ["Vikar", "0", "0", "%", "0,5", "%"]
    uncoded = [line.split() for line in lines if line.startswith("  uten kode")]
    assert uncoded[-1] == ["uten", "kode", "11", "52", "%", "-"]
    assert "  Ikke i kilden: de publiserte eksemplene sier ikke noe om dette." in lines
    english = examples.run_well("tables", HYBRIDMENTOR_LANGUAGE="en").stdout
    assert "Table 6: Duration of the measure" in english
    assert "  no code" in english


def test_an_empty_database(light_shell: Shell):
    result = light_shell.run_well("tables")
    assert result.stdout.count(COMPARABILITY) == 1
    assert "Registrert (n\u00a0=\u00a00)" in result.stdout
    assert result.stderr
    assert light_shell.run("tables", "--office", "1234").exit_code == 2
