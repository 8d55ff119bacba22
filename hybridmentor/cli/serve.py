"""`hybridmentor serve`."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import click
from flask import Flask

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import print_json, tell
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.jobs.worker import start_worker_thread

FEED = re.compile(r"(/calendar/)[^\s'\"/?#]+")


class HideFeedAddresses(logging.Filter):
    """Takes the secret part out of a calendar feed's address in what the server logs of a request that it cannot serve."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes; one that names such an address has dots in place of the secret."""
        said = record.getMessage()
        if FEED.search(said):
            record.msg, record.args = FEED.sub(r"\1...", said), ()
        return True


def run_server(
    settings: Mapping[str, Any] | None,
    host: str,
    port: int,
    workers: int,
    threads: int,
    *,
    with_jobs: bool = False,
) -> None:
    """Serve until stopped. Each worker makes its own application, so that no database connection crosses a fork.

    `with_jobs` runs long jobs in a thread of each worker, so that no other process is needed.
    """
    from gunicorn.app.base import BaseApplication

    from hybridmentor.app import create_app

    class Server(BaseApplication):
        """The standalone application under gunicorn."""

        def load_config(self) -> None:
            """Threads in few processes: pages wait for the database more than for Python."""
            for name, value in {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "accesslog": None,
                "loglevel": "warning",
                "limit_request_line": 4094,
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            """The application of a worker."""
            app = create_app(settings)
            if with_jobs:
                start_worker_thread(app)
            return app

    # Requests are not logged, faults are: gunicorn names the address of a request that broke it.
    logging.getLogger("gunicorn.error").addFilter(HideFeedAddresses())
    Server().run()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def serve(host: str, port: int, workers: int, threads: int, as_json: bool) -> None:
    """Serve the standalone application; a host is served by its own server."""
    with open_application() as (app, state):
        if app.name != "hybridmentor":
            raise InvalidInput(Message("cli.serve_in_host"))
        state.find_engine().dispose()
    tell("cli.serving", host=host, port=port)
    if as_json:
        print_json({"host": host, "port": port})
    run_server(None, host, port, workers, threads)
