"""`hybridmentor quality`: any contact log from the command line, without an application, a database or a setting."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hybridmentor.cli import hybridmentor
from hybridmentor.config import PREFIX
from hybridmentor.domain.csv_sheet import MOST_FAULTS
from hybridmentor.domain.survey_tables import load_afi_figures
from tests.integration.cli.test_console_script import PATIENCE, PROGRAM
from tests.support.contact_logs import (
    MadeLog,
    assert_same,
    judge_by_days,
    make_logs,
    sort_as_printed,
    write_log,
    write_pauses,
    write_periods,
)

ROOT = Path(__file__).resolve().parents[3]
SPAN = ("--from", "2026-01-01", "--to", "2026-12-31")
KEYS = [
    *("case", "relationship", "n", "rate_per_month", "frequency", "u", "intensity"),
    *("first_third", "last_third", "longest_silence_days", "forms"),
]
ROW_KEYS = ["dimension", "group", "category", "count", "percent", "afi_percent"]
LOG = """case,relationship,date,form,outcome
Åse-1,mentor,2026-02-02,På bedriften,
Åse-1,mentor,2026-03-02,SMS,took_place
Åse-1,mentor,2026-03-03,phone,no_show
Åse-1,employer,2025-12-31,Telefon,
"""
PERIODS = """case,relationship,from,to,confirmed_none
Åse-1,mentor,2026-01-01,2026-12-31,no
Åse-1,employer,2026-01-01,2026-12-31,yes
Åse-1,jobseeker,2026-01-01,2026-01-27,yes
"""
PAUSES = """case,relationship,from,to
Åse-1,,2026-03-01,2026-03-31
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in a folder with the three files; none of our settings is set but the language, where given."""
    for name, text in (("log.csv", LOG), ("periods.csv", PERIODS), ("pauses.csv", PAUSES)):
        (tmp_path / name).write_text(text, "utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    without: dict[str, str | None] = {name: None for name in os.environ if name.startswith(PREFIX)}

    def run_command(*words: str, typed: str | bytes | None = None, language: str | None = None) -> Result:
        environment = {**without, "HYBRIDMENTOR_LANGUAGE": language}
        result = CliRunner().invoke(hybridmentor, ["quality", *words], input=typed, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_command


def read_document(result: Result) -> Any:
    """The document alone on standard output of a command that ended with 0."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refuse(result: Result) -> list[str]:
    """What is said where nothing may stand on standard output."""
    assert (result.exit_code, result.stdout) == (2, "")
    return str(result.stderr).splitlines()


def test_the_document(run: Run):
    document = read_document(run("log.csv", *SPAN, "--json"))
    assert [*document] == ["relationships", "table5"]
    assert [[*one] for one in document["relationships"]] == [KEYS, KEYS]
    mentor, employer = document["relationships"]
    assert mentor == {
        "case": "Åse-1",
        "relationship": "mentor",
        "n": 2,
        "rate_per_month": 2 * 30.4375 / 365,
        "frequency": "less_than_monthly",
        "u": pytest.approx(((32.5 + 60.5) / 2 / 365 - 0.5) * 24**0.5),
        "intensity": "too_little",
        "first_third": 2,
        "last_third": 0,
        "longest_silence_days": 304,
        "forms": {"at_company": 1, "digital": 1},
    }
    assert (employer["n"], employer["frequency"], employer["u"]) == (0, "not_registered", None)
    assert {tuple(row) for row in document["table5"]} == {tuple(ROW_KEYS)}
    counted = {(row["group"], row["category"]): row["percent"] for row in document["table5"] if row["count"]}
    assert counted == {
        ("mentor", "Mindre enn 1 gang per måned"): 100,
        ("mentor", "På bedriften"): 100,
        ("mentor", "Digital kommunikasjon"): 100,
    }


