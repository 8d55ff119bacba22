"""Releases in the states that people pass: chosen and priced, asked for, decided, made, fetched, and what stands in the way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hybridmentor.domain.release_problems import Problem
from hybridmentor.models import Study
from tests.browser.release_scenes import (
    ASKER,
    BOTH,
    DECIDER,
    EMPTY,
    FULL,
    IDLE,
    SHORT,
    find_release,
    list_problems,
    make_table,
    put_study,
)
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {
    "release_choice_without_variables",
    "release_choice_without_period",
    "release_done_of_approver",
    "release_own",
    "release_queued",
    "release_refused",
    "release_stopped",
    "release_withdrawn",
    "releases_without_study",
    "safe_tables_not_yet",
    "safe_tables_too_few",
}
FEW = {
    "holds": False,
    "rows_band": {"low": 0, "high": 49},
    "loss_band": None,
    "loss_by_variable": {},
    "levels": {},
    "dearest": None,
    "problems": list_problems(Problem("too_few_cases", params={"needed": 100, "most": 49})),
}


def open_choice(tour: Tour, title: str, login: str = ASKER, way: str = "releases/new") -> None:
    """The choice of a study that there is."""
    with tour.site.session() as session:
        study_id = session.scalars(select(Study.id).where(Study.title == title)).one()
    tour.go(f"/research/studies/{study_id}/{way}", login)


def open_new(tour: Tour, title: str, way: str = "releases/new", **told: Any) -> None:
    """The choice of a study of its own, with a price."""
    with tour.site.session() as session:
        study_id = put_study(session, title, **told)
        session.commit()
    tour.go(f"/research/studies/{study_id}/{way}", ASKER)


def open_release(tour: Tour, wanted: str, login: str = ASKER, asked_by: str = ASKER) -> None:
    """The page of the release in a state."""
    with tour.site.session() as session:
        release_id = find_release(session, wanted, asked_by)
    tour.go(f"/research/releases/{release_id}", login)


@state
def releases_of_all_studies(tour: Tour) -> None:
    tour.go("/research/releases", ASKER)
    assert tour.find("#ledger-caption ~ tbody tr").count() >= 9


@state
def releases_without_study(tour: Tour) -> None:
    tour.go("/research/releases", IDLE)
    assert tour.find("main .hm-empty").count() == 2


@state
def release_choice_before_price(tour: Tour) -> None:
    open_choice(tour, FULL)
    assert tour.find("#send button[disabled]").count() == 1


@state
def release_choice_without_variables(tour: Tour) -> None:
    open_choice(tour, EMPTY)


@state
def release_choice_without_period(tour: Tour) -> None:
    open_choice(tour, SHORT)
    assert tour.find("#price-why").count() == 1


@state
def release_choice_with_errors(tour: Tour) -> None:
    open_choice(tour, FULL)
    with tour.page.expect_navigation():
        tour.find("#job-ways button").click()
    tour.find("main .aksel-form-field__error p").first.wait_for()


@state
def release_choice_priced(tour: Tour) -> None:
    open_new(tour, "Kontakt og varighet")
    assert tour.find("#promises .hm-tag--on_track").count() == 3
    assert tour.find("#send button:not([disabled])").count() == 1


@state
def release_choice_running(tour: Tour) -> None:
    open_new(tour, "Kontakt og pauser", state="running")
    assert tour.find("#job progress").count() == 1


@state
def release_choice_that_does_not_hold(tour: Tour) -> None:
    health = Problem("about_health", ("leave",), {"k": 20}, stops=False)
    found = list_problems(Problem("no_solution_with", ("duration", "start"), {"limit": 5}), health)
    open_new(tour, "Alt på en gang", **{**FEW, "problems": found, "rows_band": {"low": 100, "high": 149}})
    assert tour.find("#promises .hm-tag--overdue").count() == 3
    assert tour.find("#kind-hint").count() == 1


@state
def release_choice_of_too_few(tour: Tour) -> None:
    open_new(tour, "Få saker", **FEW)
    assert tour.find("#job a[href$='/safe-tables']").count() == 1


@state
def safe_tables(tour: Tour) -> None:
    open_new(tour, "Få saker med tabell", "safe-tables", table=make_table(), **FEW)
    assert tour.find("#safe-caption ~ tbody tr").count() == 4


@state
def safe_tables_too_few(tour: Tour) -> None:
    open_new(tour, "Altfor få saker", "safe-tables", **FEW)


@state
def safe_tables_not_yet(tour: Tour) -> None:
    open_choice(tour, FULL, way="safe-tables")


@state
def release_asked_for(tour: Tour) -> None:
    open_release(tour, "asked")
    assert tour.find("#approval form").count() == 1


@state
def release_to_be_decided(tour: Tour) -> None:
    open_release(tour, "asked", DECIDER)
    assert tour.find("#approval input[type=radio]").count() == 2


@state
def release_refused_without_reason(tour: Tour) -> None:
    open_release(tour, "asked", DECIDER)
    tour.choose(decision="refuse")
    tour.submit()
    assert tour.find("main .aksel-form-field__error p").count() == 1


@state
def release_own(tour: Tour) -> None:
    open_release(tour, "asked", BOTH, BOTH)
    assert tour.find("#approval .hm-alert").count() == 1


@state
def release_withdrawn(tour: Tour) -> None:
    open_release(tour, "withdrawn")


@state
def release_refused(tour: Tour) -> None:
    open_release(tour, "refused")


@state
def release_queued(tour: Tour) -> None:
    open_release(tour, "approved")


@state
def release_running(tour: Tour) -> None:
    open_release(tour, "running", DECIDER)
    assert tour.find("#job progress").count() == 1


@state
def release_that_differs_by_few(tour: Tour) -> None:
    open_release(tour, "failed")
    assert tour.find("#job .hm-alert").count() == 1


@state
def release_stopped(tour: Tour) -> None:
    open_release(tour, "stopped")


@state
def release_done(tour: Tour) -> None:
    open_release(tour, "done")
    assert tour.find("#files a").count() == 1


@state
def release_done_of_approver(tour: Tour) -> None:
    open_release(tour, "done", DECIDER)
    assert tour.find("#files a").count() == 0


@state
def code_book(tour: Tour) -> None:
    tour.go("/research/code-book")
    tour.find("#county summary").click()
