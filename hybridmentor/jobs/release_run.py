"""The making of a release that has been approved: read, made, compared, checked by others, written, and kept as a whole.

Each step that finds something refuses the release with the reason, and no file is left. What the ready cases were is asked again
before anything is kept: where somebody has withdrawn meanwhile, all is made anew without that one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.clock import today
from hybridmentor.db import begin_write
from hybridmentor.documents.contact_months import write_contact_months
from hybridmentor.documents.release_package import CheckRefused, Package, make_package
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.release_choice import ReleaseChoice, read_choice
from hybridmentor.domain.release_comparison import compare_tables
from hybridmentor.domain.release_making import MadeRelease, band_limit, make_table
from hybridmentor.domain.release_order import CHECKS, COMPARES, MAKES, READS, WRITES
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_plan import ReleasePlan, list_problems, make_plan
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import read_rules
from hybridmentor.domain.release_variables import PERSONS, Variable, find_variable
from hybridmentor.jobs.release_months import make_months
from hybridmentor.jobs.study_job import READ, JobOver, StudyJob
from hybridmentor.models import Release, Study
from hybridmentor.queries.deeds import find_last_deed, has_changed_since
from hybridmentor.queries.releases import are_months_given, list_done, read_earlier_tables, read_frozen_levels
from hybridmentor.queries.research_records import INTERNAL
from hybridmentor.queries.study_cases import ReadyCase, list_closed_cases, list_ready_cases
from hybridmentor.queries.study_tables import are_days_counted
from hybridmentor.services.releases import (
    MadeFiles,
    begin_release,
    fail_release,
    finish_release,
    hold_ledger,
)

if TYPE_CHECKING:
    import polars

log = logging.getLogger("hybridmentor")

ARCHIVE = "package.zip"
TIME_LIMIT = 200.0
"""Seconds for the search, well before the job would be taken for lost; a release says whether it is proven to be the best."""
READ_OWN = 50
"""Hundredths of the whole when the cases of the file are read, and those that they are counted among come."""
CHECKED, WRITTEN = 75, 99
"""Hundredths of the whole when the independent check begins, and when all files are written."""
MOST_RUNS = 3
"""How often a release is made anew because its cases have changed meanwhile."""


class Refused(Exception):
    """Something stands in the way; no file is left."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems


def refuse(code: str) -> NoReturn:
    """Stop the release for one reason."""
    raise Refused([Problem(code)])


@dataclass(frozen=True)
class Basis:
    """What a release is made of: asked again before it is kept."""

    cases: Sequence[ReadyCase]
    earlier: frozenset[UUID]
    """The releases that it is compared with."""


@dataclass(frozen=True)
class Task:
    """What is to be made."""

    release: Release
    study: Study
    choice: ReleaseChoice
    plan: ReleasePlan

    @property
    def variables(self) -> list[Variable]:
        """Those of the choice, in its order; a variable that there is no more stops everything."""
        found = [find_variable(key) for key in self.choice.variables]
        if None in found:
            refuse("variable_gone")
        return [one for one in found if one is not None]

    @property
    def facts(self) -> StudyFacts:
        """What the files say about the study."""
        release, study = self.release, self.study
        return StudyFacts(
            title=study.title,
            purpose=release.purpose,
            legal_basis=study.legal_basis,
            period_from_on=release.period_from_on,
            period_to_on=release.period_to_on,
            contact_name=study.contact_name,
            contact_email=study.contact_email,
            number=release.number,
        )

    @property
    def period(self) -> Period:
        """The days that it is about."""
        return Period(self.release.period_from_on, self.release.period_to_on)