def test_afis_figures_stand_beside_ours(run: Run):
    rows = read_document(run("log.csv", *SPAN, "--json"))["table5"]
    printed = {(one.dimension, one.group, one.category): one.percent for one in load_afi_figures()}
    ours = {(row["dimension"], row["group"], row["category"]): row["afi_percent"] for row in rows}
    assert (
        ours.items()
        >= {key: percent for key, percent in printed.items() if key[0].startswith("contact")}.items()
    )
    assert {percent for (_, group, _), percent in ours.items() if group == "employer"} == {None}


def test_periods_and_pauses(run: Run):
    result = run("log.csv", "--periods", "periods.csv", "--pauses", "pauses.csv", "--json")
    found = {one["relationship"]: one for one in read_document(result)["relationships"]}
    assert [*found] == ["mentor", "jobseeker", "employer"]
    assert {name: one["frequency"] for name, one in found.items()} == {
        "mentor": "less_than_monthly",
        "jobseeker": "too_early",
        "employer": "never",
    }
    assert found["mentor"]["rate_per_month"] == 30.4375 / 334
    assert result.stderr.splitlines() == [
        "Sak Åse-1, Mentor: i en pause og ikke telt: 2026-03-02",
        "Sak Åse-1, Arbeidsgiver: utenfor perioden og ikke telt: 2025-12-31",
    ]


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("-", *SPAN), LOG),
        (("log.csv", "--periods", "-"), PERIODS),
        (("log.csv", *SPAN, "--pauses", "-"), PAUSES),
    ],
)
def test_standard_input_is_read_for_a_dash(run: Run, words: tuple[str, ...], typed: str):
    named = tuple(
        {"-": {LOG: "log.csv", PERIODS: "periods.csv", PAUSES: "pauses.csv"}[typed]}.get(word, word)
        for word in words
    )
    from_files = read_document(run(*named, "--json"))
    assert read_document(run(*words, "--json", typed=typed.encode())) == from_files


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "gjettes ikke"),
        (("--from", "2026-01-01"), "gjettes ikke"),
        (("--to", "2026-01-01"), "gjettes ikke"),
        ((*SPAN, "--periods", "periods.csv"), "ikke begge deler"),
        (("--periods", "periods.csv", "--to", "2026-01-01"), "ikke begge deler"),
        (("--from", "2026-02-30", "--to", "2026-12-31"), "--from: «2026-02-30» er ingen dato"),
        (("--from", "2026-01-01", "--to", "31.12.2026"), "--to: «31.12.2026» er ingen dato"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "--to (2026-01-01) er før --from (2026-01-02)"),
        (("--periods", "nowhere.csv"), "nowhere.csv kan ikke leses"),
        ((*SPAN, "--pauses", "."), ". kan ikke leses"),
        (("--periods", "-", "--pauses", "-"), "Bare én"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_options_that_cannot_be_used(run: Run, words: tuple[str, ...], said: str, more: tuple[str, ...]):
    (line,) = refuse(run("log.csv", *words, *more, typed=PERIODS.encode()))
    assert said in line


def test_a_period_of_one_day_is_a_period(run: Run):
    document = read_document(run("log.csv", "--from", "2026-02-02", "--to", "2026-02-02", "--json"))
    assert [(one["n"], one["frequency"]) for one in document["relationships"]] == [
        (1, "too_early"),
        (0, "too_early"),
    ]


def test_faults_of_all_files_are_told_with_line_and_column(run: Run, tmp_path: Path):
    (tmp_path / "log.csv").write_text(LOG.replace("SMS", "Fax").replace("2026-02-02", "2026-02-31"), "utf-8")
    (tmp_path / "periods.csv").write_text(PERIODS.replace("yes", "tja", 1), "utf-8")
    (tmp_path / "pauses.csv").write_text("case;relationship;from\n", "utf-8")
    lines = refuse(run("log.csv", "--periods", "periods.csv", "--pauses", "pauses.csv", "--json"))
    assert [line.split(": ")[0] for line in lines] == [
        "periods.csv, linje 3, kolonne confirmed_none",
        "pauses.csv, linje 1, kolonne to",
        "log.csv, linje 2, kolonne date",
        "log.csv, linje 3, kolonne form",
    ]
    assert "«Fax» er ukjent" in lines[-1]
    assert "på bedriften" in lines[-1]


def test_a_relationship_without_a_period_is_refused(run: Run, tmp_path: Path):
    (tmp_path / "periods.csv").write_text(PERIODS.replace("employer", "mentor_jobseeker"), "utf-8")
    (line,) = refuse(run("log.csv", "--periods", "periods.csv"))
    assert line == "log.csv, linje 5, kolonne case: Sak «Åse-1» har ingen periode for employer."


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (LOG.encode("latin-1"), "linje 2, kolonne case: Her er det tegn"),
        (LOG.encode("utf-16"), "linje 1, kolonne case"),
        (b"", "linje 1, kolonne case: Filen er tom"),
        (LOG.replace("SMS", '"SMS').encode(), "linje 3: Anf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "linje 1, kolonne case"),
    ],
)
def test_what_is_no_such_file_is_refused(run: Run, raw: bytes, place: str):
    lines = refuse(run("-", *SPAN, "--json", typed=raw))
    assert lines[0].startswith(f"-, {place}")


