"""Pages of releases: choosing with the price in sight, asking, deciding, following, fetching; and what each state says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.domain.release_order import READS, ReleaseProgress
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_price import price_release, write_price
from hybridmentor.domain.release_problems import Problem, write_problems
from hybridmentor.domain.release_variables import list_variables
from hybridmentor.errors import AuditUnavailable, Message
from hybridmentor.models import (
    AuditEvent,
    Job,
    Office,
    OfficeMembership,
    Release,
    Role,
    Study,
    StudyVariable,
    User,
)
from hybridmentor.services.releases import list_free_periods
from tests.support.apps import Site
from tests.support.attacks import plan_release
from tests.support.client import PageClient, PageResponse
from tests.support.release_cases import draw_cases
from tests.support.release_world import KEYS, make_order, put_done, put_price, put_release
from tests.support.studies import make_study


@pytest.fixture
def study_id(site: Site) -> Iterator[UUID]:
    """An open study of the researcher's office."""
    with site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
        study = make_study(session, office, {office: "participating"})
        study.variables = [StudyVariable(variable=key) for key in (*KEYS, "industry", "attachment_before")]
        session.commit()
        yield study.id


@pytest.fixture
def researcher(site: Site) -> PageClient:
    """The browser of whoever asks."""
    return site.client("forsker")


@pytest.fixture
def approver(site: Site) -> PageClient:
    """The browser of whoever decides."""
    return site.client("godkjenner")


def locate(study_id: UUID) -> str:
    """Where the choice stands."""
    return f"/research/studies/{study_id}/releases/new"


def list_periods(site: Site, study_id: UUID) -> list[Period]:
    """The periods that can be asked for."""
    with site.session() as session:
        return list_free_periods(session, session.get_one(Study, study_id))


def price(site: Site, study_id: UUID, **told: Any) -> UUID:
    """A price that was found for the researcher."""
    period = list_periods(site, study_id)[0]
    with site.session() as session:
        order = make_order(session.get_one(Study, study_id), period)
        job_id = put_price(session, order, **told).job.id
        session.commit()
    return job_id


def put(site: Site, study_id: UUID, **values: Any) -> UUID:
    """A release as it stands in some state."""
    with site.session() as session:
        release = put_release(session, session.get_one(Study, study_id), **values)
        session.commit()
        return release.id


def send(client: PageClient, study_id: UUID, *, ask: bool = False, **answers: Any) -> PageResponse:
    """Send the form of the choice: to be priced, or to be decided."""
    form = client.read_form(locate(study_id), "release-form")
    if ask:
        form.action = form.action.replace("/releases/new", "/releases/ask")
    return client.post_form(form, **answers)


def read(client: PageClient, release_id: UUID) -> str:
    """What the page of a release says."""
    return client.get(f"/research/releases/{release_id}").page.body_text


def test_a_choice_is_priced_by_a_job_and_comes_back_as_it_was_sent(
    site: Site, study_id: UUID, researcher: PageClient
):
    period = list_periods(site, study_id)[1].write()
    told = {"purpose": "Hva som hjelper", "kind": "open", "period": period}
    answer = send(researcher, study_id, **told, variables=["county", "attached"], important=["county"])
    assert answer.status_code == 303
    page = researcher.follow(answer).page
    assert "Regner" in page.body_text
    values = page.form("release-form").values
    assert {name: values[name] for name in told} == told
    assert (values.getlist("variables"), values.getlist("important")) == (["county", "attached"], ["county"])
    with site.session() as session:
        job = session.scalars(select(Job).where(Job.kind == "release_price")).one()
    assert json.loads(json.loads(job.wanted or "{}")["choice"])["weights"] == {"county": 3.0}
    stopped = researcher.submit_form(locate(study_id), f"/research/studies/{study_id}/releases/price/stop")
    assert "Regner …" not in researcher.follow(stopped).page.body_text


