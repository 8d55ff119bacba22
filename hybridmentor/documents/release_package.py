"""All that is handed out of a release, made in one go or not at all: the table in four formats, and what is said about it.

The same table, facts and study give the same bytes, whenever, wherever and by whomever they are made: no file holds an instant,
a path, an account or the name of a machine.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from hybridmentor import i18n
from hybridmentor._version import __version__
from hybridmentor.documents.code_book import write_code_book
from hybridmentor.documents.data_package import write_data_package
from hybridmentor.documents.ddi_code_book import write_ddi
from hybridmentor.documents.disclosure_report import write_report
from hybridmentor.documents.published_table import (
    TableRefused,
    arrange_table,
    list_columns,
    write_csv,
    write_parquet,
)
from hybridmentor.documents.statistics_files import write_dta, write_sav
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.anonymity_check import Demands, Verdict
from hybridmentor.domain.release_demands import make_demands
from hybridmentor.domain.release_facts import ReleaseFacts
from hybridmentor.domain.release_rules import write_rules
from hybridmentor.domain.release_variables import Variable
from hybridmentor.errors import HybridMentorError, Message
from hybridmentor.gateways.independent_check import check_written
from hybridmentor.i18n import LANGUAGES

__all__ = ["DATA_FILE", "CheckRefused", "Package", "StudyFacts", "make_package"]

DATA_FILE = "data.csv"
SUMS = "SHA256SUMS"
OLDEST = (1980, 1, 1, 0, 0, 0)
"""What an archive says of when its files were changed: the first instant that it can."""
MODE = 0o100644 << 16
UNIX = 3
STEPS = ("check", "parquet", "sav", "dta", "words", "archive")
"""What is done, in this order; a progress bar is told after each."""
Translate = Callable[..., str]


class CheckRefused(HybridMentorError):
    """The independent check did not accept the file, so nothing is handed out; `verdict` has every reason."""

    default = "data_package.error.check"

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(Message(self.default))


@dataclass(frozen=True)
class Package:
    """What is handed out."""

    files: Mapping[str, bytes]
    """Each file by its name, in the order of the names."""
    archive: bytes
    """All of them as one ZIP file."""
    verdict: Verdict
    """What the independent check found."""


def make_package(
    table: pl.DataFrame,
    variables: Sequence[Variable],
    facts: ReleaseFacts,
    study: StudyFacts,
    *,
    weights: Mapping[str, float] | None = None,
    beside: Mapping[str, bytes] | None = None,
    translate: Translate = i18n.translate,
    check: Callable[[bytes, Demands], Verdict] = check_written,
    on_step: Callable[[int, int], None] | None = None,
) -> Package:
    """The package of a published table, once the independent check has passed its CSV file in a process of its own.

    `beside` are files that lie with it and have been checked. `translate` has the words of a message in a language. `on_step` is
    told how many of how many steps are done; what it raises stops the work. TableRefused where a cell may not be handed out or
    the variables are not those of the facts; CheckRefused where the check says no, for whatever reason, also that it could not be
    made. Neither leaves anything behind.
    """
    steps = _Steps(on_step)
    if tuple(variable.key for variable in variables) != tuple(facts.variables):
        raise TableRefused
    columns = list_columns(variables, facts.levels)
    plain = arrange_table(table, columns)
    files = {DATA_FILE: write_csv(plain)}
    verdict = check(files[DATA_FILE], make_demands(variables, facts.rules))
    if not verdict.ok:
        raise CheckRefused(verdict)
    steps.finish("check")
    files["data.parquet"] = write_parquet(plain)
    steps.finish("parquet")
    files["data.sav"] = write_sav(plain, columns, title=study.title, translate=translate)
    steps.finish("sav")
    files["data.dta"] = write_dta(plain, columns, title=study.title, translate=translate)
    steps.finish("dta")
    for language in LANGUAGES:
        files[f"codebook.{language}.html"] = write_code_book(columns, study, language, translate=translate)
        files[f"report.{language}.html"] = write_report(columns, facts, study, language, translate=translate)
    files["ddi-codebook.xml"] = write_ddi(columns, study, DATA_FILE, translate=translate)
    files |= beside or {}
    files["settings.json"] = write_settings(facts, study, weights or {})
    files["datapackage.json"] = write_data_package(columns, files, DATA_FILE, study, translate=translate)
    files[SUMS] = write_sums(files)
    files = dict(sorted(files.items()))
    steps.finish("words")
    archive = pack_files(files)
    steps.finish("archive")
    return Package(files, archive, verdict)


def write_settings(facts: ReleaseFacts, study: StudyFacts, weights: Mapping[str, float]) -> bytes:
    """What the file was made with, for whoever has the cases and wants to make it again; no count stands in it."""
    settings = {
        "program": "hybridmentor",
        "version": __version__,
        "release": study.number,
        "kind": facts.kind,
        "period": {"from": study.period_from_on.isoformat(), "to": study.period_to_on.isoformat()},
        "variables": list(facts.variables),
        "weights": {key: weights.get(key, 1.0) for key in facts.quasi},
        "rules": json.loads(write_rules(facts.rules)),
        "levels": {key: facts.levels[key] for key in facts.quasi},
        "languages": list(LANGUAGES),
    }
    return (json.dumps(settings, ensure_ascii=False, indent=2) + "\n").encode()


def write_sums(files: Mapping[str, bytes]) -> bytes:
    """The checksums of the files, as `sha256sum --check` reads them."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP file, sorted by name, all changed at the same instant by the same kind of system."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = ZipInfo(name, OLDEST)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, UNIX, MODE
            archive.writestr(entry, content, compresslevel=6)
    return buffer.getvalue()


class _Steps:
    """How far the work has come."""

    def __init__(self, on_step: Callable[[int, int], None] | None) -> None:
        self.on_step = on_step

    def finish(self, step: str) -> None:
        if self.on_step is not None:
            self.on_step(STEPS.index(step) + 1, len(STEPS))
