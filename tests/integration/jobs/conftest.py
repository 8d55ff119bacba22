"""Fixtures of the jobs' tests: a worker whose queue and folder are the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hybridmentor.jobs.worker import Worker
from hybridmentor.web.state import State
from tests.support.apps import Site, SiteKeeper
from tests.support.release_world import fill_release_world


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


@pytest.fixture
def study_site(site_keeper: SiteKeeper) -> Iterator[Site]:
    """The application with a study of which a data set can be handed out."""
    with site_keeper.open(site_keeper.databases.make_template(fill_release_world)) as site:
        yield site


@pytest.fixture
def study_worker(study_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker for it, with a queue and a folder of this test's own."""
    state: State = study_site.app.extensions["hybridmentor"]
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_QUEUE", str(tmp_path / "queue.sqlite"))
    monkeypatch.setitem(state.config, "HYBRIDMENTOR_JOB_FILES", str(tmp_path / "jobs"))
    return Worker(state)
