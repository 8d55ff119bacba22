"""How long the search of a large register and the suggestions for a case take; run it from the project's folder.

    python -m bench.matching [--on sqlite] [--on postgresql] [--employers 100000] [--mentors 20000] [--repeat 100] [--strict]

Makes a small seeded database of each kind, puts the companies and mentors into the register of one office, all of them
made up, and asks for the pages as the adviser there: companies and mentors by a part of a name with æ, ø and å, suggestions
of both kinds for a case whose wishes name industries and a place. Times are the server's, as in `bench/pages.py`. Prints a
table and writes `bench/results/matching.json`. With --strict exit code 1 if a p95 misses its bar (`BARS`), which are for
100 000 companies and 20 000 mentors.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select, text

from bench.machine import describe_machine, keep_result
from bench.pages import Bench, Measured, Visit, fill, make_database
from hybridmentor import clock
from hybridmentor.crypto import Keyring
from hybridmentor.db import open_session
from hybridmentor.domain.answers import read_answers, write_answers
from hybridmentor.domain.folding import fold_name
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.models import (
    CaseStep,
    DataKey,
    Employer,
    EmployerTerm,
    MentorProfile,
    MentorTerm,
    WorkplacePerson,
)
from hybridmentor.services.search_key import index_name

T = TypeVar("T")
BARS = {
    "search of companies": 100,
    "search of mentors": 100,
    "suggested companies": 150,
    "suggested mentors": 150,
}
"""Milliseconds that the p95 may take."""
SEED = {"offices": 2, "cases": 200, "contacts": 2000, "seed": 1}
BATCH = 2000
FIRST = (
    "Åse",
    "Øystein",
    "Kjærsti",
    "Bjørg",
    "Håkon",
    "Sølvi",
    "Pål",
    "Tæran",
    "Liv",
    "Marit",
    "Jon",
    "Nora",
)
LAST = ("Østbø", "Ødegård", "Skjærvø", "Åmodt", "Lærdal", "Bråten", "Nesset", "Vik", "Holm", "Sæther")
TRADES = ("Bakeri", "Rør", "Sjøfrakt", "Bygg", "Kjøkken", "Gårdsdrift", "Lager", "Frisør", "Omsorg", "Skole")
PLACES = (("Bergen", "4601"), ("Odda", "4618"), ("Førde", "4647"), ("Ålesund", "1508"), (None, None))


def take(rows: Iterable[T], number: int) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    source = iter(rows)
    while part := list(islice(source, number)):
        yield part


def make_employers(chance: random.Random, office_id: int, number: int) -> Iterator[dict[str, Any]]:
    """Companies with made-up names, trades and places."""
    industries = [*get_practice_model("hybridmodellen").find_codes("industry").keys, None]
    for turn in range(number):
        name = f"{chance.choice(LAST)} og {chance.choice(LAST)} {chance.choice(TRADES)} {turn}"
        place, municipality = chance.choice(PLACES)
        yield {
            "id": UUID(int=chance.getrandbits(128)),
            "office_id": office_id,
            "name": name,
            "name_folded": fold_name(name),
            "industry": chance.choice(industries),
            "place": place,
            "municipality": municipality,
            "version": 1,
            "created_at": clock.now(),
        }


def draw_terms(chance: random.Random, owner: str, row_id: UUID) -> Iterator[dict[str, Any]]:
    """A few terms of a company or a mentor."""
    practice = get_practice_model("hybridmodellen")
    for kind, code_set in (
        ("tasks", "wish_interest"),
        ("environment", "wish_environment"),
        ("support", "wish_support"),
    ):
        for code in chance.sample(practice.find_codes(code_set).keys, 2):
            yield {owner: row_id, "kind": kind, "code": code}


def fill_register(
    engine: Engine, keyring: Keyring, office_id: int, case_id: UUID, employers: int, mentors: int
) -> None:
    """The companies, the mentors, and the wishes of the case."""
    chance = random.Random(7)
    ids: list[UUID] = []
    with engine.begin() as connection:
        for rows in take(make_employers(chance, office_id, employers), BATCH):
            connection.execute(insert(Employer), list(rows))
            ids += [row["id"] for row in rows]
        for some in take(ids, BATCH):
            # Half of them have said something.
            terms = [term for one in some[::2] for term in draw_terms(chance, "employer_id", one)]
            connection.execute(insert(EmployerTerm), terms)
    for part in take(range(mentors), BATCH):
        with open_session(engine, keyring) as session:
            for _ in part:
                add_mentor(session, chance, office_id, chance.choice(ids))
            session.commit()
    with open_session(engine, keyring) as session:
        step = session.scalars(
            select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.step == "wishes")
        ).one()
        answers = {**read_answers(step), "wished_industries": ["retail"], "home_place": "Odda"}
        write_answers(step, answers)
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def add_mentor(session: Any, chance: random.Random, office_id: int, employer_id: UUID) -> None:
    """A made-up mentor with a profile that can be found by name."""
    person = WorkplacePerson(
        data_key=DataKey.make(session.info["keyring"], "person"),
        employer_id=employer_id,
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        role="mentor",
    )
    session.add(person)
    session.flush()
    index_name(session, person)
    profile = MentorProfile(
        person=person,
        office_id=office_id,
        keep_until_on=clock.today() + timedelta(days=400),
        capacity=chance.choice((None, 0, 1, 2)),
        is_leader=chance.choice((None, True, False)),
        wants_network=chance.random() < 0.3,
    )
    profile.terms = [
        MentorTerm(kind=term["kind"], code=term["code"]) for term in draw_terms(chance, "", uuid4())
    ]
    session.add(profile)


def list_visits(bench: Bench) -> list[Visit]:
    """The pages that are measured."""
    adviser, case_id = bench.sign_in(bench.scene.user_id), bench.scene.case_id
    visits = []
    for name, page, search, term in (
        ("search of companies", "employers.index", "employers.search", "skjærv"),
        ("search of mentors", "mentors.index", "mentors.search", "øde"),
    ):
        address = bench.address(search)
        token = adviser.read_form(bench.address(page), address).values["csrf_token"]
        visits.append(Visit(name, ask_for(adviser.post, address, {"q": term, "csrf_token": token}), None))
    for name, kind in (("suggested companies", "companies"), ("suggested mentors", "mentors")):
        address = bench.address("matching.suggestions", case_id=case_id, kind=kind)
        visits.append(Visit(name, ask_for(adviser.get, address), None))
    return visits


def ask_for(
    method: Callable[..., Any], address: str, data: dict[str, str] | None = None
) -> Callable[[], Any]:
    """A request that can be sent again and again."""
    return lambda: method(address, data=data) if data else method(address)


def measure(bench: Bench, repeat: int) -> dict[str, Any]:
    """Each page by itself."""
    pages = {}
    for visit in list_visits(bench):
        for _ in range(5):
            visit.ask()
        found: Measured = bench.look_once(visit, visit.ask)
        for _ in range(repeat):
            visit.ask()
            found.wall.append(bench.ours.wall)
            found.cpu.append(bench.ours.cpu)
        pages[visit.name] = {**found.describe(), "bar_ms": BARS[visit.name]}
    return pages


def main() -> int:
    """Make, measure, print and keep; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--on", action="append", choices=("sqlite", "postgresql"))
    parser.add_argument("--employers", type=int, default=100_000)
    parser.add_argument("--mentors", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=100)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    results, missed = {}, 0
    for kind in arguments.on or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            uri, keys = stack.enter_context(make_database(kind, scratch)), Keyring.generate("bench")
            fill(uri, keys, argparse.Namespace(**SEED))
            before = describe_machine()
            bench = Bench(uri, keys)
            fill_register(
                bench.engine,
                Keyring.parse(keys),
                bench.scene.office_id,
                bench.scene.case_id,
                arguments.employers,
                arguments.mentors,
            )
            # What filling has left is not looked through by the collector: a server has none of it.
            gc.collect()
            gc.freeze()
            pages = measure(bench, arguments.repeat)
            bench.engine.dispose()
        results[kind] = {**before, "load_after": [round(one, 2) for one in os.getloadavg()], "pages": pages}
        print(f"{kind}: {arguments.employers} companies, {arguments.mentors} mentors")
        for name, page in pages.items():
            p95 = page["wall_ms"]["p95"]
            over = p95 > page["bar_ms"]
            missed += over
            print(
                f"  {name:22} p50 {page['wall_ms']['p50']:8} p95 {p95:8} ms, {page['queries']:3} queries"
                f"{'  over the bar of ' + str(page['bar_ms']) if over else ''}"
            )
    size = {"employers": arguments.employers, "mentors": arguments.mentors, "repeat": arguments.repeat}
    keep_result("matching", {"measured_on": clock.today().isoformat(), "size": size, **results})
    print(json.dumps({"misses": missed}))
    return int(arguments.strict and missed > 0)


if __name__ == "__main__":
    sys.exit(main())
