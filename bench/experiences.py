"""How long the board of experiences and its search take with national data; run it from the project's folder.

    python -m bench.experiences [--on sqlite] [--on postgresql] [--posts 36000] [--comments 144000] [--repeat 100] [--strict]

Makes a small seeded database of each kind, puts the experiences and what colleagues say to them on the boards of its offices,
all of them made-up words, and asks for the board as an adviser: as it is, narrowed by a theme, one experience, and searched by
common and rare words, inflected ones, beginnings of words and several words, with æ, ø and å. Times are the server's, as in
`bench/pages.py`. Prints a table and writes `bench/results/experiences.json`. With --strict exit code 1 if a p95 or a number of
statements misses its bar (`BARS`), which are for 36 000 experiences and 144 000 comments.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, select, text

from bench.machine import describe_machine, keep_result
from bench.matching import BATCH, take
from bench.pages import Bench, Measured, Visit, fill, make_database
from hybridmentor import clock
from hybridmentor.crypto import Keyring
from hybridmentor.db import open_session
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.stems import stem_words
from hybridmentor.models import (
    DataKey,
    Experience,
    ExperienceComment,
    ExperienceTag,
    ExperienceUse,
    ExperienceWords,
    Office,
    User,
)

BARS: dict[str, tuple[float, int | None]] = {
    "board": (100, 10),
    "board of a theme": (100, 10),
    "search": (100, 10),
    "experience": (100, None),
}
"""For each page the milliseconds that its p95 may take, and how many statements it may send."""
SEED = {"offices": 30, "cases": 300, "contacts": 3000, "seed": 1}
FIRST = (
    "arbeids",
    "mentor",
    "oppstarts",
    "språk",
    "bedrifts",
    "kollega",
    "leder",
    "opplærings",
    "hverdags",
    "åpnings",
)
FIRST += (
    "støtte",
    "ønske",
    "nærmiljø",
    "overgangs",
    "økonomi",
    "ærlighets",
    "følge",
    "måneds",
    "turnus",
    "ferie",
)
LAST = (
    "møte",
    "samtale",
    "plan",
    "oppgave",
    "rutine",
    "avtale",
    "erfaring",
    "råd",
    "spørsmål",
    "løsning",
    "måte",
)
LAST += (
    "forventning",
    "tilpasning",
    "bekymring",
    "mulighet",
    "prøve",
    "særavtale",
    "beskjed",
    "øvelse",
    "ukeplan",
)
ENDINGS = ("", "en", "er", "ene")
REACHES = ("office",) * 12 + ("county",) * 5 + ("all",) * 3
STATUSES = ("shared",) * 15 + ("note",) * 2 + ("review",) * 3
SEARCHES = (
    "mentorsamtale",
    "arbeidsmøter",
    "spørsmål",
    "ønskeplan språkråd",
    "åpningssamtalene",
    "opplærings",
    "språk",
    "bedriftsmøte mulighet",
    "ærlighetsøvelsen",
    "på",
    "finnesikke",
    "økonomiavtale turnus",
    "me",
)
"""Common words and rare ones, inflected, beginnings, several at once, and one that nothing holds."""
WORDS = 45
"""So many words an experience has."""


def make_vocabulary() -> list[str]:
    """Made-up words of two parts, and their parts."""
    whole = [first + last + ending for first in FIRST for last in LAST for ending in ENDINGS]
    return [*whole, *(last + ending for last in LAST for ending in ENDINGS), *FIRST, "på", "med", "når"]


def draw_words(chance: random.Random, vocabulary: list[str], number: int) -> list[str]:
    """Words as a text has them: a few are common and most are rare."""
    return [vocabulary[int(len(vocabulary) * chance.random() ** 2)] for _ in range(number)]


def fill_board(engine: Engine, keyring: Keyring, posts: int, comments: int) -> None:
    """The experiences on the boards of all offices that practise, their tags and words, and what is said to them."""
    chance = random.Random(7)
    practice, vocabulary = get_practice_model("hybridmodellen"), make_vocabulary()
    chance.shuffle(vocabulary)
    stems = dict(zip(vocabulary, stem_words(vocabulary), strict=True))
    with open_session(engine, keyring) as session:
        offices = session.scalars(
            select(Office.id).where(Office.purpose == "practice").order_by(Office.id)
        ).all()
        users = session.scalars(select(User.id).order_by(User.id)).all()
    themes = practice.find_codes("contact_theme").keys
    steps, industries = [one.key for one in practice.steps], practice.find_codes("industry").keys
    for part in take(range(posts), BATCH // 4):
        with open_session(engine, keyring) as session:
            rows: list[Experience] = []
            for place in part:
                rows.append(
                    Experience(
                        id=UUID(int=chance.getrandbits(128)),
                        data_key=DataKey.make(keyring, "experience"),
                        office_id=offices[place % len(offices)],
                        status=chance.choice(STATUSES),
                        reach=chance.choice(REACHES),
                        shared_on=clock.today() - timedelta(days=chance.randrange(1500)),
                        note_owner_id=users[0],
                        look_again_on=clock.today(),
                        step=chance.choice(steps),
                        industry=chance.choice(industries),
                        created_by=chance.choice(users),
                        is_nameless=chance.random() < 0.3,
                    )
                )
            session.add_all(rows)
            told: list[list[str]] = []
            for row in rows:
                words = draw_words(chance, vocabulary, WORDS)
                row.title, row.learned = " ".join(words[:7]), " ".join(words[7:25])
                row.tried, row.happened = " ".join(words[25:35]), " ".join(words[35:])
                told.append(words)
            session.flush()
            keep_words(session, chance, rows, told, stems, themes)
            for _ in range(round(comments * len(rows) / posts)):
                session.add(
                    ExperienceComment(
                        experience=chance.choice(rows),
                        words=" ".join(draw_words(chance, vocabulary, 12)),
                        created_by=chance.choice(users),
                    )
                )
            session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def keep_words(
    session: Any,
    chance: random.Random,
    rows: list[Experience],
    told: list[list[str]],
    stems: dict[str, str],
    themes: tuple[str, ...],
) -> None:
    """The tags, the words to search by and who found it useful, as the services write them."""
    tags = [(row.id, [*chance.sample(themes, 2), f"merke{chance.randrange(400)}"]) for row in rows]
    session.execute(
        insert(ExperienceTag), [{"experience_id": one, "tag": tag} for one, some in tags for tag in some]
    )
    session.execute(
        insert(ExperienceWords),
        [
            {
                "experience_id": row.id,
                "stems": " ".join(sorted({*words, *(stems[word] for word in words)})),
            }
            for row, words in zip(rows, told, strict=True)
        ],
    )
    uses = [(row.id, user) for row in rows for user in chance.sample(range(1, 40), chance.randrange(5))]
    session.execute(
        insert(ExperienceUse),
        [
            {
                "id": UUID(int=chance.getrandbits(128)),
                "experience_id": one,
                "user_id": user,
                "created_at": clock.now(),
            }
            for one, user in uses
        ],
    )


def list_visits(bench: Bench) -> list[Visit]:
    """The pages that are measured; the search asks for another word each time."""
    adviser = bench.sign_in(bench.scene.user_id)
    board = bench.address("experiences.index")
    with bench.engine.connect() as connection:
        office = {"office": bench.scene.office_id}
        some = connection.execute(
            text("SELECT id FROM hm_experience WHERE office_id = :office AND status = 'shared' LIMIT 1"),
            office,
        ).scalar_one()
    one = bench.address("experiences.show", experience_id=UUID(some) if isinstance(some, str) else some)
    terms: Iterator[str] = cycle(SEARCHES)
    return [
        Visit("board", ask_for(adviser.get, board), None),
        Visit("board of a theme", ask_for(adviser.get, f"{board}?tag=language"), None),
        Visit("search", lambda: adviser.get(board, query_string={"q": next(terms)}), None),
        Visit("experience", ask_for(adviser.get, one), None),
    ]


def ask_for(method: Callable[..., Any], address: str) -> Callable[[], Any]:
    """A request that can be sent again and again."""
    return lambda: method(address)


def measure(bench: Bench, repeat: int) -> dict[str, Any]:
    """Each page by itself."""
    pages = {}
    for visit in list_visits(bench):
        for _ in range(len(SEARCHES)):
            visit.ask()
        found: Measured = bench.look_once(visit, visit.ask)
        for _ in range(repeat):
            visit.ask()
            found.wall.append(bench.ours.wall)
            found.cpu.append(bench.ours.cpu)
        milliseconds, statements = BARS[visit.name]
        pages[visit.name] = {**found.describe(), "bar_ms": milliseconds, "bar_queries": statements}
    return pages


def find_misses(pages: dict[str, Any]) -> list[str]:
    """What is over its bar, a sentence each."""
    misses = []
    for name, page in pages.items():
        if page["wall_ms"]["p95"] > page["bar_ms"]:
            misses.append(f"{name}: p95 {page['wall_ms']['p95']} ms, the bar is {page['bar_ms']:g}")
        if page["bar_queries"] is not None and page["queries"] > page["bar_queries"]:
            misses.append(f"{name}: {page['queries']} queries, the bar is {page['bar_queries']}")
    return misses


def main() -> int:
    """Make, measure, print and keep; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--on", action="append", choices=("sqlite", "postgresql"))
    parser.add_argument("--posts", type=int, default=36_000)
    parser.add_argument("--comments", type=int, default=144_000)
    parser.add_argument("--repeat", type=int, default=100)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    results, missed = {}, []
    for kind in arguments.on or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            uri, keys = stack.enter_context(make_database(kind, scratch)), Keyring.generate("bench")
            fill(uri, keys, argparse.Namespace(**SEED))
            bench = Bench(uri, keys)
            fill_board(bench.engine, Keyring.parse(keys), arguments.posts, arguments.comments)
            before = describe_machine()
            # What filling has left is not looked through by the collector: a server has none of it.
            gc.collect()
            gc.freeze()
            pages = measure(bench, arguments.repeat)
            bench.engine.dispose()
        misses = find_misses(pages)
        missed += misses
        loads = [round(one, 2) for one in os.getloadavg()]
        results[kind] = {**before, "load_after": loads, "pages": pages, "misses": misses}
        print(f"{kind}: {arguments.posts} experiences, {arguments.comments} comments, load {loads}")
        for name, page in pages.items():
            told = f"p50 {page['wall_ms']['p50']:8} p95 {page['wall_ms']['p95']:8} ms, {page['queries']:3} queries"
            print(f"  {name:18} {told}")
        for miss in misses:
            print(f"  over the bar: {miss}")
    size = {"posts": arguments.posts, "comments": arguments.comments, "repeat": arguments.repeat}
    keep_result("experiences", {"measured_on": clock.today().isoformat(), "size": size, **results})
    print(json.dumps({"misses": len(missed)}))
    return int(arguments.strict and bool(missed))


if __name__ == "__main__":
    sys.exit(main())
