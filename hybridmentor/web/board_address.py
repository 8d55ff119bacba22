"""The address of the board: what stands after its question mark says what is shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import url_for

from hybridmentor.domain.experience_tags import LONGEST_TAG
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.domain.practice import list_practice_models
from hybridmentor.queries.experiences import ExperienceFilter, ListKey
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import clean_text
from hybridmentor.web.practice import find_practice

LONGEST_WORDS = 200
PLACES = ("office", "county")
"""Where the shown experiences come from; none of them is wherever they come from."""


def read_filter(args: Mapping[str, Any]) -> ExperienceFilter:
    """What the board is to show. What is no code of the practice model is passed over, and so is an identity number."""
    practice, tag, words = find_practice(), clean_text(args.get("tag")), clean_text(args.get("q"))
    return ExperienceFilter(
        step=_read(args, "step", [one.key for one in practice.steps]),
        tag=tag[:LONGEST_TAG].lower() if tag else None,
        practice_model=_read(args, "model", [one.id for one in list_practice_models()]),
        entry_point=_read(args, "entry", practice.find_codes("entry_point").keys),
        industry=_read(args, "industry", practice.find_codes("industry").keys),
        where=_read(args, "where", PLACES),
        is_note=args.get("note") == "yes",
        is_own=args.get("own") == "yes",
        words=words[:LONGEST_WORDS] if words and not holds_national_id(words) else None,
    )


def _read(args: Mapping[str, Any], name: str, known: Any) -> str | None:
    value = args.get(name)
    return value if value in known else None


def write_filter(wanted: ExperienceFilter) -> dict[str, str]:
    """What `read_filter` reads, for `url_for`."""
    told = {
        "q": wanted.words,
        "step": wanted.step,
        "tag": wanted.tag,
        "industry": wanted.industry,
        "entry": wanted.entry_point,
        "model": wanted.practice_model,
        "where": wanted.where,
        "note": "yes" if wanted.is_note else None,
        "own": "yes" if wanted.is_own else None,
    }
    return {name: value for name, value in told.items() if value}


def read_after(text: str | None) -> ListKey | None:
    """The key of the last experience shown before; None for the first page or an unreadable key."""
    day, _, row = (text or "").partition("_")
    row_id = read_id(row)
    try:
        return ListKey(date.fromisoformat(day), row_id) if row_id is not None else None
    except ValueError:
        return None


def write_after(key: ListKey) -> str:
    """What `read_after` reads."""
    return f"{key.shared_on.isoformat()}_{key.experience_id}"


def locate_board(wanted: ExperienceFilter, after: ListKey | None = None, part: str | None = None) -> str:
    """The address of the board with what narrows it, from a key on."""
    values: dict[str, Any] = {**write_filter(wanted), "_anchor": part}
    return url_for("hybridmentor.experiences.index", after=write_after(after) if after else None, **values)


def write_query(wanted: ExperienceFilter) -> str:
    """The same as it stands after the question mark."""
    return urlencode(write_filter(wanted))


def split_query(text: str | None) -> dict[str, str]:
    """The names and values of such a text, each name once; nothing of one that cannot be read."""
    try:
        found = parse_qs(text or "", max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def read_query(text: str | None) -> ExperienceFilter:
    """What such a text asks for; what it holds besides is passed over."""
    return read_filter(split_query(text))
