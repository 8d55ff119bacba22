"""The hooks that keep the suite honest do what they say."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.strictness import NetworkReached

ROOT = Path(__file__).resolve().parents[2]
HOOKS = "from tests.support.strictness import pytest_make_collect_report, pytest_runtest_makereport\n"
SUITE = {
    "test_in_test": "import pytest\ndef test_a():\n    pytest.skip('no browser')\n",
    "test_in_fixture": "import pytest\n@pytest.fixture\ndef f():\n    pytest.skip('no')\ndef test_a(f):\n    pass\n",
    "test_by_mark": "import pytest\n@pytest.mark.skipif(True, reason='no browser')\ndef test_a():\n    pass\n",
    "test_module": "import pytest\npytest.importorskip('no_such_module')\n",
    "test_expected": "import pytest\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n",
}


def run_suite(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with our hooks on a folder of its own that holds the suite above."""
    (folder / "conftest.py").write_text(HOOKS, "utf-8")
    for name, source in SUITE.items():
        (folder / f"{name}.py").write_text(source, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": ci}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "--continue-on-collection-errors",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-c", os.devnull, "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_skip_fails_under_ci(tmp_path: Path):
    answer = run_suite(tmp_path, "true")
    assert answer.returncode != 0
    assert answer.stdout.count("skipped, and under CI nothing may be: no browser") >= 2
    closing = answer.stdout.splitlines()[-1]
    for count in ("1 failed", "3 errors", "1 xfailed"):
        assert count in closing
    assert "skipped" not in closing


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path):
    answer = run_suite(tmp_path, "")
    assert answer.returncode == 0, answer.stdout
    assert "4 skipped, 1 xfailed" in answer.stdout


def test_tests_do_not_reach_the_network():
    with socket.socket() as outside, pytest.raises(NetworkReached):
        outside.connect(("192.0.2.1", 80))


def test_tests_reach_this_machine():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


@pytest.mark.parametrize(("order", "given"), [("", [3, 2, 1]), ("ORDER BY number", [1, 2, 3])])
def test_rows_come_in_order_only_where_one_is_asked_for(order: str, given: list[int]):
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE row (number INTEGER)"))
        connection.execute(text("INSERT INTO row VALUES (1), (2), (3)"))
        assert connection.scalars(text(f"SELECT number FROM row {order}")).all() == given