def test_not_all_of_many_faults_are_told(run: Run):
    lines = refuse(run("-", *SPAN, typed=LOG + "1,mentor,x,,\n" * (MOST_FAULTS + 1000)))
    assert len(lines) == MOST_FAULTS + 1
    assert lines[-1] == "-: 1000 feil til."


def test_what_is_not_used_is_told(run: Run):
    text = LOG.replace("\n", ",x\n").replace("outcome,x", "outcome,minutes")
    typed = text.encode("utf-8-sig")
    result = run("-", *SPAN, "--pauses", "pauses.csv", "--json", typed=typed, language="en")
    assert read_document(result)["relationships"]
    assert "-: these columns are not used: minutes" in result.stderr
    other = run("log.csv", *SPAN, "--pauses", "-", typed=PAUSES.replace("Åse-1", "Åse-2"))
    assert "1 pause gjelder ingen av forholdene her." in other.stderr


def test_contact_against_a_confirmation_is_told(run: Run):
    result = run("log.csv", "--periods", "-", "--json", typed=PERIODS.replace(",no", ",yes"))
    assert read_document(result)["relationships"][0]["n"] == 2
    assert "Åse-1, Mentor: perioden er bekreftet uten kontakt, men loggen har kontakt" in result.stderr


def test_remarks_are_few(run: Run):
    rows = "".join(f"{case},mentor,2025-{month:02}-01,,\n" for case in range(60) for month in range(1, 13))
    result = run("-", *SPAN, "--json", typed=LOG + rows)
    lines = result.stderr.splitlines()
    assert len(lines) == 51
    assert lines[1].endswith("2025-09-01, 2025-10-01 … (+2)")
    assert lines[-1] == "Merknader om 11 forhold til er ikke skrevet ut."


def test_for_people(run: Run):
    result = run("log.csv", *SPAN)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "Hyppighet" in lines[0]
    # 2 * 30.4375 / 365 = 0.1667..., cut and not rounded.
    words = [
        "Åse-1",
        "Mentor",
        "2",
        "0,16",
        "Mindre enn 1 gang per måned",
        "-1,83",
        "For lite til å si",
        "2/0",
        "304",
    ]
    assert [cell.strip() for cell in lines[1].split("  ") if cell.strip()][: len(words)] == words
    assert lines[1].endswith("På bedriften 1, Digital kommunikasjon 1")
    assert "Ikke registrert" in lines[2]
    assert "Tallene kan ikke sammenlignes direkte." in result.stdout
    assert "Tabell 5: Kontaktform" in lines
    english = run("log.csv", *SPAN, language="en").stdout
    assert "Less than once a month" in english
    assert "0.16" in english


