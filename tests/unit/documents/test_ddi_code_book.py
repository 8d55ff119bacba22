"""The code book for archives: well-formed, in the order that DDI-Codebook 2.5 asks for, and without counts."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as Tree

from hybridmentor.documents.ddi_code_book import LANG, NAMESPACE, write_ddi
from hybridmentor.documents.published_table import list_columns
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.i18n import LANGUAGES, translate
from tests.support.published_tables import KEYS, LEVELS, STUDY, find_variables

COLUMNS = list_columns(find_variables(), LEVELS)
SPACE = {"d": NAMESPACE}


def read(study: StudyFacts = STUDY) -> Tree.Element:
    return Tree.fromstring(write_ddi(COLUMNS, study, "data.csv", translate=translate))


def test_the_parts_stand_in_their_order():
    root = read()
    assert root.tag == f"{{{NAMESPACE}}}codeBook"
    assert [one.tag.split("}")[1] for one in root] == ["stdyDscr", "fileDscr", "dataDscr"]
    assert root.findtext("d:stdyDscr/d:citation/d:titlStmt/d:titl", namespaces=SPACE) == STUDY.title
    assert root.findtext("d:stdyDscr/d:stdyInfo/d:abstract", namespaces=SPACE) == STUDY.purpose
    assert root.findtext("d:fileDscr/d:fileTxt/d:fileName", namespaces=SPACE) == "data.csv"
    assert [one.text for one in root.iterfind(".//d:timePrd", SPACE)] == ["2024-01-01", "2025-12-31"]


def test_every_variable_has_its_values_with_labels_in_three_languages():
    variables = read().findall("d:dataDscr/d:var", SPACE)
    assert tuple(one.get("name") for one in variables) == KEYS
    for one, column in zip(variables, COLUMNS, strict=True):
        assert one.get("nature") == ("ordinal" if column.is_ordered else "nominal")
        assert [label.get(LANG) for label in one.findall("d:labl", SPACE)] == list(LANGUAGES)
        assert [value.text for value in one.iterfind("d:catgry/d:catValu", SPACE)] == list(column.values)
        for category in one.findall("d:catgry", SPACE):
            assert [label.get(LANG) for label in category.findall("d:labl", SPACE)] == list(LANGUAGES)
            assert all(label.text for label in category.findall("d:labl", SPACE))


def test_nothing_is_counted():
    tags = {one.tag.split("}")[1] for one in read().iter()}
    assert not tags & {"caseQnty", "catStat", "sumStat", "TotlResp", "prodDate", "distDate", "software"}


def test_what_xml_cannot_say_is_left_out():
    root = read(replace(STUDY, purpose="Hva\x00 hjelper\x1b? <&>\ud800"))
    assert root.findtext(".//d:abstract", namespaces=SPACE) == "Hva hjelper? <&>"
