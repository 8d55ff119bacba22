"""Pages of figures: asked for, and the tables on them."""

from __future__ import annotations

from tests.support.apps import Site
from tests.support.client import PageResponse
from tests.support.html import read_text


def ask_for(site: Site, address: str, login: str) -> PageResponse:
    """The page, which is there for whoever asks."""
    answer = site.client(login).get(address)
    assert answer.status_code == 200
    return answer


def read_tables(answer: PageResponse) -> dict[str, list[list[str]]]:
    """The rows of each table, by what names it: the heads first."""
    return {
        str(box.get("aria-labelledby")).removesuffix("-caption"): [
            [read_text(cell).replace("\u00a0", " ") for cell in row] for row in box.iter("tr")
        ]
        for box in answer.page.elements("div")
        if box.get("role") == "region"
    }
