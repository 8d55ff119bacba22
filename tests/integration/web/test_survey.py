"""The page of tables 2 to 7: sums beside AFI's figures, the two kinds apart, and nothing of few advisers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.domain.survey_tables import COMPARABILITY
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models import User
from hybridmentor.queries.offices import FEWEST_ADVISERS
from tests.integration.scenes import hire, load_person, open_through_service, talk
from tests.integration.survey_scenes import PERMANENT, close, fill_company, fill_form, import_examples
from tests.integration.web.tables import ask_for, read_tables
from tests.support.apps import Site
from tests.support.client import PageResponse
from tests.support.queries import count_queries

URL = "/research/tables"
DIMENSIONS = [
    "users_per_adviser",
    "initiator",
    "attachment_at_start",
    "contact_frequency",
    "contact_intensity",
    "contact_form",
    "duration",
    "outcome",
]


def put_examples(site: Site) -> None:
    with site.session() as session:
        begin_write(session)
        import_examples(session)
        session.commit()


def put_own(site: Site, advisers: int, *, cases: int = 1, talkers: int = 0) -> None:
    """So many advisers with closed cases of 100 days; the first `talkers` of them met the jobseeker once."""
    with site.session() as session:
        begin_write(session)
        opened = clock.today() - timedelta(days=99)
        for n in range(advisers):
            hire(session, f"rad{n}")
            actor = load_person(session, f"rad{n}")
            for one in range(cases):
                visible = open_through_service(
                    session, actor, name=f"Bruker Nummer{n}{one}", opened_on=opened, employer_name=None
                )
                fill_form(session, visible.case, measure_used="yes", measure_from_on=opened.isoformat())
                fill_company(session, visible.case, initiator="adviser", prior_attached="no")
                if n < talkers:
                    talk(session, actor, visible, opened, "jobseeker", form="phone")
                close(session, visible.case, clock.today(), PERMANENT)
        session.commit()


def ask(site: Site, query: str = "", login: str = "forsker") -> PageResponse:
    return ask_for(site, URL + query, login)


def test_afi_stands_alone_where_nothing_is_registered(site: Site):
    answer = ask(site)
    tables = read_tables(answer)
    assert list(tables) == DIMENSIONS
    assert translate("nb", "survey.support.none") in answer.page.body_text
    assert tables["initiator"][0] == ["Svar", "Egne saker (n = 0)", "AFI (n = 199)"]
    assert tables["initiator"][3] == ["Veileder", "–", "70 %"]
    assert tables["attachment_at_start"][4] == ["Vikar", "–", "0,5 %"]
    assert translate("nb", "survey.all_hidden", fewest=5) not in answer.page.body_text


def test_the_examples_beside_afi(site: Site):
    put_examples(site)
    answer = ask(site)
    tables = read_tables(answer)
    assert tables["outcome"][0] == ["Svar", "Eksempler (n = 21)", "AFI (n = 180)"]
    assert tables["outcome"][-1] == ["uten kode", "52 % (11)", "–"]
    assert ["Ingen tilknytning", "24 % (5)", "9 %"] in tables["outcome"]
    assert {
        row[1] for name in ("users_per_adviser", "initiator", "duration") for row in tables[name][1:]
    } == {"–"}
    assert tables["contact_frequency"][0] == [
        "Svar",
        "Bruker (n = 19)",
        "AFI: bruker",
        "Mentor (n = 21)",
        "AFI: mentor",
        "Arbeidsgiver (n = 20)",
    ]
    assert ["Aldri", "0 % (0)", "–", "14 % (3)", "3 %", "10 % (2)"] in tables["contact_frequency"]
    said = answer.page.body_text
    assert said.count(translate("nb", COMPARABILITY)) == 1
    assert said.count(translate("nb", "survey.note.not_in_source")) == 3
    assert said.count(translate("nb", "survey.note.uncoded")) == 4
    assert translate("nb", "survey.too_few", fewest=5) not in said, "published figures are not held back"


def test_own_cases_of_few_advisers_are_a_number_only(site: Site):
    put_own(site, FEWEST_ADVISERS - 1, cases=3, talkers=4)
    answer = ask(site)
    said = answer.page.body_text
    assert translate("nb", "survey.support.own", n=12) in said
    assert translate("nb", "survey.all_hidden", fewest=FEWEST_ADVISERS) in said
    tables = read_tables(answer)
    assert all(cell.startswith(("Svar", "AFI")) for rows in tables.values() for cell in rows[0])
    assert tables["initiator"][3] == ["Veileder", "70 %"]
    assert "uten kode" not in said
    assert "Ujevnt" not in said


def test_own_cases_of_enough_advisers(site: Site):
    put_own(site, FEWEST_ADVISERS, cases=2, talkers=FEWEST_ADVISERS - 1)
    answer = ask(site)
    said = answer.page.body_text
    tables = read_tables(answer)
    assert tables["users_per_adviser"][0] == ["Svar", "Egne saker (n = 5)", "AFI (n = 201)"]
    assert tables["users_per_adviser"][2] == ["2-3", "100 % (5)", "44 %"]
    assert ["Veileder", "100 % (10)", "70 %"] in tables["initiator"]
    assert ["Fast ansatt uten lønnstilskudd", "100 % (10)", "8 %"] in tables["outcome"]
    # Of table 5 there is something of four advisers only.
    assert tables["contact_frequency"][0] == ["Svar", "AFI: bruker", "AFI: mentor"]
    assert said.count(translate("nb", "survey.too_few", fewest=FEWEST_ADVISERS)) == 4
    assert tables["duration"][0] == ["Svar", "AFI (n = 199)"], (
        "closed, and nobody knows when the measure ended"
    )


def test_a_column_is_shown_when_enough_advisers_stand_behind_it(site: Site):
    put_own(site, FEWEST_ADVISERS, talkers=FEWEST_ADVISERS)
    answer = ask(site)
    heads = read_tables(answer)["contact_frequency"][0]
    assert heads == ["Svar", "Bruker (n = 5)", "AFI: bruker", "AFI: mentor"]
    # 1 in 100 days
    assert ["Mindre enn 1 gang per måned", "100 % (5)", "16 %", "18 %"] in read_tables(answer)[
        "contact_frequency"
    ]
    assert translate("nb", "survey.too_few_some", fewest=FEWEST_ADVISERS) in answer.page.body_text


def test_two_kinds_are_two_choices(site: Site):
    put_examples(site)
    assert not [link for link in ask(site).page.links if "source=" in link], "nothing to choose"
    put_own(site, FEWEST_ADVISERS)
    for query, head in (
        ("", "Egne saker (n = 5)"),
        ("?source=own", "Egne saker (n = 5)"),
        ("?source=examples", "Eksempler (n = 21)"),
        ("?source=all", "Egne saker (n = 5)"),
        ("?source=" + "x" * 300, "Egne saker (n = 5)"),
    ):
        answer = ask(site, query)
        assert read_tables(answer)["outcome"][0][1] == head
        assert {f"{URL}?source=own", f"{URL}?source=examples"} <= set(answer.page.links)


def test_the_tables_lead_to_each_other(site: Site):
    assert URL in site.client("forsker").get("/research/table-1").page.links
    assert "/research/table-1" in ask(site).page.links


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_three_languages(site: Site, language: str):
    put_examples(site)
    with site.session() as session:
        session.execute(update(User).values(language=language))
        session.commit()
    answer = ask(site, login="ny")
    tables = read_tables(answer)
    assert answer.page.heading == translate(language, "survey.title")
    assert translate(language, COMPARABILITY) in answer.page.body_text
    assert (
        tables["initiator"][1][0] == {"nb": "Arbeidsgiver", "nn": "Arbeidsgivar", "en": "Employer"}[language]
    )
    assert tables["attachment_at_start"][4][2] == ("0.5%" if language == "en" else "0,5 %")
    assert tables["outcome"][-1][0] == translate(language, "table1.no_code")


def test_as_many_queries_for_few_cases_as_for_many(site: Site):
    counts = []
    for advisers in (1, 7):
        with site.session() as session:
            session.execute(update(User).where(User.login.like("rad%")).values(login=None))
            session.commit()
        put_own(site, advisers, talkers=advisers)
        client = site.client("forsker")
        client.get(URL)
        with count_queries(site.engine) as statements:
            assert client.get(URL).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 13, str(statements)
