"""The migrations: one chain, up and down with data on both databases, and in the end exactly what the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, select, text

from hybridmentor.db import Base, HybridSession
from hybridmentor.models import Case, Jobseeker
from hybridmentor.models.experience import WORD_INDEX
from tests.support.backends import Backend
from tests.support.databases import KEYRING, engine_for
from tests.support.schema import CHAIN, VERSION_TABLE, migrate, unmigrate
from tests.support.seed import add_mentor, open_case, seed_people
from tools.check_migrations import check_engines, compare_structures, find_heads, normalise, read_structure

SCRIPTS = ScriptDirectory(str(CHAIN))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture
def empty(backend: Backend) -> Iterator[Engine]:
    """An engine on a database without any table."""
    url = backend.create()
    engine = engine_for(url)
    yield engine
    engine.dispose()
    backend.drop(url)


@pytest.fixture
def other(backend: Backend) -> Iterator[Engine]:
    """A second one."""
    url = backend.create()
    engine = engine_for(url)
    yield engine
    engine.dispose()
    backend.drop(url)


def read_all(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, sorted."""
    with engine.connect() as connection:
        names = [
            name
            for name in inspect(connection).get_table_names()
            if name.startswith("hm_") and name != VERSION_TABLE and not name.startswith(WORD_INDEX)
        ]
        rows = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
    return {name: sorted((tuple(row) for row in found), key=repr) for name, found in rows.items()}


def fill(engine: Engine) -> None:
    """One office's worth of people and a case with everything sealed in it."""
    with HybridSession(engine, KEYRING) as session:
        seed_people(session)
        add_mentor(session, open_case(session))
        session.commit()


def test_chain_has_one_head_and_one_base():
    assert len(find_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1
    assert REVISIONS, "there are no migrations"


def test_every_step_can_be_undone_or_says_why_not():
    for script in SCRIPTS.walk_revisions():
        source = Path(script.path).read_text("utf-8")
        assert "def upgrade(" in source, script.path
        assert "def downgrade(" in source, script.path
        assert script.doc, f"{script.path} does not say what it does"


def test_steps_do_not_read_the_models():
    """A migration describes the tables of its day; the models go on changing."""
    for script in SCRIPTS.walk_revisions():
        source = Path(script.path).read_text("utf-8")
        assert "hybridmentor.models" not in source, script.path
        assert "hybridmentor.db" not in source, script.path


def test_migrated_tables_are_the_models_tables(empty: Engine, other: Engine):
    assert check_engines(empty, other) == []
    with empty.connect() as connection:
        assert len(read_structure(connection)) > len(Base.metadata.tables)


TABLE = "CREATE TABLE hm_a (id INTEGER NOT NULL, n INTEGER, CONSTRAINT ck_n CHECK (n > 0), PRIMARY KEY (id))"
CHANGES = {
    "check": (TABLE.replace("n > 0", "n > 1"),),
    "type": (TABLE.replace("n INTEGER", "n BIGINT"),),
    "null": (TABLE.replace("n INTEGER", "n INTEGER NOT NULL"),),
    "default": (TABLE.replace("n INTEGER", "n INTEGER DEFAULT 1"),),
    "name": (TABLE.replace("ck_n", "ck_m"),),
    "key": (TABLE.replace("PRIMARY KEY (id)", "PRIMARY KEY (id, n)"),),
    "index": (TABLE, "CREATE INDEX ix_n ON hm_a (n)"),
    "table": (TABLE, "CREATE TABLE hm_b (id INTEGER)"),
}


def make_tables(engine: Engine, *statements: str) -> dict[str, str]:
    """Carry the statements out and read what the database then has."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
        return read_structure(connection)


@pytest.mark.parametrize("change", CHANGES)
def test_comparison_sees_what_differs(empty: Engine, other: Engine, change: str):
    assert compare_structures(make_tables(empty, TABLE), make_tables(other, *CHANGES[change])) != []


def test_comparison_finds_the_same_the_same(empty: Engine, other: Engine):
    swapped = TABLE.replace("id INTEGER NOT NULL, n INTEGER", "n INTEGER, id INTEGER NOT NULL")
    assert compare_structures(make_tables(empty, TABLE), make_tables(other, swapped)) == []


def test_order_and_quotes_do_not_count():
    one = (
        "CREATE TABLE \"hm_a\" (\n id INTEGER NOT NULL,\n CHECK (x IN ('a, b', 'c)')),\n PRIMARY KEY (id, x))"
    )
    two = "CREATE TABLE hm_a (PRIMARY KEY (id, x), CHECK (x IN ('a, b', 'c)')), id INTEGER NOT NULL)"
    assert normalise(one) == normalise(two)
    assert normalise(one) != normalise(two.replace("a, b", "a,b"))


def test_running_twice_changes_nothing(empty: Engine):
    migrate(empty)
    fill(empty)
    before = read_all(empty)
    migrate(empty)
    assert read_all(empty) == before


def test_our_version_table_is_our_own(empty: Engine):
    """A host keeps its chain in alembic_version; ours must not touch it."""
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of-the-host')"))
        connection.execute(text("CREATE TABLE host_page (id INTEGER NOT NULL, PRIMARY KEY (id))"))
    migrate(empty)
    with empty.connect() as connection:
        names = {name for name in inspect(connection).get_table_names() if not name.startswith(WORD_INDEX)}
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [
            "of-the-host"
        ]
        assert (
            connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
            == find_heads()
        )
    assert names - {"alembic_version", "host_page"} == set(Base.metadata.tables) | {VERSION_TABLE}
    unmigrate(empty, "base")
    with empty.connect() as connection:
        left = set(inspect(connection).get_table_names())
    assert left - {VERSION_TABLE} == {"alembic_version", "host_page"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_step_up_and_down_gives_the_same_tables(empty: Engine, revision: str):
    script = SCRIPTS.get_revision(revision)
    before = script.down_revision or "base"
    if before != "base":
        migrate(empty, str(before))
    with empty.connect() as connection:
        structure = read_structure(connection)
    migrate(empty, revision)
    unmigrate(empty, str(before))
    with empty.connect() as connection:
        assert compare_structures(read_structure(connection), structure) == []
    migrate(empty, revision)


def test_up_and_down_with_data(empty: Engine):
    """From the head down to the first step and up again: what the first step's tables can hold is still there."""
    migrate(empty)
    fill(empty)
    before = read_all(empty)
    unmigrate(empty, REVISIONS[0])
    kept = read_all(empty)
    assert kept["hm_office"]
    assert kept["hm_case"]
    migrate(empty)
    after = read_all(empty)
    assert {name: len(rows) for name, rows in after.items() if name in kept} == {
        name: len(rows) for name, rows in before.items() if name in kept
    }
    with HybridSession(empty, KEYRING) as session:
        assert session.scalars(select(Jobseeker)).one().name == "Jonas Prøve"
        assert session.scalars(select(Case)).one().office.number == "9901"
    unmigrate(empty, "base")
    assert read_all(empty) == {}
    migrate(empty)
    assert sum(len(rows) for rows in read_all(empty).values()) == 0


def test_sqlite_foreign_keys_are_as_before(tmp_path: Path):
    """SQLite rebuilds a table to change it, with foreign keys off; afterwards every row must still have its parent."""
    engine = create_engine(f"sqlite:///{tmp_path}/hm.sqlite")
    migrate(engine)
    fill(engine)
    unmigrate(engine, REVISIONS[0])
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    engine.dispose()