def test_without_a_variable_nothing_is_reckoned(study_id: UUID, researcher: PageClient):
    assert send(researcher, study_id, variables=None).status_code == 422


def test_the_price_stands_in_words_number_and_place(site: Site, study_id: UUID, researcher: PageClient):
    price(site, study_id)
    page = researcher.get(locate(study_id)).page
    for words in (
        "35–40 %",
        "Varighet koster mest. Uten den: 20–25 %",
        "100–149",
        "Holder",
        "minst 5 kreves",
    ):
        assert words in page.body_text, words
    meter = next(one for one in page.elements("svg") if one.get("class") == "hm-meter")
    assert meter.get("aria-label") == "35–40\N{NO-BREAK SPACE}% av detaljene går tapt: noe"


@pytest.mark.parametrize(("limit", "is_told"), [(2, False), (5, True)])
def test_what_a_limit_means_is_said_where_results_may_move(
    site: Site, study_id: UUID, researcher: PageClient, limit: int, is_told: bool
):
    words = f"Inntil {limit} % av sakene kan mangle i filen. De er ikke et tilfeldig utvalg"
    price(site, study_id, suppressed_band={"low": 0, "high": limit})
    assert (words in researcher.get(locate(study_id)).page.body_text) == is_told
    told = researcher.follow(send(researcher, study_id, ask=True)).page.body_text
    assert (words in told) == is_told
    with site.session() as session:
        put_done(session, session.get_one(Study, study_id), number=7)
        done = session.scalars(select(Release.id).where(Release.number == 7)).one()
        session.commit()
    assert "Inntil 5 % av sakene kan mangle" in read(researcher, done)


def test_what_may_tell_of_health_asks_for_more(site: Site, study_id: UUID, researcher: PageClient):
    hint = "må 20 saker være like hvis det kan si noe om helse"
    assert hint not in researcher.get(locate(study_id)).page.body_text
    with site.session() as session:
        study = session.get_one(Study, study_id)
        study.variables.append(StudyVariable(variable="leave"))
        period = list_free_periods(session, study)[0]
        problem = Problem("about_health", ("leave",), {"k": 20}, stops=False)
        order = make_order(study, period, (*KEYS, "leave"), kind="open")
        put_price(session, order, problems=json.loads(write_problems([problem])))
        session.commit()
    text = researcher.get(locate(study_id)).page.body_text
    assert hint in text
    assert "Dette kan si noe om helse: Borte fra jobben. Derfor må minst 20 saker være like" in text
    assert "Minst 20 saker ser like ut" in text
    told = researcher.follow(send(researcher, study_id, ask=True)).page.body_text
    assert "Dette kan si noe om helse: Borte fra jobben" in told
    assert "Minst 20 saker ser like ut" in told
    book = researcher.get("/research/code-book").page.body_text
    assert book.count("kan si noe om helse") == 5
    assert "må minst 20 saker være like når en slik variabel er med" in book


def test_a_choice_that_does_not_hold_says_which_rule_and_what_to_leave_out(
    site: Site, study_id: UUID, researcher: PageClient
):
    problems = json.loads(write_problems([Problem("no_solution_with", ("duration",), {"limit": 5})]))
    price(site, study_id, holds=False, loss_band=None, loss_by_variable={}, levels={}, problems=problems)
    page = researcher.get(locate(study_id)).page
    assert "Det går hvis du tar ut én av disse: Varighet" in page.body_text
    assert "Holder ikke" in page.body_text
    off = [one for one in page.elements("button") if one.get("disabled") is not None]
    assert len(off) == 1
    assert page.find(off[0].get("aria-describedby") or "") is not None
    # Nor can it be forced.
    answer = send(researcher, study_id, ask=True)
    assert answer.status_code == 422
    assert "holder ikke kravene" in answer.page.body_text