# Against the second calculation


def compare(document: Any, made: list[MadeLog]) -> None:
    """All relationships, and the counts of table 5 made from them."""
    wanted = sort_as_printed(map(judge_by_days, made))
    assert_same(document["relationships"], wanted)
    codes = {"weekly": "Ukentlig", "never": "Aldri", "two_three_per_month": "2-3 ganger per måned"}
    rows = {(row["group"], row["category"]): row for row in document["table5"]}
    for group in ("mentor", "jobseeker", "employer"):
        known = [one["frequency"] for one in wanted if one["relationship"] == group]
        known = [one for one in known if one not in ("too_early", "not_registered")]
        for code, category in codes.items():
            count = known.count(code)
            assert rows[group, category]["count"] == count
            assert rows[group, category]["percent"] == pytest.approx(100 * count / len(known))
        phoned = sum("phone" in one["forms"] for one in wanted if one["relationship"] == group)
        assert rows[group, "Telefon"]["count"] == phoned > 0


def write_files(folder: Path, made: Iterable[MadeLog]) -> None:
    """The three files."""
    made = list(made)
    for name, write in (("log.csv", write_log), ("periods.csv", write_periods), ("pauses.csv", write_pauses)):
        (folder / name).write_text(write(made), "utf-8", newline="")


FILES = ("log.csv", "--periods", "periods.csv", "--pauses", "pauses.csv", "--json")


def test_against_a_second_calculation(run: Run, tmp_path: Path):
    made = make_logs(2026, 1050)
    write_files(tmp_path, made)
    compare(read_document(run(*FILES)), made)


def run_alone(folder: Path, *words: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A process of its own with none of our settings, in a terminal that says nothing of UTF-8."""
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        words, input=typed, capture_output=True, env=environment, cwd=folder, timeout=PATIENCE, check=False
    )


@pytest.mark.long
def test_ten_thousand_cases_against_a_second_calculation(tmp_path: Path):
    made = make_logs(4, 26_000)
    assert len({one.case for one in made}) > 10_000
    write_files(tmp_path, made)
    result = run_alone(tmp_path, str(PROGRAM), "quality", *FILES)
    assert result.returncode == 0, result.stderr.decode()
    compare(json.loads(result.stdout.decode("utf-8")), made)


@pytest.mark.parametrize(
    "program", [[str(PROGRAM)], [sys.executable, "-m", "flask", "hybridmentor"]], ids=["alone", "flask"]
)
def test_nothing_is_needed(tmp_path: Path, program: list[str]):
    """Neither a setting nor a file: an empty folder, and it stays empty."""
    result = run_alone(tmp_path, *program, "quality", "-", *SPAN, "--json", typed=LOG.encode())
    assert result.returncode == 0, result.stderr.decode()
    assert json.loads(result.stdout.decode("utf-8"))["relationships"][0]["case"] == "Åse-1"
    assert "Sak Åse-1" in result.stderr.decode("utf-8")
    faulty = run_alone(tmp_path, *program, "quality", "-", "--json", typed=LOG.encode())
    assert (faulty.returncode, faulty.stdout) == (2, b"")
    assert "--periods" in faulty.stderr.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


def test_the_bench_measures(tmp_path: Path):
    words = ("--rows", "3000", "--cases", "200", "--folder", str(tmp_path), "--no-file")
    result = run_alone(ROOT, sys.executable, "-m", "bench.quality", *words)
    assert result.returncode == 0, result.stderr.decode()
    measured = json.loads(result.stdout)
    assert [run["name"] for run in measured["runs"]] == ["one_period", "periods"]
    assert all(run["relationships"] > 200 and run["user_s"] > 0 for run in measured["runs"])
    with (tmp_path / "log.csv").open(encoding="utf-8") as log:
        assert sum(1 for _ in log) == 3001
