"""The package as a whole: what is in it, that it is the same when made again, and that a no of the check leaves nothing."""

from __future__ import annotations

import hashlib
import io
import json
from zipfile import ZipFile

import polars as pl
import pytest

from hybridmentor.documents.published_table import TableRefused
from hybridmentor.documents.release_package import STEPS, SUMS, CheckRefused, Package, make_package
from hybridmentor.domain.anonymity_check import Demands, Verdict
from tests.support.published_tables import KEYS, STUDY, find_variables, make_facts, make_table

NAMES = [
    "SHA256SUMS",
    "codebook.en.html",
    "codebook.nb.html",
    "codebook.nn.html",
    "data.csv",
    "data.dta",
    "data.parquet",
    "data.sav",
    "datapackage.json",
    "ddi-codebook.xml",
    "report.en.html",
    "report.nb.html",
    "report.nn.html",
    "settings.json",
]


def make(table: pl.DataFrame | None = None, **told: object) -> Package:
    table = make_table() if table is None else table
    return make_package(table, find_variables(), make_facts(), STUDY, **told)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def package() -> Package:
    return make()


def test_all_files_are_there(package: Package):
    assert list(package.files) == NAMES
    assert all(package.files.values())
    assert package.verdict.ok
    assert package.verdict.k == 40


def test_the_sums_are_those_of_the_files(package: Package):
    lines = package.files[SUMS].decode().splitlines()
    assert [tuple(line.split("  ")) for line in lines] == [
        (hashlib.sha256(package.files[name]).hexdigest(), name) for name in NAMES[1:]
    ]


def test_the_archive_has_the_same_files(package: Package):
    with ZipFile(io.BytesIO(package.archive)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == package.files


def test_the_description_is_of_the_files_that_lie_beside_it(package: Package):
    described = json.loads(package.files["datapackage.json"])
    assert {one["path"]: one["bytes"] for one in described["resources"]} == {
        name: len(content)
        for name, content in package.files.items()
        if name not in {SUMS, "datapackage.json"}
    }


def test_made_again_it_is_the_same(package: Package):
    again = make(make_table().reverse())
    assert again.files == package.files
    assert again.archive == package.archive


def test_the_settings_say_how_and_count_nothing():
    found = json.loads(make(weights={"county": 2.0}).files["settings.json"])
    assert found["weights"]["county"] == 2.0
    assert found["weights"]["start"] == 1.0
    assert found["levels"] == dict(make_facts().levels)
    assert found["rules"]["k"] == 10
    assert found["variables"] == list(KEYS)
    assert set(found) == {
        "program", "version", "release", "kind", "period", "variables", "weights", "rules", "levels", "languages",
    }  # fmt: skip


def test_a_no_of_the_check_leaves_nothing():
    asked: list[tuple[bytes, Demands]] = []

    def refuse(content: bytes, demands: Demands) -> Verdict:
        asked.append((content, demands))
        verdict = Verdict()
        verdict.refuse("check_away")
        return verdict

    told: list[int] = []
    with pytest.raises(CheckRefused) as fault:
        make(check=refuse, on_step=lambda done, of: told.append(done))
    assert [one.id for one in fault.value.verdict.reasons] == ["anonymity_check.check_away"]
    assert told == []
    [(content, demands)] = asked
    assert content.startswith(b"county;industry;")
    assert demands.k == 10


def test_a_class_that_is_too_small_is_seen_by_the_check_itself():
    table = make_table().select(pl.all().cast(pl.String))
    alone = table.head(1).with_columns(
        duration=pl.lit("over_12_months"), industry=pl.lit("trade_and_services")
    )
    with pytest.raises(CheckRefused) as fault:
        make(pl.concat([table, alone]))
    assert "anonymity_check.too_small" in [one.id for one in fault.value.verdict.reasons]


def test_facts_of_other_variables_and_a_strange_cell_are_refused():
    with pytest.raises(TableRefused):
        make_package(make_table(), find_variables(KEYS[::-1]), make_facts(), STUDY)
    table = make_table().select(pl.all().cast(pl.String))
    with pytest.raises(TableRefused):
        make(table.with_columns(attached=pl.lit("=cmd")))


def test_a_table_in_which_nothing_is_known_to_others_cannot_be_checked():
    keys = ("close_cause", "attached")
    with pytest.raises(CheckRefused):
        make_package(make_table(keys, {}), find_variables(keys), make_facts(keys, {}), STUDY)


def test_the_steps_are_told_and_can_be_stopped():
    told: list[tuple[int, int]] = []
    make(on_step=lambda done, of: told.append((done, of)))
    assert told == [(number, len(STEPS)) for number in range(1, len(STEPS) + 1)]

    def stop(done: int, of: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        make(on_step=stop)
