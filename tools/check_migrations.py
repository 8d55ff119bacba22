"""Check that the migrations and the models say the same: one head, and the same tables from either.

    python tools/check_migrations.py       exit 1 and one line for each difference

The comparison reads what the database itself has kept (its own words for columns, CHECKs, indexes), because
Alembic's comparison does not see a changed CHECK. Here it runs on SQLite; the tests run it on PostgreSQL too.
"""

from __future__ import annotations

import re
import sys
import tempfile

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

import hybridmentor.models  # noqa: F401  registers the tables
from hybridmentor.db import Base
from hybridmentor.gateways.schema import VERSION_TABLE, locate_migrations, upgrade
from hybridmentor.models.experience import WORD_INDEX

POSTGRESQL_COLUMNS = """
    SELECT c.relname || '.' || a.attname,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text || a.attgenerated::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm')"""
POSTGRESQL_CONSTRAINTS = """
    SELECT c.relname || ' constraint ' || k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    WHERE k.contype <> 'n'"""
POSTGRESQL_INDEXES = """
    SELECT tablename || ' index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"""
POSTGRESQL_OTHERS = """
    SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'type ' || t.typname, t.typtype::text FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = 'public'
    WHERE t.typtype IN ('e', 'd')
    UNION ALL SELECT 'sequence ' || sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'"""
SQLITE_MASTER = (
    "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
)


def read_structure(connection: Connection) -> dict[str, str]:
    """What the database has: the name of each thing and its definition in the database's own words, our version table left out.

    The order of columns and constraints within a table does not count, nor do line breaks and needless quotes.
    """
    if connection.dialect.name == "sqlite":
        queries = [SQLITE_MASTER]
    else:
        queries = [POSTGRESQL_COLUMNS, POSTGRESQL_CONSTRAINTS, POSTGRESQL_INDEXES, POSTGRESQL_OTHERS]
    found = {name: definition for query in queries for name, definition in connection.execute(text(query))}
    return {
        name: normalise(sql)
        for name, sql in found.items()
        if VERSION_TABLE not in name and VERSION_TABLE not in sql
    }


def normalise(sql: str) -> str:
    """A definition without its accidents: one space, no needless quotes, the parts of a CREATE TABLE sorted."""
    sql = re.sub(r"\s+", " ", re.sub(r'"(\w+)"', r"\1", sql)).strip()
    head, bracket, rest = sql.partition("(")
    if not head.upper().startswith("CREATE TABLE") or not bracket:
        return sql
    body, _, tail = rest.rpartition(")")
    return f"{head.strip()} ({', '.join(sorted(split_parts(body)))}){tail.rstrip()}"


def split_parts(body: str) -> list[str]:
    """Split at the commas that stand outside brackets and quoted text."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(body):
        if sign == "'":
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth == 0:
                parts.append(body[start:place].strip())
                start = place + 1
    return [*parts, body[start:].strip()]


def compare_structures(migrated: dict[str, str], declared: dict[str, str]) -> list[str]:
    """The differences, a sentence each; empty when both are the same."""
    faults = [
        f"{name}: the models have it, the migrations do not make it"
        for name in sorted(declared.keys() - migrated.keys())
    ]
    faults += [
        f"{name}: the migrations make it, the models do not have it"
        for name in sorted(migrated.keys() - declared.keys())
    ]
    for name in sorted(migrated.keys() & declared.keys()):
        if migrated[name] != declared[name]:
            faults.append(
                f"{name}: the migrations make\n    {migrated[name]}\n  and the models\n    {declared[name]}"
            )
    return faults


def is_compared(name: str | None, kind: str, parent_names: object = None) -> bool:
    """Whether Alembic is to compare it: not a search index, of which it knows nothing; its definition is read all the same."""
    return not (name or "").startswith(WORD_INDEX)


def find_heads() -> list[str]:
    """The revisions that nothing comes after; there must be one."""
    return list(ScriptDirectory(str(locate_migrations())).get_heads())


def check_engines(migrated: Engine, declared: Engine) -> list[str]:
    """Migrate one empty database, make the other from the models, and compare; the differences, a sentence each."""
    upgrade(migrated)
    Base.metadata.create_all(declared)
    with migrated.connect() as one, declared.connect() as other:
        faults = compare_structures(read_structure(one), read_structure(other))
        options = {"version_table": VERSION_TABLE, "include_name": is_compared}
        context = MigrationContext.configure(one, opts=options)
        faults += [
            f"Alembic would add a migration step: {step}" for step in compare_metadata(context, Base.metadata)
        ]
    return faults


def main() -> int:
    """Check on two scratch databases; the exit code."""
    heads = find_heads()
    faults = (
        []
        if len(heads) == 1
        else [f"the chain has {len(heads)} heads, there must be one: {', '.join(heads)}"]
    )
    with tempfile.TemporaryDirectory(prefix="hm") as folder:
        engines = [create_engine(f"sqlite:///{folder}/{name}.sqlite") for name in ("migrated", "declared")]
        if not faults:
            faults = check_engines(*engines)
        for engine in engines:
            engine.dispose()
    print("\n".join(faults) or "migrations and models say the same", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
