"""Lists, searches, my day and figures hold exactly what the table lets an actor see, and not a row more."""

from __future__ import annotations

import re

import pytest

from tests.access.table import LEAD_HANDS_OVER, PAGES, RIGHTS
from tests.access.world import HAVE_PART, SECRETS, World
from tests.support.client import PageResponse

READERS = [actor for actor, row in PAGES.items() if row["lists"] == "yes"]
OTHERS = [actor for actor in PAGES if actor not in READERS]


def find_cases(world: World, answer: PageResponse) -> set[str]:
    """The kinds of cases that a page leads to."""
    found = set(re.findall(r"/cases/([0-9a-f-]{36})", answer.get_data(as_text=True)))
    kinds = {str(case_id): kind for kind, case_id in world.cases.items()}
    return {kinds[one] for one in found}


def list_visible(actor: str, *kinds: str) -> set[str]:
    """The kinds of cases that the table lets an actor see, of those named if any are."""
    return {kind for kind, right in RIGHTS[actor].items() if right != "-" and (not kinds or kind in kinds)}


@pytest.mark.parametrize("actor", READERS)
def test_the_list_holds_what_the_actor_sees(world: World, actor: str):
    client = world.find_client(actor)
    assert find_cases(world, client.get("/cases?state=all")) == list_visible(actor)
    assert find_cases(world, client.get("/cases?state=closed")) == list_visible(actor, "closed")
    assert find_cases(world, client.get("/cases?state=examples")) == list_visible(actor, "example")


@pytest.mark.parametrize("actor", READERS)
@pytest.mark.parametrize("term", ["hemmelin", "lønnm", "skjultmann", "2", "kode"])
def test_a_search_finds_what_the_actor_sees(world: World, actor: str, term: str):
    """By the jobseeker's name, the mentor's, the employer's, and by number: the same scope each time."""
    visitor = world.find_visitor(actor)
    answer = visitor.client.post("/cases/search", data={"csrf_token": visitor.token, "q": term})
    wanted = {"kode": ("kode_7", "kode_6")}.get(term, tuple(set(RIGHTS[actor]) - {"example"}))
    found = find_cases(world, answer)
    assert found == list_visible(actor, *wanted)


@pytest.mark.parametrize("actor", READERS)
def test_my_day_holds_only_open_cases_with_a_part_of_ones_own(world: World, actor: str):
    found = find_cases(world, world.find_client(actor).get("/?show=all"))
    mine = actor in HAVE_PART and actor != "former_guest"
    assert found == {
        kind for kind, right in RIGHTS[actor].items() if mine and right == "work" and kind != "other"
    }


@pytest.mark.parametrize("actor", [actor for actor, row in PAGES.items() if row["hands_over"] == "yes"])
def test_cases_to_hand_over_are_ones_own_or_a_leads(world: World, actor: str):
    """By the boxes of the page: an adviser's own open cases, all open ones that a lead sees; each may be handed over."""
    text = world.find_client(actor).get("/cases/handover").get_data(as_text=True)
    kinds = {case_id.hex: kind for kind, case_id in world.cases.items()}
    found = {kinds[one] for one in re.findall(r'name="pick_([0-9a-f]{32})"', text)}
    if actor.startswith("lead"):
        assert found == list_visible(actor, *LEAD_HANDS_OVER) != set()
        return
    mine = actor in HAVE_PART and actor != "former_guest"
    assert found == {
        kind for kind, right in RIGHTS[actor].items() if mine and right == "work" and kind != "other"
    }


@pytest.mark.parametrize("actor", OTHERS)
def test_who_reads_no_case_is_shown_no_name_anywhere(world: World, actor: str):
    client = world.find_client(actor)
    for path in (
        "/",
        "/cases",
        "/cases/new",
        "/cases/handover",
        "/research/table-1",
        "/office/figures",
        "/office/collaboration",
        "/office/county",
        "/office/stopped",
        "/office/goals",
        "/admin",
    ):
        text = client.get(path).get_data(as_text=True)
        assert [word for word in (*SECRETS, "40123987") if word in text] == [], path
        assert find_cases(world, client.get(path)) == set() or path == "/research/table-1"


@pytest.mark.parametrize(
    ("actor", "offices"),
    [
        ("lead", {"Nav Fjordby"}),
        ("lead_elsewhere", {"Nav Skogvik"}),
        ("county", {"Nav Fjordby", "Nav Skogvik", "Nav Utnes"}),
    ],
)
def test_figures_are_of_ones_own_offices_or_county(world: World, actor: str, offices: set[str]):
    client = world.find_client(actor)
    shown = {
        name
        for number, name in (("9901", "Nav Fjordby"), ("9902", "Nav Skogvik"), ("9903", "Nav Utnes"))
        if client.get(f"/office/figures?office={number}").status_code == 200
    }
    assert shown == offices
    if actor == "county":
        text = client.get("/office/county").page.body_text
        assert set(re.findall(r"(Nav \w+) \(\d{4}\)", text)) >= offices
