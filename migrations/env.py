"""How Alembic runs here: only our tables, with our version table, on the connection that the runner lends."""

from alembic import context
from sqlalchemy.schema import SchemaItem

import hybridmentor.models  # noqa: F401  registers the tables
from hybridmentor.db import Base, UtcDateTime
from hybridmentor.gateways.schema import VERSION_TABLE
from hybridmentor.models.experience import WORD_INDEX


def is_ours(name: str | None, kind: str, parent_names: object = None) -> bool:
    """Whether a table is one of ours; parts of tables are looked at with their table, a search index is made by hand."""
    if (name or "").startswith(WORD_INDEX):
        return False
    return kind != "table" or (name or "").startswith("hm_")


def include_object(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: object
) -> bool:
    """Leave a host's tables alone."""
    return is_ours(name, kind)


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our instant type as plain SQL type: a migration stands for itself."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=is_ours,
    include_object=include_object,
    render_item=render_item,
    render_as_batch=context.config.attributes.get("render_as_batch", connection.dialect.name == "sqlite"),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
