"""The making of a release: every check on the way, kept as a whole or not at all, the same again, stopped and begun anew."""

from __future__ import annotations

import gc
import hashlib
import io
import json
from collections import Counter
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import polars as pl
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.domain.anonymity_check import Verdict
from hybridmentor.domain.release_problems import Problem, read_problems
from hybridmentor.domain.release_variables import PERSONS, get_hierarchy, list_variables
from hybridmentor.domain.study_tables import TableDefinition, write_definition
from hybridmentor.jobs import release_run
from hybridmentor.jobs.release_run import ReleaseRun
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import (
    AuditEvent,
    Case,
    Consent,
    Job,
    Jobseeker,
    Release,
    ReleaseFile,
    StudyCase,
    StudyOffice,
)
from hybridmentor.queries.releases import read_frozen_levels
from hybridmentor.queries.research_records import read_records
from hybridmentor.services.jobs import LOST_AFTER, MOST_TRIES, claim_job
from hybridmentor.services.releases import stop_release
from tests.integration.jobs.release_scenes import approve, claim, list_periods, read, run
from tests.support.apps import Site
from tests.support.release_world import KEYS, see_release, see_study
from tests.support.seed import make_actor
from tests.support.studies import add_table, make_study

FILES = {
    "SHA256SUMS",
    "codebook.en.html",
    "codebook.nb.html",
    "codebook.nn.html",
    "data.csv",
    "data.dta",
    "data.parquet",
    "data.sav",
    "datapackage.json",
    "ddi-codebook.xml",
    "package.zip",
    "report.en.html",
    "report.nb.html",
    "report.nn.html",
    "settings.json",
}


HIERARCHIES = {one.key: one.hierarchy for one in list_variables()}


def read_files(site: Site, release_id: UUID) -> dict[str, bytes]:
    """The files of a release by name."""
    return {file.name: file.content for file in read(site, release_id).release.files}


def count_files(site: Site) -> int:
    """How many files there are of any release."""
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(ReleaseFile)) or 0


def test_a_release_is_made_and_kept_as_a_whole(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0])
    made = run(study_site, study_worker, release_id)
    assert (made.release.state, made.release.problem, made.job.state if made.job else None) == (
        "done",
        None,
        "done",
    )
    files = {file.name: file for file in made.release.files}
    assert files.keys() == FILES
    for file in files.values():
        assert (file.sha256, file.size) == (hashlib.sha256(file.content).hexdigest(), len(file.content))
    table = pl.read_csv(files["data.csv"].content, separator=";", infer_schema=False)
    assert table.columns == list(KEYS)
    assert table.group_by("county", "start", "duration").len()["len"].min() >= 10  # type: ignore[operator]
    assert table.equals(pl.read_parquet(io.BytesIO(files["data.parquet"].content)))
    assert made.told is not None
    assert made.told.rows_band.low <= table.height <= made.told.rows_band.high
    assert json.loads(made.release.levels or "{}") == dict(made.told.levels)
    with ZipFile(io.BytesIO(files["package.zip"].content)) as archive:
        assert set(archive.namelist()) == FILES - {"package.zip"}


def test_contact_month_by_month_lies_beside_where_it_was_asked_for(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0], with_months=True)
    run(study_site, study_worker, release_id)
    files = read_files(study_site, release_id)
    pages = {f"contact_months.{language}.html" for language in ("nb", "nn", "en")}
    assert files.keys() - FILES in (pages | {"contact_courses.csv"}, pages | {"contact_counts.csv"})
    assert b"contact_months.nb.html" in files["SHA256SUMS"]
    assert b"contact_months.nb.html" in files["datapackage.json"]
    if "contact_courses.csv" in files:
        courses = pl.read_csv(files["contact_courses.csv"], separator=";", infer_schema=False)
        assert courses.group_by(courses.columns).len()["len"].min() >= 10  # type: ignore[operator]


