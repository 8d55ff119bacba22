"""Importing published cases: all of a file or nothing, a second time nothing new, and the tables printed from it."""

import csv
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hybridmentor.domain.published_cases import COLUMNS, CONTACT_COLUMNS
from hybridmentor.models import AuditEvent, Case, PublishedExample
from tests.integration.cli.conftest import Shell

PRINTED = files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
OFFICE = ("--office", "9901")
ROW = {
    "case_no": "101",
    "industry": "Varehandel",
    "reason": "Bruker trengte ekstra oppfølging",
    "adviser_knew_company": "Nei",
    "prior_attachment": "Ingen",
    "contact_adviser_mentor": "Ukentlig",
    "contact_adviser_user": "Cirka 2 ganger per måned",
    "contact_adviser_employer": "Aldri",
    "attached_at_end": "Ja fast ansatt",
    "attached_at_end_group": "attached",
}


def write_rows(
    rows: list[dict[str, str]], *, delimiter: str = ",", ending: str = "\n", columns: Any = None
) -> str:
    """A file of the form, as a spreadsheet would write it."""
    stream = io.StringIO()
    columns = columns or list(rows[0])
    writer = csv.DictWriter(
        stream, columns, delimiter=delimiter, lineterminator=ending, extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """The 21 cases of the note in a file."""
    path = tmp_path / "afi.csv"
    path.write_text(PRINTED, "utf-8")
    return path


def count_examples(shell: Shell) -> int:
    with shell.session() as session:
        return session.scalar(select(func.count()).select_from(PublishedExample)) or 0


def refuse(shell: Shell, text: str | bytes, *more: str | Path) -> str:
    """Import a file that must be refused; what is said of it."""
    before = count_examples(shell)
    path = shell.folder / "faulty.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = shell.run("import-cases", path, *OFFICE, *more)
    assert result.exit_code == 2, result.output
    document = json.loads(result.stdout)
    assert (document["new"], document["unchanged"]) == (0, 0)
    assert count_examples(shell) == before
    return str(result.stderr)


def test_the_cases_of_the_note(shell: Shell, printed: Path):
    result = shell.run_well("import-cases", printed, *OFFICE)
    assert json.loads(result.stdout) == {"new": 21, "unchanged": 0, "failed": 0}
    assert "21" in result.stderr
    again = shell.run_well("import-cases", printed, *OFFICE, "--json")
    assert json.loads(again.stdout) == {"new": 0, "unchanged": 21, "failed": 0}
    assert count_examples(shell) == 21
    with shell.session() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 21
        assert session.scalars(select(AuditEvent.action)).all() == ["published_cases.import"]


def test_standard_input_is_read_for_a_dash(shell: Shell):
    assert shell.read("import-cases", "-", *OFFICE, typed=PRINTED)["new"] == 21


def test_progress_is_shown_on_standard_error(shell: Shell, printed: Path):
    result = shell.run_well("import-cases", printed, *OFFICE)
    json.loads(result.stdout)
    assert result.stderr.strip()


@pytest.mark.parametrize("number", ["9999", "99", "abcd", ""])
def test_an_unknown_office_is_refused(light_shell: Shell, printed: Path, number: str):
    result = light_shell.run("import-cases", printed, "--office", number)
    assert (result.exit_code, result.stdout) == (2, "")
    assert number in result.stderr


def test_an_office_must_be_named(light_shell: Shell, printed: Path):
    assert light_shell.run("import-cases", printed).exit_code == 2


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "mark"])
def test_files_as_spreadsheets_write_them(light_shell: Shell, delimiter: str, ending: str, mark: str):
    rows = [ROW, {**ROW, "case_no": "102", "reason": 'Bruker trengte "litt, mye; alt"', "industry": "Fiske"}]
    columns = [*reversed(COLUMNS)]
    text = mark + write_rows(rows, delimiter=delimiter, ending=ending, columns=columns) + ending
    assert light_shell.read("import-cases", "-", *OFFICE, typed=text.encode()) == {
        "new": 2,
        "unchanged": 0,
        "failed": 0,
    }
    printed = light_shell.read("tables", "--json")["table1"]
    assert [row["case_no"] for row in printed["rows"]] == [101, 102]
    assert printed["rows"][1]["reason"] == 'Bruker trengte "litt, mye; alt"'
    assert printed["industry"] == {"Varehandel": 1, "Fiske": 1}
    assert printed["attached_at_end"] == {
        "attached": 2,
        "apprenticeship_elsewhere": 0,
        "not_attached": 0,
        "missing": 0,
    }


