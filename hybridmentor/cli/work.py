"""`hybridmentor work`: the worker of long jobs, as a service or from a timer."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import print_json, tell
from hybridmentor.jobs.worker import Worker

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option("--once", is_flag=True, help="Run what waits, and end.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def work(once: bool, as_json: bool) -> None:
    """Run long jobs, such as imports, until stopped; a job under way is given back at its next step."""
    with open_application() as (_, state):
        worker = Worker(state)
        with heed_signals(worker.end):
            if once:
                worker.empty()
            else:
                tell("cli.work.ready")
                worker.work()
    done = worker.done
    tell("cli.work.done", n=done.run)
    if as_json:
        print_json({"run": done.run, "sent_again": done.sent_again, "files_removed": done.files_removed})


@contextmanager
def heed_signals(end: Callable[[], None]) -> Iterator[None]:
    """Have signals that ask a service to stop end the work; those from before hold again afterwards."""

    def heed(*_: Any) -> None:
        end()

    before = {one: signal.signal(one, heed) for one in SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
