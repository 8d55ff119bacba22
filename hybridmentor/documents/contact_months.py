"""The file of contact month by month, and the page that says what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from hybridmentor import i18n
from hybridmentor.documents.release_package import CheckRefused
from hybridmentor.documents.release_page import (
    Html,
    mark_code,
    write_heading,
    write_page,
    write_paragraph,
    write_table,
)
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.anonymity_check import Demands, Verdict
from hybridmentor.domain.contact_months import HORIZONS, Courses, MonthCounts
from hybridmentor.domain.release_demands import SEPARATOR
from hybridmentor.domain.release_rules import ReleaseRules
from hybridmentor.gateways.independent_check import check_written
from hybridmentor.i18n import LANGUAGES

COURSES_FILE = "contact_courses.csv"
COUNTS_FILE = "contact_counts.csv"
Translate = Callable[..., str]


def write_contact_months(
    months: Courses | MonthCounts | None,
    rules: ReleaseRules,
    study: StudyFacts,
    *,
    translate: Translate = i18n.translate,
    check: Callable[[bytes, Demands], Verdict] = check_written,
) -> Mapping[str, bytes]:
    """The files by their names: the table, and a page about it in each language. The same months give the same bytes.

    Without months there is no table, and the page says that there were too few cases. Courses are checked in a process of their
    own, every column as one that others may know; CheckRefused where they fail.
    """
    files: dict[str, bytes] = {}
    if months is not None:
        files[COURSES_FILE if isinstance(months, Courses) else COUNTS_FILE] = _write_csv(months.table)
    if isinstance(months, Courses):
        content = files[COURSES_FILE]
        verdict = check(content, Demands(k=rules.k, quasi=tuple(months.table.columns), separator=SEPARATOR))
        if not verdict.ok:
            raise CheckRefused(verdict)
    for language in LANGUAGES:
        files[f"contact_months.{language}.html"] = _write_page(months, rules, study, language, translate)
    return files


def _write_csv(table: pl.DataFrame) -> bytes:
    return table.write_csv(separator=SEPARATOR, quote_style="never").encode("ascii")


def _write_page(
    months: Courses | MonthCounts | None,
    rules: ReleaseRules,
    study: StudyFacts,
    language: str,
    translate: Translate,
) -> bytes:
    def say(name: str, /, **params: object) -> str:
        return translate(language, f"contact_months.{name}", **params)  # words: contact_months.

    def write_parts() -> Iterator[Html]:
        if months is None:
            yield write_paragraph(say("too_few", n=rules.fewest_cases, least=min(HORIZONS)))
            return
        yield write_paragraph(say("intro", months=months.horizon))
        if isinstance(months, Courses):
            yield write_paragraph(say("courses", k=rules.k))
            names = months.table.columns[:: months.horizon // months.months]
            yield write_paragraph(say("columns", part=months.months))
            yield write_table(
                say("columns.caption"),
                (say("column"), say("column.about")),
                [
                    (mark_code(name), say(f"first_part.{name.rpartition('_')[0]}", part=months.months))
                    for name in names
                ],
            )
        else:
            yield write_paragraph(say("counts", base=months.base, part=months.months))
        yield write_heading(2, say("bands"))
        yield write_table(
            say("bands.caption"),
            (say("band"), say("band.about")),
            [(mark_code(band), say(f"band.{band}")) for band in months.bands],
        )
        yield write_heading(2, say("not_tied"))
        yield write_paragraph(say("not_tied.text"))

    return write_page(language, say("title", study=study.title), write_parts())
