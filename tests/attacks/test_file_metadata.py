"""What the files of a release tell besides the table: when, where and by whom they were made, and of rows that are not in them.

Each attack is seen to succeed where the defence against it is off.
"""

from __future__ import annotations

import getpass
import hashlib
import io
import json
import os
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

from hybridmentor.documents import release_package, statistics_files
from hybridmentor.documents.published_table import arrange_table, list_columns, write_csv, write_parquet
from hybridmentor.documents.release_package import DATA_FILE, make_package, pack_files
from hybridmentor.domain.anonymity_check import Demands, check_anonymity
from tests.support.published_tables import LEVELS, STUDY, find_variables, make_facts, make_table

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = find_variables()
COLUMNS = list_columns(VARIABLES, LEVELS)
TEXTS = ("codebook", "report", "datapackage", "ddi", "settings")
PROGRAM = """
import hashlib, sys
from tests.support.published_tables import STUDY, find_variables, make_facts, make_table
from hybridmentor.documents import release_package, statistics_files
if len(sys.argv) > 1:
    statistics_files.set_stamp = lambda content, stamp, constant: content
package = release_package.make_package(make_table(), find_variables(), make_facts(), STUDY)
for name, content in (*package.files.items(), ("archive", package.archive)):
    print(hashlib.sha256(content).hexdigest(), name)
"""


def make(table: pl.DataFrame | None = None) -> Mapping[str, bytes]:
    """All that is handed out, the archive among it."""
    package = make_package(make_table() if table is None else table, VARIABLES, make_facts(), STUDY)
    return {**package.files, "archive.zip": package.archive}


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return make()


def find_instants(content: bytes) -> list[bytes]:
    """Days and times as formats write them, but for the constants of SPSS and Stata."""
    kept = content.replace(statistics_files.SAV_CONSTANT, b"").replace(statistics_files.DTA_CONSTANT, b"")
    month = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    return re.findall(
        rb"\d{2} " + month + rb" (?:\d{4}|\d{2})|\d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\d{2}", kept
    )


def test_no_file_tells_when_it_was_made(files: Mapping[str, bytes]):
    assert {name: find_instants(content) for name, content in files.items() if name != "archive.zip"} == {
        name: [] for name in files if name != "archive.zip"
    }
    today = datetime.now(UTC)
    for name, content in files.items():
        assert str(today.date()).encode() not in content, name
        assert today.strftime("%d.%m.%Y").encode() not in content, name


