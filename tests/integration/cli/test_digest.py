"""`hybridmentor digest`: who gets a letter, what is never in one, and what the command says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select

from hybridmentor import HybridMentor
from hybridmentor.cli.digest import make_links
from hybridmentor.db import HybridSession
from hybridmentor.errors import SettingError
from hybridmentor.jobs import digests as job
from hybridmentor.models import (
    Absence,
    Case,
    Digest,
    Jobseeker,
    OfficeMembership,
    Recusal,
    User,
)
from tests.integration.cli.conftest import Shell
from tests.integration.cli.digest_scenes import (
    NOON,
    TODAY,
    begin,
    begin_for_all,
    change,
    count_digests,
    find_user,
    list_audit,
    run,
    send,
)
from tests.integration.scenes import (
    LONG_AGO,
    agree,
    give_part,
    hire,
    load_person,
    name_mentor,
    open_through_service,
    talk,
)
from tests.support.databases import KEYS
from tests.support.mail import MailServer

# Who gets a letter


def test_nothing_to_say(office: Shell, server: MailServer):
    result = run(office, server)
    assert result.exit_code == 0
    assert "ingenting å si" in result.stdout
    assert "ingenting å si" in result.stderr
    assert (server.letters, server.connections, count_digests(office)) == ([], 0, 0)


def test_an_adviser_and_a_lead(office: Shell, server: MailServer):
    visible = change(office, begin)
    document = send(office, server)
    assert (document["week"], document["dry_run"]) == ("2026-W48", False)
    assert (document["sent"], document["failed"], document["unsure"]) == (2, 0, 0)
    letters = {letter.to: letter for letter in server.letters}
    assert sorted(letters) == ["leder@example.org", "veileder@example.org"]
    own = letters["veileder@example.org"]
    line = f"Sak {visible.case.number}: mentor, ingen kontakt ennå, avtalt hver uke."
    url = f"https://mentor.example.org/cases/{visible.case.id}"
    assert own.message["Subject"] == "Ukebrev for uke 48"
    assert f"Dine saker\n==========\n\nForfalt (1)\n- {line} {url}\n" in own.body
    assert "stoppet" not in own.body
    assert "https://mentor.example.org/account#digest" in own.body
    told = letters["leder@example.org"].body
    assert "Saker som har stoppet opp (1)\n" in told
    assert f"Forfalt (1)\n- {line} {url}\n" in told
    assert "Dine saker" not in told
    with office.session() as session:
        sent = session.scalars(select(Digest)).all()
        assert {(one.week, one.claimed_at, one.sent_at) for one in sent} == {("2026-W48", NOON, NOON)}
        ids = {find_user(session, login).id for login in ("veileder", "leder")}
    assert set(list_audit(office)) == {("digest.send", user_id) for user_id in ids}
    counts = {one["user"]: one["counts"] for one in document["users"] if one["outcome"] == "sent"}
    assert sorted(map(str, counts.values())) == ["{'overdue': 1}", "{'stopped': 1}"]


def test_each_in_the_language_of_the_account(office: Shell, server: MailServer):
    def choose(session: HybridSession) -> None:
        begin(session)
        find_user(session, "veileder").language = "nn"
        find_user(session, "leder").language = "en"

    change(office, choose)
    send(office, server)
    subjects = {letter.to: letter.message["Subject"] for letter in server.letters}
    assert subjects == {
        "veileder@example.org": "Vekebrev for veke 48",
        "leder@example.org": "Weekly letter for week 48",
    }
    assert {letter.message["Content-Language"] for letter in server.letters} == {"nn", "en"}


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        ("off", "off"),
        ("away", "away"),
        ("no_address", "no_address"),
        ("shut", None),
        ("demo", None),
        ("role_ended", "nothing"),
    ],
)
def test_who_gets_none(office: Shell, server: MailServer, fact: str, outcome: str | None):
    def arrange(session: HybridSession) -> int:
        begin(session)
        user = find_user(session, "veileder")
        if fact == "off":
            user.wants_digest = False
        elif fact == "away":
            session.add(Absence(user_id=user.id, from_on=TODAY, to_on=TODAY))
        elif fact == "no_address":
            user.email = ""
        elif fact == "shut":
            user.is_active = False
        elif fact == "demo":
            user.is_demo = True
        else:
            own = select(OfficeMembership).where(OfficeMembership.user_id == user.id)
            session.scalars(own).one().to_on = TODAY - timedelta(days=1)
        return user.id

    user_id = change(office, arrange)
    document = send(office, server)
    assert server.list_receivers() == ["leder@example.org"]
    outcomes = {one["user"]: one["outcome"] for one in document["users"]}
    assert outcomes.get(user_id) == outcome
    assert count_digests(office) == 1, "nothing is claimed for who gets none"


def test_demo_accounts_in_demo_mode(office: Shell, server: MailServer):
    def arrange(session: HybridSession) -> None:
        begin(session)
        find_user(session, "veileder").is_demo = True

    change(office, arrange)
    assert run(office, server, HYBRIDMENTOR_DEMO="1").exit_code == 0
    assert "veileder@example.org" in server.list_receivers()


def test_who_comes_back_in_the_week_gets_it_then(
    office: Shell, server: MailServer, set_clock: Callable[[datetime], None]
):
    def arrange(session: HybridSession) -> None:
        begin(session)
        user = find_user(session, "veileder")
        session.add(Absence(user_id=user.id, from_on=TODAY - timedelta(days=3), to_on=TODAY))

    change(office, arrange)
    send(office, server)
    assert server.list_receivers() == ["leder@example.org"]
    set_clock(NOON + timedelta(days=1))
    document = send(office, server)
    assert (document["sent"], document["earlier"]) == (1, 1)
    assert server.list_receivers() == ["leder@example.org", "veileder@example.org"]


def test_a_stand_in_is_told_of_the_cases_meanwhile(office: Shell, server: MailServer):
    def arrange(session: HybridSession) -> None:
        visible = begin(session)
        user = find_user(session, "veileder")
        vikar = hire(session, "vikar")
        session.add(Absence(user_id=user.id, from_on=TODAY, to_on=TODAY, stand_in_id=vikar.id))
        give_part(session, "vikar", visible.case.id, TODAY, TODAY)

    change(office, arrange)
    send(office, server)
    assert sorted(server.list_receivers()) == ["leder@example.org", "vikar@example.org"]


# What is in it, and what is not


def test_the_scope_is_that_of_the_pages(office: Shell, server: MailServer):
    """Another office's case, one that the reader is shut out of, and protected persons' never."""

    def arrange(session: HybridSession) -> dict[str, str]:
        cases = {
            "own": begin(session),
            "other_office": begin(session, "veileder2"),
            "recused": begin(session),
            "confidential": begin(session),
            "strictly_confidential": begin(session),
            "shielded": begin(session),
        }
        for login in ("veileder", "leder"):
            session.add(
                Recusal(
                    case_id=cases["recused"].case.id,
                    user_id=find_user(session, login).id,
                    reason="own_case",
                )
            )
        for kind, visible in cases.items():
            person = session.get_one(Jobseeker, visible.case.jobseeker_id)
            if kind.endswith("confidential"):
                person.protection = kind
            person.is_shielded = kind == "shielded"
        return {kind: str(visible.case.id) for kind, visible in cases.items()}

    ids = change(office, arrange)
    send(office, server)
    bodies = {letter.to.partition("@")[0]: letter.body for letter in server.letters}
    found = {login: {kind for kind, one in ids.items() if one in body} for login, body in bodies.items()}
    assert found == {
        # An adviser follows a protected person's case, and sees it on my day.
        "veileder": {"own", "confidential", "shielded"},
        "leder": {"own"},
        "veileder2": {"other_office"},
        "leder2": {"other_office"},
    }
    assert "(3)" in bodies["veileder"]
    assert "(1)" in bodies["leder"], "nor is it counted"


def test_no_name_is_in_any_letter(office: Shell, server: MailServer):
    """Neither of persons, companies and colleagues, nor telephone numbers, nor what somebody has written."""
    canaries = (
        "Kanarifugl",
        "Mesterfugl",
        "Fuglebakeriet",
        "Notatfugl",
        "Avtalefugl",
        "97531864",
        "86421357",
    )

    def arrange(session: HybridSession) -> None:
        actor = load_person(session, "veileder")
        visible = open_through_service(
            session,
            actor,
            name="Kari Kanarifugl",
            phone="97531864",
            employer_name="Fuglebakeriet",
            opened_on=LONG_AGO,
        )
        name_mentor(session, actor, visible, name="Mons Mesterfugl", phone="86421357", position="Fuglemester")
        for key in ("mentor", "jobseeker", "employer"):
            agree(session, actor, visible, 7, LONG_AGO, key)
        for ago in (3, 2, 1):
            talk(
                session,
                actor,
                visible,
                TODAY - timedelta(days=ago),
                "jobseeker",
                outcome="attempted",
                note="Notatfugl",
            )
        for ahead in (-2, 0, 1):
            talk(
                session,
                actor,
                visible,
                TODAY + timedelta(days=ahead),
                outcome="planned",
                form=None,
                note="Avtalefugl",
            )

    change(office, arrange)
    document = send(office, server)
    kinds = {kind for one in document["users"] for kind in one["counts"]}
    assert kinds == {"no_answer", "overdue", "did_it_happen", "planned", "stopped"}
    with office.session() as session:
        names = [part for name in session.scalars(select(User.name)) for part in name.split()]
        logins = [login for login in session.scalars(select(User.login)) if login]
    for letter in server.letters:
        whole = f"{letter.message['Subject']}\n{letter.body}"
        assert [one for one in (*canaries, *names, "@", "example.org\n") if one in whole] == []
        assert [one for one in logins if f" {one} " in whole.casefold()] == []
        headers = " ".join(str(value) for key, value in letter.message.items() if key != "To")
        assert [one for one in (*canaries, *names, "Fjordby") if one in headers] == []


def test_the_demo_names_nobody(bare: Shell, server: MailServer):
    """The made-up people of the demo: no word of any of their names."""
    bare.run_well("demo")
    document = json.loads(run(bare, server, "--json", HYBRIDMENTOR_DEMO="1").stdout)
    assert document["sent"] >= 2
    with bare.session() as session:
        cases = session.scalars(select(Case)).all()
        told = [
            *session.scalars(select(User.name)),
            *(str(one.jobseeker.name) for one in cases if one.jobseeker),
            *(str(one.jobseeker.phone) for one in cases if one.jobseeker and one.jobseeker.phone),
            *(one.employer.name for one in cases if one.employer),
            *(one.office.name for one in cases),
        ]
    words = {word for name in told for word in name.split() if len(word) > 2} - {"Nav"}
    assert len(words) > 40
    for letter in server.letters:
        body = letter.body.replace("Mentor", "").split()
        assert words & {word.strip(".,:()") for word in body} == set()


# The command


def test_a_dry_run_claims_and_sends_nothing(office: Shell, server: MailServer):
    begin_for_all(office)
    result = run(office, server, "--dry-run")
    assert result.exit_code == 0
    assert "til sending: Forfalt 1\n" in result.stdout
    assert "til sending: Saker som har stoppet opp 1\n" in result.stdout
    assert "@" not in result.output
    assert (server.connections, count_digests(office), list_audit(office)) == (0, 0, [])
    document = office.read("digest", "--dry-run", "--json")
    assert (document["dry_run"], document["ready"], document["sent"]) == (True, 4, 0)
    assert {str(one["counts"]) for one in document["users"] if one["outcome"] == "ready"} == {
        "{'overdue': 1}",
        "{'stopped': 1}",
    }
    assert send(office, server)["sent"] == 4


def test_a_dry_run_needs_no_mail_server(light_shell: Shell):
    assert light_shell.run("digest", "--dry-run").exit_code == 0


@pytest.mark.parametrize("name", ["MAIL_SERVER", "MAIL_SENDER", "BASE_URL"])
def test_what_is_missing_is_a_bad_setting(light_shell: Shell, name: str):
    settings = {**MailServer(port=1).settings, f"HYBRIDMENTOR_{name}": None}
    result = light_shell.run("digest", "--json", **settings)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"HYBRIDMENTOR_{name}" in result.stderr


def test_nobody_at_all(light_bare: Shell, tmp_path: Path):
    light_bare.run_well("upgrade")
    result = light_bare.run("digest", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "ingen kontoer" in result.stderr


def test_before_the_tables_are_made(light_bare: Shell):
    assert light_bare.run("digest", "--dry-run").exit_code == 2


def test_links_in_a_host():
    """The host's own address is told; where we are mounted is known."""
    app = Flask("host")
    app.config.update(SECRET_KEY="x" * 40, HYBRIDMENTOR_ENCRYPTION_KEYS=KEYS)
    engine = create_engine("sqlite://")
    HybridMentor().init_app(app, engine=engine, url_prefix="/mentor")
    links = make_links(app, "https://nav.example.org")
    assert links.day == "https://nav.example.org/mentor/"
    assert links.account == "https://nav.example.org/mentor/account#digest"
    below = make_links(app, "http://nav.example.org:8443/tiltak")
    assert below.locate_case(job.uuid4()).startswith("http://nav.example.org:8443/tiltak/mentor/cases/")
    with pytest.raises(SettingError):
        make_links(app, None)
    engine.dispose()
