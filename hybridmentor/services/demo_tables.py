"""A table of the demo's study, kept so that there is one to look at: AFI's figures beside the survey that is over.

The cases are not in it: the period of the demo's study is not over, and a data set could not be handed out beside them.
"""

from sqlalchemy.orm import Session

from hybridmentor.domain.study_tables import AFI, PARTS, TABLES
from hybridmentor.identity import Actor
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_tables import list_counted_waves
from hybridmentor.services.study_tables import add_table, count_table, define_table


def fill_tables(session: Session, actor: Actor, visible: VisibleStudy, title: str) -> None:
    """One table with everything that can be counted today."""
    waves = {wave.kind: str(wave.id) for wave in list_counted_waves(session, visible.study, actor.today)}
    columns = [f"{kind}.{part}" for kind in waves for part in PARTS] + [AFI]
    definition = define_table(visible, tables=TABLES, columns=columns, waves=waves)
    counted = count_table(session, actor, visible, definition)
    add_table(session, actor, visible, title=title, definition=definition, counted=counted)
