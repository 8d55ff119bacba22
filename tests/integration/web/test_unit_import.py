"""Bringing companies in from a file as people do it: the form, its faults, the page that tells how far it has come, stopping."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from hybridmentor.gateways.queue import JobQueue
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import AuditEvent, Job
from hybridmentor.web.state import State
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form
from tests.support.unit_lists import list_companies, make_units, read_job, write_list
from tests.support.unit_register import make_legal, make_number

FORM = "/employers/import"


@pytest.fixture(autouse=True)
def state(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """What the application keeps, with a queue and a folder of this test's own."""
    state: State = site.app.extensions["hybridmentor"]
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_QUEUE", str(tmp_path / "queue.sqlite"))
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_JOB_FILES", str(tmp_path / "jobs"))
    state.held.clear()
    return state


def send(tab: PageClient, content: bytes | None, form: Form | None = None, **values: object) -> PageResponse:
    """Send the form as a browser does, with a file of a name that would do harm."""
    form = form or tab.read_form(FORM, FORM)
    files = None if content is None else {"file": ("../../etc/passwd", content)}
    return tab.post_form(form, files=files, **values)


def list_jobs(site: Site) -> list[Job]:
    with site.session() as session:
        return list(session.scalars(select(Job).order_by(Job.created_at)))


def list_files(state: State) -> list[str]:
    folder = Path(state.config["HYBRIDMENTOR_JOB_FILES"])
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_from_the_file_to_the_register(site: Site, state: State, tab: PageClient):
    assert FORM in tab.get("/employers").page.links
    answer = send(
        tab, gzip.compress(write_list(make_units(12))), municipalities="0301, 4601", industries=["retail"]
    )
    assert answer.status_code == 303, answer.page.body_text
    (job,) = list_jobs(site)
    assert answer.location == f"{FORM}/{job.id}"
    assert list_files(state) == [str(job.id)]
    page = tab.get(answer.location).page
    for words in ("venter på tur", "0301, 4601", "Oppdater", "Stopp innhentingen"):
        assert words in page.body_text
    (bar,) = page.elements("progress")
    assert (bar.get("max"), bar.get("value")) == ("100", "0")
    assert not [one for one in page.elements("meta") if one.get("http-equiv")], "no page reloads by itself"
    Worker(state).empty()
    page = tab.get(answer.location).page
    assert "Ferdig" in page.body_text
    assert page.elements("progress") == []
    assert "Stopp innhentingen" not in page.body_text
    assert len(list_companies(site)) == 12
    assert "12 nye, 0 endret" in tab.get(FORM).page.body_text
    assert tab.get("/employers").page.body_text.count("BLÅBÆR NR") == 12
    assert list_files(state) == []


def test_half_way_it_says_how_much(site: Site, tab: PageClient):
    url = send(tab, write_list(make_units(12))).location
    with site.session() as session:
        fault = {"line": 7, "column": "navn", "id": "unit.error.name", "params": {"most": 200}}
        counts = json.dumps({"read": 61234, "added": 60000, "faulty": 1, "faults": [fault]})
        session.execute(update(Job).values(state="running", progress=Job.total / 2, counts=counts))
        session.commit()
    page = tab.get(url).page
    told = " ".join(page.body_text.replace("\u202f", " ").replace("\xa0", " ").split())
    for words in (
        "Bedriftene hentes inn",
        "50 %",
        "61 234",
        "60 000",
        "Linje 7, «navn»: Navnet mangler",
    ):
        assert words in told, words
    (bar,) = page.elements("progress")
    assert bar.get("value") in ("49", "50")


def test_stopping_by_the_button(site: Site, state: State, tab: PageClient):
    url = send(tab, write_list(make_units(2))).location
    form = tab.read_form(url, f"{url}/stop")
    answer = tab.post_form(form)
    assert answer.status_code == 303
    page = tab.follow(answer).page
    assert "ble stoppet" in page.body_text
    again = tab.post(f"{url}/stop", data={**form.values, "hm_key": str(uuid4())})
    assert again.status_code == 422
    assert "har alt sluttet" in again.page.body_text
    Worker(state).empty()
    assert (list_jobs(site)[0].state, list_companies(site)) == ("stopped", {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Velg filen"),
        (b"", "tom"),
        (b"Helt andre ting, ikke en liste", "Linje 1"),
        (b"[]", "ingen underenheter"),
        (write_list([make_legal(10), make_legal(11)]), "listen over underenheter i stedet"),
        (b"\x1f\x8b\x00broken", "pakket"),
    ],
)
def test_another_file_is_refused_with_what_to_do(
    site: Site, state: State, tab: PageClient, content: bytes | None, said: str
):
    answer = send(tab, content, municipalities="0301")
    assert answer.status_code == 422
    assert said in answer.page.body_text
    (field,) = [one for one in answer.page.elements("input") if one.get("name") == "file"]
    assert field.get("aria-invalid") == "true"
    (kept,) = [one for one in answer.page.elements("input") if one.get("name") == "municipalities"]
    assert kept.get("value") == "0301"
    assert (list_jobs(site), list_files(state)) == ([], [])


