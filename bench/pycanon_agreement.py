"""Whether another measure of anonymity agrees with the independent check; run it from the project's folder.

    python -m bench.pycanon_agreement [--python python3.12]

Makes an environment of its own in a temporary folder, installs pycanon there (it asks for exact versions of ten packages,
and has none for Python 3.13), and runs the test that compares. Nothing of it stays.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.machine import ROOT

WANTED = "pycanon==1.3.6"
TEST = "tests/unit/domain/test_anonymity_check.py"


def main() -> None:
    """Make the environment and run the test; its exit code is ours."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=sys.executable, help="A Python of 3.11 or 3.12.")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([told.python, "-m", "venv", folder], check=True)
        other = Path(folder) / "bin" / "python"
        subprocess.run([other, "-m", "pip", "install", "--quiet", WANTED], check=True)
        environment = {**os.environ, "HYBRIDMENTOR_TEST_PYCANON": str(other)}
        words = [sys.executable, "-m", "pytest", "-q", "-m", "long", TEST]
        raise SystemExit(subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