def test_too_few_cases_lead_to_the_safe_tables(site: Site, study_id: UUID, researcher: PageClient):
    problems = json.loads(write_problems([Problem("too_few_cases", params={"needed": 100, "most": 49})]))
    price(site, study_id, holds=False, rows_band={"low": 0, "high": 49}, problems=problems)
    page = researcher.get(locate(study_id)).page
    assert "minst 100 saker" in page.body_text
    way = f"/research/studies/{study_id}/safe-tables"
    assert way in page.links
    told = researcher.get(way).page.body_text
    assert "For få saker til en tabell" in told
    assert "minst 100 saker fra 5 kontorer" in told


def test_what_is_asked_for_was_priced(site: Site, study_id: UUID, researcher: PageClient):
    price(site, study_id)
    changed = send(researcher, study_id, ask=True, variables=["county", "attached"])
    assert changed.status_code == 422
    assert "ikke regnet ut slik det står nå" in changed.page.body_text
    made = send(researcher, study_id, ask=True)
    assert made.status_code == 303
    told = researcher.follow(made).page.body_text
    assert "Venter på svar" in told
    assert "Fredrik Forsker" in told
    assert "U-20" in researcher.get(locate(study_id)).page.body_text


def test_no_period_is_left(site: Site, study_id: UUID, researcher: PageClient):
    with site.session() as session:
        study = session.get_one(Study, study_id)
        study.to_on = study.from_on
        put_release(session, study, period_from_on=study.from_on, period_to_on=study.to_on)
        session.commit()
    page = researcher.get(locate(study_id)).page
    assert "hver periode gis ut én gang" in page.body_text
    assert len([one for one in page.elements("button") if one.get("disabled") is not None]) == 2


def test_a_study_that_asks_for_nothing_yet(site: Site, study_id: UUID, researcher: PageClient):
    with site.session() as session:
        session.get_one(Study, study_id).variables = []
        session.commit()
    assert "Studien har ingen variabler ennå" in researcher.get(locate(study_id)).page.body_text


def test_no_study_is_open(site: Site, researcher: PageClient):
    assert "Ingen studie er åpen" in researcher.get("/research/releases").page.body_text


def test_somebody_else_approves_and_the_work_is_followed(
    site: Site, study_id: UUID, researcher: PageClient, approver: PageClient
):
    release_id = put(site, study_id)
    address = f"/research/releases/{release_id}"
    assert "35–40 %" in read(approver, release_id)
    assert approver.submit_form(address, address).status_code == 422
    answer = approver.submit_form(address, address, decision="approve")
    assert answer.status_code == 303
    told = approver.follow(answer).page
    assert "Du kan gå fra siden" in told.body_text
    with site.session() as session:
        job = session.get_one(Job, session.get_one(Release, release_id).job_id)
        job.state, job.progress, job.counts = "running", 30, ReleaseProgress(READS).write()
        session.get_one(Release, release_id).state = "running"
        session.commit()
    page = researcher.get(address).page
    assert "Leser sakene" in page.body_text
    assert page.elements("progress")[0].get("value") == "30"
    stopped = researcher.submit_form(address, f"{address}/stop")
    assert "Stopper" in researcher.follow(stopped).page.body_text


def test_its_place_in_the_queue_is_told(site: Site, study_id: UUID, approver: PageClient):
    first, second = (
        put(site, study_id, number=number, period_from_on=day, period_to_on=day)
        for number, day in enumerate((date(2025, 1, 1), date(2025, 7, 1)), 1)
    )
    for release_id in (first, second):
        address = f"/research/releases/{release_id}"
        approver.submit_form(address, address, decision="approve")
    assert "1 arbeid står foran i køen" in read(approver, second)
    assert "foran i køen" not in read(approver, first)


