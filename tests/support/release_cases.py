"""Cases as releases read them, made up with a seed: skewed, and with what hangs together in life hanging together here."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import polars as pl

from hybridmentor.domain.release_variables import find_variable, get_hierarchy

QUASI = ("county", "industry", "age", "start", "duration", "with_mentor_total")
SENSITIVE = ("close_cause", "with_mentor_frequency", "attached")
VARIABLES = (*QUASI, *SENSITIVE)


def draw_cases(
    rows: int,
    variables: Sequence[str] = VARIABLES,
    *,
    seed: int = 1,
    offices: int | None = None,
    skew: float = 0.8,
) -> pl.DataFrame:
    """So many cases with their units; the values of a variable the more common the earlier they stand in its hierarchy."""
    chance = random.Random(seed)
    count = offices or max(6, rows // 150)
    data: dict[str, list[str]] = {"_case": [f"{chance.getrandbits(128):032x}" for _ in range(rows)]}
    places = chance.choices(range(count), [1 / (1 + place) ** 0.4 for place in range(count)], k=rows)
    data["_office"] = [f"office{place}" for place in places]
    data["_adviser"] = [f"adviser{place}.{chance.randrange(8)}" for place in places]
    data["_mentor"] = [f"mentor{place}.{chance.randrange(max(3, rows // count // 2))}" for place in places]
    data["_employer"] = [
        f"employer{place}.{chance.randrange(max(3, rows // count // 2))}" for place in places
    ]
    tilts = [chance.random() for _ in range(rows)]
    for key in variables:
        data[key] = _draw(chance, key, places, tilts, skew)
    return pl.DataFrame(data)


def _draw(
    chance: random.Random, key: str, places: Sequence[int], tilts: Sequence[float], skew: float
) -> list[str]:
    variable = find_variable(key)
    assert variable is not None, key
    values = [
        value
        for value in get_hierarchy(variable.hierarchy).values
        if value not in {"not_closed", "not_registered", "not_relevant", "too_early"}
    ]
    if key == "county":
        return [values[place * 7 % (len(values) - 2)] for place in places]
    if set(values) >= {"yes", "no"} and not variable.is_quasi:
        values = ["yes", "no", "unknown"]
        return [chance.choices(values, [6 + 3 * tilt, 4, 1])[0] for tilt in tilts]
    weights = [1 / (1 + place) ** skew for place in range(len(values))]
    drawn = chance.choices(range(len(values)), weights, k=len(places))
    pull = 0.5 if variable.is_quasi else 0.15
    return [
        values[int(tilt * tilt * len(values))] if chance.random() < pull else values[one]
        for one, tilt in zip(drawn, tilts, strict=True)
    ]


def change_cell(frame: pl.DataFrame, row: int, values: Mapping[str, str]) -> pl.DataFrame:
    """The same with other values in one row."""
    rows = frame.rows(named=True)
    rows[row] = {**rows[row], **values}
    return pl.DataFrame(rows, schema=frame.schema)
