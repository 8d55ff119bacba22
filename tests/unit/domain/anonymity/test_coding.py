"""Reading tables: everything is text, nothing is passed over, and what cannot be read is told with its line."""

from __future__ import annotations

import csv
import io
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.anonymity import coding
from hybridmentor.domain.anonymity.coding import code_table, find_separator, order_values, read_table
from hybridmentor.domain.anonymity.config import Column, Config, Rule
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.errors import InvalidInput

CONFIG = Config([Column("a", "quasi"), Column("b", "sensitive"), Column("c", "drop")])


def read(content: str | bytes, config: Config = CONFIG) -> list[tuple[str, ...]]:
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, config, file="f.csv").rows()


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n007,NA,x\n,  ø,y\n",
        "a;b;c\n007;NA;x\n;  ø;y\n",
        "\ufeffa,b,c\r\n007,NA,x\r\n,  ø,y",
        "c,b,a\nx,NA,007\ny,  ø,\n",
        'a,b,c\n"007","NA",x\n"",  ø,y\n',
        "a,b,c\n\n007,NA,x\n\n,  ø,y\n\n",
        "a,b,c\r007,NA,x\r,  ø,y\r",
        '"a","b","c"\n007,NA,x\n,  ø,y\n',
    ],
)
def test_the_same_table_in_many_writings(content: str):
    rows = read(content)
    if content.startswith("c"):
        rows = [tuple(reversed(row)) for row in rows]
    assert rows == [("007", "NA"), ("", "  ø")]


def test_a_column_alone_may_have_empty_cells():
    config = Config([Column("a", "quasi")])
    assert read('a\nx\n""\ny\n', config) == [("x",), ("",), ("y",)]
    assert read("a\nx\n\ny\n", config) == [("x",), ("y",)]


@pytest.mark.parametrize(
    ("content", "fault", "line"),
    [
        ("", "no_heading", None),
        ("\n\n", "no_heading", None),
        ("a,b,c\n", "no_rows", None),
        ("a,b,c", "no_rows", None),
        ("a,b,c\n\n", "no_rows", None),
        ("a,b,c\n1,2\n", "ragged", 2),
        ("a,b,c\n1,2,3\n1,2,3,4\n", "ragged", 3),
        ("a,b,c\n1,2,3,4\n1,2\n", "ragged", 2),
        ('a,b,c\n"x\ny",2,3\n1,2\n', "ragged", 4),
        (b"a,b,c\n1,\xe6,3\n", "not_utf8", None),
        (b"a,b,\xe6\n1,2,3\n", "not_utf8", None),
        ('a,b,c\n1,"2,3\n', "not_csv", 2),
        ('a,b,c\n1,"2"2,3\n', "not_csv", 2),
        ('"a,b,c\n', "not_csv", 1),
        ("a,b,b\n1,2,3\n", "heading_twice", None),
        ("a,,c\n1,2,3\n", "heading_empty", None),
        ("a,b,c,d\n1,2,3,4\n", "undeclared", None),
        ("a,b\n1,2\n", "missing_column", None),
        ("A,b,c\n1,2,3\n", "undeclared", None),
    ],
)
def test_what_cannot_be_read_is_told(content: str | bytes, fault: str, line: int | None):
    with pytest.raises(InvalidInput) as refused:
        read(content)
    assert refused.value.message.id == f"anonymity.error.{fault}"
    if line is not None:
        assert refused.value.message.params["line"] == line


CELLS = st.text(st.sampled_from('ab ",;\n\r\té*'), max_size=4)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(",;\t"), st.booleans()
)
def test_both_ways_of_reading_agree_with_what_was_written(
    rows: list[tuple[str, str, str]], separator: str, crlf: bool
):
    text = io.StringIO(newline="")
    end = "\r\n" if crlf else "\n"
    quoting = csv.QUOTE_ALL if "\r" in "".join(map("".join, rows)) else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow("abc")
    writer.writerows(rows)
    config = Config(CONFIG.columns, separator=separator)
    expected = [(a, b) for a, b, _ in rows]
    assert read(text.getvalue(), config) == expected
    with mock.patch.object(coding, "_read_plain", return_value=None), mock.patch.object(coding, "CHUNK", 2):
        assert read(text.getvalue(), config) == expected


def test_a_plain_file_is_read_the_fast_way():
    with mock.patch.object(coding, "_read_slowly", side_effect=AssertionError):
        assert len(read("a,b,c\n1,2,3\n,,\n")) == 2


def test_the_separator_is_what_parts_the_heading_unless_it_is_said():
    assert find_separator(b"a;b;c\n1,2;3;4\n", CONFIG) == ";"
    assert find_separator(b"a,b,c\n", CONFIG) == ","
    assert find_separator(b"a;b;c\n", Config(CONFIG.columns, separator="|")) == "|"


def code(values: list[str], column: Column, hierarchy: Hierarchy | None = None) -> object:
    config = Config([Column("q", "quasi"), column] if column.role != "quasi" else [column])
    frame = pl.DataFrame({column.name: values, **({} if column.role == "quasi" else {"q": values})})
    return code_table(frame, config, {column.name: hierarchy} if hierarchy else {})


@pytest.mark.parametrize(
    "column", [Column("x", "quasi"), Column("x", "sensitive"), Column("x", "drop", rule=Rule(distinct=2))]
)
@pytest.mark.parametrize("other", ["oslo", "Oslo ", " OSLO", "Oslo\u00a0"])
def test_one_value_written_in_two_ways_is_refused(column: Column, other: str):
    with pytest.raises(InvalidInput) as refused:
        code_table(
            pl.DataFrame({"x": ["Oslo", other], "y": ["", ""]}), Config([Column("y", "quasi"), column]), {}
        )
    assert refused.value.message.id == "anonymity.error.variants"
    assert refused.value.field == "x"


def test_a_hierarchy_may_name_both_writings():
    hierarchy = Hierarchy({"Oslo": ("Oslo", "Oslo"), "oslo": ("oslo", "Oslo")}, 2)
    assert code(["Oslo", "oslo"], Column("x", "quasi", "h"), hierarchy)


@pytest.mark.parametrize(
    ("value", "fault"), [("b", "unknown_value"), ("", "empty_unknown"), ("a ", "unknown_value")]
)
def test_a_value_that_the_hierarchy_does_not_have_is_refused(value: str, fault: str):
    with pytest.raises(InvalidInput) as refused:
        code(["a", value], Column("x", "quasi", "h"), Hierarchy({"a": ("a", "*")}, 2))
    assert refused.value.message.id == f"anonymity.error.{fault}"


def test_a_national_identity_number_is_not_shown():
    with pytest.raises(InvalidInput) as refused:
        code(["a", "02013299997"], Column("x", "quasi", "h"), Hierarchy({"a": ("a", "*")}, 2))
    assert "02013299997" not in str(refused.value.message.params)


def test_the_order_of_values():
    assert order_values(["10", "", "2", "-1", "1,5"], "x", None) == ["", "-1", "1,5", "2", "10"]
    assert order_values(["10-19 dager", "5-9 dager", "", "20+ dager"], "x", None) == [
        "",
        "5-9 dager",
        "10-19 dager",
        "20+ dager",
    ]
    assert order_values(["c", "a", "", "2"], "x", None) == ["", "2", "a", "c"]
    assert order_values(
        ["mye", "litt"], "x", Hierarchy({"litt": ("litt",), "noe": ("noe",), "mye": ("mye",)}, 1)
    ) == [
        "litt",
        "mye",
    ]
    with pytest.raises(InvalidInput):
        order_values(["mye"], "x", Hierarchy({"litt": ("litt",)}, 1))
