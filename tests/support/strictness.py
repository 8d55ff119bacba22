"""What keeps the suite honest: under CI nothing is skipped, no test reaches the network, no order comes by chance."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Engine, event

ALLOWED_SKIPS: frozenset[str] = frozenset()
"""Reasons for which a test may be skipped under CI, word for word. Each needs a comment that says why."""

LOOPBACK = ("127.", "::1", "localhost")


def is_ci() -> bool:
    """Whether this run decides something: `CI` is set to anything but no."""
    return os.environ.get("CI", "").casefold() not in {"", "0", "false", "no"}


def read_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why something was skipped, without the file and line that pytest puts before it."""
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")


def refuse_skip(report: Any) -> None:
    """Turn a skip into a failure when CI is set and the reason is not on the list. An expected failure is no skip."""
    if is_ci() and report.skipped and not hasattr(report, "wasxfail"):
        reason = read_reason(report)
        if reason not in ALLOWED_SKIPS:
            report.outcome = "failed"
            report.longrepr = f"skipped, and under CI nothing may be: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Refuse skipped tests under CI."""
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Refuse skipped modules under CI."""
    report = yield
    refuse_skip(report)
    return report


class NetworkReached(BaseException):
    """A test tried to leave this machine. No `except Exception` hides it."""


@contextmanager
def stay_on_this_machine() -> Iterator[None]:
    """Inside the block sockets of this process reach this machine only."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise NetworkReached(f"a test reaches for {address[0]}")
        connect(self, address)

    with mock.patch.object(socket.socket, "connect", connect_here):
        yield


@contextmanager
def reverse_what_has_no_order() -> Iterator[None]:
    """Inside the block SQLite gives rows that nobody asked to be ordered the other way round.

    A query or a test that counts on the order in which rows were written would else fail one day on PostgreSQL, far from
    whoever wrote it.
    """

    def reverse(connection: Any, _: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA reverse_unordered_selects=ON").close()

    event.listen(Engine, "connect", reverse)
    try:
        yield
    finally:
        event.remove(Engine, "connect", reverse)
