"""The register of employers: what a company is, what it can offer, and its name to be searched by.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from hybridmentor.domain.folding import fold_name

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 1000


def fold_names() -> None:
    """Every name that is there, as it will be searched by."""
    connection = op.get_bind()
    employer = sa.table(
        "hm_employer", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("name_folded")
    )
    rows = connection.execute(sa.select(employer.c.id, employer.c.name)).all()
    change = (
        sa.update(employer)
        .where(employer.c.id == sa.bindparam("row_id"))
        .values(name_folded=sa.bindparam("folded"))
    )
    for start in range(0, len(rows), BATCH):
        connection.execute(
            change, [{"row_id": row.id, "folded": fold_name(row.name)} for row in rows[start : start + BATCH]]
        )


def upgrade() -> None:
    with op.batch_alter_table("hm_employer") as table:
        table.add_column(sa.Column("name_folded", sa.String(length=400), server_default="", nullable=False))
        table.add_column(sa.Column("place", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("note", sa.Text(), nullable=True))
        table.drop_index(op.f("ix_hm_employer_office_id"))
        table.create_index("ix_hm_employer_office_id_name_folded", ["office_id", "name_folded", "id"])
    fold_names()
    op.create_table(
        "hm_employer_offer",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("offer", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_employer_offer_employer_id")
        ),
        sa.PrimaryKeyConstraint("employer_id", "offer", name=op.f("pk_hm_employer_offer")),
    )


def downgrade() -> None:
    op.drop_table("hm_employer_offer")
    with op.batch_alter_table("hm_employer") as table:
        table.drop_index("ix_hm_employer_office_id_name_folded")
        table.create_index(op.f("ix_hm_employer_office_id"), ["office_id"])
        for name in ("note", "place", "name_folded"):
            table.drop_column(name)
