"""Addresses that nobody was given: rubbish in the query is passed over, a case that is none is not found."""

from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask, url_for

from tests.support.apps import Site
from tests.support.client import PageClient

NOBODY = "00000000-0000-0000-0000-000000000000"
AFTER = (
    "",
    "_",
    "x_y",
    "2026-11-24",
    "2026-11-24_",
    "2026-11-24_finnes-ikke",
    f"2026-02-30_{NOBODY}",
    f"0000-00-00_{NOBODY}",
    f"0001-01-01_{NOBODY}",
    f"9999-12-31_{NOBODY}",
    f"2026-W48-2_{NOBODY}",
    f"20261124_{NOBODY}",
    f"2026-11-24T00:00:00_{NOBODY}",
    f"-1_{NOBODY}",
    f"2026-11-24_{{{NOBODY}}}",
    f"2026-11-24_urn:uuid:{NOBODY}",
    f"2026-11-24_{NOBODY}_{NOBODY}",
    "9" * 400,
    "9" * 17,
    "-5",
    "1e309",
    "NaN",
    "٣",
    "\0",
    "' OR 1=1 --",
    "😀",
)
WORDS = ("", "rubbish", "OPEN", "\0", "1e309", "' OR 1=1 --", "<script>", "x" * 3000)
NAMES = ("state", "mine", "after", "show", "with", "outcome", "planned", "from", "next")
RAW = (
    "?",
    "?=",
    "?state",
    "?state=%ff",
    "?after=%ED%A0%80",
    "?state=open&state=closed",
    "?%00=%00",
    "?a[]=1",
    "?state=%zz",
)


def list_pages(app: Flask, case_id: UUID) -> list[str]:
    """The address of every page of ours that is asked for with GET."""
    values = {"case_id": case_id, "step": "wishes"}
    with app.test_request_context():
        return [
            url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.arguments <= values.keys()
        ]


@pytest.fixture(scope="module")
def admin_tab(module_site: Site) -> PageClient:
    """A browser on which the administrator has signed in."""
    return module_site.client("admin")


@pytest.mark.parametrize("after", AFTER, ids=lambda text: ascii(text)[:30])
def test_a_key_of_a_page_that_is_none(
    module_tab: PageClient, admin_tab: PageClient, module_case_id: UUID, after: str
):
    for client, url in (
        (module_tab, "/cases?state=all&"),
        (module_tab, f"/cases/{module_case_id}/contacts?"),
        (admin_tab, "/admin?"),
    ):
        assert client.get(f"{url}after={quote(after)}").status_code == 200, url


@pytest.mark.parametrize("word", WORDS, ids=lambda text: ascii(text)[:30])
def test_rubbish_in_the_query_of_every_page(module_tab: PageClient, module_case_id: UUID, word: str):
    query = "&".join(f"{name}={quote(word)}" for name in NAMES)
    for url in list_pages(module_tab.application, module_case_id):
        answer = module_tab.get(f"{url}?{query}")
        assert answer.status_code in (200, 403), url


@pytest.mark.parametrize("query", RAW, ids=ascii)
def test_a_query_that_is_none(module_tab: PageClient, module_case_id: UUID, query: str):
    for url in ("/cases", "/", f"/cases/{module_case_id}/contacts", f"/cases/{module_case_id}/contacts/new"):
        assert module_tab.get(url + query).status_code == 200, url


@pytest.mark.parametrize(
    "name",
    [
        NOBODY,
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "0" * 32,
        "0" * 36,
        "{" + NOBODY + "}",
        "urn:uuid:" + NOBODY,
        NOBODY + " ",
        " " + NOBODY,
        NOBODY + "\n",
        NOBODY + "\0",
        NOBODY.replace("-", "–"),
        NOBODY[:-1],
        NOBODY + "0",
        NOBODY[:-1] + "g",
        NOBODY[:-1] + "٠",
        "1",
        "-1",
        "None",
        "null",
        "\0",
        "😀",
        "' OR 1=1 --",
        "x" * 3000,
    ],
    ids=lambda text: ascii(text)[:45],
)
def test_a_case_that_is_none_is_not_found(module_tab: PageClient, name: str):
    token = module_tab.read_form("/cases/new").values["csrf_token"]
    for rest in ("", "/edit", "/contacts/new"):
        assert module_tab.get(f"/cases/{quote(name)}{rest}").status_code == 404, rest
    answer = module_tab.post(f"/cases/{quote(name)}/steps/wishes", data={"csrf_token": token})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "write", [str.upper, lambda text: text.replace("-", "%2D"), lambda text: text.replace("-", "")]
)
def test_another_spelling_of_a_case_is_the_same_or_none(module_tab: PageClient, module_case_id: UUID, write):
    assert module_tab.get(f"/cases/{write(str(module_case_id))}").status_code in (200, 404)


@pytest.mark.parametrize(
    "step",
    [
        "finnes-ikke",
        "%00",
        "%ff",
        "wishes%00",
        "WISHES",
        "wishes%20",
        "..",
        "%2e%2e",
        "x" * 3000,
        "%F0%9F%98%80",
    ],
)
def test_a_step_that_is_none_is_not_found(module_tab: PageClient, module_case_id: UUID, step: str):
    token = module_tab.read_form("/cases/new").values["csrf_token"]
    url = f"/cases/{module_case_id}/steps/{step}"
    assert module_tab.get(url).status_code == 404
    assert module_tab.post(url, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../etc/passwd", "//evil.example", "/%00", "/static/%2e%2e/config", "/static/%00", "/x" * 900]
)
def test_a_path_that_is_none(module_tab: PageClient, path: str):
    assert module_tab.get(path).status_code in (308, 404)
