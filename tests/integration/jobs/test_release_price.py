"""What a choice costs: reckoned of the ready cases, told in bands, stopped at any step."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from hybridmentor.db import begin_write
from hybridmentor.domain.release_price import read_price
from hybridmentor.domain.release_table import read_table
from hybridmentor.jobs.release_price import ReleasePriceRun
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import Case, Job, StudyCase
from hybridmentor.services.jobs import JobClaim, JobLost, claim_job, read_fault
from hybridmentor.services.releases import stop_price
from tests.integration.jobs.release_scenes import list_periods, read_job, read_price_of, reckon, send_price
from tests.support.apps import Site
from tests.support.release_world import KEYS, see_study
from tests.support.seed import make_actor


def claim_of(site: Site, job_id: UUID) -> JobClaim:
    """A worker's right to the job."""
    with site.session() as session:
        begin_write(session)
        found = claim_job(session, job_id)
        session.commit()
    assert found is not None
    return found


def test_a_price_is_reckoned_and_kept_in_bands(study_site: Site, study_worker: Worker):
    shown = reckon(study_site, study_worker, list_periods(study_site)[0])
    assert (shown.job.state, shown.job.progress, shown.job.fault) == ("done", 100, None)
    price = read_price(shown.progress.price or "")
    assert price.holds
    assert price.loss_band is not None
    assert (price.loss_band.high - price.loss_band.low) >= 5
    assert price.rows_band.high - price.rows_band.low >= 49
    assert set(price.levels) == {"county", "start", "duration"}
    assert shown.progress.holds


def test_nothing_of_a_case_stands_in_the_job(study_site: Site, study_worker: Worker):
    shown = reckon(study_site, study_worker, list_periods(study_site)[0])
    with study_site.session() as session:
        ids = list(session.scalars(select(Case.id)))
        told = session.scalars(select(Job.counts)).all()
    text = " ".join(one or "" for one in told) + (shown.job.wanted or "")
    assert not any(one.hex in text or str(one) in text for one in ids)


def test_the_fixed_table_comes_with_it_without_a_small_count(study_site: Site, study_worker: Worker):
    table = read_table(reckon(study_site, study_worker, list_periods(study_site)[0]).progress.table)
    assert table is not None
    shown = [cell for row in table.cells for cell in row if cell is not None]
    assert table.smallest == 5
    assert min(shown) >= 5
    assert all(cell % 5 == 0 for cell in shown)
    assert table.hidden > 0


def test_with_too_few_cases_nothing_holds_and_no_table_is_shown(study_site: Site, study_worker: Worker):
    period = list_periods(study_site)[0]
    with study_site.session() as session:
        kept = session.scalars(
            select(StudyCase.case_id)
            .join(Case, Case.id == StudyCase.case_id)
            .where(Case.closed_on.between(period.from_on, period.to_on))
            .order_by(StudyCase.case_id)
            .limit(15)
        ).all()
        session.execute(delete(StudyCase).where(StudyCase.case_id.not_in(kept)))
        session.commit()
    shown = reckon(study_site, study_worker, period)
    price = read_price(shown.progress.price or "")
    assert not price.holds
    assert "too_few_cases" in {one.code for one in price.problems}
    assert shown.progress.table is None
    # Neither the count nor anything under k can be read.
    numbers = {int(one) for one in re.findall(r'(?:low|high)": (\d+)', json.dumps(shown.progress.price))}
    assert not numbers & set(range(1, 5))


def test_the_administrators_limits_count(
    study_site: Site, study_worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(study_worker.state.config, "HYBRIDMENTOR_RELEASE_LIMITS", "fewest_cases=100000")
    price = read_price(reckon(study_site, study_worker, list_periods(study_site)[0]).progress.price or "")
    assert {one.code: one.params["needed"] for one in price.problems if one.stops} == {
        "too_few_cases": 100_000
    }


def test_one_that_runs_is_stopped_at_its_next_step(study_site: Site, study_worker: Worker):
    job_id = send_price(study_site, study_worker, list_periods(study_site)[0])
    right = claim_of(study_site, job_id)
    with study_site.session() as session:
        stop_price(session, make_actor(session, "forsker"), see_study(session), read_price_of(study_site))
        session.commit()
    ReleasePriceRun(study_worker.state, right).carry_out()
    assert (read_job(study_site, job_id).state, read_price_of(study_site).progress.price) == ("stopped", None)


def test_a_worker_that_ends_gives_it_back(study_site: Site, study_worker: Worker):
    job_id = send_price(study_site, study_worker, list_periods(study_site)[0])
    right = claim_of(study_site, job_id)
    ReleasePriceRun(study_worker.state, right, lambda: True).carry_out()
    job = read_job(study_site, job_id)
    assert (job.state, job.tries) == ("waiting", 0)
    with pytest.raises(JobLost):
        ReleasePriceRun(study_worker.state, right).carry_out()


def test_what_cannot_be_read_any_more_fails_in_words(study_site: Site, study_worker: Worker):
    job_id = send_price(study_site, study_worker, list_periods(study_site)[0], KEYS)
    with study_site.session() as session:
        job = session.get_one(Job, job_id)
        job.wanted = json.dumps({**json.loads(job.wanted or "{}"), "period": "never"})
        session.commit()
    study_worker.empty()
    job = read_job(study_site, job_id)
    fault = read_fault(job.fault)
    assert job.state == "failed"
    assert fault is not None
    assert fault.id == "error.not_found"
