"""Bringing companies in from a file, in the states that people pass."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hybridmentor import clock
from hybridmentor.domain.unit_import import ImportChoice, ImportCounts
from hybridmentor.errors import Message
from hybridmentor.models import Job
from hybridmentor.services.jobs import write_fault
from tests.browser.states import state
from tests.browser.tour import Tour
from tests.support.seed import make_actor

FAULT = {"line": 17, "column": "organisasjonsnummer", "id": "unit.error.number", "params": {"word": "12345"}}
COUNTS = ImportCounts(
    read=61_234, added=58_000, changed=120, same=2_300, gone=700, legal=12, faulty=1, faults=[FAULT]
)


def make_job(tour: Tour, **facts: Any) -> UUID:
    """An import of the adviser's office as it is at some moment."""
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        job = Job(
            kind="unit_import",
            office_id=actor.memberships[0].office_id,
            created_by=actor.user_id,
            total=1000,
            wanted=ImportChoice(("0301", "4601"), ("retail",)).write(),
            **facts,
        )
        session.add(job)
        session.commit()
        return job.id


@state
def import_form(tour: Tour) -> None:
    tour.go("/employers/import")


@state
def import_form_with_errors(tour: Tour) -> None:
    tour.go("/employers/import")
    tour.fill(municipalities="Oslo")
    tour.submit()
    assert tour.find("main .aksel-form-field__error p").count() == 2


@state
def import_list(tour: Tour) -> None:
    make_job(tour, state="done", progress=1000, counts=COUNTS.write(), ended_at=clock.now())
    tour.go("/employers/import")
    assert tour.find("main .hm-row-link__a").count() >= 1


@state
def import_waiting(tour: Tour) -> None:
    tour.go(f"/employers/import/{make_job(tour)}")
    assert tour.find("progress").count() == 1


@state
def import_running(tour: Tour) -> None:
    job = make_job(tour, state="running", progress=420, counts=COUNTS.write(), beat_at=clock.now(), tries=1)
    tour.go(f"/employers/import/{job}")
    assert tour.find("progress").get_attribute("value") == "42"


@state
def import_done_while_one_looks(tour: Tour) -> None:
    """The page finds out by itself, says it once, and the focus stays where there is something to do."""
    job_id = make_job(tour, state="running", progress=420, counts=COUNTS.write(), tries=1)
    tour.go(f"/employers/import/{job_id}")
    tour.find("#job-ways button").focus()
    with tour.site.session() as session:
        job = session.get_one(Job, job_id)
        job.state, job.progress, job.ended_at = "done", 1000, clock.now()
        session.commit()
    tour.find("#job-ways a[href$='/employers']").wait_for()
    assert tour.find("progress").count() == 0
    assert "Ferdig" in tour.find("#job [role=status]").inner_text() or tour.language != "nb"
    assert tour.page.evaluate("document.activeElement.id") == "job-title"


@state
def import_failed(tour: Tour) -> None:
    fault = Message("unit_import.fault.at_line", line=61_240, text=Message("unit_list.error.cut_off"))
    job = make_job(tour, state="failed", progress=990, counts=COUNTS.write(), fault=write_fault(fault))
    tour.go(f"/employers/import/{job}")
    assert tour.find("main .hm-alert").count() == 1
