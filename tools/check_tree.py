"""Check the files that git keeps, or would keep: nothing of one machine in them, and a front-end lock file that fits anywhere.

    python tools/check_tree.py       exit 1 and one line for each fault: file, line, what is wrong

No host of a package registry, no absolute path of somebody's machine, no private key; the lock file of npm names
packages by version and checksum alone, and package.json pins them exactly.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

# Written so that no rule finds itself.
RULES = {
    "a host of a package registry": re.compile(
        r"(?:registry|registries|packages?)[.](?:npmjs|npmmirror|yarnpkg|python)\b|\bpypi[.](?:org|io|python)\b|pythonhosted[.]"
        r"|\bnpmjs[.](?:org|com)\b|\b(?:unpkg|jsdelivr|cdnjs)[.]|\bproxy[.]golang[.]|\b(?:ghcr|quay)[.]io\b|\bcdn[.]nav\b"
        r"|\b(?:index|extra-index|find-links)-?(?:url)?\s*=\s*(?:https?|file):",
        re.IGNORECASE,
    ),
    "an absolute path of one machine": re.compile(
        r"(?<![\w.~>}*/])/(?:root|work|home/\w+|Users/\w+|opt/pypi\w*|mnt/\w+|workspaces?)/[\w.-]|\b[A-Z]:\\Users\\"
    ),
    "a private key": re.compile(r"-{5}BEGIN [A-Z ]*PRIVATE[ ]KEY"),
}
UNWANTED_FILES = {
    "uv.lock": "it names the registry on every line",
    ".env": "settings of one machine",
    "pip.conf": "settings of one machine",
}
EXACT_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[\w.]+)?")


def list_files() -> list[Path]:
    """The files that git keeps, and those it would keep if they were added now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = sorted(set(filter(None, answer.stdout.split("\0"))))
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def check_text(name: str, text: str) -> list[str]:
    """The faults in the text of one file, as `name:line: fault`."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        for fault, pattern in RULES.items():
            found = pattern.search(line)
            if found:
                faults.append(f"{name}:{number}: {fault}: {found.group()!r}")
    return faults


def check_lock(package: dict[str, Any], lock: dict[str, Any]) -> list[str]:
    """The faults in package.json and package-lock.json, given as read."""
    faults = []
    for kind in ("dependencies", "devDependencies"):
        for name, version in package.get(kind, {}).items():
            if not EXACT_VERSION.fullmatch(version):
                faults.append(f"package.json: {name} is not pinned to one version: {version}")
    entries = {name: entry for name, entry in lock.get("packages", {}).items() if name}
    if not entries:
        faults.append("package-lock.json: no packages in it")
    for name, entry in entries.items():
        if "resolved" in entry:
            faults.append(
                f"package-lock.json: {name} names where it was fetched from (resolved); .npmrc should keep that out"
            )
        if not str(entry.get("integrity", "")).startswith("sha512-"):
            faults.append(f"package-lock.json: {name} has no checksum")
    root = lock.get("packages", {}).get("", {})
    for kind in ("dependencies", "devDependencies"):
        if root.get(kind, {}) != package.get(kind, {}):
            faults.append(f"package-lock.json: {kind} differ from package.json")
    return faults


def check_tree(files: list[Path]) -> list[str]:
    """Every fault in the files, one sentence each; empty when all is well."""
    faults = []
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if path.name in UNWANTED_FILES:
            faults.append(f"{name}: this file stays out of git: {UNWANTED_FILES[path.name]}")
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        faults.extend(check_text(name, text))
    package, lock = ROOT / "package.json", ROOT / "package-lock.json"
    if package in files or lock in files:
        missing = [path.name for path in (package, lock, ROOT / ".npmrc") if path not in files]
        faults.extend(f"{name}: missing" for name in missing)
        if not missing:
            faults.extend(
                check_lock(json.loads(package.read_text("utf-8")), json.loads(lock.read_text("utf-8")))
            )
    return faults


def main() -> int:
    """Check the tree and print what was found; the exit code."""
    files = list_files()
    faults = check_tree(files)
    print("\n".join(faults) or f"nothing found in {len(files)} files", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
