"""A de-identified file from asking to its end: who is in it, what stands in it, who gets it, and what is left of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.pseudonym import make_pseudonym
from hybridmentor.jobs.deidentified_run import DeidentifiedRun
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import (
    AuditEvent,
    Case,
    Consent,
    DataKey,
    DeidentifiedFile,
    DeidentifiedRelease,
    Job,
    MentorAssignment,
    StudyText,
    StudyVariable,
)
from hybridmentor.queries.deidentified_releases import Withdrawn, list_withdrawn
from hybridmentor.services.consents import withdraw_consent
from hybridmentor.services.deidentified_releases import end_expired_releases
from hybridmentor.web.state import State
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.apps import Site
from tests.support.deidentified import MASTER, Followed, approve, ask, say, see_release, seed_followed
from tests.support.seed import make_actor, see_case
from tests.support.studies import add_text

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
SetClock = Callable[[datetime], None]


@pytest.fixture
def followed(site: Site, state: State, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Followed:
    """A study with three cases, in an application that has a key for pseudonyms."""
    set_clock(START)
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_PSEUDONYM_KEY", MASTER)
    with site.session() as session:
        made = seed_followed(session)
        session.commit()
    return made


def make_file(site: Site, worker: Worker, followed: Followed, **order: Any) -> UUID:
    """A file that has been asked for, approved and made."""
    with site.session() as session:
        release_id = ask(session, followed, **order).id
        session.commit()
        job_id = approve(session, followed, release_id)
        session.commit()
    worker.queue.send(job_id)
    worker.empty()
    return release_id


def read_package(site: Site, release_id: UUID) -> dict[str, bytes]:
    """The files of the package, by name."""
    with site.session() as session:
        kept = session.scalars(select(DeidentifiedFile)).one()
        assert kept.release_id == release_id
        content = kept.open_content()
    assert content is not None
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_rows(package: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package["data.csv"].decode()), delimiter=";"))


def take_back(site: Site, followed: Followed, case_id: UUID, person: str = "jobseeker") -> None:
    """Withdraw what a person has said to the study."""
    with site.session() as session:
        adviser = make_actor(session, "veileder")
        visible = see_case(session, adviser, session.get_one(Case, case_id))
        wanted = Consent.case_id == case_id, Consent.study_id == followed.study_id
        consent = session.scalars(select(Consent).where(*wanted, Consent.person == person)).one()
        withdraw_consent(session, adviser, visible, consent, withdrawn_on=clock.today())
        session.commit()


def test_the_file_has_a_row_for_each_who_said_yes(site: Site, worker: Worker, followed: Followed):
    package = read_package(site, make_file(site, worker, followed))
    rows = read_rows(package)
    names = {make_pseudonym(followed.key, followed.study_id, one) for one in followed.case_ids}
    assert {row["pseudonym"] for row in rows} == names
    assert [row["pseudonym"] for row in rows] == sorted(names)
    assert set(rows[0]) == {"pseudonym", "county", "attached"}
    assert {row["county"] for row in rows} != {""}
    told = b"\n".join(package.values()).decode()
    for case_id in followed.case_ids:
        assert case_id.hex not in told
        assert str(case_id) not in told
    assert "Prøve" not in told


def test_its_pages_say_in_three_languages_that_it_is_personal_data(
    site: Site, worker: Worker, followed: Followed
):
    package = read_package(site, make_file(site, worker, followed))
    warnings = {"nb": "IKKE ANONYM", "nn": "IKKJE ANONYM", "en": "NOT ANONYMOUS"}
    for language, words in warnings.items():
        for name in ("README", "codebook"):
            page = package[f"{name}.{language}.html"].decode()
            assert words in page
            assert f'lang="{language}"' in page
            before = re.findall(r"(\w+)\W+anonym", page, re.IGNORECASE)
            assert {one.lower() for one in before} == {words.split()[0].lower()}
        readme = package[f"README.{language}.html"].decode()
        for told in ("Forskningsinstituttet", "2026/117", "ombud@example.org"):
            assert told in readme
    assert "23. mai 2027" in package["README.nb.html"].decode()


def test_what_is_told_of_a_mentor_needs_the_mentor_s_own_yes(site: Site, worker: Worker, followed: Followed):
    with site.session() as session:
        session.add(StudyVariable(study_id=followed.study_id, variable="with_mentor_total"))
        say(session, followed.study_id, followed.case_ids[0], "mentor")
        # A yes to a text that does not say that anybody is followed over time is none here.
        told = make_text(session, followed.study_id, 2)
        say(session, followed.study_id, followed.case_ids[1], "mentor", version=told)
        session.commit()
    release_id = make_file(site, worker, followed, variables=("county", "with_mentor_total"))
    rows = {row["pseudonym"]: row for row in read_rows(read_package(site, release_id))}
    values = [
        rows[make_pseudonym(followed.key, followed.study_id, one)]["with_mentor_total"]
        for one in followed.case_ids
    ]
    assert values[0] != "unknown"
    assert values[1:] == ["unknown", "unknown"]


def make_text(session: HybridSession, study_id: UUID, number: int) -> int:
    """A next version of the text for persons that says nothing of time; earlier answers still stand."""
    add_text(session, study_id, "persons", number, keeps_earlier=True)
    return number


def test_who_has_withdrawn_is_in_no_later_file_and_is_to_be_deleted_from_the_earlier(
    site: Site, worker: Worker, followed: Followed
):
    release_id = make_file(site, worker, followed)
    gone = make_pseudonym(followed.key, followed.study_id, followed.case_ids[1])
    page = site.client("forsker").get(f"/research/deidentified/{release_id}").text
    assert gone not in page
    take_back(site, followed, followed.case_ids[1])
    page = site.client("forsker").get(f"/research/deidentified/{release_id}").text
    assert gone in page
    assert "1 rad" in page
    for case_id in (followed.case_ids[0], followed.case_ids[2]):
        assert make_pseudonym(followed.key, followed.study_id, case_id) not in page
    # The one who approves sees how many, not which.
    page = site.client("godkjenner").get(f"/research/deidentified/{release_id}").text
    assert "1 rad" in page
    assert gone not in page
    with site.session() as session:
        again = ask(session, followed).id
        session.commit()
        job_id = approve(session, followed, again)
        session.commit()
    worker.queue.send(job_id)
    worker.empty()
    with site.session() as session:
        kept = session.scalars(select(DeidentifiedFile).where(DeidentifiedFile.release_id == again)).one()
        assert gone not in kept.open_pseudonyms()
        assert len(kept.open_pseudonyms()) == 2


def test_a_file_is_not_fetched_once_somebody_in_it_has_withdrawn(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    release_id = make_file(site, worker, followed)
    client, page = site.client("forsker"), f"/research/deidentified/{release_id}"
    assert client.get(f"{page}/file").status_code == 200
    set_clock(START + timedelta(days=1))
    take_back(site, followed, followed.case_ids[1])
    client = site.client("forsker")
    answer = client.get(f"{page}/file")
    assert answer.status_code == 403
    assert "skal ikke være med nå" in answer.text
    ledger = f"/research/studies/{followed.study_id}/deidentified"
    for address in (page, ledger):
        assert "skal ikke være med nå" in client.get(address).text
    assert all(not one.endswith("/file") for one in client.get(page).page.links)
    with site.session() as session:
        fetches = select(AuditEvent).where(AuditEvent.action == "deidentified_release.download")
        assert len(session.scalars(fetches).all()) == 1
    again = make_file(site, worker, followed)
    assert client.get(f"/research/deidentified/{again}/file").status_code == 200


def test_a_file_is_not_fetched_once_a_consent_in_it_has_run_out(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    with site.session() as session:
        wanted = Consent.case_id == followed.case_ids[0]
        session.scalars(select(Consent).where(wanted)).one().expires_on = START.date()
        session.commit()
    address = f"/research/deidentified/{make_file(site, worker, followed)}/file"
    assert site.client("forsker").get(address).status_code == 200
    set_clock(START + timedelta(days=1))
    assert site.client("forsker").get(address).status_code == 403


def test_who_said_no_before_a_file_was_made_bars_nobody_from_it(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    with site.session() as session:
        for person in ("mentor", "employer"):
            say(session, followed.study_id, followed.case_ids[0], person, is_refusal=True, kept_at="")
        session.commit()
    set_clock(START + timedelta(days=1))
    address = f"/research/deidentified/{make_file(site, worker, followed)}/file"
    assert site.client("forsker").get(address).status_code == 200


def test_without_its_key_a_file_is_not_fetched(
    site: Site, worker: Worker, followed: Followed, state: State, monkeypatch: pytest.MonkeyPatch
):
    release_id = make_file(site, worker, followed)
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_PSEUDONYM_KEY", None)
    answer = site.client("forsker").get(f"/research/deidentified/{release_id}/file")
    assert answer.status_code == 403
    assert "uten nøkkelen" in answer.text


def test_with_another_key_nobody_can_say_which_rows(
    site: Site, worker: Worker, followed: Followed, state: State, monkeypatch: pytest.MonkeyPatch
):
    release_id = make_file(site, worker, followed)
    take_back(site, followed, followed.case_ids[0])
    other = "S0tLSkpKSUlJSEhIR0dHRkZGRUVFRERDQ0NCQkJBQUE="
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_PSEUDONYM_KEY", other)
    page = site.client("forsker").get(f"/research/deidentified/{release_id}").text
    assert "slette hele filen" in page


def test_who_withdraws_while_it_is_made_is_not_in_it(
    site: Site, worker: Worker, followed: Followed, monkeypatch: pytest.MonkeyPatch
):
    make, times = DeidentifiedRun.make, []

    def withdraw_meanwhile(run: DeidentifiedRun, task: object, cases: object) -> object:
        made = make(run, task, cases)  # type: ignore[arg-type]
        times.append(1)
        if len(times) == 1:
            take_back(site, followed, followed.case_ids[0])
        return made

    monkeypatch.setattr(DeidentifiedRun, "make", withdraw_meanwhile)
    rows = read_rows(read_package(site, make_file(site, worker, followed)))
    assert len(times) == 2
    assert len(rows) == 2


def test_only_a_text_that_says_so_makes_it(site: Site, worker: Worker, followed: Followed):
    with site.session() as session:
        release_id = ask(session, followed).id
        job_id = None
        for text in session.scalars(select(StudyText)):
            text.is_longitudinal = False
        session.commit()
        job_id = approve(session, followed, release_id)
        session.commit()
    worker.queue.send(job_id)
    worker.empty()
    with site.session() as session:
        release = session.get_one(DeidentifiedRelease, release_id)
        assert (release.state, release.problem) == ("failed", "no_cases")
        assert session.get_one(Job, job_id).state == "failed"
        assert session.scalars(select(DeidentifiedFile)).all() == []
    assert "ingen har sagt ja" in site.client("forsker").get(f"/research/deidentified/{release_id}").text


def test_without_a_key_none_is_made(
    site: Site, worker: Worker, followed: Followed, state: State, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_PSEUDONYM_KEY", None)
    release_id = make_file(site, worker, followed)
    with site.session() as session:
        release = session.get_one(DeidentifiedRelease, release_id)
        assert (release.state, release.problem) == ("failed", "no_key")


def test_each_fetch_is_logged_and_counted(site: Site, worker: Worker, followed: Followed):
    release_id = make_file(site, worker, followed)
    client = site.client("forsker")
    for _ in range(2):
        answer = client.get(f"/research/deidentified/{release_id}/file")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/zip"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.data[:2] == b"PK"
    assert site.client("godkjenner").get(f"/research/deidentified/{release_id}/file").status_code == 403
    assert site.client("veileder").get(f"/research/deidentified/{release_id}/file").status_code == 403
    with site.session() as session:
        deeds = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "deidentified_release.download")
        ).all()
        assert [one.row_id for one in deeds] == [str(release_id)] * 2
        assert {one.actor_id for one in deeds} == {make_actor(session, "forsker").user_id}
    assert "2 ganger" in client.get(f"/research/deidentified/{release_id}").text


def test_after_its_last_day_it_is_refused_and_then_destroyed(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    release_id = make_file(site, worker, followed)
    with site.session() as session:
        sealed = session.scalars(select(DeidentifiedFile)).one().content_sealed
    assert sealed is not None
    last = START + timedelta(days=180)
    set_clock(last)
    assert site.client("forsker").get(f"/research/deidentified/{release_id}/file").status_code == 200
    with site.session() as session:
        assert end_expired_releases(session) == 0
    set_clock(last + timedelta(days=1))
    assert site.client("forsker").get(f"/research/deidentified/{release_id}/file").status_code == 403
    with site.session() as session:
        assert end_expired_releases(session) == 1
        session.commit()
        assert end_expired_releases(session) == 0
    with site.session() as session:
        release = session.get_one(DeidentifiedRelease, release_id)
        kept = session.scalars(select(DeidentifiedFile)).one()
        key = session.get_one(DataKey, kept.data_key_id)
        assert (release.state, release.receiver) == ("ended", "Forskningsinstituttet")
        assert (kept.content_sealed, kept.pseudonyms_sealed, key.wrapped) == (None, None, None)
        assert kept.open_content() is None
        # Somebody who kept a copy of the row has nothing either.
        kept.content_sealed = sealed
        assert kept.open_content() is None
        assert see_release(session, release_id).state == "ended"
    assert "Siste dag var" in site.client("forsker").get(f"/research/deidentified/{release_id}").text


def test_what_is_kept_is_sealed(site: Site, worker: Worker, followed: Followed):
    make_file(site, worker, followed)
    with site.session() as session:
        kept = session.scalars(select(DeidentifiedFile)).one()
        content, pseudonyms = kept.open_content(), kept.open_pseudonyms()
        sealed = (kept.content_sealed or b"") + (kept.pseudonyms_sealed or b"")
    assert content is not None
    assert len(pseudonyms) == 3
    assert content[:200] not in sealed
    assert all(one.encode() not in sealed for one in pseudonyms)


def test_what_was_approved_is_not_made_after_its_last_day(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    with site.session() as session:
        release_id = ask(session, followed, expires_on=START.date() + timedelta(days=1)).id
        session.commit()
        job_id = approve(session, followed, release_id)
        session.commit()
    set_clock(START + timedelta(days=2))
    worker.queue.send(job_id)
    worker.empty()
    with site.session() as session:
        assert session.scalars(select(DeidentifiedFile)).all() == []
        assert see_release(session, release_id).state == "ended"


def test_who_gets_a_protected_address_is_to_be_deleted_too(site: Site, worker: Worker, followed: Followed):
    release_id = make_file(site, worker, followed)
    with site.session() as session:
        case = session.get_one(Case, followed.case_ids[2])
        assert case.jobseeker is not None
        case.jobseeker.protection = "confidential"
        session.commit()
    page = site.client("forsker").get(f"/research/deidentified/{release_id}").text
    assert make_pseudonym(followed.key, followed.study_id, followed.case_ids[2]) in page
    assert "adresse" not in page


def test_of_a_mentor_who_withdraws_only_the_mentor_s_part_goes(
    site: Site, worker: Worker, followed: Followed
):
    with site.session() as session:
        say(session, followed.study_id, followed.case_ids[0], "mentor")
        session.commit()
    release_id = make_file(site, worker, followed)
    take_back(site, followed, followed.case_ids[0], "mentor")
    with site.session() as session:
        release, study = session.get_one(DeidentifiedRelease, release_id), followed.see(session).study
        found = list_withdrawn(session, release, study, followed.key, clock.today())
    gone = make_pseudonym(followed.key, followed.study_id, followed.case_ids[0])
    assert found == Withdrawn(rows=(), mentor=(gone,), employer=())


def find_parts(site: Site, followed: Followed, release_id: UUID) -> Withdrawn:
    """What the receiver of the file has to delete today."""
    with site.session() as session:
        release, study = session.get_one(DeidentifiedRelease, release_id), followed.see(session).study
        found = list_withdrawn(session, release, study, followed.key, clock.today())
    assert found is not None
    return found


def move(site: Site, case_id: UUID) -> None:
    """The case goes to another company and gets another mentor there."""
    with site.session() as session:
        adviser, case = make_actor(session, "veileder"), session.get_one(Case, case_id)
        other = open_through_service(session, adviser, name="Siri Prøve", employer_name="Annen AS").case
        assert other.employer_id not in (None, case.employer_id)
        assigned = select(MentorAssignment).where(MentorAssignment.case_id == case_id)
        session.scalars(assigned).one().to_on = clock.today()
        closed_on, case.closed_on, case.employer_id = case.closed_on, None, other.employer_id
        session.flush()
        name_mentor(session, adviser, see_case(session, adviser, case), name="Nina Ny", from_on=clock.today())
        case.closed_on = closed_on
        session.commit()


@pytest.mark.parametrize("person", ["mentor", "employer"])
def test_of_one_whom_the_case_has_left_the_part_goes_all_the_same(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock, person: str
):
    with site.session() as session:
        say(session, followed.study_id, followed.case_ids[0], person)
        session.commit()
    release_id = make_file(site, worker, followed)
    set_clock(START + timedelta(days=1))
    move(site, followed.case_ids[0])
    assert find_parts(site, followed, release_id) == Withdrawn(), "to leave is not to withdraw"
    take_back(site, followed, followed.case_ids[0], person)
    gone = make_pseudonym(followed.key, followed.study_id, followed.case_ids[0])
    assert find_parts(site, followed, release_id) == Withdrawn(**{person: (gone,)})
    address = f"/research/deidentified/{release_id}"
    assert gone in site.client("forsker").get(address).text
    assert site.client("forsker").get(f"{address}/file").status_code == 403


def test_a_no_of_the_next_company_takes_nothing_out_of_what_the_first_allowed(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    case_id = followed.case_ids[0]
    with site.session() as session:
        say(session, followed.study_id, case_id, "employer")
        session.commit()
    release_id = make_file(site, worker, followed)
    set_clock(START + timedelta(days=1))
    move(site, case_id)
    with site.session() as session:
        say(session, followed.study_id, case_id, "employer", is_refusal=True, kept_at="")
        session.commit()
    assert find_parts(site, followed, release_id) == Withdrawn()


def test_who_had_taken_a_yes_back_before_a_file_was_made_is_not_in_it(
    site: Site, worker: Worker, followed: Followed, set_clock: SetClock
):
    case_id = followed.case_ids[0]
    with site.session() as session:
        say(session, followed.study_id, case_id, "employer")
        session.commit()
    take_back(site, followed, case_id, "employer")
    set_clock(START + timedelta(days=1))
    release_id = make_file(site, worker, followed)
    assert find_parts(site, followed, release_id) == Withdrawn()
