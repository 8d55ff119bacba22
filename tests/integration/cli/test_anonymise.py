"""`hybridmentor anonymise` as a person runs it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hybridmentor.cli import hybridmentor

KEYS = ["levels", "suppressed", "rows", "score", "optimal", "nodes", "checked", "seconds", "file"]
DATA = "age,place,outcome,ref\n" + "".join(
    f"{20 + number % 4},{'Bergen' if number % 2 else 'Voss'},{'jobb' if number % 3 else 'ingen'},{number}\n"
    for number in range(24)
)
AGES = "".join(f"{age};{age // 2 * 2};{'ung' if age < 30 else 'eldre'}\n" for age in range(20, 40))
CONFIG = """
k = 12
suppression_limit = 0.0
[[column]]
name = "age"
role = "quasi"
hierarchy = "ages.csv"
[[column]]
name = "place"
role = "quasi"
[[column]]
name = "outcome"
role = "sensitive"
l = 2
[[column]]
name = "ref"
role = "drop"
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a table, a config in a folder of its own, and a hierarchy beside the config."""
    (tmp_path / "set-up").mkdir()
    monkeypatch.chdir(tmp_path)

    def run_command(
        *words: str, data: str | bytes = DATA, config: str = CONFIG, ages: str = AGES, out: str = "out/new"
    ) -> Result:
        (tmp_path / "data-in.csv").write_bytes(data.encode() if isinstance(data, str) else data)
        (tmp_path / "set-up" / "config.toml").write_text(config, "utf-8")
        (tmp_path / "set-up" / "ages.csv").write_text(ages, "utf-8")
        command = ["anonymise", "data-in.csv", "--config", "set-up/config.toml", "--out", out, *words]
        return CliRunner().invoke(hybridmentor, command)

    return run_command


def read(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    assert list(document) == KEYS
    return document


def read_rows(name: str, separator: str = ",") -> list[list[str]]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=separator, strict=True))


def test_the_document_and_the_file(run: Run):
    found = read(run("--json"))
    assert found["levels"] == {"age": 2, "place": 0}
    assert (found["suppressed"], found["rows"], found["optimal"], found["nodes"]) == (0, 24, True, 6)
    assert 0 < found["checked"] <= 6
    assert found["score"] == pytest.approx((9 / 19 + 0) / 2), "10 of the 20 ages of the hierarchy are young"
    assert found["file"] == os.path.join("out", "new", "data.csv")  # noqa: PTH118 - as it was typed
    heading, *rows = read_rows(found["file"])
    assert heading == ["age", "place", "outcome"]
    assert rows == sorted(rows)
    assert Counter((age, place) for age, place, _ in rows) == {("ung", "Bergen"): 12, ("ung", "Voss"): 12}
    assert [one.name for one in Path("out/new").iterdir()] == ["data.csv"]


def test_the_same_for_people(run: Run):
    result = run()
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:3] == ["age: nivå 2", "place: nivå 0", "0 av 24 rader er undertrykt."]
    assert lines[3].startswith("Tap 0.236842. Bevist best: ")
    assert lines[-1] == f"Skrevet: {Path('out/new/data.csv')}"


def test_byte_for_byte_the_same_whatever_the_order_of_the_rows(run: Run):
    run("--json")
    first = Path("out/new/data.csv").read_bytes()
    heading, *rows = DATA.splitlines(keepends=True)
    assert run("--json", data=heading + "".join(reversed(rows)), out="again").exit_code == 0
    assert Path("again/data.csv").read_bytes() == first


def test_semicolons_stay_semicolons(run: Run):
    read(run("--json", data=DATA.replace(",", ";")))
    assert read_rows("out/new/data.csv", ";")[0] == ["age", "place", "outcome"]


def test_suppressed_rows_may_be_starred(run: Run):
    data = DATA + "39,Oslo,jobb,99\n"
    config = CONFIG.replace("0.0", "0.04")
    assert read(run("--json", data=data, config=config))["suppressed"] == 1
    assert len(read_rows("out/new/data.csv")) == 25
    read(run("--json", data=data, config="suppressed_rows = 'starred'\n" + config))
    rows = read_rows("out/new/data.csv")
    assert len(rows) == 26
    assert rows.count(["*", "*", "*"]) == 1


def test_no_solution_writes_nothing(run: Run):
    result = run("--json", config=CONFIG.replace("k = 12", "k = 25"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "høyst 0 av 24 rader" in result.stderr
    assert not Path("out").exists()


def test_a_sensitive_column_without_a_rule_is_told(run: Run):
    result = run("--json", config=CONFIG.replace("l = 2\n", ""))
    assert "outcome" in result.stderr
    read(result)


def test_an_order_that_nothing_tells_is_told(run: Run):
    ordered = CONFIG.replace("l = 2", "l = 2\ndistance = 'ordered'")
    result = run("--json", config=ordered)
    read(result)
    assert "hierarchy" in result.stderr
    steps = ordered.replace("l = 2", "l = 2\nhierarchy = 'ages.csv'")
    assert run("--json", config=steps, ages=AGES + "ingen;0;x\njobb;1;x\n").stderr == ""
    numbers = DATA.replace("jobb", "10 dager").replace("ingen", "2 dager")
    assert run("--json", data=numbers, config=ordered).stderr == ""


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"data": DATA.replace("ref", "extra", 1)}, "extra"),
        ({"data": DATA.replace("ref", "age", 1)}, "age"),
        ({"data": DATA.replace("age,", "alder,", 1)}, "alder"),
        ({"data": DATA + "20,Voss\n"}, "linje 26"),
        ({"data": DATA + "20,Voss,jobb,1,2\n"}, "linje 26"),
        ({"data": DATA + "41,Voss,jobb,1\n"}, "41"),
        ({"data": DATA + ",Voss,jobb,1\n"}, "semikolon"),
        ({"data": DATA + "20,voss ,jobb,1\n"}, "«voss »"),
        ({"data": DATA.encode() + b"20,\xd8ygarden,jobb,1\n"}, "UTF-8"),
        ({"data": "age,place,outcome,ref\n"}, "ingen rader"),
        ({"data": ""}, "tom"),
        ({"config": "k = 5"}, "[[column]]"),
        ({"config": CONFIG.replace("ages.csv", "none.csv")}, "none.csv"),
        ({"config": CONFIG.replace("k = 12", "kk = 12")}, "kk"),
        ({"config": CONFIG.replace("0.0", "5")}, "0.05"),
        ({"ages": AGES + "20;20;ung\n"}, "linje 21"),
    ],
)
def test_bad_input_is_told_in_a_sentence(run: Run, files: dict[str, Any], told: str):
    result = run("--json", **files)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("out").exists()


def test_where_nothing_can_be_written(run: Run):
    Path("taken").write_text("a file", "utf-8")
    for folder in ("taken", "taken/below", "/proc/none"):
        result = run("--json", out=folder)
        assert result.exit_code == 2
        assert "kan ikke skrives" in result.stderr
        assert result.stdout == ""
    assert Path("taken").read_text("utf-8") == "a file"


def test_what_is_read_is_never_written_over(run: Run):
    Path("data.csv").write_text(DATA, "utf-8")
    run("--json")
    command = ["anonymise", "data.csv", "--config", "set-up/config.toml", "--out", "."]
    result = CliRunner().invoke(hybridmentor, command)
    assert result.exit_code == 2
    assert "overskrevet" in result.stderr
    assert Path("data.csv").read_text("utf-8") == DATA


def test_a_file_that_is_not_there(run: Run):
    for command in (["none.csv", "--config", "set-up/config.toml"], ["data-in.csv", "--config", "none.toml"]):
        run("--json")
        result = CliRunner().invoke(hybridmentor, ["anonymise", *command, "--out", "elsewhere"])
        assert result.exit_code == 2
        assert "none." in result.stderr
        assert not Path("elsewhere").exists()


def test_standard_input(run: Run):
    run("--json")
    command = ["anonymise", "-", "--config", "set-up/config.toml", "--out", "piped", "--json"]
    read(CliRunner().invoke(hybridmentor, command, input=DATA))
    assert Path("piped/data.csv").read_bytes() == Path("out/new/data.csv").read_bytes()


def test_a_time_limit_says_that_nothing_is_proven(run: Run):
    found = read(run("--json", config="time_limit = 0\n" + CONFIG))
    assert found["optimal"] is False
    assert found["levels"] == {"age": 2, "place": 1}
    assert "Ikke bevist best" in run(config="time_limit = 0\n" + CONFIG).stdout


def test_the_command_starts_without_web_and_database_and_help_without_arithmetic():
    """What takes long to load is loaded by those who need it."""
    program = (
        "import sys; from hybridmentor.cli import hybridmentor as group; "
        "group.commands['anonymise']; "
        "print([name for name in ('flask', 'sqlalchemy', 'alembic', 'numpy', 'polars') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
