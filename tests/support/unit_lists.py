"""Downloaded lists of units for the tests, and jobs that take them in."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.domain.unit_import import ImportChoice
from hybridmentor.gateways.job_files import make_job_files
from hybridmentor.models import Employer, Job, Office
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.services.jobs import UNIT_IMPORT, start_job
from hybridmentor.web.state import State
from tests.support.apps import Site
from tests.support.seed import make_actor
from tests.support.unit_register import make_operating


def make_units(count: int, first: int = 10, **facts: Any) -> list[dict[str, Any]]:
    """As many operating units, each with a name of its own."""
    return [make_operating(place, f"BLÅBÆR NR {place}", **facts) for place in range(first, first + count)]


def write_list(entries: Sequence[dict[str, Any]]) -> bytes:
    """The list as the register gives it in JSON."""
    return json.dumps(entries, ensure_ascii=False).encode()


def ask_for_import(
    site: Site, content: bytes, choice: ImportChoice | None = None, login: str = "veileder"
) -> UUID:
    """A job at the office of an account, as the page makes it, not yet in any queue."""
    state: State = site.app.extensions["hybridmentor"]
    job_id = uuid4()
    size = make_job_files(state.config).keep(job_id, io.BytesIO(content))
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        home = actor.memberships[0]
        wanted = (choice or ImportChoice()).write()
        office = OfficeFacts(home.office_id, home.purpose)
        start_job(session, actor, kind=UNIT_IMPORT, office=office, job_id=job_id, total=size, wanted=wanted)
        session.commit()
    return job_id


def read_job(site: Site, job_id: UUID) -> Job:
    """The row of a job, as others see it."""
    with site.session() as session:
        return session.get_one(Job, job_id)


def list_companies(site: Site, office: str = "9901") -> dict[str, Employer]:
    """The register of an office by number."""
    with site.session() as session:
        found = session.scalars(
            select(Employer).join(Office, Office.id == Employer.office_id).where(Office.number == office)
        )
        return {str(one.organisation_number): one for one in found}
