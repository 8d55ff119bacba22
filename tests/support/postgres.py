"""A PostgreSQL server of our own for one test session: made, used and thrown away; never one that others use.

It listens on a socket in a short temporary folder, on no port. Nothing is synced to disk: the data is worth nothing.
Each pytest worker has a server of its own (about a second to make), so that nobody has to count users.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from tools.provision import find_database_programs

SERVER_USERS = ("postgres", "nobody")
SUPERUSER = "hybridmentor"
MEMORY_DISK = "/dev/shm"
ROOM_NEEDED = 1 << 30
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=64MB",
    "max_connections=60",
    "listen_addresses=",
    "timezone=America/St_Johns",  # half an hour off: code that trusts the server's zone shows
)

KEEPER = 'read _; "$0" stop -m immediate -w -D "$1" >/dev/null 2>&1; rm -rf "$2"'
"""Waits for the other end of its pipe to close, then ends the server by its own process id and removes the folder."""


class NoServer(Exception):
    """There are no programs of a PostgreSQL server on this machine, or they do not start."""


@dataclass
class PostgresServer:
    """A running server. It ends, and its folder goes, when `stop` is called or this process dies in whatever way."""

    programs: Path
    folder: Path
    options: dict[str, Any]
    count: int = field(default=0)
    keeper: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, settings: Sequence[str] = FAST, place: str | None = None) -> PostgresServer:
        """Make a cluster and start it, on the memory disk unless a place is named.

        NoServer if the machine has no programs for it.
        """
        programs = find_database_programs()
        if programs is None:
            raise NoServer("there is no PostgreSQL server here: run `python tools/provision.py database`")
        folder = Path(tempfile.mkdtemp(prefix="hm", dir=place or find_fast_place()))
        server = cls(programs, folder, drop_privileges(folder))
        try:
            server.run(
                "initdb",
                "--no-sync",
                "--auth=trust",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C",
                "-D",
                server.data,
            )
            told = " ".join(f"-c {setting!r}" for setting in (*settings, f"unix_socket_directories={folder}"))
            server.run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "60",
                "-D",
                server.data,
                "-l",
                str(folder / "log"),
                "-o",
                told,
            )
        except NoServer:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        server.keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, str(programs / "pg_ctl"), server.data, str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
            **server.options,
        )
        return server

    @property
    def data(self) -> str:
        """The folder of the cluster."""
        return str(self.folder / "data")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs as the server's user; NoServer with what it said if it fails."""
        # The server outlives pg_ctl and would hold a pipe open for ever: what they say goes to a file.
        report = self.folder / "report"
        with report.open("wb") as stream:
            answer = subprocess.run(
                [str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                timeout=120,
                check=False,
                **self.options,
            )
        if answer.returncode != 0:
            log = self.folder / "log"
            said = report.read_text("utf-8", "replace") + (
                log.read_text("utf-8", "replace") if log.exists() else ""
            )
            raise NoServer(f"{program} ended with {answer.returncode}: {said[-2000:]}")

    def url(self, database: str = "postgres") -> URL:
        """The address of a database, for SQLAlchemy."""
        return URL.create(
            "postgresql+psycopg", username=SUPERUSER, database=database, query={"host": str(self.folder)}
        )

    def administrate(self, statement: str) -> None:
        """Run a statement that cannot stand in a transaction, such as CREATE DATABASE."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def create_database(self, template: str | None = None) -> str:
        """A new database, empty or as a copy of another one that nobody is connected to; its name."""
        self.count += 1
        name = f"hm{self.count}"
        copied = f' TEMPLATE "{template}"' if template else ""
        self.administrate(f'CREATE DATABASE "{name}"{copied}')
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, with those who are still connected to it."""
        self.administrate(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server at once; what it held is gone."""
        assert self.keeper is not None
        assert self.keeper.stdin is not None
        self.keeper.stdin.close()
        self.keeper.wait(60)


def find_fast_place() -> str | None:
    """The machine's memory disk where it has one with room; a database is copied there several times as fast."""
    if os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > ROOM_NEEDED:
        return MEMORY_DISK
    return None


def drop_privileges(folder: Path) -> dict[str, Any]:
    """The server refuses root: give the folder to another user and say so to `subprocess`. Nothing for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    for name in SERVER_USERS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        environment = {**os.environ, "HOME": str(folder)}
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "env": environment}
    raise NoServer("the server refuses root, and there is no other user to run it as")
