"""National data put into an empty database."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import Case, Office, User
from hybridmentor.services.national_data.caseload import OfficeLoad, divide_caseload
from hybridmentor.services.national_data.loading import Loader, Packed, pick_loader
from hybridmentor.services.national_data.making import Workshop
from hybridmentor.services.national_data.rows import Row
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.national_data.staff import hire_staff, make_staff_rows
from hybridmentor.services.search_key import ensure_search_key

FEW_CASES = 5000
"""So many are made before other processes would have started."""
AHEAD = 2
"""Offices that wait for each process."""

Pack = Callable[[Mapping[str, list[Row]]], Packed]

_held: dict[str, tuple[Workshop, Pack]] = {}
"""What a process that makes offices works with."""


def refuse_filled(session: Session) -> None:
    """Go on only with a database that has nobody in it: no office, no account, no case. InvalidInput otherwise."""
    counts = {
        name: session.scalar(select(func.count()).select_from(model)) or 0
        for name, model in (("offices", Office), ("users", User), ("cases", Case))
    }
    if any(counts.values()):
        raise InvalidInput(Message("national_data.error.filled", **counts))


def open_workshop(session: Session, size: NationalSize) -> Workshop:
    """A workshop with the database's search key, which is made if there is none."""
    return Workshop(size, session.info["keyring"], ensure_search_key(session))


def write_rows(
    connection: Connection,
    workshop: Workshop,
    *,
    password_hash: str | None,
    processes: int = 1,
    on_cases: Callable[[int], None] = lambda cases: None,
) -> Loader:
    """Make and write all rows in the connection's transaction; the loader, whose `finish` has them checked.

    The search key must have been committed before. `on_cases` is told how many more cases have been written.
    """
    size = workshop.size
    staff = hire_staff(size)
    loads = divide_caseload(size, staff)
    loader, pack = pick_loader(connection)
    loader.prepare()
    loader.load(pack(make_staff_rows(size, staff, password_hash).tables))
    shared = processes if size.cases > FEW_CASES else 1
    for load, packed in make_offices(workshop, loads, pack, shared):
        loader.load(packed)
        on_cases(len(load.cases))
    return loader


def make_offices(
    workshop: Workshop, loads: Sequence[OfficeLoad], pack: Pack, processes: int
) -> Iterator[tuple[OfficeLoad, Packed]]:
    """The rows of each office in order, made by so many processes."""
    if processes <= 1:
        for load in loads:
            yield load, pack(workshop.make_office(load).tables)
        return
    # Not forked: the database's connection must not be in two processes.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(workshop, pack)
    ) as pool:
        waiting: deque[tuple[OfficeLoad, Future[Packed]]] = deque()
        for load in loads:
            waiting.append((load, pool.submit(_make, load)))
            if len(waiting) > AHEAD * processes:
                done, made = waiting.popleft()
                yield done, made.result()
        for done, made in waiting:
            yield done, made.result()


def _begin(workshop: Workshop, pack: Pack) -> None:
    # Rows hold no circles, and looking for some takes a fifth of the time.
    gc.disable()
    _held["work"] = workshop, pack


def _make(load: OfficeLoad) -> Packed:
    workshop, pack = _held["work"]
    return pack(workshop.make_office(load).tables)