def test_the_group_may_be_left_out_and_order_does_not_matter(light_shell: Shell):
    columns = [name for name in reversed(COLUMNS) if name != "attached_at_end_group"]
    rows = [{**ROW, "attached_at_end": words} for words in ("Nei. Tok fagbrev", "Mangler info", "")]
    rows = [{**row, "case_no": str(200 + n)} for n, row in enumerate(rows)]
    assert light_shell.read("import-cases", "-", *OFFICE, typed=write_rows(rows, columns=columns))["new"] == 3
    groups = [row["attached_at_end_group"] for row in light_shell.read("tables", "--json")["table1"]["rows"]]
    assert groups == ["not_attached", "missing", "missing"]


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "no number": ({"case_no": ""}, "case_no"),
    "words for a number": ({"case_no": "fem"}, "case_no"),
    "nought": ({"case_no": "0"}, "case_no"),
    "other digits": ({"case_no": "٣"}, "case_no"),
    "too many digits": ({"case_no": "9" * 10}, "case_no"),
    "half": ({"case_no": "1.5"}, "case_no"),
    "neither yes nor no": ({"adviser_knew_company": "Kanskje"}, "adviser_knew_company"),
    "neither yes nor no at the end": ({"attached_at_end": "Jobber litt"}, "attached_at_end"),
    "another group": ({"attached_at_end_group": "missing"}, "attached_at_end_group"),
    "no group": ({"attached_at_end_group": "gruppe"}, "attached_at_end_group"),
    "a national identity number": ({"reason": "Bruker 24014021406 trengte hjelp"}, "reason"),
    "an invisible character": ({"reason": "Bruker\0 trengte"}, "reason"),
    "far too long": ({"reason": "x" * 501}, "reason"),
}


def test_a_fault_stops_the_whole_file(shell: Shell):
    """Row and column of each are named, and not a single row is kept."""
    rows = [{**ROW, "case_no": str(200 + n), **changes} for n, (changes, _) in enumerate(FAULTS.values())]
    said = refuse(shell, write_rows([ROW, *rows, {**ROW, "case_no": "103"}]))
    told = [line.split(":")[0] for line in said.splitlines() if line.startswith("Rad ")]
    assert told == [f"Rad {n}, {column}" for n, (_, column) in enumerate(FAULTS.values(), 3)]
    assert "24014021406" not in said


def test_one_fault_is_enough(shell: Shell):
    rows = [ROW, {**ROW, "case_no": "102", "attached_at_end": "Tja"}, {**ROW, "case_no": "103"}]
    assert "Rad 3, attached_at_end:" in refuse(shell, write_rows(rows))


def test_every_fault_of_a_file_is_told(light_shell: Shell):
    rows = [{**ROW, "case_no": "x", "attached_at_end": "Tja"}, ROW, {**ROW, "adviser_knew_company": "?"}]
    said = refuse(light_shell, write_rows(rows))
    assert [line.split(":")[0] for line in said.splitlines() if line.startswith("Rad ")] == [
        "Rad 2, case_no",
        "Rad 2, attached_at_end",
        "Rad 4, adviser_knew_company",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        ",".join(COLUMNS) + "\n",
        write_rows([ROW]).replace("industry", "bransje", 1),
        write_rows([ROW], columns=[name for name in COLUMNS if name != "reason"]),
        write_rows([ROW]) + "bare,to\n",
        write_rows([ROW]) + ",".join(["x"] * 20) + "\n",
        write_rows([ROW, ROW]),
        write_rows([ROW]) + '"uten slutt',
        PRINTED.replace("case_no,industry", "case_no,case_no", 1),
        "\0" * 100,
        "{}",
    ],
    ids=[
        "empty",
        "blank",
        "heading",
        "unknown column",
        "missing column",
        "short",
        "long",
        "twice",
        "quote",
        "double",
        "nul",
        "json",
    ],
)
def test_a_file_that_is_not_of_the_form(light_shell: Shell, text: str):
    assert refuse(light_shell, text).strip()


