"""The pages of a study's surveys and tables, as the researcher and the approver meet them."""

from __future__ import annotations

from json import dumps
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.domain.study_tables import TABLES, TableDefinition, write_definition
from hybridmentor.models import Office, Study, StudyReply, StudyTable
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.studies import add_survey, add_table, make_study


@pytest.fixture
def place(site: Site) -> str:
    """The tables of a study with a zero point that is over: 20 have answered, and of the controls three."""
    with site.session() as session:
        begin_write(session)
        offices = {office.number: office.id for office in session.scalars(select(Office))}
        parts = {offices["9901"]: "participating", offices["9902"]: "control"}
        study = make_study(session, offices["9901"], parts)
        wave = add_survey(session, study, offices["9901"], "c" * 32)
        wave.opens_on = wave.closes_on = study.from_on
        told = (
            [("participating", "adviser")] * 13
            + [("participating", "employer")] * 7
            + [("control", "adviser")] * 3
        )
        for part, initiator in told:
            answers = dumps({"initiator": initiator})
            session.add(StudyReply(id=uuid4(), wave_id=wave.id, part=part, answers=answers))
        session.commit()
        return f"/research/studies/{study.id}/tables"


@pytest.fixture
def researcher(site: Site) -> PageClient:
    return site.client("forsker")


def read_cells(page: PageClient, url: str, table: str) -> dict[str, list[str]]:
    """The rows of a table of the page by their first cell."""
    found = page.get(url).page.find(f"{table}-caption")
    rows: dict[str, list[str]] = {}
    box = next(
        one for one in page.get(url).page.elements("div") if one.get("aria-labelledby") == f"{table}-caption"
    )
    assert found is not None
    for row in box.iter():
        if row.tag.endswith("tr"):
            cells = [
                "".join(cell.itertext()).replace("\u00a0", " ").strip()
                for cell in row
                if cell.tag.endswith(("th", "td"))
            ]
            rows[cells[0]] = cells[1:]
    return rows


def make(client: PageClient, place: str, **told: object) -> str:
    made = client.post_form(client.read_form(place, place), title="Nullpunktet", **told)
    assert made.status_code == 303
    return str(made.location)


def test_a_table_is_made_shown_and_fetched(site: Site, researcher: PageClient, place: str):
    url = make(researcher, place)
    rows = read_cells(researcher, url, "initiator-all")
    assert rows["Svar"] == ["Nullpunkt, deltar", "Nullpunkt, sammenligning", "AFI-notat 2022:01"]
    assert rows["Veileder"] == ["65 % (13)", "skjult", "70 %"]
    assert rows["Har svar (n)"] == ["20", "–", "199"]
    page = researcher.get(url).page
    assert "Tallene kan ikke sammenlignes direkte" in page.body_text
    assert page.heading == "Nullpunktet"
    file = researcher.get(f"{url}/file")
    assert file.mimetype == "text/csv"
    assert "adviser;Veileder;zero_point.participating;13;65.0;20;20;0;0" in file.text
    with site.session() as session:
        table = session.scalars(select(StudyTable)).one()
    assert table.sha256 in page.body_text
    assert researcher.get(f"{url}/file").data == file.data


def test_table_1_counts_the_cases_of_the_note_and_no_replies(researcher: PageClient, place: str):
    url = make(researcher, place)
    rows = read_cells(researcher, url, "industry-all")
    assert rows["Svar"] == ["AFI-notat 2022:01"]
    assert rows["Service"] == ["24 % (5)"]
    assert rows["Utdanning"] == ["5 % (1)"]
    assert (rows["Har svar (n)"], rows["Mangler"]) == (["21"], ["0"])
    assert read_cells(researcher, url, "attached_at_end-all")["Mangler"] == ["3"]
    page = researcher.get(url).page
    assert "Svar på undersøkelsene har ingen kolonne i tabell 1" in page.body_text
    assert "Tabell 1: Kontakt med mentor" in page.body_text
    assert "«jevnlig»" in page.body_text
    # Of cases that are not shown nothing is said.
    assert "minst 3 bedrifter" not in page.body_text
    assert "Sakene er avsluttet" not in page.body_text
    lines = [line for line in researcher.get(f"{url}/file").text.splitlines() if line.startswith("table1;")]
    assert lines
    assert all(";afi;" in line for line in lines)


