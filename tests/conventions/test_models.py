"""What holds for every table."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Date, DateTime, Enum, Table, Time, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from hybridmentor import models
from hybridmentor.db import NAMING, Base, UtcDateTime

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
COLUMNS = [column for table in TABLES for column in table.columns]
FROM_THE_PRACTICE_MODEL = {
    "step",
    "outcome",
    "form",
    "sub_form",
    "minutes_band",
    "theme",
    "held_by",
    "entry_point",
    "relationship",
    "attached",
    "employment_form",
    "end_reason",
}
FEW_OR_ONE_TO_ONE = {
    # A handful of rows in all.
    "hm_recusal.case_id",
}
PERSONAL = ("name", "phone", "email", "note", "address", "birth", "text", "reason")

tables = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_there_are_tables():
    assert len(TABLES) >= 20
    assert models.Case.__table__ in TABLES


@tables
def test_table_has_our_prefix(table: Table):
    assert table.name.startswith("hm_")
    assert table.schema is None


@tables
def test_table_refers_to_our_tables_only(table: Table):
    for key in table.foreign_keys:
        assert key.column.table.name.startswith("hm_"), f"{key.parent} leaves our tables"


@tables
def test_constraints_are_named(table: Table):
    for constraint in table.constraints:
        assert constraint.name or type(constraint).__visit_name__ in NAMING, f"{constraint} has no name"
        if isinstance(constraint, CheckConstraint):
            assert constraint.name, f"a CHECK of {table.name} has no name: {constraint.sqltext}"


@tables
def test_names_fit_in_postgresql(table: Table):
    names = [table.name, *table.columns.keys(), *(index.name for index in table.indexes)]
    assert [name for name in names if len(str(name)) > 63] == []


@tables
def test_foreign_keys_are_indexed(table: Table):
    """Without an index every delete or join by that key reads the whole table."""
    leading = {index.columns[0].name for index in table.indexes if len(index.columns)}
    leading |= {
        next(iter(c.columns)).name
        for c in table.constraints
        if isinstance(c, UniqueConstraint) and len(c.columns)
    }
    leading.add(next(iter(table.primary_key.columns)).name)
    bare = {f"{table.name}.{key.parent.name}" for key in table.foreign_keys if key.parent.name not in leading}
    assert bare - FEW_OR_ONE_TO_ONE == set()


def find_columns(rule: Callable[[Column[Any]], bool]) -> list[str]:
    """The columns that a rule holds for."""
    return [str(column) for column in COLUMNS if rule(column)]


def test_instants_are_kept_in_utc():
    plain = find_columns(lambda c: isinstance(c.type, DateTime) and not isinstance(c.type, TypeDecorator))
    assert plain == [], "use Mapped[datetime], which stores UTC"
    assert (
        find_columns(
            lambda c: isinstance(c.type, UtcDateTime) and not (c.name.endswith("_at") or c.name == "at")
        )
        == []
    )
    assert (
        find_columns(lambda c: c.name.endswith("_at") and not isinstance(c.type, (UtcDateTime, Time))) == []
    )


def test_days_are_named_as_days():
    assert find_columns(lambda c: c.name.endswith("_on") != isinstance(c.type, Date)) == []


def test_practice_words_are_free_text():
    """Steps, outcomes and the like come from the practice model: neither Enum nor CHECK may fix them."""
    words = [column for column in COLUMNS if column.name in FROM_THE_PRACTICE_MODEL]
    assert len(words) > 8
    assert [str(column) for column in words if isinstance(column.type, Enum)] == []
    checks = [c for table in TABLES for c in table.constraints if isinstance(c, CheckConstraint)]
    fixed = [
        (str(column), check.name)
        for column in words
        for check in checks
        if check.table is column.table and re.search(rf"\b{column.name}\b\s+IN\b", str(check.sqltext))
    ]
    assert fixed == []


def test_enums_store_their_values_with_a_named_check():
    enums = [column for column in COLUMNS if isinstance(column.type, Enum)]
    assert enums
    for column in enums:
        assert not column.type.native_enum, column
        assert column.type.create_constraint, column
        assert column.type.name, column
        assert column.type.enum_class is not None, column
        assert list(column.type.enums) == [one.value for one in column.type.enum_class], column


def test_words_about_persons_are_sealed():
    """A table whose rows belong to a person or a case holds names, phones and notes sealed."""
    owners = {"hm_case", "hm_jobseeker", "hm_workplace_person", "hm_data_key"}
    owned = [
        column for column in COLUMNS if owners & {key.column.table.name for key in column.table.foreign_keys}
    ]
    readable = [str(c) for c in owned if c.name.startswith(PERSONAL) and not c.name.endswith("_sealed")]
    codes = [
        "hm_case_pause.reason",
        "hm_consent.text_version",
        "hm_experience.note_owner_id",
        "hm_recusal.reason",
    ]
    assert sorted(readable) == sorted([*codes, "hm_jobseeker.birth_year"])


def test_time_zones_come_back(session):
    office = models.Office(number="9901", name="Nav Fjordby", county="Innhavet")
    session.add(office)
    session.flush()
    session.expire(office)
    assert isinstance(office.created_at, datetime)
    assert office.created_at.utcoffset() is not None
    assert office.created_at.utcoffset().total_seconds() == 0