class ReleaseRun(StudyJob):
    """One run of one release."""

    def carry_out(self) -> None:
        """Make the release; the job ends as done, stopped or failed with the release, or is given back."""
        try:
            for _ in range(MOST_RUNS):
                task = self.begin()
                basis = self.find_basis(task)
                if self.keep(task, basis, self.make(task, basis.cases)):
                    return
            refuse("cases_change")
        except JobOver:
            return
        except Refused as refusal:
            with self.state.make_session() as session:
                begin_write(session)
                fail_release(session, self.claim, refusal.problems)
                session.commit()

    def begin(self) -> Task:
        """The release, now running, with the plan that it is made by."""
        with self.state.make_session() as session:
            begin_write(session)
            release, study = begin_release(session, self.claim)
            frozen = read_frozen_levels(session, study.id)
            session.commit()
        choice = read_choice(release.choice)
        return Task(release, study, choice, make_plan(choice, read_rules(release.rules), frozen))

    def find_basis(self, task: Task) -> Basis:
        """What it is made of as of now."""
        with self.state.make_session() as session:
            return read_basis(session, task)

    def make(self, task: Task, cases: Sequence[ReadyCase]) -> MadeFiles:
        """The files, after every check; Refused with the reasons where one finds something."""
        self.tell(READS, 0)
        with self.state.make_session() as session:
            frame = self.read_frame(session, cases, task.choice.variables, (0, READ_OWN))
            stop_hopeless(frame, task.plan)
            everybody = self.read_everybody(session, task, frame)
        self.tell(MAKES, READ)
        made = make_release_table(frame, task.plan, everybody)
        del everybody
        units = frame.select(INTERNAL) if task.choice.with_months else None
        del frame
        self.tell(COMPARES, 70)
        self.compare(task, made)
        self.tell(CHECKS, CHECKED)
        try:
            beside = self.write_months(task, cases, units) if units is not None else {}
            package = self.write(task, made, beside)
        except CheckRefused as fault:
            # Ids alone: a reason may tell the size of a class.
            log.error(
                "the independent check refused a release: %s", [one.id for one in fault.verdict.reasons]
            )
            raise Refused([Problem("independent_check")]) from None
        return MadeFiles({**package.files, ARCHIVE: package.archive}, made.facts, made.levels)

    def read_everybody(self, session: Session, task: Task, frame: polars.DataFrame) -> polars.DataFrame:
        """What others may know of all cases that were closed in the period, those of the frame among them.

        Nothing of the rest is handed out: they are counted, to tell how certain it is that somebody is in the file.
        """
        period, there = task.period, set(frame["_case"].to_list())
        closed = list_closed_cases(session, task.study, period.from_on, period.to_on, today())
        beside = [ReadyCase(one, frozenset(PERSONS)) for one in closed if one.hex not in there]
        return frame.select(task.plan.quasi).vstack(
            self.read_frame(session, beside, task.plan.quasi, (READ_OWN, READ)).select(task.plan.quasi)
        )

    def write_months(
        self, task: Task, cases: Sequence[ReadyCase], units: polars.DataFrame
    ) -> Mapping[str, bytes]:
        """The files of contact month by month, of cases in which all three persons have said yes."""
        with self.state.make_session() as session:
            months = make_months(session, cases, units, task.plan.rules)
        return write_contact_months(months, task.plan.rules, task.facts)

    def write(self, task: Task, made: MadeRelease, beside: Mapping[str, bytes]) -> Package:
        """The files of the release, once the independent check has passed the table in a process of its own."""
        return make_package(
            made.table,
            task.variables,
            made.facts,
            task.facts,
            weights=task.choice.weights,
            beside=beside,
            on_step=lambda done, of: self.tell(WRITES, CHECKED + (WRITTEN - CHECKED) * done // of),
        )

    def compare(self, task: Task, made: MadeRelease) -> None:
        """Refuse what tells of few cases beside what has been handed out before."""
        with self.state.make_session() as session:
            earlier = read_earlier_tables(session, task.release)
            problems = compare_tables(made.table, made.levels, task.plan.rules.k, earlier)
        if problems:
            raise Refused(problems)

    def keep(self, task: Task, basis: Basis, made: MadeFiles) -> bool:
        """Keep it as a whole, unless what it is made of is something else by now; whether it was kept.

        Where one writes at a time, and it takes seconds to read what it is made of, that is read before the others must wait,
        and again only if something was written meanwhile that may have changed it.
        """
        with self.state.make_session() as session:
            last = find_last_deed(session)
            if last is not None and read_basis(session, task) != basis:
                return False
        with self.state.make_session() as session:
            begin_write(session)
            hold_ledger(session)
            is_known = last is not None and not has_changed_since(session, last)
            is_same = is_known or read_basis(session, task) == basis
            if is_same:
                finish_release(session, self.claim, made)
            session.commit()
        return is_same


def read_basis(session: Session, task: Task) -> Basis:
    """The cases that are ready for the period, and the releases to compare with, at this moment.

    Refused where a table of a study counts cases of some of the days, since beside it the file tells who was held back; and where
    contact month by month is asked for and has been handed out of some of them.
    """
    period = task.period
    if are_days_counted(session, task.study, period):
        refuse("counted_in_table")
    if task.choice.with_months and are_months_given(session, period):
        refuse("months_given")
    cases = list_ready_cases(session, task.study, period.from_on, period.to_on, today())
    return Basis(cases, list_done(session))


def stop_hopeless(frame: polars.DataFrame, plan: ReleasePlan) -> None:
    """Refused with what stands in the way, as far as it can be told before anything is tried."""
    problems = [one for one in list_problems(frame, plan) if one.stops]
    if problems:
        raise Refused(problems)


def make_release_table(
    frame: polars.DataFrame, plan: ReleasePlan, everybody: polars.DataFrame
) -> MadeRelease:
    """The table that keeps the plan; Refused where it cannot be. `everybody` as `population` of `make_table`."""
    made = make_table(frame, plan, population=everybody, time_limit=TIME_LIMIT)
    if made is None:
        raise Refused([Problem("no_solution", params={"limit": band_limit(plan).high})])
    return made
