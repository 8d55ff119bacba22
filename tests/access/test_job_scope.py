"""Jobs: the rules as predicates and the rules as SQL say the same, for every role at every kind of office."""

from __future__ import annotations

from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.models import Job, Office, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import visible_jobs
from hybridmentor.queries.jobs import find_job, list_latest_jobs
from tests.access.test_experience_scope import PLACES, list_actors


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    offices = {
        number: Office(
            number=number, name=f"Nav {number}", county=county, purpose=purpose, participation=participation
        )
        for number, county, purpose, participation in PLACES
    }
    user = User(name="Den som ser", email="b@example.org", subject="looker")
    session.add_all([*offices.values(), user])
    session.flush()
    facts = {}
    for office in offices.values():
        job = Job(kind="unit_import", office_id=office.id)
        session.add(job)
        facts[job.id] = OfficeFacts(office.id, office.purpose)
    session.flush()
    answers = set()
    for actor in list_actors(offices, user.id):
        shown = set(session.scalars(visible_jobs(actor).with_only_columns(Job.id)))
        assert shown == {one.job.id for one in list_latest_jobs(session, actor, "unit_import")}
        for job_id, known in facts.items():
            allowed = permits(actor, Permission.KEEP_EMPLOYERS, known)
            assert allowed == (job_id in shown), (actor.memberships, known)
            found = find_job(session, actor, job_id)
            assert (found is not None) == allowed
            assert found is None or found.facts == known
            answers.add((allowed, known.purpose))
    assert answers == {(True, "practice"), (False, "practice"), (False, "examples")}
    assert session.scalars(select(Job.id)).all()