def test_courses_of_the_same_cases_are_handed_out_once(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    """Another study's were made while this one waited to be approved."""
    release_id = approve(study_site, list_periods(study_site)[0], with_months=True)
    monkeypatch.setattr(release_run, "are_months_given", lambda *_: True)
    made = run(study_site, study_worker, release_id)
    assert made.release.state == "failed"
    assert [one.code for one in read_problems(made.release.problem)] == ["months_given"]
    assert not made.release.files


def test_no_file_is_made_of_cases_that_a_table_counts(study_site: Site, study_worker: Worker):
    """The table of another study that shares the offices was made while this one waited."""
    period = list_periods(study_site)[0]
    release_id = approve(study_site, period)
    with study_site.session() as session:
        study = see_study(session).study
        parts = {row.office_id: row.part for row in study.offices}
        other = make_study(session, study.office_id, parts, from_on=period.to_on, to_on=period.to_on)
        definition = TableDefinition(("table3",), ("registered",), {}, other.from_on, other.to_on)
        add_table(session, other, definition=write_definition(definition))
        session.commit()
    # There are two studies now, so the release is read by its id alone.
    made = run(study_site, study_worker, release_id)
    assert made.release.state == "failed"
    assert [one.code for one in read_problems(made.release.problem)] == ["counted_in_table"]
    assert count_files(study_site) == 0


def test_no_case_adviser_or_office_stands_in_any_file(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0])
    run(study_site, study_worker, release_id)
    files = read_files(study_site, release_id)
    with study_site.session() as session:
        hidden = [one.hex for one in session.scalars(select(Case.id))]
    content = b"\n".join(value for name, value in files.items() if name != "package.zip").decode("latin-1")
    assert not any(one in content for one in [*hidden, "Nav 995", "Utprøver", "adviser:"])


def test_the_same_again_is_the_same_to_the_byte(study_site: Site, study_worker: Worker):
    period = list_periods(study_site)[0]
    first = approve(study_site, period)
    run(study_site, study_worker, first)
    before = read_files(study_site, first)
    with study_site.session() as session:
        session.execute(delete(ReleaseFile))
        session.execute(update(Release).values(state="approved", levels=None, facts=None, done_at=None))
        session.execute(update(Job).where(Job.kind == "release_run").values(state="waiting", tries=0))
        session.commit()
    run(study_site, study_worker, first)
    assert read_files(study_site, first) == before


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"list_problems": lambda *_: (Problem("too_few_offices"),)}, "too_few_offices"),
        ({"make_table": lambda *_, **__: None}, "no_solution"),
        ({"compare_tables": lambda *_: (Problem("differs_by_few", ("county",)),)}, "differs_by_few"),
    ],
)
def test_each_check_refuses_with_its_reason_and_leaves_no_file(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch, names: dict[str, Any], code: str
):
    for name, replacement in names.items():
        monkeypatch.setattr(release_run, name, replacement)
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert made.release.state == "failed"
    assert [one.code for one in read_problems(made.release.problem)] == [code]
    assert (made.release.levels, made.release.facts, count_files(study_site)) == (None, None, 0)


def test_the_independent_check_is_the_last_word(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: Any, **__: Any) -> Verdict:
        verdict = Verdict()
        verdict.refuse("k_low")
        return verdict

    real = release_run.make_package
    monkeypatch.setattr(
        release_run, "make_package", lambda *words, **more: real(*words, **{**more, "check": refuse})
    )
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert [one.code for one in read_problems(made.release.problem)] == ["independent_check"]
    assert count_files(study_site) == 0


def test_too_few_cases_are_refused_even_if_somebody_approved(study_site: Site, study_worker: Worker):
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[-1]))
    assert made.release.state == "failed"
    assert "too_few_cases" in {one.code for one in read_problems(made.release.problem)}


