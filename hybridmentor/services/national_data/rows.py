"""Rows as tuples in the order of `COLUMNS`, in a form that both databases take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

Row = tuple[Any, ...]
"""Text, whole numbers, bytes and None. Days, times and instants (in UTC) as ISO text, ids as 32 digits, yes and no as 1 and 0."""

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        table: tuple(columns.split())
        for table, columns in {
            "hm_office": "id number name county participation purpose created_at",
            "hm_success_criterion": "id office_id words is_active created_at created_by",
            "hm_user": "id subject login name email password_hash is_active is_demo language wants_digest created_at",
            "hm_office_membership": "user_id office_id role from_on created_at created_by",
            "hm_data_key": "id owner master_key wrapped created_at",
            "hm_employer": "id office_id name name_folded industry version created_at created_by",
            "hm_jobseeker": "id data_key_id name_sealed birth_year protection is_shielded created_at created_by",
            "hm_workplace_person": "id data_key_id employer_id name_sealed position created_at created_by",
            "hm_name_token": "token jobseeker_id person_id",
            "hm_case_counter": "office_id year last",
            "hm_case": (
                "id data_key_id office_id number origin practice_model practice_version entry_point service jobseeker_id "
                "employer_id mentor_of_interest opened_on closed_on follow_up_on version created_at created_by"
            ),
            "hm_case_role": "case_id user_id role from_on to_on created_at created_by",
            "hm_case_turn": "id case_id kind turned_on from_user_id to_user_id note_sealed created_at created_by",
            "hm_case_step": (
                "id case_id step status done_on note_sealed skip_reason_sealed answers_sealed version created_at created_by"
            ),
            "hm_case_form": "id case_id answers_sealed log_confirmed_on version created_at created_by",
            "hm_case_outcome": "id case_id moment measured_on facts note_sealed version created_at created_by",
            "hm_case_pause": "id case_id reason from_on to_on follow_up_on version created_at created_by",
            "hm_mentor_assignment": "id case_id person_id from_on to_on is_employer version created_at created_by",
            "hm_consent": (
                "id case_id person mentor_assignment_id purpose text_version is_refusal given_how given_by given_on "
                "withdrawn_on kept_where_sealed version created_at created_by"
            ),
            "hm_contact_plan": "id case_id relationship state from_on to_on version created_at created_by",
            "hm_contact_plan_phase": "plan_id from_week every_days form",
            "hm_contact_point": (
                "id case_id occurred_on starts_at held_by form sub_form outcome minutes_band via reported_by note_sealed "
                "next_step_sealed follows_id version created_at created_by"
            ),
            "hm_contact_participant": "contact_id relationship person_id",
            "hm_contact_theme": "contact_id theme",
            "hm_case_work": "id case_id worked_on kind minutes_band created_at created_by",
        }.items()
    }
)
"""The tables that are filled, and their columns in the order of the rows' values. What is left out is empty."""


class Rows:
    """Rows by table."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = defaultdict(list)

    def add(self, table: str, row: Row) -> None:
        """One more row."""
        self.tables[table].append(row)

    def sort_contacts(self) -> None:
        """Put the log in the order in which it would have been written, so that a case's entries lie as far apart as in use."""
        place = COLUMNS["hm_contact_point"].index("created_at")
        log = self.tables["hm_contact_point"]
        log.sort(key=lambda row: (row[place], row[0]))
        order = {row[0]: number for number, row in enumerate(log)}
        for table in ("hm_contact_participant", "hm_contact_theme"):
            self.tables[table].sort(key=lambda row: order[row[0]])


def write_instant(day: str, hour: int, minute: int = 0) -> str:
    """An instant of a day, in UTC."""
    return f"{day} {hour:02}:{minute:02}:00.000000"


@cache
def write_day(ordinal: int) -> str:
    """The day of an ordinal as ISO text."""
    return date.fromordinal(ordinal).isoformat()