@pytest.mark.parametrize("typed", ["oslo", "301", "0301 46011", "０３０１"])
def test_a_municipality_is_four_digits(site: Site, state: State, tab: PageClient, typed: str):
    answer = send(tab, write_list(make_units(1)), municipalities=typed)
    assert answer.status_code == 422
    assert "ikke et kommunenummer" in answer.page.body_text
    assert (list_jobs(site), list_files(state)) == ([], [])


def test_one_at_a_time(site: Site, state: State, tab: PageClient):
    assert send(tab, write_list(make_units(1))).status_code == 303
    answer = send(tab, write_list(make_units(1)))
    assert answer.status_code == 422
    assert "alt en innhenting" in answer.page.body_text
    assert len(list_files(state)) == len(list_jobs(site)) == 1


def test_the_second_tap_gets_the_first_answer(site: Site, state: State, tab: PageClient):
    form = tab.read_form(FORM, FORM)
    answers = [send(tab, write_list(make_units(1)), form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(list_files(state)) == len(list_jobs(site)) == 1
    assert len(JobQueue(Path(state.config["HYBRIDMENTOR_QUEUE"])).list_waiting()) == 1


def test_a_queue_that_is_away_loses_nothing(site: Site, state: State, tab: PageClient, tmp_path: Path):
    (tmp_path / "file").write_text("x", "utf-8")
    state.config["HYBRIDMENTOR_QUEUE"] = str(tmp_path / "file" / "queue.sqlite")
    assert send(tab, write_list(make_units(1))).status_code == 303
    assert list_jobs(site)[0].state == "waiting"
    assert len(list_files(state)) == 1


def test_the_limit_of_a_file_is_its_own(
    site: Site, state: State, tab: PageClient, monkeypatch: pytest.MonkeyPatch
):
    """Larger than any other form may be, and still with a limit."""
    large = write_list([{**one, "extra": "x" * 100_000} for one in make_units(15)])
    assert len(large) > site.app.config["MAX_CONTENT_LENGTH"]
    assert send(tab, large).status_code == 303
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_UPLOAD_MEGABYTES", 1)
    answer = send(site.client("veileder2"), large)
    assert answer.status_code == 413
    assert "høyst 1 MB" in answer.page.body_text
    assert len(list_files(state)) == len(list_jobs(site)) == 1


@pytest.mark.parametrize("login", [None, "leder"])
def test_nobody_else_sends_large_files(site: Site, state: State, login: str | None):
    client = site.client(login)
    form = site.client("veileder").read_form(FORM, FORM)
    answer = client.post_form(form, files={"file": ("x", b"x" * 1_500_000)})
    assert answer.status_code == 413
    assert list_files(state) == []


def test_another_office_sees_nothing_of_it(site: Site, tab: PageClient):
    url = send(tab, write_list(make_units(1))).location
    stranger = site.client("veileder2")
    assert stranger.get(url).status_code == 404
    assert "Ingen ennå" in stranger.get(FORM).page.body_text
    token = stranger.read_form(FORM, FORM).values["csrf_token"]
    assert stranger.post(f"{url}/stop", data={"csrf_token": token}).status_code == 404
    assert site.client("leder").get(url).status_code == 403
    assert list_jobs(site)[0].state == "waiting"
    assert site.client("marked").get(url).status_code == 200


def test_a_page_that_waits_writes_nothing(site: Site, tab: PageClient):
    url = send(tab, write_list(make_units(1))).location

    def count() -> int | None:
        with site.session() as session:
            return session.scalar(select(func.count()).select_from(AuditEvent))

    before = count()
    for _ in range(3):
        assert tab.get(url).status_code == 200
    assert count() == before


def test_the_job_is_read_back(site: Site, tab: PageClient):
    send(tab, write_list(make_units(1)), municipalities="0301,0301 4601")
    job = read_job(site, list_jobs(site)[0].id)
    assert job.wanted == '{"municipalities": ["0301", "4601"], "industries": []}'
    assert (job.kind, job.source, job.total) == ("unit_import", str(job.id), len(write_list(make_units(1))))
    assert make_number(10) not in str(vars(job))