def test_a_fault_of_ours_ends_the_release_too(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(release_run, "make_table", break_down)
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert (made.release.state, count_files(study_site)) == ("failed", 0)


def drop_case(site: Site) -> None:
    """A jobseeker who is in the study withdraws."""
    with site.session() as session:
        begin_write(session)
        case_id = session.scalars(
            select(StudyCase.case_id)
            .join(Case, Case.id == StudyCase.case_id)
            .where(Case.closed_on.is_not(None))
        ).first()
        given = Consent.case_id == case_id, Consent.person == "jobseeker", Consent.withdrawn_on.is_(None)
        session.execute(update(Consent).where(*given).values(withdrawn_on=clock.today()))
        session.commit()


def test_who_withdraws_while_it_is_made_is_not_in_it(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    real, seen = release_run.make_table, list[int]()

    def make_and_withdraw(frame: pl.DataFrame, *words: Any, **more: Any) -> Any:
        if not seen:
            with study_site.session() as session:
                case_id = UUID(hex=frame["_case"][0])
                given = Consent.case_id == case_id, Consent.person == "jobseeker"
                session.execute(update(Consent).where(*given).values(withdrawn_on=clock.today()))
                session.commit()
        seen.append(frame.height)
        return real(frame, *words, **more)

    monkeypatch.setattr(release_run, "make_table", make_and_withdraw)
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert made.release.state == "done"
    assert seen == [seen[0], seen[0] - 1]


def test_presence_is_counted_against_all_who_were_closed_in_the_period(
    study_site: Site, study_worker: Worker
):
    period = list_periods(study_site)[0]
    with study_site.session() as session:
        sent = session.scalars(select(StudyCase.case_id).order_by(StudyCase.case_id)).all()
        gone = sent[::3]
        # Of those who are not in the file one has a protected address: nothing of that one is read.
        session.execute(delete(StudyCase).where(StudyCase.case_id.in_(gone)))
        hidden = session.scalars(select(Case.jobseeker_id).where(Case.id == gone[0])).one()
        session.execute(update(Jobseeker).where(Jobseeker.id == hidden).values(protection="confidential"))
        session.commit()
    made = run(study_site, study_worker, approve(study_site, period))
    assert made.told is not None
    assert made.told.presence_band is not None
    table = pl.read_csv(
        read_files(study_site, made.release.id)["data.csv"], separator=";", infer_schema=False
    )
    quasi = made.told.quasi
    with study_site.session() as session:
        closed = session.scalars(
            select(Case.id)
            .join(StudyOffice, StudyOffice.office_id == Case.office_id)
            .where(
                Case.closed_on.between(period.from_on, period.to_on),
                Case.id != gone[0],
                StudyOffice.part == "participating",
            )
        ).all()
        everybody = dict.fromkeys(closed, frozenset(PERSONS))
        records = read_records(session, closed, today=clock.today(), allowed=everybody, variables=quasi)
    rows = {key: get_hierarchy(HIERARCHIES[key]).rows for key in quasi}
    there = Counter(
        tuple(rows[key][value][made.told.levels[key]] for key, value in zip(quasi, row, strict=True))
        for row in records.select(quasi).rows()
    )
    here = Counter(table.select(quasi).rows())
    chances = [number / there[row] for row, number in here.items()]
    band = made.told.presence_band
    assert band.low <= 100 * min(chances) < band.low + 25
    assert band.high - 25 < 100 * max(chances) <= band.high
    assert band.low < 75
    report = read_files(study_site, made.release.id)["report.nb.html"].decode()
    assert "delta-presence" in report


@pytest.mark.parametrize(
    ("action", "is_read_again"),
    [(None, False), ("case.read", False), ("contact.log", False), ("consent.withdraw", True)],
)
def test_others_wait_for_another_look_only_where_something_may_have_changed(
    study_site: Site,
    study_worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    action: str | None,
    is_read_again: bool,
):
    real, steps = release_run.read_basis, list[str]()

    def look(session: Session, task: Any) -> Any:
        steps.append("read")
        found = real(session, task)
        if steps == ["read", "read"] and action is not None:
            with study_site.session() as other:
                other.add(AuditEvent(action=action))
                other.commit()
        return found

    monkeypatch.setattr(release_run, "read_basis", look)
    monkeypatch.setattr(release_run, "hold_ledger", lambda _: steps.append("hold"))
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert made.release.state == "done"
    if study_site.engine.dialect.name == "postgresql":
        # The log is no clock there, and reading holds nobody up.
        assert steps == ["read", "hold", "read"]
    else:
        assert steps == ["read", "read", "hold", *(["read"] if is_read_again else [])]


def test_cases_that_never_rest_are_given_up(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    real = release_run.make_table

    def make_and_change(*words: Any, **more: Any) -> Any:
        with study_site.session() as session:
            case_id = session.scalars(
                select(StudyCase.case_id).where(StudyCase.case_id == UUID(hex=words[0]["_case"][0]))
            ).one()
            session.execute(delete(StudyCase).where(StudyCase.case_id == case_id))
            session.commit()
        return real(*words, **more)

    monkeypatch.setattr(release_run, "make_table", make_and_change)
    made = run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert [one.code for one in read_problems(made.release.problem)] == ["cases_change"]
    assert count_files(study_site) == 0


@pytest.mark.parametrize("step", ["read", "make", "compare", "check", "write"])
def test_it_is_stopped_at_any_step_and_nothing_is_left(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch, step: str
):
    release_id = approve(study_site, list_periods(study_site)[0])
    right = claim(study_site, release_id)
    job = ReleaseRun(study_worker.state, right)
    real = job.tell

    def tell(now: str, progress: int) -> None:
        if now == step:
            with study_site.session() as session:
                begin_write(session)
                session.execute(update(Job).where(Job.id == right.job_id).values(is_stopped=True))
                session.commit()
        real(now, progress)

    monkeypatch.setattr(job, "tell", tell)
    job.carry_out()
    made = read(study_site, release_id)
    assert (made.release.state, made.job.state if made.job else None) == ("stopped", "stopped")
    assert count_files(study_site) == 0


def test_after_a_kill_it_begins_anew(study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch):
    release_id = approve(study_site, list_periods(study_site)[0])
    right = claim(study_site, release_id)

    class Killed(BaseException):
        """As if the machine had gone away."""

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(release_run, "make_package", die)
        with pytest.raises(Killed):
            ReleaseRun(study_worker.state, right).carry_out()
    assert (read(study_site, release_id).release.state, count_files(study_site)) == ("running", 0)
    with study_site.session() as session:
        long_ago = clock.now() - 2 * LOST_AFTER
        session.execute(update(Job).where(Job.id == right.job_id).values(beat_at=long_ago))
        session.commit()
    study_worker.empty()
    made = read(study_site, release_id)
    assert (made.release.state, len(made.release.files)) == ("done", len(FILES))


def test_a_release_whose_worker_is_lost_time_and_again_is_given_up(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0])
    right = claim(study_site, release_id)
    with study_site.session() as session:
        long_ago = clock.now() - 2 * LOST_AFTER
        lost = update(Job).where(Job.id == right.job_id)
        session.execute(lost.values(beat_at=long_ago, tries=MOST_TRIES))
        session.commit()
    study_worker.sweep()
    assert read(study_site, release_id).release.state == "failed"


def test_a_second_worker_writes_nothing(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0])
    right = claim(study_site, release_id)
    with study_site.session() as session:
        session.execute(update(Job).where(Job.id == right.job_id).values(state="waiting"))
        session.commit()
        begin_write(session)
        assert claim_job(session, right.job_id) is not None
        session.commit()
    study_worker.run(right)
    assert count_files(study_site) == 0


def test_garbage_is_looked_for_again_when_the_cases_are_read(study_site: Site, study_worker: Worker):
    assert gc.isenabled()
    run(study_site, study_worker, approve(study_site, list_periods(study_site)[0]))
    assert gc.isenabled()


def test_levels_of_a_study_only_grow_coarser(study_site: Site, study_worker: Worker):
    periods = [one for one in list_periods(study_site) if one.from_on.year == one.to_on.year]
    release_id = approve(study_site, periods[0])
    first = run(study_site, study_worker, release_id)
    with study_site.session() as session:
        frozen = read_frozen_levels(session, first.study.id)
        assert frozen == ({} if first.told is None else dict(first.told.levels))


def test_a_release_of_other_cases_of_the_same_time_is_held_against_the_first(
    study_site: Site, study_worker: Worker
):
    """The full batch has been handed out; the same less one case would show that case."""
    period = list_periods(study_site)[0]
    first = approve(study_site, period)
    assert run(study_site, study_worker, first).release.state == "done"
    with study_site.session() as session:
        # As if another study had asked for the same cases, but for one who has withdrawn since.
        session.execute(update(Release).values(period_to_on=Release.period_from_on))
        session.commit()
    other = approve(study_site, list_periods(study_site)[0])
    with study_site.session() as session:
        session.execute(
            update(Release)
            .where(Release.id == first)
            .values(period_from_on=period.from_on, period_to_on=period.to_on)
        )
        session.commit()
    drop_case(study_site)
    made = run(study_site, study_worker, other)
    codes = {one.code for one in read_problems(made.release.problem)}
    assert made.release.state == "failed"
    assert codes <= {"differs_by_few", "differs_in_number", "points_at_one"}
    assert codes


def test_stopping_is_for_those_who_ask_or_decide(study_site: Site, study_worker: Worker):
    release_id = approve(study_site, list_periods(study_site)[0])
    with study_site.session() as session:
        begin_write(session)
        stop_release(session, make_actor(session, "godkjenner"), see_release(session, release_id))
        session.commit()
    assert run(study_site, study_worker, release_id).release.state == "stopped"
