"""Hierarchy files: what is read, and what is refused with file, line and what to do."""

from __future__ import annotations

import pytest

from hybridmentor.domain.anonymity.hierarchy import make_flat, read_hierarchy
from hybridmentor.errors import InvalidInput


def read(content: str | bytes) -> object:
    raw = content.encode() if isinstance(content, str) else content
    return read_hierarchy(raw, file="h.csv", column="c")


def test_levels_and_leaves_are_those_of_the_file():
    hierarchy = read_hierarchy(
        '\ufeffBergen;Vestland;*\r\nVoss;Vestland;*\r\n\r\n"Oslo;by";Oslo;*\r\n;Ukjent;*\r\n'.encode(),
        file="h",
        column="c",
    )
    assert hierarchy.values == ["Bergen", "Voss", "Oslo;by", ""]
    assert (hierarchy.height, hierarchy.leaves) == (3, 4)
    assert hierarchy.leaf_counts[1] == {"Vestland": 2, "Oslo": 1, "Ukjent": 1}
    assert hierarchy.leaf_counts[2] == {"*": 4}


def test_a_column_without_a_hierarchy_is_itself_or_a_star():
    hierarchy = make_flat(["b", "a", "*"])
    assert dict(hierarchy.rows) == {"a": ("a", "*"), "b": ("b", "*"), "*": ("*", "*")}
    assert (hierarchy.height, hierarchy.leaves) == (2, 3)


@pytest.mark.parametrize(
    ("content", "fault", "line"),
    [
        ("", "hierarchy_empty", None),
        ("\n\n", "hierarchy_empty", None),
        (b"a;\xff\n", "hierarchy_encoding", None),
        ('a;"b\n', "hierarchy_not_csv", 1),
        ("a;x;*\nb;*\n", "hierarchy_height", 2),
        ("a;x\nb;x;*\n", "hierarchy_height", 2),
        ("a;*\n\na;*\n", "hierarchy_twice", 3),
        ("a;x;1\nb;x;2\n", "hierarchy_parents", 2),
        ("a;x;1;*\nb;y;1;*\nc;y;1;+\n", "hierarchy_parents", 3),
    ],
)
def test_what_is_no_hierarchy_is_refused(content: str | bytes, fault: str, line: int | None):
    with pytest.raises(InvalidInput) as refused:
        read(content)
    assert refused.value.message.id == f"anonymity.error.{fault}"
    assert refused.value.message.params.get("line") == line
    assert refused.value.message.params["file"] == "h.csv"
    assert refused.value.field == "c"
