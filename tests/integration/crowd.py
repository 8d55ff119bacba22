"""Many people at once: real threads, started at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tests.support.client import PageClient

T = TypeVar("T")
PATIENCE = 20


def run_at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Start all in threads of their own at the same moment; what each gave, in order. A fault of any is raised."""
    barrier = threading.Barrier(len(deeds))

    def start(deed: Callable[[], T]) -> T:
        barrier.wait(PATIENCE)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        running = [pool.submit(start, deed) for deed in deeds]
        return [one.result(PATIENCE * 2) for one in running]


def open_tabs(client: PageClient, count: int) -> list[PageClient]:
    """Tabs of the same browser: each has its cookies, and can be used in a thread of its own."""
    tabs = []
    for _ in range(count):
        tab = client.application.test_client()
        assert isinstance(tab, PageClient)
        tab._cookies = dict(client._cookies)
        tabs.append(tab)
    return tabs
