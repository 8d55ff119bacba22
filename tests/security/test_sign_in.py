"""Signing in and out: what is told, what is kept, how long it lasts, and what cannot be guessed or replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from hybridmentor import clock
from hybridmentor.models import AuditEvent, SignIn, SignInFailure, User
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.sign_ins import ATTEMPTS, WINDOW
from tests.support.apps import Site
from tests.support.client import PASSWORD, PageClient, PageResponse
from tests.support.html import Form
from tests.support.seed import CHEAP_COST

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
SetClock = Callable[[datetime], None]
COOKIE = "__Host-hybridmentor"


def attempt(client: PageClient, login: str, password: str = "feil passord") -> PageResponse:
    """Send the sign-in form."""
    return client.submit_form("/sign-in", login=login, password=password)


def read_cookie(client: PageClient) -> str:
    """The cookie of our site in a browser."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def is_signed_in(client: PageClient) -> bool:
    """Whether the front page opens."""
    status = client.get("/").status_code
    assert status in (200, 303)
    return status == 200


def list_tokens(site: Site) -> list[bytes]:
    """What is kept of the sign-ins."""
    with site.session() as session:
        return list(session.scalars(select(SignIn.token_hash).order_by(SignIn.created_at)))


def test_each_sign_in_has_a_token_of_its_own_of_which_a_hash_is_kept(site: Site):
    client = site.client("veileder")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    client.sign_out()
    client.sign_in("veileder")
    with client.session_transaction() as cookie:
        second = cookie["_user_id"]
    assert token != second
    assert len(token) >= 40
    hashes = list_tokens(site)
    assert len(set(hashes)) == 2
    assert all(len(one) == 32 for one in hashes)
    assert token.encode() not in hashes


def test_nothing_of_the_anonymous_visit_but_the_language_is_carried_over(site: Site):
    client = site.client()
    client.get("/sign-in")
    client.post(
        "/language", data={"csrf_token": client.read_form("/sign-in").values["csrf_token"], "language": "en"}
    )
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["_user_id"] = "a token of somebody else's choosing"
    client.sign_in("veileder")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "a token of somebody else's choosing"
        assert cookie["hm_language"] == "en"


def test_signing_in_again_leaves_other_browsers_signed_in(site: Site):
    first, second = site.client("veileder"), site.client("veileder")
    second.sign_out()
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_cookie_kept_from_before_the_sign_out_is_refused(site: Site):
    client = site.client("veileder")
    kept = read_cookie(client)
    client.sign_out()
    thief = site.client()
    thief.set_cookie(COOKIE, kept, domain="localhost", secure=True)
    assert not is_signed_in(thief)
    with site.session() as session:
        assert session.scalars(select(SignIn.ended_at)).one() is not None


def test_the_sign_out_has_the_browser_forget(site: Site):
    client = site.client("veileder")
    answer = client.post_form(find_sign_out(client))
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie


def find_sign_out(client: PageClient) -> Form:
    """A sign-out form of the front page; there may be one in the menu too."""
    page = client.get("/").page
    return next(form for form in page.forms if form.action == "/sign-out")


def test_a_changed_or_foreign_cookie_is_refused(site: Site):
    client = site.client("veileder")
    value = read_cookie(client)
    for forged in (value[:-4] + "AAAA", "." + value, value.split(".")[0], ""):
        thief = site.client()
        thief.set_cookie(COOKIE, forged, domain="localhost", secure=True)
        assert not is_signed_in(thief)


def test_an_hour_without_use_ends_it(site: Site, set_clock: SetClock):
    set_clock(START)
    client = site.client("veileder")
    set_clock(START + timedelta(minutes=59))
    assert is_signed_in(client)
    set_clock(START + timedelta(minutes=59 + 59))
    assert is_signed_in(client)
    set_clock(START + timedelta(minutes=59 + 59 + 61))
    assert not is_signed_in(client)
    set_clock(START + timedelta(minutes=59 + 59 + 62))
    assert not is_signed_in(client), "looking once more brought it back"