def test_table_1_says_nothing_where_only_others_were_asked_for(researcher: PageClient, place: str):
    page = researcher.get(make(researcher, place, tables=["table3"])).page
    assert "Tabell 1" not in page.body_text
    assert "Tallene kan ikke sammenlignes direkte" in page.body_text
    page = researcher.get(make(researcher, place, tables=["table1"], columns=["afi"])).page
    assert "Tallene kan ikke sammenlignes direkte" not in page.body_text
    assert "har ingen kolonne" not in page.body_text


def test_table_1_alone_of_replies_is_refused(researcher: PageClient, place: str):
    form = researcher.read_form(place, place)
    returned = researcher.post_form(form, title="Sakene", tables=["table1"], columns=["zero_point.control"])
    assert returned.status_code == 422
    assert "Velg saker eller AFI-notatet" in returned.page.body_text


def test_figures_from_before_table_1_say_so(site: Site, researcher: PageClient, place: str):
    with site.session() as session:
        begin_write(session)
        study = session.get(Study, UUID(place.split("/")[3]))
        assert study is not None
        definition = TableDefinition(("table1",), ("registered", "afi"), {}, study.from_on, study.to_on)
        table = add_table(
            session, study, definition=write_definition(definition), figures='{"registered":{}}'
        )
        session.commit()
        url = f"{place}/{table.id}"
    page = researcher.get(url).page
    assert "Sakene ble telt før tabell 1 fantes" in page.body_text
    assert "minst 3 bedrifter" in page.body_text
    assert "Sakene er avsluttet fra og med" in page.body_text
    assert read_cells(researcher, url, "industry-all")["Service"] == ["skjult", "24 % (5)"]


def test_the_three_controls_are_told_nowhere(researcher: PageClient, place: str):
    # Table 1 has AFI's cases, of which three are told.
    url = make(researcher, place, tables=[table for table in TABLES if table != "table1"])
    for answer in (researcher.get(url), researcher.get(f"{url}/file")):
        assert "zero_point.control;3" not in answer.text
        assert "(3)" not in answer.text


def test_cases_are_not_offered_before_the_period_is_over(researcher: PageClient, place: str):
    page = researcher.get(place).page
    offered = {one.get("value") for one in page.elements("input") if one.get("name") == "columns"}
    assert offered == {"zero_point.participating", "zero_point.control", "afi"}
    assert "31.12.2027" in page.body_text


def test_the_picture_says_what_the_table_does(researcher: PageClient, place: str):
    page = researcher.get(make(researcher, place)).page
    told = page.find("initiator-all-picture-text")
    assert "Veileder: 65 %, AFI 70 %" in "".join(told.itertext()).replace("\u00a0", " ")


def test_who_approves_sees_them_and_makes_none(site: Site, researcher: PageClient, place: str):
    url = make(researcher, place)
    approver = site.client("godkjenner")
    assert approver.get(place).status_code == 200
    assert approver.get(url).status_code == 200
    assert [one for one in approver.get(place).page.forms if one.action == place] == []
    assert site.client("leder").get(place).status_code in (403, 404)


def test_a_table_of_another_study_is_not_there(site: Site, researcher: PageClient, place: str):
    url = make(researcher, place)
    table_id = UUID(url.rsplit("/", 1)[1])
    with site.session() as session:
        begin_write(session)
        office = session.scalars(select(Office).where(Office.number == "9901")).one()
        other = make_study(session, office.id, {})
        session.commit()
    for end in ("", "/file"):
        assert researcher.get(f"/research/studies/{other.id}/tables/{table_id}{end}").status_code == 404


def test_what_was_chosen_stands_on_a_fault(researcher: PageClient, place: str):
    form = researcher.read_form(place, place)
    returned = researcher.post_form(form, title="", tables=["table3"], columns=["afi"])
    assert returned.status_code == 422
    values = returned.page.form(place).values
    assert values.getlist("tables") == ["table3"]
    assert values.getlist("columns") == ["afi"]
