"""What holds for the files of the project, beside what `make check` says."""

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tools.check_tree import check_lock, check_text, check_tree, list_files

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "hybridmentor").rglob("*.py"))
LAZY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "common",
    "misc",
    "base",
    "core",
    "lib",
}


def test_nothing_of_one_machine_is_kept():
    files = list_files()
    assert len(files) > 50
    assert check_tree(files) == []


@pytest.mark.parametrize(
    "line",
    [
        "see registry.npm" + "js.org for it",
        "https://files.python" + "hosted.org/x",
        "index-url" + " = https://mirror.example/simple",
        "open('/" + "root/x')",
        "cd /" + "work/main",
        "/" + "home/kari/prosjekt",
        "-----BEGIN " + "RSA PRIVATE KEY-----",
    ],
)
def test_what_must_stay_out_is_seen(line: str):
    assert len(check_text("file", line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/home/x",
        "arbeid/" + "work/main",
        "url_for('home.day')",
        "~/root/x",
        "/usr/bin/chromium",
    ],
)
def test_what_is_harmless_is_let_through(line: str):
    assert check_text("file", line) == []


def test_a_lock_file_with_addresses_or_without_checksums_is_seen():
    package = {"dependencies": {"a": "1.2.3", "b": "^1.0.0"}}
    lock = {
        "packages": {
            "": package,
            "node_modules/a": {"version": "1.2.3", "resolved": "somewhere", "integrity": "sha512-x"},
            "node_modules/b": {"version": "1.0.0"},
        }
    }
    assert len(check_lock(package, lock)) == 3
    assert check_lock({"dependencies": {"a": "1.2.3"}}, {"packages": {"": {}}}) != []


def test_names_of_files_say_what_is_in_them():
    assert [path.name for path in SOURCES if path.stem in LAZY_NAMES] == []


def test_no_file_grows_without_end():
    long = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in long.items() if length > 600} == {}


@pytest.mark.parametrize("layer", ["models", "db.py"])
def test_model_files_do_not_postpone_annotations(layer: str):
    """SQLAlchemy reads the annotations of models at run time."""
    place = ROOT / "hybridmentor" / layer
    for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
        assert "from __future__ import annotations" not in path.read_text("utf-8"), path.name


def test_the_clock_is_the_only_source_of_time():
    asks = re.compile(
        r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\(|func\.(?:now|current_timestamp)\(|CURRENT_TIMESTAMP"
    )
    found = [
        path.name for path in SOURCES if path.name != "clock.py" and asks.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_only_views_and_jobs_commit():
    """A service or query that commits would end somebody else's unit of work. The audit row of a read stands on its own."""
    commits = re.compile(r"\.commit\(")
    lower = [
        path
        for path in SOURCES
        if {"services", "queries", "policy", "models", "domain"} & set(path.relative_to(ROOT).parts)
    ]
    assert len(lower) > 20
    found = [path.relative_to(ROOT).as_posix() for path in lower if commits.search(path.read_text("utf-8"))]
    assert set(found) <= {"hybridmentor/services/audit.py"}


def test_views_select_nothing():
    views = sorted((ROOT / "hybridmentor" / "blueprints").rglob("*views.py"))
    assert views
    asks = re.compile(r"\bselect\(|\.query\(|\btext\(|\.scalars?\(")
    assert [path.relative_to(ROOT).as_posix() for path in views if asks.search(path.read_text("utf-8"))] == []


def test_layers_hold():
    """The same contracts as `make check`, so that a plain pytest run sees a broken one."""
    lint = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_lower_module_is_in_the_contract_on_flask():
    """A new package below the web must be named in the contract, for a contract cannot name what is not there yet."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    named = set(config["importlinter:contract:flask"]["source_modules"].split())
    above = {"app", "cli", "jobs", "extension", "adapters", "blueprints", "web", "documents"}
    modules = {
        path.stem for path in SOURCES if path.parent.name == "hybridmentor" and not path.stem.startswith("_")
    }
    packages = {
        path.parent.name
        for path in SOURCES
        if path.name == "__init__.py" and path.parent.parent.name == "hybridmentor"
    }
    assert named == {f"hybridmentor.{name}" for name in (modules | packages) - above}