def test_ten_hours_end_it_however_much_it_is_used(site: Site, set_clock: SetClock):
    set_clock(START)
    client = site.client("veileder")
    for minutes in range(30, 600, 30):
        set_clock(START + timedelta(minutes=minutes))
        assert is_signed_in(client), minutes
    set_clock(START + timedelta(minutes=599))
    assert is_signed_in(client)
    set_clock(START + timedelta(minutes=601))
    assert not is_signed_in(client)


def test_the_limits_can_be_set(site: Site, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(site.app.config, "HYBRIDMENTOR_SESSION_IDLE_MINUTES", 5)
    set_clock(START)
    client = site.client("veileder")
    set_clock(START + timedelta(minutes=6))
    assert not is_signed_in(client)


def test_a_form_that_was_open_too_long_is_refused(site: Site, set_clock: SetClock):
    set_clock(START)
    client = site.client("veileder")
    form = client.read_form("/cases/new")
    set_clock(START + timedelta(minutes=61))
    answer = client.post_form(form, name="Ola", service="state", entry_point="start")
    assert answer.status_code == 401


def test_five_wrong_passwords_hold_back_that_user_for_a_minute(site: Site, set_clock: SetClock):
    set_clock(START)
    client = site.client()
    for number in range(ATTEMPTS):
        set_clock(START + timedelta(seconds=number))
        assert attempt(client, "veileder").status_code == 422
    answer = attempt(client, "veileder", PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert attempt(site.client(), " VEILEDER ", PASSWORD).status_code == 429, (
        "spelt otherwise, from elsewhere"
    )
    # Nobody else is held back: not another account, and not who has signed in already.
    assert attempt(client, "leder", PASSWORD).status_code == 303
    set_clock(START + WINDOW + timedelta(seconds=1))
    assert attempt(site.client(), "veileder", PASSWORD).status_code == 303


def test_attempts_while_held_back_do_not_prolong_it(site: Site, set_clock: SetClock):
    """Otherwise anybody could lock anybody out for as long as they like by asking now and then."""
    set_clock(START)
    for _ in range(ATTEMPTS):
        attempt(site.client(), "veileder")
    for seconds in range(5, 60, 5):
        set_clock(START + timedelta(seconds=seconds))
        assert attempt(site.client(), "veileder").status_code == 429
    set_clock(START + WINDOW + timedelta(seconds=1))
    assert attempt(site.client(), "veileder", PASSWORD).status_code == 303


def test_who_has_signed_in_stays_so_while_the_account_is_held_back(site: Site):
    client = site.client("veileder")
    for _ in range(ATTEMPTS + 1):
        attempt(site.client(), "veileder")
    assert is_signed_in(client)


def test_old_failures_are_forgotten(site: Site, set_clock: SetClock):
    set_clock(START)
    attempt(site.client(), "veileder")
    set_clock(START + WINDOW + timedelta(seconds=1))
    attempt(site.client(), "leder")
    with site.session() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1


def wash(answer: PageResponse) -> str:
    """The page without what differs each time."""
    text = answer.get_data(as_text=True).replace(str(answer.nonce), "")
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line and "hm_key" not in line)


@pytest.mark.parametrize("login", ["veileder", "finnes-ikke", "sperret", "sluttet", "demo"])
def test_every_reason_gets_the_same_answer(site: Site, login: str):
    """Nobody learns from the sign-in which accounts there are, which are shut, and which are made up."""
    with site.session() as session:
        session.add(
            User(
                login="demo",
                name="Demo",
                email="demo@example.org",
                password_hash=hash_password(PASSWORD, CHEAP_COST),
                is_demo=True,
            )
        )
        session.commit()
    told = {}
    for name, password in ((login, "feil passord"), ("noen-andre", "feil passord")):
        answer = attempt(site.client(), name, password)
        assert answer.status_code == 422
        told[name] = wash(answer).replace(f'value="{name}"', "")
    assert told[login] == told["noen-andre"]


@pytest.mark.parametrize("login", ["sperret", "demo"])
def test_the_right_password_of_a_shut_or_made_up_account_is_wrong_too(site: Site, login: str):
    test_every_reason_gets_the_same_answer(site, login)
    right, wrong = (attempt(site.client(), login, one) for one in (PASSWORD, "feil passord"))
    assert right.status_code == wrong.status_code == 422
    assert wash(right) == wash(wrong)
    assert list_tokens(site) == []


def test_a_demo_account_signs_in_in_demo_mode_and_is_out_when_it_ends(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    with site.session() as session:
        session.execute(update(User).where(User.login == "veileder").values(is_demo=True))
        session.commit()
    monkeypatch.setitem(site.app.config, "HYBRIDMENTOR_DEMO", True)
    client = site.client("veileder")
    assert is_signed_in(client)
    monkeypatch.setitem(site.app.config, "HYBRIDMENTOR_DEMO", False)
    assert not is_signed_in(client)


def test_unknown_accounts_are_held_back_like_known_ones(site: Site):
    answers = {
        login: [attempt(site.client(), login).status_code for _ in range(ATTEMPTS + 1)]
        for login in ("veileder", "finnes-ikke")
    }
    assert answers["veileder"] == answers["finnes-ikke"]


def test_the_same_work_is_done_for_an_unknown_account(site: Site, monkeypatch: pytest.MonkeyPatch):
    """So that the time of the answer tells nothing: one password is checked each time, against a hash of the same cost."""
    checked: list[str] = []

    verify = PasswordHasher.verify

    def count(self: PasswordHasher, kept: str, password: str) -> bool:
        checked.append(kept.rsplit("$", 2)[0])
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", count)
    for login in ("veileder", "finnes-ikke", "sperret"):
        attempt(site.client(), login)
    assert len(checked) == 3
    assert len(set(checked)) == 1


def test_attempts_leave_rows_without_what_was_typed(site: Site, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    attempt(site.client(), "kari.nordmann", "hemmelig passord")
    site.client("veileder")
    with site.session() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        failures = session.scalars(select(SignInFailure)).all()
    assert [(row.action, row.decision) for row in rows[:2]] == [
        ("sign_in.failed", "deny"),
        ("sign_in", "permit"),
    ]
    told = " ".join(str(vars(row)) for row in (*rows, *failures)) + caplog.text
    for word in ("kari", "nordmann", "hemmelig", PASSWORD):
        assert word not in told


def test_a_password_is_kept_as_argon2id_only(site: Site):
    with site.session() as session:
        hashes = session.scalars(select(User.password_hash)).all()
    assert all(one is None or one.startswith("$argon2id$") for one in hashes)


def test_the_typed_password_is_not_in_the_page_that_comes_back(site: Site):
    answer = attempt(site.client(), "veileder", "hemmelig-passord")
    assert "hemmelig-passord" not in answer.get_data(as_text=True)
    assert 'value="veileder"' in answer.get_data(as_text=True), "the user name is kept"


@pytest.mark.parametrize(
    "password", ["", " ", "x" * 100_000, "\x00", "ø" * 500, PASSWORD + "x", PASSWORD.upper()]
)
def test_odd_passwords_are_wrong_passwords(site: Site, password: str):
    assert attempt(site.client(), "veileder", password).status_code == 422


@pytest.mark.parametrize(
    "login", ["", "x" * 65, "\x00", "' OR 1=1 --", "veileder\x00", "%", "ve_leder", "veileder;"]
)
def test_odd_user_names_are_no_accounts(site: Site, login: str):
    status = attempt(site.client(), login, PASSWORD).status_code
    # An invisible sign is taken out before the name is looked up.
    assert status == (303 if login == "veileder\x00" else 422)


def test_signing_in_while_signed_in_as_another_is_the_other_from_then_on(site: Site):
    client = site.client("veileder")
    client.sign_in("leder")
    assert "Lea Leder" in client.get("/").page.body_text


def test_a_new_day_is_asked_of_the_clock_once(site: Site, set_clock: SetClock):
    """A membership that ended yesterday is out at midnight in Norway, in summer as in winter."""
    set_clock(START)
    assert clock.today().isoformat() == "2026-11-24"
    set_clock(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-11-25"
