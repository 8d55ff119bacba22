"""Fixtures of the jobs' tests: a worker whose queue and folder are the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from hybridmentor.jobs.worker import Worker
from hybridmentor.web.state import State
from tests.support.apps import Site


@pytest.fixture
def state(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """What the application keeps, with a queue and a folder of this test's own."""
    state: State = site.app.extensions["hybridmentor"]
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_QUEUE", str(tmp_path / "queue.sqlite"))
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_JOB_FILES", str(tmp_path / "jobs"))
    return state


@pytest.fixture
def worker(state: State) -> Worker:
    """A worker that has nothing to do yet."""
    return Worker(state)