@pytest.mark.parametrize("raw", ["Åse".encode("latin-1"), b"\xff\xfe\x00", "Åse;Bo".encode("utf-16")])
def test_a_file_that_is_no_text(light_shell: Shell, raw: bytes):
    path = light_shell.folder / "latin.csv"
    path.write_bytes(raw)
    for words, typed in (((path,), None), (("-",), raw)):
        result = light_shell.run("import-cases", *words, *OFFICE, typed=typed)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "UTF-8" in result.stderr


@pytest.mark.parametrize("name", ["finnes-ikke.csv", "."])
def test_a_file_that_cannot_be_read(light_shell: Shell, name: str):
    result = light_shell.run("import-cases", light_shell.folder / name, *OFFICE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1


def test_failed_rows_are_written_corrected_and_imported(shell: Shell):
    """What comes out goes in again, once its cells are mended; the column `errors` may stay."""
    rows = [
        ROW,
        {**ROW, "case_no": "102", "attached_at_end": "Tja", "adviser_knew_company": "?"},
        {**ROW, "case_no": "103"},
    ]
    faulty = shell.folder / "faulty.csv"
    out = shell.folder / "errors.csv"
    refuse(shell, write_rows(rows, delimiter=";", ending="\r\n"), "--errors", out)
    failed = read_rows(out.read_text("utf-8"))
    assert [row["case_no"] for row in failed] == ["102"]
    assert list(failed[0]) == [*ROW, "errors"]
    assert failed[0]["attached_at_end"] == "Tja"
    assert "attached_at_end" in failed[0]["errors"]
    assert "adviser_knew_company" in failed[0]["errors"]
    again = refuse(shell, out.read_text("utf-8"))
    assert "Rad 2, attached_at_end:" in again, "not yet mended, it fails for the same reasons"
    mended = [
        {**row, "attached_at_end": "Nei", "adviser_knew_company": "Ja", "attached_at_end_group": ""}
        for row in failed
    ]
    assert shell.read("import-cases", "-", *OFFICE, typed=write_rows(mended))["new"] == 1
    good = [row for row in rows if row["case_no"] != "102"]
    faulty.write_text(write_rows(good), "utf-8")
    assert shell.read("import-cases", faulty, *OFFICE)["new"] == 2
    assert count_examples(shell) == 3


def test_failed_rows_hold_no_identity_number(light_shell: Shell):
    out = light_shell.folder / "errors.csv"
    refuse(light_shell, write_rows([{**ROW, "reason": "Født 24014021406"}]), "--errors", out)
    assert "24014021406" not in out.read_text("utf-8")
    assert read_rows(out.read_text("utf-8"))[0]["reason"] == "Født ***********"


def test_no_file_of_errors_is_written_when_all_is_well(light_shell: Shell, printed: Path):
    out = light_shell.folder / "errors.csv"
    light_shell.run_well("import-cases", printed, *OFFICE, "--errors", out)
    assert not out.exists()


@pytest.mark.parametrize("place", ["finnes/ikke/errors.csv", "."])
def test_a_file_of_errors_that_cannot_be_written(light_shell: Shell, place: str):
    path = light_shell.folder / "faulty.csv"
    path.write_text(write_rows([{**ROW, "case_no": "x"}]), "utf-8")
    result = light_shell.run("import-cases", path, *OFFICE, "--errors", light_shell.folder / place)
    assert result.exit_code == 2
    assert count_examples(light_shell) == 0


def test_the_same_number_with_other_words_is_refused(shell: Shell, printed: Path):
    shell.run_well("import-cases", printed, *OFFICE)
    rows = read_rows(PRINTED)
    changed = [{**row, "industry": "Industri"} if row["case_no"] == "4" else row for row in rows]
    place = [row["case_no"] for row in rows].index("4") + 2
    out = shell.folder / "errors.csv"
    said = refuse(shell, write_rows([*changed, ROW]), "--errors", out)
    assert f"Rad {place}, industry:" in said
    assert [row["case_no"] for row in read_rows(out.read_text("utf-8"))] == ["4"]
    assert shell.read("import-cases", "-", "--office", "9902", typed=write_rows(changed))["new"] == 21


def test_the_same_file_in_another_order_is_nothing_new(shell: Shell, printed: Path):
    shell.run_well("import-cases", printed, *OFFICE)
    rows = list(reversed(read_rows(PRINTED)))
    told = shell.read("import-cases", "-", *OFFICE, typed=write_rows([*rows, ROW], delimiter=";"))
    assert told == {"new": 1, "unchanged": 21, "failed": 0}
    listed = [row["case_no"] for row in shell.read("tables", "--json")["table1"]["rows"]]
    assert listed == [*(int(row["case_no"]) for row in read_rows(PRINTED)), 101], (
        "as first printed, then what came later"
    )


def test_spaces_around_words_are_no_other_words(shell: Shell, printed: Path):
    shell.run_well("import-cases", printed, *OFFICE)
    rows = [{name: f"  {cell} " for name, cell in row.items()} for row in read_rows(PRINTED)]
    assert shell.read("import-cases", "-", *OFFICE, typed=write_rows(rows))["unchanged"] == 21


def test_the_tables_of_the_note(shell: Shell, printed: Path):
    """The numbers of AFI-notat 2022:01 as the project's first measure gives them."""
    shell.run_well("import-cases", printed, *OFFICE)
    result = shell.run_well("tables", "--json")
    assert result.stderr == ""
    document = json.loads(result.stdout)
    assert list(document) == ["table1", *(f"table{number}" for number in range(2, 8))]
    table = document["table1"]
    assert set(table) == {"n", "rows", "attached_at_end", "industry"}
    assert table["n"] == len(table["rows"]) == 21
    assert table["attached_at_end"] == {
        "attached": 12,
        "apprenticeship_elsewhere": 1,
        "not_attached": 5,
        "missing": 3,
    }
    assert table["industry"] == {
        "Service": 5,
        "Helse og omsorg": 4,
        "Varehandel": 4,
        "Bygg & anlegg": 2,
        "Regnskap": 2,
        "Industri": 2,
        "Utdanning": 1,
        "Barnehage": 1,
    }
    for row, words in zip(table["rows"], read_rows(PRINTED), strict=True):
        assert set(row) == {*COLUMNS, *(f"{name}_code" for name in COLUMNS)}
        assert {name: str(row[name]) for name in COLUMNS} == words
    codes = [row[f"{name}_code"] for row in table["rows"] for name in CONTACT_COLUMNS]
    assert len(codes) == 63
    assert all(isinstance(code, dict) and code for code in codes)
    assert (
        sum(any(value not in (None, [], "", "not_stated") for value in code.values()) for code in codes) == 63
    )
    assert shell.run_well("tables", "--json").stdout == result.stdout


def test_tables_of_one_office(shell: Shell, printed: Path):
    shell.run_well("import-cases", printed, *OFFICE)
    shell.read("import-cases", "-", "--office", "9902", typed=write_rows([ROW]))
    sizes = {
        number: shell.read("tables", "--office", number, "--json")["table1"]["n"]
        for number in ("9901", "9902", "9903")
    }
    assert sizes == {"9901": 21, "9902": 1, "9903": 0}
    assert shell.read("tables", "--json")["table1"]["n"] == 22
    result = shell.run("tables", "--office", "9999", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "9999" in result.stderr


def test_tables_of_nothing(shell: Shell):
    table = shell.read("tables", "--json")["table1"]
    assert (table["n"], table["rows"], table["industry"]) == (0, [], {})
    assert set(table["attached_at_end"].values()) == {0}
    plain = shell.run_well("tables")
    assert plain.stderr.strip()


def test_tables_for_reading(light_shell: Shell, printed: Path):
    light_shell.run_well("import-cases", printed, *OFFICE)
    plain = light_shell.run_well("tables").stdout
    assert "21" in plain
    assert "Bygg & anlegg" in plain
    with pytest.raises(ValueError):
        json.loads(plain)


def test_ones_own_cases_are_not_in_the_table(shell: Shell):
    """Rows of table 1 are printed for published examples only."""
    from hybridmentor.db import begin_write
    from tests.integration.scenes import open_through_service
    from tests.support.seed import make_actor

    with shell.session() as session:
        begin_write(session)
        open_through_service(session, make_actor(session, "veileder"), name="Åse Lindvåg")
        session.commit()
    result = shell.run_well("tables", "--json")
    assert json.loads(result.stdout)["table1"]["n"] == 0
    assert "Lindvåg" not in result.output
