"""The parameters of statements that are built once: putting a large one together takes as long as running it."""

from typing import Any

from sqlalchemy import bindparam

CASE_IDS: Any = bindparam("case_ids", expanding=True)
REPLACED_IDS: Any = bindparam("replaced_ids", expanding=True)
SHARED_IDS: Any = bindparam("shared_ids", expanding=True)
TODAY: Any = bindparam("today")
UNTIL: Any = bindparam("until")
SINCE: Any = bindparam("since")