@pytest.mark.parametrize("name", ["data.sav", "data.dta"])
def test_with_the_stamps_as_they_are_written_one_sees_when(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(statistics_files, "set_stamp", lambda content, stamp, constant: content)
    assert len(find_instants(make()[name])) in {1, 2}


def read_zip_times(content: bytes) -> set[int]:
    """The times and days of the entries as they stand in the central directory, and how many bytes each has besides."""
    with ZipFile(io.BytesIO(content)) as archive:
        assert {(one.extra, one.comment) for one in archive.infolist()} == {(b"", b"")}
        assert archive.comment == b""
    starts = (found.start() for found in re.finditer(rb"PK\x01\x02", content))
    return {struct.unpack_from("<I", content, start + 12)[0] for start in starts}


def test_the_archive_has_one_constant_time(files: Mapping[str, bytes]):
    assert read_zip_times(files["archive.zip"]) == {0x210000}  # 1 January 1980, 00:00


def test_an_archive_made_as_others_are_tells_when_and_in_which_order():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in ("b", "a"):
            archive.writestr(name, b"x")
    assert read_zip_times(buffer.getvalue()) != {0x210000}
    assert pack_files({"b": b"x", "a": b"x"}) == pack_files({"a": b"x", "b": b"x"})


def find_origins(content: bytes, *places: Path) -> list[bytes]:
    """Names of the account, the machine, folders and programs of its making, and any paths."""
    own = {getpass.getuser(), socket.gethostname(), "hybridmentor-file", sys.prefix, *map(str, places)}
    own |= {value for name, value in os.environ.items() if name in {"HOME", "USER", "LOGNAME", "PWD"}}
    # A name of three letters may stand in any word.
    wanted = sorted(word.encode() for word in own if len(word) > 4)
    return [word for word in wanted if word in content] + re.findall(
        rb"(?i)/(?:tmp|home|root|usr|var)/|file://", content
    )


def test_no_file_tells_where_or_by_whom_it_was_made(files: Mapping[str, bytes], tmp_path: Path):
    for name, content in files.items():
        assert find_origins(content, ROOT, tmp_path.parent) == [], name


def test_a_file_with_the_path_of_its_table_tells_where(files: Mapping[str, bytes], tmp_path: Path):
    """As where a description names its file as it lay on the machine."""
    told = json.loads(files["datapackage.json"])
    told["resources"][0]["path"] = str(tmp_path / DATA_FILE)
    assert find_origins(json.dumps(told).encode(), ROOT, tmp_path.parent)


def test_the_parquet_names_its_library_and_nothing_else(files: Mapping[str, bytes]):
    metadata = pl.read_parquet_metadata(io.BytesIO(files["data.parquet"]))
    assert set(metadata) <= {"ARROW:schema"}
    assert re.findall(rb"(?i)created[_ ]by|pandas|creator|author", files["data.parquet"]) == []


def add_held_back(table: pl.DataFrame) -> pl.DataFrame:
    """The same rows as categories that still know a value which only a row that was held back had."""
    plain = table.select(pl.all().cast(pl.String))
    seen = set(plain["duration"])
    [hidden] = (
        {"over_12_months"} if "over_12_months" not in seen else {sorted(set(COLUMNS[4].values) - seen)[0]}
    )
    return plain.with_columns(pl.col("duration").cast(pl.Enum(sorted({*seen, hidden}))))


def hold_back(value: str) -> pl.DataFrame:
    """The published rows of a file in which no row shows the value."""
    table = make_table().select(pl.all().cast(pl.String))
    return table.filter(pl.col("duration") != value)


def test_a_value_that_only_rows_had_that_are_held_back_changes_no_file():
    table = hold_back("over_12_months")
    assert make(add_held_back(table)) == make(table)


def read_categories(content: bytes) -> set[str]:
    """The values of the column that a reader of the Parquet file is told of, whether or not a row has them."""
    column = pl.read_parquet(io.BytesIO(content))["duration"]
    told = column.dtype.categories if isinstance(column.dtype, pl.Enum) else ()
    return {*told, *column}


def test_categories_as_they_come_would_name_such_a_value():
    wrong = add_held_back(hold_back("over_12_months"))
    assert "over_12_months" in read_categories(write_parquet(wrong))
    assert "over_12_months" not in read_categories(write_parquet(arrange_table(wrong, COLUMNS)))


def test_rows_in_another_order_give_the_same_files(files: Mapping[str, bytes]):
    shuffled = make_table().sample(fraction=1.0, shuffle=True, seed=7)
    assert make(shuffled) == files


def test_rows_as_they_come_would_tell_the_order_of_the_register():
    """The check sees it where the sorting is off."""
    table = make_table().select(pl.all().cast(pl.String))
    demands = release_package.make_demands(VARIABLES, make_facts().rules)
    assert isinstance(demands, Demands)
    reasons = [one.id for one in check_anonymity(write_csv(table).decode(), demands).reasons]
    assert reasons == ["anonymity_check.unsorted"]
    assert check_anonymity(write_csv(arrange_table(table, COLUMNS)).decode(), demands).ok


def test_texts_are_the_same_whatever_rows_there_are(files: Mapping[str, bytes]):
    """So neither the code books nor the reports, nor any other text, can count a value or list those that occur."""
    other = make(make_table(classes=20, size=25, seed=9))
    assert other[DATA_FILE] != files[DATA_FILE]
    compared = 0
    for name, content in files.items():
        if name.startswith(TEXTS):
            compared += 1
            assert strip_sums(name, other[name]) == strip_sums(name, content), name
    assert compared == 9


def strip_sums(name: str, content: bytes) -> bytes:
    """The description without lengths and checksums of the files, which whoever has them can reckon."""
    if name != "datapackage.json":
        return content
    found = json.loads(content)
    for one in found["resources"]:
        del one["bytes"], one["hash"]
    return json.dumps(found).encode()


def test_a_book_of_the_values_that_occur_would_tell_which_do_not():
    """What the code book would be with the values of the rows: another one for other rows."""
    tables = [make_table(classes=3, seed=seed) for seed in (1, 2)]
    occur = [{key: sorted(set(table[key])) for key in table.columns} for table in tables]
    assert occur[0] != occur[1]
    first, second = (make(table)["codebook.nb.html"] for table in tables)
    assert first == second


def run(zone: str, seed: str, *more: str) -> str:
    """The checksums of a package that is made in a process of its own."""
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, *more],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return answer.stdout


def test_another_process_elsewhere_makes_the_same_bytes(files: Mapping[str, bytes]):
    first, second = run("Pacific/Kiritimati", "1"), run("Etc/GMT+12", "2")
    assert first == second
    # And here, later: the clock has gone on since.
    here = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    here["archive"] = here.pop("archive.zip")
    assert dict(reversed(line.split(" ")) for line in first.splitlines()) == here


def test_with_the_stamps_as_they_are_written_the_place_shows():
    first, second = run("Pacific/Kiritimati", "1", "off"), run("Etc/GMT+12", "1", "off")
    differing = {
        a.split(" ")[1] for a, b in zip(first.splitlines(), second.splitlines(), strict=True) if a != b
    }
    assert {"data.sav", "data.dta", "archive"} <= differing
    assert "data.csv" not in differing
