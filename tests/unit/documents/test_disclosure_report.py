"""The disclosure report: whole and readable in three languages, and every figure is one of the facts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hybridmentor.documents.disclosure_report import write_report
from hybridmentor.documents.published_table import list_columns
from hybridmentor.domain.release_facts import Band, ReleaseFacts
from hybridmentor.domain.release_rules import DEFAULTS, ReleaseRules
from hybridmentor.i18n import LANGUAGES, translate
from tests.support.html import Page
from tests.support.published_tables import LEVELS, STUDY, find_variables, make_facts
from tests.unit.documents.test_code_book import list_faults

COLUMNS = list_columns(find_variables(), LEVELS)
FACTS = make_facts()
SECTIONS = (
    "file",
    "work",
    "promises",
    "risk",
    "coarsened",
    "left_out",
    "checks",
    "doubts",
    "withdrawal",
    "duties",
    "figures",
)


def write(facts: ReleaseFacts = FACTS, language: str = "nb") -> str:
    return write_report(COLUMNS, facts, STUDY, language, translate=translate).decode()


def read(facts: ReleaseFacts = FACTS, language: str = "nb") -> str:
    return Page(write(facts, language)).body_text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["restricted", "open"])
def test_the_page_is_sound(language: str, kind: str):
    page = Page(write(replace(FACTS, rules=DEFAULTS[kind]), language))
    assert list_faults(page) == []
    assert page.language == language
    assert page.elements("script", "link", "img", "iframe", "form") == []
    assert [one.text for one in page.elements("h2")] == [
        translate(language, f"release_report.{section}.heading") for section in SECTIONS
    ]
    for table in page.elements("table"):
        assert {one.get("scope") for one in table.iter() if one.tag == "th"} == {"col", "row"}
    assert not re.search(r"release_(?:report|variable|value)\.", page.body_text)


def test_only_a_restricted_file_may_not_be_passed_on():
    told = translate("nb", "release_report.duties.share")
    assert told in read()
    assert told not in read(replace(FACTS, rules=DEFAULTS["open"]))


def test_the_guarantees_are_those_of_the_rules():
    text = read()
    assert "Hver sak er lik minst 9 andre" in text
    assert "en gruppe på 10" in text
    assert "minst 3 ulike verdier" in text
    assert "mer enn 90\u00a0% av gruppen" in text.replace("90 %", "90\u00a0%")
    assert "minst 2,5 av dem" in read(replace(FACTS, rules=DEFAULTS["open"]))
    assert "at least 2.5 of them" in read(replace(FACTS, rules=DEFAULTS["open"]), "en")


def write_of(key: str, rules: ReleaseRules) -> str:
    keys = ("county", key)
    facts = replace(make_facts(keys), rules=rules)
    columns = list_columns(find_variables(keys), {"county": 1})
    return Page(write_report(columns, facts, STUDY, "nb", translate=translate).decode()).body_text


def test_it_says_why_more_cases_are_alike_where_it_may_tell_of_health():
    rules = replace(DEFAULTS["open"], k=20)
    named = translate("nb", "release_variable.leave")
    told = translate("nb", "release_report.promises.health", variables=named)
    assert told in write_of("leave", rules)
    assert told not in write_of("leave", replace(rules, k=21)), "an administrator asks for more by own wish"
    assert told not in write_of("leave", DEFAULTS["restricted"])
    assert "helse" not in write_of("attached", rules)


@pytest.mark.parametrize(("limit", "is_warned"), [(0, False), (2, False), (3, True), (5, True), (10, True)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_above_two_percent_is_warned_of(limit: int, is_warned: bool, language: str):
    text = read(replace(FACTS, suppressed_band=Band(0, limit)), language)
    assert (translate(language, "release_report.left_out.many") in text) == is_warned


def test_without_sensitive_variables_nothing_is_promised_of_them():
    columns = COLUMNS[:5]
    keys = tuple(column.key for column in columns)
    facts = make_facts(keys)
    text = Page(write_report(columns, facts, STUDY, "nb", translate=translate).decode()).body_text
    assert "t-nærhet" not in text
    assert "l-diversitet" not in text
    assert "k-anonymitet" in text


def test_it_says_what_was_made_coarser_and_what_was_not():
    page = Page(write())
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in page.elements("table")[1].iter()
        if row.tag == "tr"
    ]
    nothing = translate("nb", "release_report.coarsened.nothing")
    named = {key: translate("nb", f"release_variable.{key}") for key in FACTS.quasi}
    assert [row[0] for row in rows[1:]] == [named[key] for key in FACTS.coarsened]
    assert [row[2] == nothing for row in rows[1:]] == [key == "start" for key in FACTS.coarsened]
    assert {row[3] for row in rows[1:]} == {"20–25 prosent"}
    assert rows[1][1] != rows[1][2]
    assert translate("nb", "release_report.coarsened.whole", variables=named["duration"]) in page.body_text


def test_presence_and_proof_are_told_where_they_are_there():
    proven = translate("nb", "release_report.coarsened.optimal", choices="432")
    assert proven in read()
    assert proven not in read(replace(FACTS, optimal=False))
    assert "10–60 prosent" not in read()
    assert "10–60 prosent" in read(replace(FACTS, presence_band=Band(10, 60)))


def test_it_says_what_the_other_answers_tell():
    told = translate(
        "nb", "release_report.doubts.told", variables=translate("nb", "release_variable.attached")
    )
    assert told not in read()
    assert told in read(replace(FACTS, told_by_others=("attached",)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_one_of_the_facts(language: str):
    """Words of variables and values are made blank, since their figures are those of public codes."""

    def say(language: str, message_id: str, /, **params: object) -> str:
        if message_id.startswith(("release_variable.", "release_value.")):
            return "x"
        return translate(language, message_id, **params)

    facts = replace(
        FACTS,
        rows_band=Band(1150, 1199),
        loss_band=Band(61, 62),
        loss_by_variable={key: Band(63, 64) for key in FACTS.quasi},
        average_risk_band=Band(65, 66),
        unique_before_band=Band(67, 68),
        granularity_band=Band(71, 72),
        entropy_band=Band(73, 74),
        discernability_band=Band(75, 76),
        class_size_band=Band(77, 78),
        suppressed_band=Band(0, 79),
        presence_band=Band(81, 82),
        nodes=8384,
    )
    text = Page(write_report(COLUMNS, facts, STUDY, language, translate=say).decode()).body_text
    text = re.sub(r"(?<=\d)[\u00a0\u202f, ](?=\d{3}\b)", "", text)
    rules = facts.rules
    known = {*range(61, 69), *range(71, 80), 81, 82, 8384, 1150, 1199}
    known |= {rules.k, rules.k - 1, rules.l, 2, rules.offices, rules.fewest_cases, rules.fewest_offices}
    known |= {round(share * 100) for share in (rules.alpha, rules.t_equal, rules.t_ordered)}
    known |= {facts.smallest_class_at_least, STUDY.number, 1, 31, 2024, 2025}
    found = {int(number) for number in re.findall(r"\d+", text)}
    assert found <= known
    assert {*range(61, 69), *range(71, 80), 81, 82, 8384, 1150, 1199} <= found


def test_what_the_researcher_wrote_is_no_markup():
    assert "hjelper &lt;flest&gt; &amp; lengst" in write()
    assert STUDY.purpose in read()
    assert [one.get("lang") for one in Page(write(FACTS, "en")).elements("span")] == ["nb", "nb", "nb"]
