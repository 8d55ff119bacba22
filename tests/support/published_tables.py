"""Tables as they are handed out, made up from the public hierarchies with a seed, and the facts and study beside them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hybridmentor.documents.published_table import list_columns
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.release_facts import Band, ReleaseFacts
from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.release_variables import Variable, find_variable, get_hierarchy

KEYS = (
    "county",
    "industry",
    "start",
    "with_mentor_total",
    "duration",
    "close_cause",
    "with_mentor_frequency",
    "attached",
)
LEVELS = {"county": 1, "industry": 1, "start": 3, "with_mentor_total": 1, "duration": 0}
STUDY = StudyFacts(
    title="Mentor på arbeidsplassen",
    purpose="Å finne ut hva som hjelper <flest> & lengst.",
    legal_basis="Samtykke",
    period_from_on=date(2024, 1, 1),
    period_to_on=date(2025, 12, 31),
    contact_name="Personvernkontakten",
    contact_email="personvern@example.org",
    number=2,
)


def find_variables(keys: Sequence[str] = KEYS) -> list[Variable]:
    """The variables of the keys."""
    return [variable for key in keys if (variable := find_variable(key)) is not None]


def make_table(
    keys: Sequence[str] = KEYS,
    levels: Mapping[str, int] = LEVELS,
    *,
    classes: int = 12,
    size: int = 40,
    seed: int = 1,
) -> pl.DataFrame:
    """So many classes of so many rows, in no order, as categories; each class has every sensitive value about as often."""
    chance = random.Random(seed)
    columns = list_columns(find_variables(keys), levels)
    rows = []
    for _ in range(classes):
        known = {one.key: chance.choice(one.values) for one in columns if one.variable.is_quasi}
        shift = {one.key: chance.randrange(len(one.values)) for one in columns}
        for number in range(size):
            secret = {
                one.key: one.values[(number + shift[one.key]) % len(one.values)]
                for one in columns
                if not one.variable.is_quasi
            }
            rows.append({**known, **secret})
    chance.shuffle(rows)
    table = pl.DataFrame(rows).select(keys)
    return table.select(pl.col(one.key).cast(pl.Enum(sorted(set(table[one.key])))) for one in columns)


def make_facts(
    keys: Sequence[str] = KEYS, levels: Mapping[str, int] = LEVELS, **changes: object
) -> ReleaseFacts:
    """Facts of such a table."""
    variables = find_variables(keys)
    quasi = tuple(one.key for one in variables if one.is_quasi)
    heights = {one.key: get_hierarchy(one.hierarchy).height for one in variables if one.is_quasi}
    facts = ReleaseFacts(
        rules=DEFAULTS["restricted"],
        variables=tuple(keys),
        quasi=quasi,
        sensitive=tuple(one.key for one in variables if not one.is_quasi),
        levels={key: levels.get(key, 0) for key in quasi},
        heights=heights,
        coarsened=tuple(key for key in quasi if levels.get(key, 0)),
        emptied=tuple(key for key in quasi if levels.get(key, 0) == heights[key] - 1),
        rows_band=Band(450, 499),
        suppressed_band=Band(0, 5),
        loss_band=Band(35, 40),
        loss_by_variable={key: Band(20, 25) for key in quasi},
        smallest_class_at_least=10,
        highest_risk=0.1,
        average_risk_band=Band(0, 5),
        unique_before_band=Band(70, 80),
        granularity_band=Band(60, 65),
        entropy_band=Band(40, 45),
        discernability_band=Band(5, 10),
        class_size_band=Band(40, 49),
        presence_band=None,
        optimal=True,
        nodes=432,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]
