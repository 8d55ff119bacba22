"""The import of a list of units: what gets into the register, what stays, and what is told of it."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from sqlalchemy import select, update

from hybridmentor.domain.unit_import import ImportChoice, ImportCounts
from hybridmentor.jobs import unit_import
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import AuditEvent, Employer, Office, OfficeMembership, User
from hybridmentor.services.jobs import read_fault
from tests.support.apps import Site
from tests.support.queries import count_queries
from tests.support.unit_lists import ask_for_import, list_companies, make_units, read_job, write_list
from tests.support.unit_register import make_deleted, make_legal, make_number, make_operating


def take_in(site: Site, worker: Worker, content: bytes, choice: ImportChoice | None = None) -> ImportCounts:
    """Ask for an import and run it; what it has counted. It must have ended well."""
    job_id = ask_for_import(site, content, choice)
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, job.fault) == ("done", None)
    assert job.progress == job.total == len(content)
    return ImportCounts.read_json(job.counts)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_companies_come_into_the_register(site: Site, worker: Worker, pack: Any):
    counts = take_in(site, worker, pack(write_list(make_units(5))))
    assert (counts.read, counts.added, counts.changed, counts.same) == (5, 5, 0, 0)
    found = list_companies(site)
    one = found[make_number(12)]
    assert (one.name, one.name_folded, one.place) == ("BLÅBÆR NR 12", "blabaer nr 12", "OSLO")
    assert (one.municipality, one.nace, one.industry, one.version) == ("0301", "47.241", "retail", 1)
    assert one.created_by is not None
    assert list_companies(site, "9902") == {}
    assert list(worker.files.folder.iterdir()) == [], "the file goes with the job"


def test_the_same_list_again_changes_nothing(site: Site, worker: Worker):
    content = write_list(make_units(5))
    take_in(site, worker, content)
    before = {number: vars(one).copy() for number, one in list_companies(site).items()}
    counts = take_in(site, worker, content)
    assert (counts.added, counts.changed, counts.same, counts.renamed) == (0, 0, 5, 0)
    after = {number: vars(one) for number, one in list_companies(site).items()}
    for number, values in before.items():
        assert {k: v for k, v in after[number].items() if k[0] != "_"} == {
            k: v for k, v in values.items() if k[0] != "_"
        }


def test_what_people_have_written_stays_and_the_rest_follows(site: Site, worker: Worker):
    take_in(site, worker, write_list(make_units(3)))
    corrected, industry = make_number(10), make_number(11)
    with site.session() as session:
        rows = update(Employer)
        named = {"name": "Blåbærbutikken", "place": "Grünerløkka", "note": "Rolig om morgenen"}
        session.execute(rows.where(Employer.organisation_number == corrected).values(**named))
        session.execute(rows.where(Employer.organisation_number == industry).values(industry="service"))
        session.commit()
    moved = {"poststed": "BERGEN", "kommunenummer": "4601", "adresse": []}
    entries = [
        make_operating(10, "NYTT NAVN"),
        make_operating(11, "ANNET NAVN", naeringskode1={"kode": "56.110"}),
        make_operating(12, "BLÅBÆR NR 12", beliggenhetsadresse=moved),
    ]
    counts = take_in(site, worker, write_list(entries))
    assert (counts.added, counts.changed, counts.same, counts.renamed) == (0, 2, 1, 1)
    found = list_companies(site)
    first, second, third = (found[make_number(place)] for place in (10, 11, 12))
    assert (first.name, first.place, first.note) == ("Blåbærbutikken", "Grünerløkka", "Rolig om morgenen")
    assert (first.register_name, first.version) == ("NYTT NAVN", 1)
    assert (second.name, second.name_folded, second.industry) == ("ANNET NAVN", "annet navn", "service")
    assert (second.nace, second.version) == ("56.110", 2)
    assert (third.place, third.municipality) == ("BERGEN", "4601")


def test_a_company_typed_before_gets_what_it_lacks(site: Site, worker: Worker):
    with site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
        session.add(Employer(office_id=office, name="Vårt navn", organisation_number=make_number(10)))
        session.commit()
    counts = take_in(site, worker, write_list(make_units(1)))
    assert (counts.changed, counts.renamed) == (1, 1)
    one = list_companies(site)[make_number(10)]
    assert (one.name, one.place, one.municipality, one.industry) == ("Vårt navn", "OSLO", "0301", "retail")


def test_only_what_is_wanted(site: Site, worker: Worker):
    bergen = {"poststed": "BERGEN", "kommunenummer": "4601"}
    entries = [
        *make_units(2),
        *make_units(3, 20, beliggenhetsadresse=bergen),
        make_operating(30, naeringskode1={"kode": "01.110"}),
    ]
    choice = ImportChoice(("0301",), ("retail",))
    counts = take_in(site, worker, write_list(entries), choice)
    assert (counts.read, counts.added, counts.left_out) == (6, 2, 4)
    assert set(list_companies(site)) == {make_number(10), make_number(11)}


def test_what_is_gone_legal_or_faulty_is_counted_and_passed_over(site: Site, worker: Worker):
    entries = [
        *make_units(2),
        make_deleted(50, "2020-01-01"),
        make_operating(51, nedleggelsesdato="2021-05-05"),
        make_legal(52),
        make_operating(53, organisasjonsnummer="123456789"),
        make_operating(54, ""),
    ]
    counts = take_in(site, worker, write_list(entries))
    assert (counts.read, counts.added, counts.gone, counts.legal, counts.faulty) == (4, 2, 2, 1, 2)
    assert [one["id"] for one in counts.faults] == ["unit.error.number", "unit.error.name"]
    assert all(one["line"] == 1 for one in counts.faults)


def test_a_number_that_stands_there_twice_is_one_company(
    site: Site, worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    entries = [make_operating(10, "FØRST"), make_operating(10, "SIST"), make_operating(11)]
    for size in (10, 1):
        monkeypatch.setattr(unit_import, "BATCH", size)
        take_in(site, worker, write_list(entries))
        assert list_companies(site)[make_number(10)].name == "SIST"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"nothing of the kind", "sheet.missing_column"),
        (b"", "sheet.empty_file"),
        (b"[]", "unit_import.error.empty"),
        (b"\x1f\x8bnot packed at all", "unit_list.error.packed"),
        (write_list(make_units(3))[:-40], "unit_list.error.cut_off"),
    ],
)
def test_a_file_that_cannot_be_read_on_ends_the_job_in_words(
    site: Site, worker: Worker, content: bytes, message: str
):
    job_id = ask_for_import(site, content)
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert job.state == "failed"
    fault = read_fault(job.fault)
    assert fault is not None
    assert message in (fault.id, getattr(fault.params.get("text"), "id", None))
    assert len(list_companies(site)) == (2 if "cut_off" in message else 0), "what was read before is kept"
    assert not worker.files.find(job_id).exists()


def test_a_file_that_is_gone_is_told(site: Site, worker: Worker):
    job_id = ask_for_import(site, write_list(make_units(1)))
    worker.files.remove(job_id)
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, read_fault(job.fault).id) == ("failed", "unit_import.fault.file_gone")  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["account", "role"])
def test_rights_that_were_taken_away_end_it(site: Site, worker: Worker, how: str):
    job_id = ask_for_import(site, write_list(make_units(1)))
    with site.session() as session:
        user_id = session.scalars(select(User.id).where(User.login == "veileder")).one()
        if how == "account":
            session.execute(update(User).where(User.id == user_id).values(is_active=False))
        else:
            held = update(OfficeMembership).where(OfficeMembership.user_id == user_id)
            session.execute(held.values(role="lead"))
        session.commit()
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, read_fault(job.fault).id) == ("failed", "unit_import.fault.not_allowed")  # type: ignore[union-attr]
    assert list_companies(site) == {}


def test_the_audit_log_tells_of_each_batch(site: Site, worker: Worker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unit_import, "BATCH", 2)
    take_in(site, worker, write_list(make_units(5)))
    with site.session() as session:
        told = session.execute(
            select(AuditEvent.action, AuditEvent.detail, AuditEvent.actor_id.is_not(None))
            .where(AuditEvent.noun == "job")
            .order_by(AuditEvent.id)
        ).all()
    assert [tuple(row) for row in told] == [
        ("job.start", "unit_import", True),
        ("employer.import", "added=2 changed=0", True),
        ("employer.import", "added=2 changed=0", True),
        ("employer.import", "added=1 changed=0", True),
        ("job.done", "unit_import", False),
    ]


def test_a_batch_takes_the_same_statements_however_large(site: Site, worker: Worker):
    taken = []
    for count in (10, 200):
        with count_queries(site.engine) as statements:
            take_in(site, worker, write_list(make_units(count, count * 10)))
        taken.append(len([one for one in statements if "hm_employer" in one]))
    assert taken[0] == taken[1] <= 3
