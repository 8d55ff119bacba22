"""The files for SPSS and Stata, read back by a reader: every value and label is that of the CSV file and the catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import pytest

from hybridmentor.documents.published_table import PublishedColumn, arrange_table, list_columns
from hybridmentor.documents.statistics_files import (
    DTA_CONSTANT,
    DTA_LABEL,
    DTA_STAMP,
    SAV_LABEL,
    SAV_STAMP,
    SAV_VALUE_LABEL,
    cut_bytes,
    cut_letters,
    label_numbers,
    set_stamp,
    write_dta,
    write_sav,
)
from hybridmentor.domain.release_variables import get_hierarchy, list_variables, name_label, name_value
from hybridmentor.errors import DocumentUnavailable
from hybridmentor.i18n import translate
from tests.support.published_tables import KEYS, LEVELS, STUDY, find_variables, make_table

COLUMNS = list_columns(find_variables(), LEVELS)
PLAIN = arrange_table(make_table(), COLUMNS)
WRITERS = {"sav": write_sav, "dta": write_dta}


def say(language: str, message_id: str, /, **params: object) -> str:
    """Words with letters beyond ASCII for every message, and which one it is."""
    return f"Ærlig {message_id} på {language}"


def write(ending: str, translate: Any = say) -> bytes:
    return WRITERS[ending](PLAIN, COLUMNS, title=STUDY.title, translate=translate)


def read(ending: str, folder: Path, content: bytes) -> tuple[pl.DataFrame, Any]:
    path = folder / f"data.{ending}"
    path.write_bytes(content)
    reader = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}[ending]
    return reader(path, output_format="polars")


@pytest.mark.parametrize("ending", WRITERS)
def test_values_and_labels_come_back(ending: str, tmp_path: Path):
    rows, found = read(ending, tmp_path, write(ending))
    assert tuple(rows.columns) == KEYS
    assert found.file_label == STUDY.title
    for column in COLUMNS:
        labels = {
            number: say("nb", name_value(column.variable, code))
            for number, code in enumerate(column.values, 1)
        }
        assert found.variable_value_labels[column.key] == labels
        assert found.column_names_to_labels[column.key] == say("nb", name_label(column.variable))
        codes = [column.values[int(number) - 1] for number in rows[column.key]]
        assert codes == PLAIN[column.key].to_list()


def test_spss_knows_what_has_an_order(tmp_path: Path):
    _, found = read("sav", tmp_path, write("sav"))
    assert found.variable_measure == {
        column.key: "ordinal" if column.is_ordered else "nominal" for column in COLUMNS
    }
    assert found.missing_ranges == {}


@pytest.mark.parametrize("ending", WRITERS)
def test_labels_that_are_too_long_are_cut_between_letters(ending: str, tmp_path: Path):
    def tell(language: str, message_id: str, /, **params: object) -> str:
        return message_id.rsplit(".", 1)[-1] + "å" * 300

    _, found = read(ending, tmp_path, write(ending, tell))
    for column in COLUMNS:
        label = found.column_names_to_labels[column.key]
        assert label.startswith(f"{column.key}ååå")
        assert label.endswith("å…")
        assert len(label.encode()) <= SAV_LABEL
        assert ending == "sav" or len(label) <= DTA_LABEL
        for value in found.variable_value_labels[column.key].values():
            assert ending == "dta" or (value.endswith("å…") and len(value.encode()) <= SAV_VALUE_LABEL)


def test_cutting_keeps_what_fits():
    assert cut_bytes("på", 3) == "på"
    assert cut_bytes("påå", 4) == "p…"
    assert cut_bytes("ab åå", 6) == "ab…"
    assert cut_letters("påå", 3) == "påå"
    assert cut_letters("på å", 3) == "på…"


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_table_gives_the_same_bytes(ending: str):
    assert write(ending) == write(ending)


def test_a_file_without_its_stamp_where_it_should_be_is_not_handed_out():
    content = write("dta")
    assert DTA_CONSTANT in content
    with pytest.raises(DocumentUnavailable):
        set_stamp(content, SAV_STAMP, b"")
    with pytest.raises(DocumentUnavailable):
        set_stamp(content[1:], DTA_STAMP, DTA_CONSTANT)


def test_labels_of_all_variables_fit_and_differ_at_every_level():
    """In bokmål, which both formats have: none needs to be cut, and no two values of a column look the same."""
    for variable in list_variables():
        assert len(translate("nb", name_label(variable))) <= DTA_LABEL, variable.key
        for level in range(get_hierarchy(variable.hierarchy).height):
            column = PublishedColumn(variable, level)
            labels = list(label_numbers(column, translate, SAV_VALUE_LABEL).values())
            assert len(set(labels)) == len(labels), (variable.key, level)
            assert not [label for label in labels if label.endswith("…")], (variable.key, level)


def test_names_fit_stata():
    """Thirty-two letters, for the column and for its set of labels, which the library calls by name and number."""
    assert max(len(variable.key) for variable in list_variables()) + len(str(len(list_variables()))) <= 32
