"""What is published: nothing of suppressed rows, in an order that says nothing, and a file that is whole or not there."""

from __future__ import annotations

import csv
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hybridmentor.domain.anonymity import release
from hybridmentor.domain.anonymity.coding import code_table
from hybridmentor.domain.anonymity.config import Column, Config, Rule
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.domain.anonymity.release import (
    combine,
    generalise,
    make_release,
    measure_presence,
    write_release,
)
from hybridmentor.domain.anonymity.search import find_optimum

STEPS = {str(age): (str(age), f"{age // 10 * 10}-", "*") for age in range(20, 60)}
HIERARCHIES = {"age": Hierarchy(STEPS, 3)}


def make_config(**settings: object) -> Config:
    columns = [
        Column("age", "quasi", "age.csv"),
        Column("sex", "quasi"),
        Column("outcome", "sensitive", rule=Rule(l=2)),
        Column("note", "insensitive"),
        Column("id", "drop"),
    ]
    return Config(columns, k=4, suppression_limit=Fraction(1, 10), **settings)  # type: ignore[arg-type]


def make_frame(rows: int = 120) -> pl.DataFrame:
    chance = random.Random(5)
    return pl.DataFrame(
        [
            {
                "id": str(number),
                "note": chance.choice(["", "x", "y;z"]),
                "outcome": chance.choice(["jobb", "ingen", ""]),
                "sex": "k" if number == 0 else "m",
                "age": str(20 + chance.randrange(40)),
            }
            for number in range(rows)
        ]
    )


def publish(config: Config, frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    table = code_table(frame, config, HIERARCHIES)
    solution = find_optimum(table, config)
    assert solution is not None
    return make_release(frame, config, table, solution), solution.suppressed


def test_suppressed_rows_are_left_out_and_the_rest_is_as_it_was():
    frame = make_frame()
    published, suppressed = publish(make_config(), frame)
    assert suppressed == 1
    assert published.columns == ["note", "outcome", "sex", "age"]
    kept = frame.filter(pl.col("sex") == "m")
    expected = Counter((note, outcome, sex, STEPS[age][1]) for _, note, outcome, sex, age in kept.rows())
    assert Counter(published.rows()) == expected


def test_the_rows_are_sorted_by_what_is_published():
    frame = make_frame()
    published, _ = publish(make_config(), frame)
    assert published.rows() == sorted(published.rows())
    shuffled, _ = publish(make_config(), frame.sample(fraction=1, shuffle=True, seed=1))
    assert shuffled.rows() == published.rows()
    # What is left out decides nothing either: the same people under other numbers.
    renamed, _ = publish(make_config(), frame.with_columns(id=pl.col("id").reverse()))
    assert renamed.rows() == published.rows()


def test_starred_rows_say_nothing():
    frame = make_frame()
    published, suppressed = publish(make_config(suppressed_rows="starred"), frame)
    assert published.height == frame.height
    assert published.rows().count(("*",) * 4) == suppressed == 1
    assert published.rows() == sorted(published.rows())
    left_out, _ = publish(make_config(), frame)
    assert [row for row in published.rows() if row != ("*",) * 4] == left_out.rows()


def test_a_population_tells_how_likely_it_is_to_be_in_the_release():
    frame = make_frame()
    config = make_config()
    published, _ = publish(config, frame)
    population = pl.concat(
        [frame, frame.filter(pl.col("age").cast(pl.Int64) < 30), frame.filter(pl.col("sex") == "k")]
    )
    there = generalise(population, config, HIERARCHIES, {"age": 1, "sex": 0})
    assert measure_presence(published, there) == (0.5, 1.0)
    assert measure_presence(published, generalise(frame, config, HIERARCHIES, {"age": 1, "sex": 0})) == (
        1.0,
        1.0,
    )


@pytest.mark.parametrize("widest", [1 << 62, 50])
def test_numbers_of_rows_sort_as_their_columns(widest: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(release, "WIDEST", widest)
    chance = np.random.default_rng(1)
    columns = [chance.integers(0, size, 300) for size in (3, 7, 40, 5)]
    keys = combine(columns, [3, 7, 40, 5])
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert [rows[one] for one in keys.argsort(kind="stable")] == sorted(rows)
    assert len(set(keys.tolist())) == len(set(rows))


def test_the_file_holds_the_table(tmp_path: Path):
    published, _ = publish(make_config(), make_frame())
    path = tmp_path / "data.csv"
    path.write_text("an earlier one", "utf-8")
    write_release(published, path, ";")
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file, delimiter=";", strict=True)
    assert heading == published.columns
    assert [tuple(row) for row in rows] == published.rows()
    assert [one.name for one in tmp_path.iterdir()] == ["data.csv"]
    assert path.stat().st_mode & 0o077 == 0
    assert b'""' not in path.read_bytes(), "an empty cell is nothing"


def test_an_empty_cell_alone_in_its_line_is_kept(tmp_path: Path):
    write_release(pl.DataFrame({"a": ["", "x"]}), tmp_path / "data.csv", ",")
    with (tmp_path / "data.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a"], [""], ["x"]]


def test_no_half_written_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    path = tmp_path / "data.csv"
    path.write_text("an earlier one", "utf-8")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no room"):
        write_release(pl.DataFrame({"a": ["x"]}), path, ",")
    assert [one.name for one in tmp_path.iterdir()] == ["data.csv"]
    assert path.read_text("utf-8") == "an earlier one"
