"""The code books: each column and every value of its level in three languages, and no count."""

from __future__ import annotations

import re

import pytest

from hybridmentor.documents.code_book import write_code_book
from hybridmentor.documents.published_table import list_columns
from hybridmentor.domain.release_variables import name_label, name_value
from hybridmentor.i18n import LANGUAGES, translate
from tests.support.html import Page
from tests.support.published_tables import KEYS, LEVELS, STUDY, find_variables

COLUMNS = list_columns(find_variables(), LEVELS)


def write(language: str = "nb") -> str:
    return write_code_book(COLUMNS, STUDY, language, translate=translate).decode()


def list_faults(page: Page) -> list[str]:
    """What is wrong with a page that lies by itself, where a style of its own is meant to be."""
    checks = (page._check_outline(), page._check_ids(), page._check_outside())
    return [*page.parse_errors, *(fault for found in checks for fault in found)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound(language: str):
    page = Page(write(language))
    assert list_faults(page) == []
    assert page.language == language
    assert page.heading == translate(language, "code_book_file.title", study=STUDY.title)
    assert page.elements("script", "link", "img", "iframe", "form") == []
    tables = page.elements("table")
    assert len(tables) == len(COLUMNS) + 1
    for table in tables:
        headings = [one for one in table.iter() if one.tag == "th"]
        assert {one.get("scope") for one in headings} == {"col", "row"}
        assert len([one for one in table.iter() if one.tag == "caption"]) == 1
    assert re.findall(r"(?:code_book_file|release_variable|release_value)\.\w+", page.body_text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_the_level_has_its_words(language: str):
    page = Page(write(language))
    for column, table in zip(COLUMNS, page.elements("table")[1:], strict=True):
        rows = [["".join(cell.itertext()) for cell in row] for row in table.iter() if row.tag == "tr"]
        assert rows[1:] == [
            [code, str(number), translate(language, name_value(column.variable, code))]
            for number, code in enumerate(column.values, 1)
        ]
        assert translate(language, name_label(column.variable)) in page.body_text


def test_it_says_how_detailed_and_by_whose_consent():
    text = Page(write()).body_text
    assert translate("nb", "code_book_file.detail.none") in text
    assert translate("nb", "code_book_file.detail.whole") in text
    assert translate("nb", "code_book_file.detail.coarser", level=1, most=3) in text
    for who in ("jobseeker", "mentor", "employer"):
        assert (translate("nb", f"code_book_file.consent.{who}") in text) == (
            any(who in column.variable.concerns for column in COLUMNS)
        )


def test_other_levels_give_another_book_and_other_rows_do_not():
    finer = list_columns(find_variables(), {**LEVELS, "with_mentor_total": 0})
    assert write_code_book(finer, STUDY, "nb", translate=translate).decode() != write()
    assert "11_20" not in write()
    assert "<code>11_20</code>" in write_code_book(finer, STUDY, "nb", translate=translate).decode()


def test_what_the_researcher_wrote_is_no_markup():
    assert "&lt;flest&gt;" not in write()  # the purpose stands in the report
    page = Page(write("en"))
    marked = [one for one in page.elements("span") if one.get("lang") == "nb"]
    assert [one.text for one in marked] == [STUDY.title]
    assert [one.get("href") for one in page.elements("a")] == [f"#{key}" for key in KEYS]