def test_a_reply_that_points_somebody_out_is_refused(site: Site, study_id: UUID, approver: PageClient):
    """With a tick that words it neutrally, as in every text that others read."""
    release_id = put(site, study_id)
    address = f"/research/releases/{release_id}"
    answer = approver.submit_form(address, address, decision="refuse", reply="Ring meg på 922 33 445")
    assert answer.status_code == 422
    assert [one.get("value") for one in answer.page.elements("input") if one.get("name") == "hm_neutral"] == [
        "reply"
    ]
    with site.session() as session:
        assert session.get_one(Release, release_id).state == "asked"


def test_a_refusal_tells_why(site: Site, study_id: UUID, researcher: PageClient, approver: PageClient):
    release_id = put(site, study_id)
    address = f"/research/releases/{release_id}"
    assert approver.submit_form(address, address, decision="refuse").status_code == 422
    approver.submit_form(address, address, decision="refuse", reply="For mange variabler")
    told = read(researcher, release_id)
    assert "For mange variabler" in told
    assert "Avslått" in told


def test_no_identity_number_is_taken_in_what_is_asked_or_answered(
    site: Site, study_id: UUID, researcher: PageClient, approver: PageClient
):
    number = "13097248022"
    assert send(researcher, study_id, purpose=f"Om {number}", variables=["county"]).status_code == 422
    release_id = put(site, study_id)
    address = f"/research/releases/{release_id}"
    answer = approver.submit_form(address, address, decision="refuse", reply=f"Ikke {number}")
    assert answer.status_code == 422
    with site.session() as session:
        assert session.get_one(Release, release_id).state == "asked"


def test_who_asked_is_told_that_another_decides(site: Site, study_id: UUID):
    release_id = put(site, study_id)
    with site.session() as session:
        user = session.scalars(select(User).where(User.login == "forsker")).one()
        office = session.get_one(Study, study_id).office_id
        role = {"role": Role.RELEASE_APPROVER, "from_on": date(2020, 1, 1)}
        session.add(OfficeMembership(user_id=user.id, office_id=office, **role))
        session.commit()
    both = site.client("forsker")
    address = f"/research/releases/{release_id}"
    page = both.get(address).page
    assert "En annen må avgjøre det" in page.body_text
    assert not any(one.action == address for one in page.forms)
    form = both.read_form(address, f"{address}/withdraw")
    form.action = form.action.replace("/withdraw", "")
    answer = both.post_form(form, extra={"decision": "approve"})
    assert answer.status_code == 403
    assert "En annen må avgjøre det" in answer.page.body_text


def test_what_is_asked_for_can_be_withdrawn(site: Site, study_id: UUID, researcher: PageClient):
    release_id = put(site, study_id)
    address = f"/research/releases/{release_id}"
    assert (
        "Trukket" in researcher.follow(researcher.submit_form(address, f"{address}/withdraw")).page.body_text
    )


def test_a_release_that_differs_from_an_earlier_one_by_few_says_so(
    site: Site, study_id: UUID, researcher: PageClient
):
    problem = write_problems([Problem("differs_by_few", ("county",), {"release": "x"})])
    with site.session() as session:
        office = session.get_one(Study, study_id).office_id
        job = Job(kind="release_run", office_id=office, state="failed", wanted="{}")
        session.add(job)
        session.flush()
        put_release(session, session.get_one(Study, study_id), state="failed", problem=problem, job_id=job.id)
        session.commit()
        release_id = session.scalars(select(Release.id)).one()
    told = read(researcher, release_id)
    assert "skiller seg fra dette med bare noen få saker" in told
    assert "Ingen fil er igjen" in told


