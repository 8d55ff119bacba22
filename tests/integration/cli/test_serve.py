"""What the server logs of requests that it cannot serve."""

from __future__ import annotations

import logging

import pytest

from hybridmentor.cli.serve import HideFeedAddresses

TOKEN = "Xs7ztUoSeD3l64roX-7a36hJo39dtKTgS-FY8zrGM4A"


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Error handling request %s %s", ("GET", f"/calendar/{TOKEN}.ics")),
        ("Error handling request %s", (f"/mentor/calendar/{TOKEN}.ics?x=1",)),
        (f"Invalid request from ip=1.2.3.4: Invalid HTTP request line: 'GET /calendar/{TOKEN}.ics'", ()),
    ],
)
def test_no_feeds_address_is_logged(
    caplog: pytest.LogCaptureFixture, message: str, arguments: tuple[str, ...]
):
    logger = logging.getLogger("a server of the test")
    logger.addFilter(HideFeedAddresses())
    logger.error(message, *arguments)
    assert TOKEN not in caplog.text
    assert "/calendar/..." in caplog.text
    assert TOKEN not in repr(vars(caplog.records[0]))


def test_everything_else_is_logged_as_it_was(caplog: pytest.LogCaptureFixture):
    logger = logging.getLogger("a server of the test")
    logger.addFilter(HideFeedAddresses())
    logger.error("Error handling request %s", "/cases/calendar")
    assert caplog.records[0].args == ("/cases/calendar",)
    assert "/cases/calendar" in caplog.text
