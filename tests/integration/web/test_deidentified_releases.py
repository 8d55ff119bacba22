"""The pages of de-identified releases: asked for in a form, decided in another, and a text that people are followed over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from hybridmentor.models import DeidentifiedRelease, Job, StudyText
from hybridmentor.web.state import State
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.deidentified import Followed, seed_followed

LIST = "/research/studies"


@pytest.fixture
def followed(site: Site, set_clock: Callable[[datetime], None]) -> Followed:
    """A study with two cases."""
    set_clock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    with site.session() as session:
        made = seed_followed(session, 2)
        session.commit()
    return made


def find_form(client: PageClient, address: str, ending: str):  # type: ignore[no-untyped-def]  # a form of the page
    page = client.get(address).page
    return next(one for one in page.forms if str(one.action).endswith(ending))


def test_from_the_form_to_the_decision(site: Site, followed: Followed):
    client, address = site.client("forsker"), f"{LIST}/{followed.study_id}/deidentified"
    form = find_form(client, f"{address}/new", "/deidentified/new")
    told = {"purpose": "Hvor lenge folk blir", "receiver": "Instituttet", "agreement": "2026/117"}
    days = {"agreed_on": "02.11.2026", "expires_on": "24.11.2027"}
    answer = client.follow(client.post_form(form, **told, **days, group_place=["county"]))
    assert "Venter på svar" in answer.text
    with site.session() as session:
        release = session.scalars(select(DeidentifiedRelease)).one()
        assert (release.receiver, release.variables) == ("Instituttet", '["county"]')
    page = f"/research/deidentified/{release.id}"
    approver = site.client("godkjenner")
    form = find_form(approver, page, page)
    answer = approver.follow(approver.post_form(form, decision="approve"))
    assert "Godkjent" in answer.text
    with site.session() as session:
        release = session.scalars(select(DeidentifiedRelease)).one()
        assert release.state == "approved"
        assert session.get_one(Job, release.job_id).state == "waiting"
    assert "Instituttet" in client.get(address).text


def test_faults_stand_at_their_fields(site: Site, followed: Followed):
    client = site.client("forsker")
    form = find_form(client, f"{LIST}/{followed.study_id}/deidentified/new", "/deidentified/new")
    told = {"purpose": "Hvor lenge folk blir", "receiver": "Instituttet", "agreement": "2026/117"}
    days = {"agreed_on": "02.11.2026", "expires_on": "25.11.2027"}
    answer = client.post_form(form, **told, **days, group_place=["county"])
    assert answer.status_code == 422
    assert "høyst ett år fram" in answer.text
    with site.session() as session:
        assert session.scalars(select(DeidentifiedRelease)).all() == []


def test_without_a_key_there_is_no_form(site: Site, followed: Followed, monkeypatch: pytest.MonkeyPatch):
    state: State = site.app.extensions["hybridmentor"]
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_PSEUDONYM_KEY", None)
    client = site.client("forsker")
    for ending in ("", "/new"):
        answer = client.get(f"{LIST}/{followed.study_id}/deidentified{ending}")
        assert "docs/operations.md" in answer.text
        assert all(not str(one.action).endswith("/deidentified/new") for one in answer.page.forms)


@pytest.mark.parametrize(("ticked", "is_longitudinal"), [({"is_longitudinal": "y"}, True), ({}, False)])
def test_a_text_says_that_people_are_followed(
    site: Site, followed: Followed, ticked: dict[str, str], is_longitudinal: bool
):
    with site.session() as session:
        for text in session.scalars(select(StudyText)):
            text.is_longitudinal = False
        session.commit()
    client = site.client("forsker")
    form = find_form(client, f"{LIST}/{followed.study_id}/texts/persons", "/texts/persons")
    client.follow(client.post_form(form, **ticked))
    with site.session() as session:
        told = {(one.audience, one.number): one.is_longitudinal for one in session.scalars(select(StudyText))}
    assert told == {("advisers", 1): False, ("persons", 1): False, ("persons", 2): is_longitudinal}
    page = client.get(f"{LIST}/{followed.study_id}/texts/advisers").page
    assert all("is_longitudinal" not in one.names for one in page.forms)


def test_a_reply_that_points_somebody_out_is_refused(site: Site, followed: Followed):
    client, address = site.client("forsker"), f"{LIST}/{followed.study_id}/deidentified"
    told = {"purpose": "Hvor lenge folk blir", "receiver": "Instituttet", "agreement": "2026/117"}
    days = {"agreed_on": "01.11.2026", "expires_on": "01.06.2027"}
    form = find_form(client, f"{address}/new", "/deidentified/new")
    asked = client.post_form(form, **told, **days, group_place=["county"])
    approver, page = site.client("godkjenner"), str(asked.location)
    form = find_form(approver, page, page)
    answer = approver.post_form(form, decision="refuse", reply="Ring meg på 922 33 445")
    assert answer.status_code == 422
    assert [one.get("value") for one in answer.page.elements("input") if one.get("name") == "hm_neutral"] == [
        "reply"
    ]
