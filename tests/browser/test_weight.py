"""What a page brings along: weight after gzip, number of requests, and nothing from others."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Response

from tests.browser.looks import MOST_HTML, MOST_SCRIPT, MOST_STYLE, measure_gzip
from tests.browser.tour import Tour

MOST_REQUESTS = 12
LARGEST = ("/cases/{running}", "/cases?state=all", "/research/table-1")


def test_a_page_is_light(tour: Tour):
    answers: list[Response] = []
    tour.enter("veileder")
    # As it is for somebody who has never been here: nothing is kept from before.
    page = tour.context.browser.new_page(base_url=tour.address)  # type: ignore[union-attr]
    page.context.add_cookies(tour.context.cookies())  # type: ignore[arg-type]  # a cookie read is a cookie to set
    page.on("response", lambda answer: answers.append(answer))
    for path in LARGEST:
        page.goto(path.format(**tour.cases))
        page.wait_for_load_state("networkidle")
        html = next(one for one in reversed(answers) if one.request.resource_type == "document")
        assert html.status == 200
        assert measure_gzip(html.body()) <= MOST_HTML, path
        if path == LARGEST[0]:
            assert len(answers) <= MOST_REQUESTS, [one.url for one in answers]
            weights = weigh(answers)
    page.context.close()
    print(f"\n{weights}")
    assert weights["stylesheet"] <= MOST_STYLE
    assert weights["script"] <= MOST_SCRIPT
    assert {urlsplit(one.url).netloc for one in answers} == {urlsplit(tour.address).netloc}


def weigh(answers: list[Response]) -> dict[str, int]:
    """Bytes after gzip of all styles and of all scripts."""
    total = {"stylesheet": 0, "script": 0}
    for answer in answers:
        kind = answer.request.resource_type
        if kind in total:
            total[kind] += measure_gzip(answer.body())
    assert all(total.values()), total
    return total


def test_what_never_changes_is_fetched_once(tour: Tour):
    for path in ("/", "/cases", "/"):
        tour.go(path)
        tour.page.wait_for_load_state("networkidle")
    fetched = tour.page.evaluate("""() => performance.getEntriesByType('resource')
        .map((entry) => [entry.name, entry.transferSize]).filter(([name]) => name.includes('/static/'))""")
    assert len(fetched) > 3
    assert [name for name, size in fetched if size > 0] == []