def test_files_are_fetched_after_the_row_that_says_by_whom(
    site: Site, study_id: UUID, researcher: PageClient, approver: PageClient
):
    with site.session() as session:
        release = put_done(session, session.get_one(Study, study_id))
        session.commit()
        release_id, file = release.id, release.files[0] if release.files else None
        session.refresh(release)
        file = release.files[0]
    told = read(researcher, release_id)
    for words in ("100–149", file.sha256, "Data for alle programmer", "Utlevert"):
        assert words in told, words
    address = f"/research/releases/{release_id}/files/{file.id}"
    answer = researcher.get(address)
    assert answer.data == b"county;start;duration;attached\n"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="U-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with site.session() as session:
        row = session.scalars(select(AuditEvent).where(AuditEvent.action == "release.download")).one()
        asker = session.scalars(select(User.id).where(User.login == "forsker")).one()
    assert (row.noun, row.row_id, row.actor_id) == ("release_file", str(file.id), asker)
    assert approver.get(address).status_code == 403
    assert "henter filene" in read(approver, release_id)
    assert researcher.get(f"/research/releases/{release_id}/files/{release_id}").status_code == 404


def test_without_the_row_there_is_no_file(
    site: Site, study_id: UUID, researcher: PageClient, monkeypatch: pytest.MonkeyPatch
):
    with site.session() as session:
        release = put_done(session, session.get_one(Study, study_id))
        session.commit()
        session.refresh(release)
        address = f"/research/releases/{release.id}/files/{release.files[0].id}"

    def fail(*_: Any, **__: Any) -> None:
        raise AuditUnavailable(Message("error.audit_unavailable"))

    monkeypatch.setattr("hybridmentor.services.audit.record_apart", fail)
    answer = researcher.get(address)
    assert answer.status_code == 503
    assert b"county" not in answer.data


def test_an_exact_count_stands_on_no_page(site: Site, study_id: UUID, researcher: PageClient):
    with site.session() as session:
        put_done(session, session.get_one(Study, study_id))
        session.commit()
    told = researcher.get("/research/releases").page.body_text
    assert "100–149" in told
    assert "35–40 %" in told


def test_the_code_book_has_every_variable(researcher: PageClient):
    page = researcher.get("/research/code-book").page
    assert all(page.find(one.key) is not None for one in list_variables())
    assert "Her finnes ikke «sagt mot regnet ut»" in page.body_text
    assert "det kan ha vært mer kontakt enn noen fortalte om" in page.body_text


def test_another_offices_researcher_sees_nothing(site: Site, study_id: UUID):
    release_id = put(site, study_id)
    with site.session() as session:
        away = session.scalars(select(Office.id).where(Office.number == "9902")).one()
        user = session.scalars(select(User.id).where(User.login == "ny")).one()
        session.add(
            OfficeMembership(user_id=user, office_id=away, role=Role.RESEARCHER, from_on=date(2020, 1, 1))
        )
        session.commit()
    other = site.client("ny")
    for address in (locate(study_id), f"/research/releases/{release_id}"):
        assert other.get(address).status_code == 404, address
    assert "Hva som hjelper" not in other.get("/research/releases").page.body_text


@pytest.mark.parametrize(
    ("rows", "said", "may_ask"),
    [
        (21, "Et datasett må ha minst 100 saker. Her er det høyst 49.", False),
        (60, "Et datasett må ha minst 100 saker. Her er det høyst 99.", False),
        (100, "av detaljene i de valgte variablene", True),
    ],
)
def test_what_21_and_60_and_100_cases_give_is_said(
    site: Site, study_id: UUID, researcher: PageClient, rows: int, said: str, may_ask: bool
):
    """The price is that of so many cases, and not one that was made up for the page."""
    price = price_release(draw_cases(rows, KEYS, seed=5), plan_release(KEYS))
    with site.session() as session:
        study = session.get_one(Study, study_id)
        period = list_free_periods(session, study)[0]
        put_price(session, make_order(study, period), **json.loads(write_price(price)))
        session.commit()
    page = researcher.get(locate(study_id)).page
    assert said in page.body_text
    safe_tables = f"/research/studies/{study_id}/safe-tables"
    assert (safe_tables in page.links) is not may_ask
    [button] = [one for one in page.elements("button") if "Send til godkjenning" in "".join(one.itertext())]
    assert (button.get("disabled") is None) is may_ask
